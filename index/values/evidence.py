"""Why a rule gave a value: the words that show it, and the rule."""

from dataclasses import dataclass
from typing import Literal

Within = Literal["text", "title", "left out"]
"""Where the words of evidence stand: in the canonical text, in the title, in the text that was left out."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One value of the field called ``key`` (the field's public name), and the words that show it.

    ``start`` and ``end`` count code points of the canonical text or of the title. For text that was left out they
    count those of the left-out text with the 1-based ``number``.
    """

    key: str
    value: str
    rule: str
    start: int
    end: int
    within: Within = "text"
    number: int | None = None
