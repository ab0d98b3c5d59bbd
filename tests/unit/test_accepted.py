"""How much a client likes a media type."""

import pytest

from pincite.app.answering.accepted import read_accept
from pincite.app.api.citation import _accepted


@pytest.mark.parametrize(
    ("header", "media_type", "weight"),
    [
        ("", "text/html", 0.0),
        ("*/*", "text/html", 1.0),
        ("text/*;q=0.5, */*;q=0.1", "text/html", 0.5),
        ("text/html;q=0, text/*", "text/html", 0.0),
        ("text/*, text/html ; charset=utf-8 ;Q=0.25", "text/html", 0.25),
        ("TEXT/HTML", "text/html", 1.0),
        ("text/html;q=2", "text/html", 1.0),
        ("image/png", "text/html", 0.0),
        ("text, /, text/html/x, ;q=1", "text/html", 0.0),
    ],
)
def test_the_most_exact_range_decides(header: str, media_type: str, weight: float) -> None:
    assert read_accept(header)(media_type) == weight


@pytest.mark.parametrize(
    ("header", "style"),
    [
        ("application/x-bibtex;q=0", "chicago"),
        ("application/x-bibtex;q=0, application/x-research-info-systems;q=0.1", "ris"),
        ("application/x-bibtex;q=0.1, */*", "chicago"),
        ("application/*", "bibtex"),
        ("image/png", "chicago"),
    ],
)
def test_a_citation_is_never_in_what_is_not_acceptable(header: str, style: str) -> None:
    assert _accepted(header).name == style
