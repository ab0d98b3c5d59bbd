"""Paragraphs as columns: whatever is asked of them, they are the same as one by one."""

from hypothesis import given
from hypothesis import strategies as st

from pincite.index.record.json_columns import parse_paragraphs, render_layout_of
from pincite.index.values.entry import Passage
from pincite.index.values.paragraph_columns import ParagraphColumns, are_numbered, labels_of, texts_of
from pincite.index.values.statement import Paragraph, build_paragraph

texts_given = st.lists(st.text("ab \n’名🏛", min_size=1, max_size=9), max_size=7)


def one_by_one(texts: list[str]) -> tuple[Paragraph, ...]:
    """The same paragraphs, made as the text is read."""
    made, start = [], 0
    for number, text in enumerate(texts, 1):
        made.append(build_paragraph(number, "\n\n".join(texts), ((start, start + len(text)),)))
        start += len(text) + 2
    return tuple(made)


@given(texts_given)
def test_columns_are_what_their_paragraphs_are(texts: list[str]) -> None:
    columns, single = ParagraphColumns(texts), one_by_one(texts)
    assert columns == single
    assert tuple(columns) == single
    assert columns == ParagraphColumns(tuple(texts))
    assert [columns[at] for at in range(-len(texts), len(texts))] == [*single, *single]
    assert (columns[1:4], columns[::-2], len(columns), repr(columns)) == (
        single[1:4],
        single[::-2],
        len(single),
        repr(single),
    )
    assert hash(columns) == hash(single)
    assert [paragraph.text for paragraph in single] == texts_of(columns) == texts_of(single)
    assert not labels_of(columns)
    assert not labels_of(single)
    assert are_numbered(columns)
    assert are_numbered(single)


@given(texts_given)
def test_a_layout_is_the_same_from_columns(texts: list[str]) -> None:
    columns, single = ParagraphColumns(texts), one_by_one(texts)
    layout = render_layout_of(columns)
    assert layout == render_layout_of(single)
    assert parse_paragraphs(layout, columns.canonical()) == single


def test_others_are_not_columns() -> None:
    assert ParagraphColumns(["one"]) != ParagraphColumns(["two"])
    assert ParagraphColumns(["one"]) != (Paragraph(2, "one", None, ((0, 3),)),)
    assert ParagraphColumns(["one"]) != "one"
    assert not are_numbered([Paragraph(2, "one", None, ((0, 3),))])
    passages = [Passage(3, None, "other", "0" * 64), Passage(4, "iv", "text", "0" * 64)]
    assert (labels_of(passages), texts_of(passages)) == ([(1, "iv")], ["other", "text"])
