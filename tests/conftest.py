"""What all tests share: which run where, a small archive on disk, and a client for the application."""

import asyncio
import gc
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import settings

from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings

pytest_plugins = ["tests.services.fixtures", "tests.lanes"]

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"
JOINT = "000_216767ed398c675c"

LINES: tuple[dict[str, Any], ...] = (
    {
        "id": "covid-%e2%81%a019",
        "title": "Readout on COVID-19",
        "date": "2021-03-04",
        "place": "Washington",
        "issuers": ["United States"],
        "source": "White House",
        "language": "en",
        "url": "https://example.org/covid",
        "paragraphs": ["The Secretary-General spoke of vaccines.", "We are committed to the COVAX facility."],
    },
    {
        "id": "telegram-1927",
        "title": "The Minister to the Secretary of State",
        "date": "1927-11",
        "place": "Managua",
        "issuers": ["Nicaragua"],
        "people": [{"name": "Baker", "office": "Minister"}],
        "source": "Foreign Relations",
        "language": "en",
        "paragraphs": [f"Telegram number {n}: our commitment to the treaty of peace stands." for n in range(1, 31)],
    },
    {
        "id": "undated",
        "title": "=SUM(A1) <script>alert('title')</script>",
        "issuers": ["<b>Republic</b> & Co"],
        "source": "\"><img src=x onerror=alert('source')>",
        "url": "javascript:alert('url')",
        "language": "en",
        "paragraphs": ['+1 <script>alert("text")</script> & "quoted" \'apostrophe\' hostile', "@cmd hostile again"],
    },
)


def pytest_configure() -> None:
    """Draw few examples where a test names no number, the same each time, and let interrupts be noticed.

    ``make torture`` draws many, others each time. What a shell starts in the background ignores interrupts, and so does
    all that it starts.
    """
    is_whole = os.environ.get("PINCITE_TORTURE") == "1"
    settings.register_profile("share", max_examples=1_000 if is_whole else 30, derandomize=not is_whole)
    settings.load_profile("share")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.disable()


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over all tests and modules: they stay, and they are a million objects."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with the seed and three more statements, one of them hostile."""
    folder = tmp_path_factory.mktemp("archive")
    lines = folder / "lines.jsonl"
    lines.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    path = folder / "var"
    assert main(["ingest", str(ROOT / "seeds"), str(lines), "--home", str(path)]) == 0
    return path


@pytest.fixture(scope="session")
def app(home: Path) -> Iterator[FastAPI]:
    """The application on that archive."""
    made = create_app(Settings(home=home, url="https://archive.example.org"))
    yield made
    made.state.holder.close()


class Client:
    """Asks an application over ASGI; nothing is decoded twice, no redirect is followed."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def get(self, url: str, method: str = "GET", **headers: str) -> httpx.Response:
        """Return the answer; an exception of the application is raised here."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return asyncio.run(self._ask(url, method, named))

    def json(self, url: str) -> Any:
        """Return the answer's JSON; it must be 200."""
        answer = self.get(url)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def _ask(self, url: str, method: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, url, headers=headers)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Client:
    """A client for the small archive."""
    return Client(app)
