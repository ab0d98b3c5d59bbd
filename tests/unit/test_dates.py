"""Dates in EDTF: every form that is taken, with its bounds, and a clear word for every other."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.values.dates import Dates, parse_edtf


def day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1946", "1946-01-01", "1946-12-31"),
        ("1862-12", "1862-12-01", "1862-12-31"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2018-06-02", "2018-06-02", "2018-06-02"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("0XXX", "0001-01-01", "0999-12-31"),
        ("2004-XX", "2004-01-01", "2004-12-31"),
        ("2004-02-XX", "2004-02-01", "2004-02-29"),
        ("2004-XX-31", "2004-01-31", "2004-12-31"),
        ("199X-02-29", "1992-02-29", "1996-02-29"),
        ("1862~", "1862-01-01", "1862-12-31"),
        ("1862-12?", "1862-12-01", "1862-12-31"),
        ("2018-06-02%", "2018-06-02", "2018-06-02"),
        ("XXXX-06-02", "", ""),
        ("XXXX-02-29", "", ""),
        ("XXXX", "", ""),
        ("1950/1952", "1950-01-01", "1952-12-31"),
        ("1950-06-25/1953-07~", "1950-06-25", "1953-07-31"),
        ("2018/2018", "2018-01-01", "2018-12-31"),
        ("1950/..", "1950-01-01", ""),
        ("1950/", "1950-01-01", ""),
        ("../1950", "", "1950-12-31"),
        ("/1950-03", "", "1950-03-31"),
    ],
)
def test_a_date_keeps_its_writing_and_has_the_days_it_can_mean(text: str, earliest: str, latest: str) -> None:
    assert parse_edtf(text) == Dates(text, day(earliest), day(latest))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "expected"),
        ("June 2", "expected"),
        ("02/06/2018", "more than one"),
        ("2018-6-2", "expected"),
        ("2018-06-02T10:00", "expected"),
        ("2018-13", "calendar"),
        ("2018-00", "calendar"),
        ("2018-02-30", "calendar"),
        ("1900-02-29", "calendar"),
        ("XXXX-02-30", "calendar"),
        ("0000", "calendar"),
        ("1X99", "last digits"),
        ("XXX9", "last digits"),
        ("199x", "expected"),
        ("٢٠١٨", "expected"),
        ("1952/1950", "earlier date first"),
        ("../..", "no start and no end"),
        ("/", "no start and no end"),
        ("1950/then", "expected"),
        ("2018\n", "expected"),
        ("x" * 500, "…"),
    ],
)
def test_what_is_no_date_is_refused_with_what_was_expected(text: str, word: str) -> None:
    with pytest.raises(ValueError, match=word) as caught:
        parse_edtf(text)
    assert len(str(caught.value)) < 200


@given(st.dates(), st.dates())
def test_an_interval_runs_from_its_first_day_to_its_last(one: datetime.date, other: datetime.date) -> None:
    first, last = sorted((one, other))
    assert parse_edtf(f"{first}/{last}") == Dates(f"{first}/{last}", first, last)


@given(st.text(alphabet="0123456789X-/.?~%", max_size=12))
def test_bounds_are_in_order_or_the_text_is_refused(text: str) -> None:
    try:
        dates = parse_edtf(text)
    except ValueError:
        return
    assert dates.edtf == text
    assert dates.earliest is None or dates.latest is None or dates.earliest <= dates.latest
