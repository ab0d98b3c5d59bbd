"""What a person reads of a result: counts in words, and nothing that says `0 paragraphs in 0 statements`."""

import pytest

from pincite.app.words import filtered_out, found, ignored, in_other_paragraphs, matched, without_stemmer
from pincite.index.results import Count


@pytest.mark.parametrize(
    ("paragraphs", "statements", "partial", "says"),
    [
        (0, 0, False, "No match"),
        (0, 0, True, "No match before time ran out"),
        (1, 1, False, "1 paragraph in 1 statement"),
        (1978, 12, False, "1,978 paragraphs in 12 statements"),
        (3, 2, True, "At least 3 paragraphs in 2 statements"),
    ],
)
def test_the_result_of_a_search(paragraphs: int, statements: int, partial: bool, says: str) -> None:
    assert matched(paragraphs, statements, partial=partial) == says


def test_an_empty_archive_is_said_in_words() -> None:
    assert found(0, 0) == "no paragraphs"


def test_the_other_lines() -> None:
    assert filtered_out(Count(30, 1)).endswith("without them, 30 paragraphs in 1 statement")
    assert in_other_paragraphs(1) == "1 statement matches"
    assert in_other_paragraphs(2) == "2 statements match"
    assert ignored(("the", "of")) == "Ignored common words: the, of"
    assert without_stemmer(("zh",)) == "No stemming available for zh: words match exactly there"
