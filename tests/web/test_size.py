"""A page of results is small: with all that it loads, at most 60 KiB before compression, in at most eight requests."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.conftest import DATA, Client

CEILING = 60 * 1024
REQUESTS = 8
REAL = DATA / "statements" / "seed.jsonl.gz"
_LOADED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script)[^>]* (?:href|src)="([^"]+)"')


def real_like(number: int) -> dict[str, object]:
    """Return a statement with ids, titles, names and paragraphs as long as those of published archives."""
    nations = (
        "Australia",
        "France",
        "Germany",
        "Japan",
        "Republic of Korea",
        "United Kingdom",
        "United States",
        "India",
    )
    year = 1979 + number % 45
    words = (
        "the members of the united nations reaffirm their commitment to the treaty and to lasting peace in the region"
    )
    return {
        "id": f"wh-{year}-03-{number % 27 + 1:02}-joint-statement-of-the-ministers-on-lasting-peace-{number}",
        "title": f"Joint Statement {number} of the Ministers of the United Nations on Cooperation and Lasting Peace",
        "date": f"{year}-03-{number % 27 + 1:02}",
        "place": ("Washington", "Seoul", "Tokyo", "Geneva", "New York", "Canberra", "Paris")[number % 7],
        "issuers": [nations[number % 8], nations[(number + 3) % 8]],
        "people": [{"name": f"Minister Number {number % 9}"}],
        "source": ("White House", "Department of State", "Foreign Ministry", "Elysee", "Cabinet", "Kantei")[number % 6],
        "series": f"Statements and releases of the year {year // 10 * 10}",
        "kind": ("joint statement", "communique", "press release", "fact sheet", "remarks", "declaration")[number % 6],
        "paragraphs": [f"In paragraph {n} of {number}, {words}, and that is what they said." for n in range(2)],
    }


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("published")
    source = folder / "lines.jsonl"
    source.write_text("".join(json.dumps(real_like(number)) + "\n" for number in range(90)), encoding="utf-8")
    yield from serve(source, folder / "var")


def serve(source: Path, home: Path) -> Iterator[Client]:
    assert main(["ingest", str(source), "--home", str(home)]) == 0
    app = create_app(Settings(home=home, url="https://archive.example.org"))
    yield Client(app)
    app.state.holder.close()


def loaded(client: Client, path: str) -> list[int]:
    """Return the length of a page and of each file that it loads."""
    page = client.get(path)
    assert page.status_code == 200
    files = [unescape(link) for link in _LOADED.findall(page.text)]
    assert all(link.startswith("/static/") for link in files)
    return [len(page.content), *(len(client.get(link).content) for link in files)]


@pytest.mark.parametrize("path", ["/", "/?q=united+nations", "/?q=treaty&issuer=Japan&sort=newest"])
def test_a_page_of_a_published_archive_is_small(published: Client, path: str) -> None:
    sizes = loaded(published, path)
    assert len(sizes) <= REQUESTS
    assert sum(sizes) <= CEILING, sizes


@pytest.mark.torture
@pytest.mark.skipif(not REAL.exists(), reason="the real statements are not here")
def test_pages_of_the_real_statements_are_small(tmp_path: Path) -> None:
    queries = ("united nations", "nuclear weapons", "treaty", "human rights", "ironclad", "sanctions north korea")
    for client in serve(REAL, tmp_path / "var"):
        for path in ("/", *(f"/?q={query.replace(' ', '+')}" for query in queries)):
            sizes = loaded(client, path)
            assert sum(sizes) <= CEILING, (path, sizes)
