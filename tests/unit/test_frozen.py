"""The values of the program never change: each dataclass is frozen and has slots, or is in a list of those that do."""

import ast
from collections.abc import Iterator

from tests.conftest import ROOT

FILLED = {
    *(
        "Body",
        "BrokenLine",
        "Column",
        "Content",
        "Flow",
        "Footnote",
        "Head",
        "LineGroup",
        "Numbers",
        "PageNotes",
        "PdfBlock",
        "Ruled",
    ),
    *(
        "SmallStream",
        "Standing",
        "Stream",
        "Times",
        "_Builder",
        "_Chapter",
        "_Check",
        "_Line",
        "_Place",
        "_Reading",
        "_Sent",
        "_State",
    ),
    "_Worker",
}
"""Those that are filled step by step."""
COMPUTED = {
    *(
        "Alignment",
        "Clean",
        "Column",
        "Comparison",
        "Folded",
        "Fragment",
        "Laid",
        "Likeness",
        "Paragraphs",
        "SegmentArrays",
        "Standing",
        "Wording",
    ),
}
"""Those that keep what they compute when it is first asked for, which slots forbid."""


def dataclasses_of(source: str) -> Iterator[tuple[str, set[str]]]:
    """Yield the name of each dataclass of a module, and the options that it switches on."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            for decorator in node.decorator_list:
                called = decorator.func if isinstance(decorator, ast.Call) else decorator
                if isinstance(called, ast.Name) and called.id == "dataclass":
                    given = decorator.keywords if isinstance(decorator, ast.Call) else []
                    yield node.name, {one.arg or "" for one in given if ast.unparse(one.value) == "True"}


def test_every_dataclass_is_frozen_and_has_slots() -> None:
    found = [
        one
        for room in ("index", "app")
        for path in (ROOT / room).rglob("*.py")
        for one in dataclasses_of(path.read_text(encoding="utf-8"))
    ]
    assert {name for name, options in found if "frozen" not in options} == FILLED
    assert {name for name, options in found if "slots" not in options} == COMPUTED


def test_a_loose_one_is_found() -> None:
    source = "@dataclass(frozen=True)\nclass A: pass\n@dataclass\nclass B: pass\n@other\nclass C: pass\n"
    assert dict(dataclasses_of(source)) == {"A": {"frozen"}, "B": set()}
