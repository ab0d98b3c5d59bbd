"""A paragraph of the first seed, joined across its page break, keeps every word."""

from pathlib import Path

from pincite.index.values.statement import build_paragraph

SEED = Path(__file__).parents[2] / "seeds" / "000_216767ed398c675c.txt"


def test_text_is_the_spans_joined_by_one_space() -> None:
    text = SEED.read_text(encoding="utf-8")
    first = (text.index("The Secretary and the Minister recognized"), text.index("\n\ndeveloping"))
    second = (text.index("developing strategic"), text.index("\n\nThe two sides"))
    paragraph = build_paragraph(5, text, (first, second))
    assert "capabilities, and developing strategic documents" in paragraph.text
    assert len(paragraph.text) == (first[1] - first[0]) + 1 + (second[1] - second[0])
