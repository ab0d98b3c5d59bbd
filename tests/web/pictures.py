"""Screenshots of every kind of page, wide and narrow, light and dark: ``python -m tests.web.pictures HOME FOLDER``."""

import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from tests.api.test_server import serving
from tests.services.chromium import open_chromium

WIDTHS = (1280, 360)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def take_pictures(
    browser: Browser,
    base: str,
    paths: dict[str, str],
    folder: Path,
    widths: tuple[int, ...] = WIDTHS,
    schemes: tuple[Literal["light", "dark"], ...] = SCHEMES,
) -> list[Path]:
    """Save one picture of each path, width and scheme, named so, and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    for scheme in schemes:
        for width in widths:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page = context.new_page()
            for name, path in paths.items():
                page.goto(base + path)
                file = folder / f"{name}-{width}-{scheme}.png"
                page.screenshot(path=file)
                taken.append(file)
            context.close()
    return taken


def views_of(first: str) -> dict[str, str]:
    """Return the address of each kind of page by its name. ``first`` is the id of a statement with the word peace."""
    return {
        "start": "/",
        "results": "/?q=peace",
        "everything": "/?sort=newest",
        "relaxed": "/?q=peace+security+cooperation+nowhere+zebra",
        "nothing": "/?q=zebraword",
        "filtered": "/?q=peace&place=Atlantis&date_from=1800&date_to=1801",
        "invalid": "/?q=(peace",
        "values": "/facets/issuer?q=peace",
        "statement": f"/statements/{first}?q=peace",
        "cite": f"/statements/{first}?cite=4",
        "help": "/help",
        "docs": "/docs",
    }


def main(home: str, folder: str, first: str) -> None:
    """Serve the archive in ``home`` and take the pictures."""
    with serving(Path(home)) as (base, _), open_chromium() as browser:
        for path in take_pictures(browser, base, views_of(first), Path(folder)):
            print(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
