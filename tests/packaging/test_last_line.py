"""The last line of the tests: the servers that ran, or why they did not; and what CI does without."""

import pytest

from tests.services import report
from tests.services.report import Missing, NotEverywhere


@pytest.fixture(autouse=True)
def _nothing_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "_ran", {})
    monkeypatch.setattr(report, "_missing", {})


@pytest.mark.parametrize("ci", ["", "true"])
def test_a_missing_server_skips_its_tests_and_fails_them_in_ci(monkeypatch: pytest.MonkeyPatch, ci: str) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(pytest.fail.Exception if ci else pytest.skip.Exception, match="initdb is not installed"):
        report.refuse("PostgreSQL", Missing("initdb is not installed"))
    assert report.last_line() == "cluster: not run, because PostgreSQL: initdb is not installed"


def test_what_not_every_machine_has_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    report.note("PostgreSQL", "15.18")
    report.note("OpenSearch", "2.19.1")
    with pytest.raises(pytest.skip.Exception):
        report.refuse("OpenSearch 3.5", NotEverywhere("there is no Java of version 21 or newer"))
    assert report.last_line() == (
        "cluster: OpenSearch 2.19.1, PostgreSQL 15.18; "
        "not run, because OpenSearch 3.5: there is no Java of version 21 or newer"
    )


def test_tests_that_need_no_server_say_so() -> None:
    assert report.last_line() == "cluster: not run, because no test that was run needs a server"
