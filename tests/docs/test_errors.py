"""docs/errors.md explains every error code of the program under an anchor of its own, and no other."""

import re
from http import HTTPStatus

import pytest
from starlette.exceptions import HTTPException

from pincite.app.answering.parameters import MAX_VALUE_LENGTH, MAX_VALUES
from pincite.app.errors import TABLE, failure_of
from pincite.app.protocol import LONGEST_HEAD
from pincite.index.query.limits import CHARACTERS, EXPANSION, NESTING, PROXIMITY, SHORTEST_PREFIX, TERMS
from tests.docs.codes import codes_of, codes_of_program
from tests.docs.pages import anchor_of, read

PAGE = read("docs/errors.md")
_SECTION = re.compile(r"^### `([a-z0-9_]+)`\n\n(.+?)(?=\n#|\Z)", re.MULTILINE | re.DOTALL)
_STATUS = re.compile(r"Status (\d{3})")


def sections(page: str) -> dict[str, str]:
    """Return what stands under each code."""
    return dict(_SECTION.findall(page))


def statuses() -> dict[str, int]:
    """Return the status of each code of an answer that the table or the framework gives."""
    listed = {code: int(status) for _, status, code, _ in TABLE}
    http = [failure_of(HTTPException(status)) for status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)]
    return {**listed, **{failure.code: failure.status for failure in http}, "internal": 500}


def codes() -> set[str]:
    return codes_of_program() | set(statuses())


def test_every_code_has_a_section_and_no_other() -> None:
    assert set(sections(PAGE)) == codes()


def test_a_code_is_its_own_anchor() -> None:
    assert all(anchor_of(f"`{code}`") == code for code in codes())


@pytest.mark.parametrize(("code", "status"), sorted(statuses().items()))
def test_the_status_is_that_of_the_answer(code: str, status: int) -> None:
    assert _STATUS.findall(sections(PAGE)[code]) == [str(status)]


def test_limits_are_those_of_the_code() -> None:
    limits = {
        "head_too_large": LONGEST_HEAD,
        "too_many_values": MAX_VALUES,
        "too_long": CHARACTERS.value,
        "too_many_terms": TERMS.value,
        "too_deep": NESTING.value,
        "too_many_forms": EXPANSION.value,
        "short_prefix": SHORTEST_PREFIX.value,
        "proximity": PROXIMITY.value,
    }
    assert f"{MAX_VALUE_LENGTH:,}" in sections(PAGE)["too_long"]
    assert [code for code, limit in limits.items() if f"{limit:,}" not in sections(PAGE)[code]] == []


@pytest.mark.parametrize("code", ["locked", "no_word", "leading_tilde", "malformed_request"])
def test_a_page_without_a_code_is_noticed(code: str) -> None:
    assert set(sections(PAGE.replace(f"### `{code}`", "### `other`"))) != codes()


@pytest.mark.parametrize(
    "source",
    [
        'raise Fault("new_code", 0, "a word", "")',
        'reader.refuse("q", "new_code", "a word")',
        'Problem("q", None, "new_code", "a word")',
        'code = "new_code" if found else "no_word"',
    ],
)
def test_a_new_code_in_the_source_is_noticed(source: str) -> None:
    assert "new_code" in codes_of(source)
