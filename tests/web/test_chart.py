"""The lengths of the chart by date: where a bar stands, and how wide and high it is."""

import datetime

import pytest

from pincite.app.answering.links import Links
from pincite.app.answering.request import parse_search
from pincite.app.web.histogram import HEIGHT, WIDTH, Chart, build_chart
from pincite.index.query.query import Interval
from pincite.index.results import Bar, Count, Histogram


def chart_of(*paragraphs: int) -> Chart:
    """A chart of years in which so many paragraphs were found."""
    bars = tuple(
        Bar(datetime.date(1950 + at, 1, 1), datetime.date(1950 + at, 12, 31), number, min(number, 1))
        for at, number in enumerate(paragraphs)
    )
    histogram = Histogram(Interval.YEAR, bars, Count(0, 0), Count(0, 0))
    chart = build_chart(histogram, parse_search([("q", "peace")]), Links("https://archive.example.org"))
    assert chart is not None
    return chart


def test_bars_are_seventeen_twentieths_of_their_places_and_stand_in_their_midst() -> None:
    """The gap between two bars is 0.15 of a place, half of it on each side."""
    columns = chart_of(1, 2, 3, 4).columns
    assert [(one.x, one.width) for one in columns] == [(at * 250 + 18.8, 212.5) for at in range(4)]
    assert columns[-1].x + columns[-1].width < WIDTH


def test_a_month_is_named_in_words_where_there_is_room() -> None:
    months = [Bar(datetime.date(2021, at, 1), datetime.date(2021, at, 30), 2, 1) for at in (6, 9)]
    histogram = Histogram(Interval.MONTH, tuple(months), Count(0, 0), Count(0, 0))
    chart = build_chart(histogram, parse_search([("q", "peace")]), Links("https://archive.example.org"))
    assert chart is not None
    assert (chart.first, chart.last) == ("June 2021", "September 2021")
    assert chart.columns[0].says == "June 2021: 2 paragraphs in 1 statement"
    assert chart.labels == ("2021-06", "2021-09")


@pytest.mark.parametrize(("paragraphs", "height"), [(1_000, HEIGHT), (500, 50), (21, 2.1), (20, 2), (1, 2), (0, 0)])
def test_a_bar_that_is_not_empty_stays_visible(paragraphs: int, height: float) -> None:
    """The page shows a height of 100 as 4rem, 64 pixels: two are the least that fill a whole one."""
    assert chart_of(1_000, paragraphs).columns[1].y == pytest.approx(HEIGHT - height)
