"""The C library's JSON is that of Python's own ``json``, character by character."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.values.json_text import parse_json, render_json, render_sorted_json

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda some: st.lists(some, max_size=4) | st.dictionaries(texts, some, max_size=4),
    max_leaves=12,
)


def slow(value: object, *, sort: bool = False) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort).encode()


def test_every_character_is_written_as_json_writes_it() -> None:
    every = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    assert render_json(every) == slow(every)
    assert parse_json(slow(every)) == every


@given(values)
def test_values_are_written_and_read_as_json_does(value: object) -> None:
    assert render_json(value) == slow(value)
    assert render_sorted_json(value) == slow(value, sort=True)
    assert parse_json(slow(value)) == parse_json(slow(value).decode()) == value


def test_a_lone_surrogate_is_not_written_and_is_read() -> None:
    with pytest.raises(UnicodeEncodeError):
        render_json("\ud800")
    assert parse_json('"\\ud800"') == "\ud800"


@pytest.mark.parametrize("text", ["", "{", "[1,]", b"\xff", b'"\xff"', "nul", '{"a" 1}', "\ufeff1"])
def test_what_json_refuses_is_refused_with_its_error(text: str | bytes) -> None:
    with pytest.raises(ValueError) as expected:  # noqa: PT011 - JSONDecodeError or UnicodeDecodeError
        json.loads(text)
    with pytest.raises(expected.type) as found:
        parse_json(text)
    assert str(found.value) == str(expected.value)


@pytest.mark.parametrize("text", ["NaN", "1e999", "-Infinity", "123456789012345678901234567890", '{"a":1,"a":2}'])
def test_what_json_takes_is_taken(text: str) -> None:
    assert repr(parse_json(text)) == repr(json.loads(text))
