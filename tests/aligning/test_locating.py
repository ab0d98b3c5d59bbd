"""Words of a row found again in the canonical text, over paragraphs that were joined and rows of several paragraphs."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.aligning import locate
from pincite.index.aligning.rows import JOINT
from pincite.index.values.statement import Paragraph, build_paragraph

CANONICAL = "The ministers met in\n\n- 3 -\n\nSingapore.\n\nThey agreed."


def paragraphs() -> list[Paragraph]:
    at = CANONICAL.index("Singapore")
    return [
        build_paragraph(1, CANONICAL, ((0, 20), (at, at + 10))),
        build_paragraph(2, CANONICAL, ((CANONICAL.index("They"), len(CANONICAL)),)),
    ]


def test_a_range_over_a_joined_paragraph_leaves_the_gap_out() -> None:
    text = JOINT.join(paragraph.text for paragraph in paragraphs())
    at = text.index("in Singapore")
    found = locate(paragraphs(), (at, at + 12))
    assert [CANONICAL[slice(*span)] for span in found] == ["in", "Singapore"]


@settings(deadline=None)
@given(st.integers(0, 45), st.integers(0, 45))
def test_a_range_is_found_character_by_character(one: int, other: int) -> None:
    start, end = sorted((one, other))
    text = JOINT.join(paragraph.text for paragraph in paragraphs())
    found = "".join(CANONICAL[slice(*span)] for span in locate(paragraphs(), (start, end)))
    # What joins spans and paragraphs stands in no canonical text.
    joints = {20, text.index(JOINT)}
    assert found == "".join(text[at] for at in range(start, min(end, len(text))) if at not in joints)
