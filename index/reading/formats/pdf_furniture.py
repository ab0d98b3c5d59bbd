"""Furniture of PDF pages: running heads, page numbers, stamps of a docket, numbers of lines in the margin.

Furniture is told by where it stands (from the edge of the page inwards) together with what it is: the same on several
pages but for its digits, a number that grows with the pages, or a stamp of a kind that is known. Text that merely looks
like it, inside the page, stays.
"""

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pincite.index.reading.formats.pagefurniture import is_document_number
from pincite.index.reading.formats.pdf_characters import PdfRun
from pincite.index.reading.formats.pdf_columns import build_rows
from pincite.index.reading.formats.pdf_rows import PdfRow, build_row, ends_sentence_of, is_line_of_text
from pincite.index.values.apparatus import LeftOut

_DEPTH = 6
"""How many rows from an edge may be furniture."""
_NUMBER = r"(?:\d{1,6}|[ivxlcdm]{1,7})"
_FOLIO = re.compile(
    rf"[-–—\[(|\s]*(?:(?:page|p\.|pg\.?|seite|página|pagina)\s*)?({_NUMBER})"
    rf"(?:\s*(?:of|/|de|von|sur|di)\s*\d{{1,5}})?[-–—\])|.\s]*",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"{_NUMBER}", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:page|pg\.?|seite|página|pagina)[:\s]*(\d{1,5})\b", re.IGNORECASE)
_STAMP = re.compile(
    r"^(?:appellate case|case|usca\S*(?: case| appeal)?)\b[:\s#]*[\w:.()/-]*\d.*"
    r"\b(?:doc(?:ument)?|page|pg|filed|entered|entry|date filed|id)\b[:\s#.]",
    re.IGNORECASE,
)
_FILED = re.compile(r"^(?:filed|received)\b.*\b(?:nyscef|clerk)\b|^nyscef doc\. no|^index no\. \S+$", re.IGNORECASE)
_PREPRESS = re.compile(r"\bVerDate\b|\bJkt \d+|\bFrm \d+ Fmt \d+|^[A-Z]:\\\S+")
_GAZETTE = re.compile(r"^Federal Register\s*/\s*Vol\. ?\d+", re.IGNORECASE)
_PART = re.compile(r"(?!page|pg|seite|página|pagina)[^\W\d_]+\.? (?:\d{1,3}|[IVXLC]{1,6})\.?", re.IGNORECASE)
"""A heading of one word and a number: "Article 4"."""
_MORE = re.compile(r"\(?\s*(?:more|continued|cont[’']?d|over)\s*\)?[-–— .]*", re.IGNORECASE)
_WORDS = frozenset({"page number", "end mark", "running head"})
"""Kinds that a single word may be taken for."""
_RULE = re.compile(r"[\s_=–—―─━*.-]{3,}")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page without furniture; ``number`` is the printed page, or None; ``heads`` is what was taken off."""

    runs: tuple[PdfRun, ...]
    number: str | None
    left_out: tuple[LeftOut, ...]


def clean_pages(pages: Sequence[tuple[PdfRun, ...]]) -> list[Cleaned]:
    """Return ``pages`` without their furniture, but as they are where nothing else stands on them."""
    unnumbered = [_take_margin(runs) for runs in pages]
    rows = [[build_row(row) for row in build_rows(runs)] for runs, _ in unnumbered]
    known = _Known(rows)
    cleaned = []
    for index, (page, (_, margin)) in enumerate(zip(rows, unnumbered, strict=True)):
        heads = known.peel(page, index)
        gone = {id(run) for row, _ in heads for run in row.runs}
        runs = tuple(run for row in page for run in row.runs if id(run) not in gone)
        left = [LeftOut(reason, row.text) for row, reason in heads]
        left += [LeftOut("line numbers", margin)] if margin else []
        cleaned.append(Cleaned(runs, known.printed(index, [row for row, _ in heads]), tuple(left)))
    # Pages that all say the same are their text: what comes back on each of them is no furniture.
    return cleaned if any(page.runs for page in cleaned) else [Cleaned(runs, None, ()) for runs in pages]


def is_rule(text: str) -> bool:
    """Whether ``text`` is a line drawn with characters."""
    return _RULE.fullmatch(text) is not None and not text.strip().startswith("...")


class _Known:
    """What is known of a document's furniture from all of its pages."""

    def __init__(self, pages: list[list[PdfRow]]) -> None:
        self._rows, self._pages = pages, len(pages)
        self._sizes: dict[str, list[float]] = {}
        self._places: dict[str, list[tuple[int, float]]] = {}
        self._texts: dict[str, set[int]] = {}
        for index, page in enumerate(pages):
            for row in (*page[:_DEPTH], *page[-_DEPTH:]):
                self._texts.setdefault(row.text, set()).add(index)
                self._sizes.setdefault(row.key, []).append(row.size)
                self._places.setdefault(row.key, []).append((index, row.place))
        self._shift = _find_shift(pages)
        self._size = statistics.median([row.size for page in pages for row in page] or [0.0])
        heads = [row.text.casefold() for index, page in enumerate(pages) for row, _ in self.peel(page, index)]
        self._banner = tuple(text for text in heads if len(text) > 15)

    _banner: tuple[str, ...] = ()

    def peel(self, page: list[PdfRow], index: int) -> list[tuple[PdfRow, str]]:
        """Return the rows of ``page`` that are furniture, each with what it is."""
        found = self._peel(page, index, self._last_line(index - 1))
        rest = page[len(found) :]
        return found + self._peel(rest[::-1], index)

    def _last_line(self, index: int) -> PdfRow | None:
        """Return the last row of text of page ``index``; None where there is none."""
        rows = self._rows[index][::-1] if index >= 0 else []
        return next(iter(rows[len(self._peel(rows, index)) :]), None)

    def printed(self, index: int, heads: list[PdfRow]) -> str | None:
        """Return the number printed on page ``index`` (0-based), from its furniture."""
        wanted = None if self._shift is None else str(index + self._shift)
        for row in heads:
            if wanted is not None and wanted in _numbers(row):
                return wanted
        folios = [match.group(1) for row in heads if (match := _FOLIO.fullmatch(row.text))]
        named = [match.group(1) for row in heads if (match := _NAMED.search(row.text))]
        return next(iter((*folios, *named)), None)

    def _peel(self, rows: list[PdfRow], index: int, before: PdfRow | None = None) -> list[tuple[PdfRow, str]]:
        """Return the furniture of ``rows``, from an edge inwards; ``before`` is the text that the page goes on with."""
        found: list[tuple[PdfRow, str]] = []
        for row, inner in zip(rows[:_DEPTH], [*rows[1:], None], strict=False):
            reason = self._tell(row, inner, index)
            if reason in _WORDS and self._is_of_text(row, inner, rows, index, before):
                break
            if reason == "running head" and is_line_of_text(row, inner, rows):
                break
            if reason is None:
                break
            found.append((row, reason))
        # A page of nothing but furniture would be an empty page of a form: keep what is not a number.
        return found if len(found) < len(rows) or self._pages > 1 else found[:1]

    def _tell(self, row: PdfRow, inner: PdfRow | None, index: int) -> str | None:
        if self._is_folio(row, index):
            return "page number"
        if _STAMP.search(row.text) or _FILED.search(row.text):
            return "docket stamp"
        if _PREPRESS.search(row.text):
            return "printer's mark"
        if _MORE.fullmatch(row.text):
            return "end mark"
        if is_document_number(row.text):
            return "running head"
        if _GAZETTE.search(row.text) or self._has_page_number(row, index):
            return "running head"
        if self._repeats(row) and (self._is_everywhere(row) or self._is_near(row, inner, index)):
            return "running head"
        return "running head" if self._is_banner(row) or self._echoes_first(row, inner, index) else None

    def _is_of_text(
        self, row: PdfRow, inner: PdfRow | None, rows: list[PdfRow], index: int, before: PdfRow | None
    ) -> bool:
        """Whether ``row`` ends the sentence of the line above it, on its page or at the foot of the one before."""
        if self._shift is not None and str(index + self._shift) in _numbers(row):
            return False
        if inner is None:
            return False
        if inner.place > row.place:
            return ends_sentence_of(row, inner, rows)
        return before is not None and ends_sentence_of(row, before, rows, over=True)

    def _is_folio(self, row: PdfRow, index: int) -> bool:
        match = _FOLIO.fullmatch(row.text)
        if match is None:
            return False
        if not _PLAIN.fullmatch(row.text.strip()):
            return True
        if self._shift is not None and row.text.strip().isdigit():
            return int(row.text) == index + self._shift or self._pages > 2
        return len(row.text.strip()) <= 3 or row.text.strip().isdigit()

    def _repeats(self, row: PdfRow) -> bool:
        if self._count(row) < 2 or len(row.key) < 3 or (_PART.fullmatch(row.text) and len(self._texts[row.text]) == 1):
            # "Article 4" heads one page and "Article 7" another one: these are no running heads.
            return False
        # The title of the first page may come back, smaller, as a running head.
        return row.size < 1.15 * statistics.median_low(self._sizes[row.key])

    def _is_everywhere(self, row: PdfRow) -> bool:
        return self._count(row) * 5 >= 2 * self._pages

    def _count(self, row: PdfRow) -> int:
        """Return how many pages have the row at the same place, but for its digits."""
        return len({index for index, place in self._places.get(row.key, ()) if abs(place - row.place) < 4})

    def _is_near(self, row: PdfRow, inner: PdfRow | None, index: int) -> bool:
        """Whether a page beside this one has the row at the same place, apart from the text: a chapter's head."""
        near = any(
            other != index and abs(other - index) <= 2 and abs(place - row.place) < 2
            for other, place in self._places.get(row.key, ())
        )
        return near and (inner is None or abs(row.place - inner.place) > 1.9 * max(row.size, inner.size))

    def _has_page_number(self, row: PdfRow, index: int) -> bool:
        if self._pages == 1:
            # A page by itself is the first one: its number, in smaller letters, stands beside its running head.
            return "1" in _edge_numbers(row)[-1:] and row.size < 0.95 * self._size
        return self._shift is not None and str(index + self._shift) in _edge_numbers(row)

    def _echoes_first(self, row: PdfRow, inner: PdfRow | None, index: int) -> bool:
        """Whether ``row`` heads a later page, apart from its text, and says what the first page's head does."""
        if index == 0 or inner is None or row.place - inner.place < 1.9 * max(row.size, inner.size):
            return False
        text = row.text.casefold()
        first = [one for one in self._rows[0][:_DEPTH] if one.text.casefold() == text and one.size >= row.size - 0.5]
        return len(row.key) > 5 and bool(first)

    def _is_banner(self, row: PdfRow) -> bool:
        """Whether the first page prints, in larger letters, what the later ones carry in their head."""
        text = row.text.casefold().strip()
        return len(text) > 5 and any(text in head and len(head) > 1.5 * len(text) for head in self._banner)


def _find_shift(pages: list[list[PdfRow]]) -> int | None:
    """Return what to add to a page's 0-based place to have its printed number; None when no number tells."""
    votes: Counter[int] = Counter()
    for index, page in enumerate(pages):
        edges = (*page[:3], *page[-3:])
        votes.update({int(number) - index for row in edges for number in _numbers(row) if number.isdigit()})
    if not votes:
        return None
    (shift, count), *_ = votes.most_common(1)
    return shift if count >= 2 and count * 2 >= len(pages) else None


def _numbers(row: PdfRow) -> list[str]:
    match = _FOLIO.fullmatch(row.text)
    return ([match.group(1)] if match else []) + _edge_numbers(row)


def _edge_numbers(row: PdfRow) -> list[str]:
    """Return the numbers that stand alone at an end of a row."""
    if len(row.runs) < 2:
        return []
    return [run.text.strip() for run in (row.runs[0], row.runs[-1]) if run.text.strip().isdigit()]


def _take_margin(runs: tuple[PdfRun, ...]) -> tuple[tuple[PdfRun, ...], str]:
    """Return ``runs`` without the numbers of lines in a margin, and those numbers."""
    numbers = [run for run in runs if run.text.strip().isdigit() and len(run.text.strip()) <= 4]
    for edge in ("left", "right"):
        for group in _by_edge(numbers, edge):
            if _counts_lines(group) and _is_margin(group, runs):
                gone = {id(run) for run in group}
                return tuple(run for run in runs if id(run) not in gone), " ".join(run.text for run in group)
    return runs, ""


def _by_edge(numbers: Iterable[PdfRun], edge: str) -> list[list[PdfRun]]:
    groups: dict[int, list[PdfRun]] = {}
    for run in numbers:
        place = round(getattr(run, edge) / 4)
        near = next((one for one in (place, place - 1, place + 1) if one in groups), place)
        groups.setdefault(near, []).append(run)
    return [sorted(group, key=lambda run: -run.baseline) for group in groups.values()]


def _counts_lines(group: list[PdfRun]) -> bool:
    values = [int(run.text) for run in group]
    steps = {b - a for a, b in itertools.pairwise(values)}
    gaps = [a.baseline - b.baseline for a, b in itertools.pairwise(group)]
    even = len(gaps) > 1 and min(gaps) > 0 and max(gaps) < 1.6 * min(gaps)
    return even and ((steps == {1} and len(values) >= 8) or (steps == {5} and len(values) >= 3))


def _is_margin(group: list[PdfRun], runs: tuple[PdfRun, ...]) -> bool:
    left, right = min(run.left for run in group), max(run.right for run in group)
    others = [run for run in runs if run not in group]
    beside = sum(run.left >= right or run.right <= left for run in others)
    return beside * 10 >= 8 * len(others) and (
        sum(run.left >= right for run in others) * 10 >= 8 * len(others)
        or sum(run.right <= left for run in others) * 10 >= 8 * len(others)
    )
