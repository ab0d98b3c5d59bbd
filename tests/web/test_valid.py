"""Every kind of page is HTML without a fault: the Nu HTML checker has nothing to say about any."""

from pathlib import Path

import pytest

from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.conftest import Client
from tests.services import report
from tests.services.report import Missing
from tests.services.vnu import check_pages
from tests.web.kinds import addresses

FAULTY = '<!doctype html><html lang="en"><title>Faulty</title><p id="a"><img src="a" id="a">'


def asked(files: list[Path]) -> list[str]:
    try:
        return check_pages(files)
    except Missing as error:
        report.refuse("vnu", error)


@pytest.mark.torture
def test_every_kind_of_page_is_valid(kinds: Path, tmp_path: Path) -> None:
    app = create_app(Settings(home=kinds, url="https://archive.example.org"))
    client, files = Client(app), []
    for name, path in addresses().items():
        files.append(tmp_path / f"{name}.html")
        files[-1].write_bytes(client.get(path, accept="text/html").content)
    app.state.holder.close()
    faulty = tmp_path / "faulty.html"
    faulty.write_text(FAULTY, encoding="utf-8")
    found = asked([*files, faulty])
    assert any("Duplicate ID" in line for line in found)
    assert [line for line in found if not line.startswith("faulty.html: ")] == []
