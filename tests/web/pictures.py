"""Twelve views as screenshots, to look at: ``python -m tests.web.pictures FOLDER [HOME]``.

Without ``HOME``, the views are of a small archive that has every kind of page (``tests/web/kinds.py``).
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx
from playwright.sync_api import Browser

from tests.api.test_server import serving
from tests.services.chromium import open_chromium
from tests.web.kinds import build_archive

WIDE, TALL, PHONE = (1120, 760), (1120, 850), (360, 740)
_WORDS = "peace"
_LACKING = "peace treaty agreement cooperation zebraword"


@dataclass(frozen=True, slots=True)
class View:
    """What one picture shows: a path, how large the screen is, and in which colours."""

    path: str
    size: tuple[int, int] = WIDE
    scheme: Literal["light", "dark"] = "light"


def find_views(base: str) -> dict[str, View]:
    """Return the twelve views of the archive that is served at ``base``, by their names.

    The statement is the one that stands first, and the changes are of one that has changed, if there is one.
    """
    with httpx.Client(base_url=base, trust_env=False, timeout=60) as client:
        hit = client.get("/v1/search", params={"q": _WORDS, "group": "statement", "limit": 1}).json()["hits"][0]
        changed = client.get("/v1/changes", params={"limit": 1}).json()["changes"]
    search = f"/statements/{hit['statement']['id']}?q={_WORDS}"
    number = hit["paragraph"]["number"]
    return {
        "start": View("/"),
        "results": View(f"/?q={_WORDS}", TALL),
        "results-phone": View(f"/?q={_WORDS}", PHONE),
        "facet": View(f"/facets/source?q={_WORDS}"),
        "nothing": View(f"/?q={_WORDS}&place=Atlantis&date_from=1700&date_to=1701"),
        "relaxed": View(f"/?q={_LACKING.replace(' ', '+')}"),
        "statement": View(search),
        "walk": View(f"{search}&from={number}#p{number}"),
        "cite": View(f"/statements/{hit['statement']['id']}?cite={number}"),
        "changes": View(f"/statements/{(changed or [hit])[0]['statement']['id']}/changes"),
        "check": View("/check?text=We+stand+for+peace+among+all+nations"),
        "dark": View(f"/?q={_WORDS}", WIDE, "dark"),
    }


def take_pictures(browser: Browser, base: str, views: Mapping[str, View], folder: Path) -> list[Path]:
    """Save a picture of each view under its name, and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    for name, view in views.items():
        width, height = view.size
        is_phone = view.size == PHONE
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=view.scheme,
            is_mobile=is_phone,
            has_touch=is_phone,
        )
        page = context.new_page()
        page.goto(base + view.path)
        taken.append(folder / f"{name}.png")
        page.screenshot(path=taken[-1])
        context.close()
    return taken


@contextmanager
def _archive(home: str | None) -> Iterator[Path]:
    if home is not None:
        yield Path(home)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield build_archive(Path(folder))


def main(folder: str, home: str | None = None) -> None:
    """Serve the archive in ``home``, or that of all kinds of pages, and take the pictures."""
    with _archive(home) as found, serving(found) as (base, _), open_chromium() as browser:
        for path in take_pictures(browser, base, find_views(base), Path(folder)):
            print(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
