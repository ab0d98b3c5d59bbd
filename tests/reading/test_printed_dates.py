"""Dates as documents print them, to EDTF; what has two readings or no year is no date."""

import pytest

from pincite.index.reading.formats.printed_dates import PrintedDateline, find_date, parse_dateline

PRINTED = (
    ("Washington, July 11, 2024", "2024-07-11", "Washington"),
    ("30 October 2023", "2023-10-30", None),
    ("Thursday, August 6, 2020", "2020-08-06", None),
    ("Elmau, 27 June 2022", "2022-06-27", "Elmau"),
    ("Stockholm, August 11, 2025", "2025-08-11", "Stockholm"),
    ("For Immediate Release: March 3rd, 2021, 10:30 a.m. EST", "2021-03-03", None),
    ("15-16 November 2015", "2015-11-15/2015-11-16", None),
    ("Geneva, the 21st day of May 1925", "1925-05-21", "Geneva"),
    ("Bruxelles, le 14 mars 2019", "2019-03-14", "Bruxelles"),
    ("Berlin, den 3. Oktober 1990", "1990-10-03", "Berlin"),
    ("Madrid, 5 de mayo de 2010", "2010-05-05", "Madrid"),
    ("2018년 6월 2일", "2018-06-02", None),
    ("2018年6月2日", "2018-06-02", None),
    ("2018-06-02", "2018-06-02", None),
    ("3.10.1990", "1990-10-03", None),
    ("June 1931", "1931-06", None),
    ("Rio de Janeiro, 14 June 1992", "1992-06-14", "Rio de Janeiro"),
)


@pytest.mark.parametrize(("text", "date", "place"), PRINTED)
def test_a_date_line_says_when_and_where(text: str, date: str, place: str | None) -> None:
    assert parse_dateline(text) == PrintedDateline(date, place)


@pytest.mark.parametrize(
    "text",
    [
        "June 2",
        "06/02/2018",
        "31 June 2018",
        "The Parties met on 3 May 2011.",
        "Updated 3 May 2011",
        "Embargoed until 3 May 2011",
        "Effective June 1, 2020",
        "January 11, 2021 FOR THE TENTH CIRCUIT",
        "Executive Order 14257 of April 2, 2025",
        "2018",
        "",
    ],
)
def test_what_says_more_or_less_is_no_date_line(text: str) -> None:
    assert parse_dateline(text) is None


def test_the_first_date_of_a_text_is_found() -> None:
    assert find_date("Signed on 3 May 2011 and in force from June 1, 2012") == ("2011-05-03", 10, 20)
    assert find_date("Signed in May") is None
