"""PDF: a file with a text layer is one statement. Its canonical text is what this module takes from its pages.

Characters with their boxes become runs (``pdf_characters``), furniture goes (``pdf_furniture``), runs become lines of
columns (``pdf_columns``), notes stand apart (``pdf_notes``), lines become paragraphs (``pdf_paragraphs``).
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pincite.index.reading.extract import Extract, ExtractedPassage
from pincite.index.reading.formats.edges import find_edges
from pincite.index.reading.formats.headings import DocumentHead, Shown, find_head
from pincite.index.reading.formats.labels import find_labels
from pincite.index.reading.formats.pdf_characters import Page, read_page
from pincite.index.reading.formats.pdf_columns import PdfLine, build_lines
from pincite.index.reading.formats.pdf_furniture import Cleaned, clean_pages, is_rule
from pincite.index.reading.formats.pdf_hyphens import Joiner
from pincite.index.reading.formats.pdf_notes import Footnote, split_notes, strip_mark, take_marks
from pincite.index.reading.formats.pdf_paragraphs import BULLET, Metrics, PdfBlock, build_blocks, build_metrics
from pincite.index.reading.formats.printed_dates import PrintedDateline, find_date
from pincite.index.reading.formats.speakers import find_speakers
from pincite.index.values.apparatus import LeftOut, Note, Role
from pincite.index.values.errors import SourceError

READER_VERSION = "pdf/3"

_STAR = re.compile(r"\s?\[\*(\d{1,4})\]")
_NUMBERED = re.compile(
    r"(\d{1,3}(?:\.\d{1,3}){0,3})[.)]\s+(?=\D)|(\d{1,3}(?:\.\d{1,3}){1,3})\s+(?=\D)|\((\d{1,3})\)\s+(?=\D)"
)
_PROPERLY = re.compile(
    r"\.(?:docx?|pdf|wpd|rtf|indd|tex)$|^microsoft (?:word|powerpoint)|^untitled|^document\d*$", re.IGNORECASE
)


def read_pdf(raw: bytes, name: str) -> list[Extract]:
    """Return the one statement of a PDF called ``name``; SourceError when it has no text, is broken or locked."""
    with closing(_open(raw, name)) as document:
        pages = list(_read_pages(document, name))
        claimed = str(document.get_metadata_dict().get("Title") or "")
    _refuse_scans(pages, name)
    cleaned = clean_pages([page.runs for page in pages])
    lines = [build_lines(page.runs, number) for number, page in enumerate(cleaned)]
    return [_build(pages, cleaned, lines, claimed if not _PROPERLY.search(claimed) else "")]


def _open(raw: bytes, name: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        if pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            mend = "save a copy that opens without a password"
            raise SourceError(name, None, "the PDF is protected by a password", mend) from error
        mend = "download it again, or open it and save it again"
        raise SourceError(name, None, "the PDF is damaged or incomplete", mend) from error


def _read_pages(document: pdfium.PdfDocument, name: str) -> Iterator[Page]:
    for number in range(len(document)):
        try:
            with closing(document[number]) as page:
                yield read_page(page)
        except pdfium.PdfiumError as error:
            mend = "download it again, or open it and save it again"
            raise SourceError(name, None, f"page {number + 1} of the PDF cannot be read", mend) from error


def _refuse_scans(pages: Sequence[Page], name: str) -> None:
    letters = sum(sum(c.isalnum() for c in run.text) for page in pages for run in page.runs)
    unreadable = sum(page.unreadable for page in pages)
    if not letters and not unreadable:
        reason = "the PDF has no text: its pages are pictures"
        raise SourceError(name, None, reason, "run text recognition first, for example `ocrmypdf`")
    if unreadable > letters:
        reason = "the PDF's fonts do not say which characters their letters are"
        raise SourceError(name, None, reason, "run text recognition again, for example `ocrmypdf --force-ocr`")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph before it has its place: its text, where new pages begin in it, marks of notes."""

    text: str
    pages: tuple[str, ...]
    marks: tuple[str, ...]
    role: Role
    shown: Shown


def _build(pages: Sequence[Page], cleaned: Sequence[Cleaned], lines: Sequence[list[PdfLine]], claimed: str) -> Extract:
    metrics = build_metrics([line for page in lines for line in page])
    rules = [line.text for page in lines for line in page if is_rule(line.text)]
    body, notes = split_notes(lines, metrics.size)
    flat = [line for page in body for line in page if not is_rule(line.text)]
    joiner = Joiner(line.text for line in flat)
    known = frozenset(note.mark for note in notes if note.mark)
    paragraphs = [_build_paragraph(block, metrics, joiner, known, cleaned) for block in build_blocks(flat, metrics)]
    paragraphs = [one for one in paragraphs if one.text]
    head = find_head([one.shown for one in paragraphs], claimed)
    left_out = _left_out(pages, cleaned, rules)
    parted = {at for at, one in enumerate(paragraphs) if one.shown.parted}
    edges = find_edges([one.text for one in paragraphs], head.title, head.dateline, parted)
    left_out += [LeftOut(reason, paragraphs[at].text) for at, reason in sorted(edges.items())]
    return _assemble(paragraphs, head, [_build_note(note, joiner) for note in notes], left_out, frozenset(edges))


def _build_paragraph(
    block: PdfBlock, metrics: Metrics, joiner: Joiner, known: frozenset[str], cleaned: Sequence[Cleaned]
) -> _Paragraph:
    text, marks = take_marks(joiner.join(line.text for line in block.lines), known)
    numbers = dict.fromkeys(cleaned[line.column.page].number for line in block.lines)
    starred = _STAR.findall(text)
    text = " ".join(_STAR.sub("", text).split())
    printed = tuple(number for number in (*numbers, *starred) if number is not None)
    bold = all(line.bold for line in block.lines)
    shown = Shown(text, block.first.size / metrics.size, bold, block.is_centred(), _is_parted(block))
    return _Paragraph(text, printed, tuple(marks), _tell_role(block, text, shown), shown)


def _is_parted(block: PdfBlock) -> bool:
    return len(block.lines) == 1 and len(block.first.cells) > 1


def _tell_role(block: PdfBlock, text: str, shown: Shown) -> Role:
    if len(block.lines) == 1 and len(block.first.cells) > 2:
        return "row"
    if BULLET.match(text):
        return "item"
    short = len(text) < 200 and not text.endswith((".", ";", ":"))
    return "heading" if short and (shown.bold or shown.size > 1.1) else "text"


def _build_note(note: Footnote, joiner: Joiner) -> tuple[str, str]:
    first, *rest = note.lines
    text = joiner.join([strip_mark(first.text), *(line.text for line in rest)])
    return note.mark, " ".join(take_marks(text, frozenset())[0].split())


def _left_out(pages: Sequence[Page], cleaned: Sequence[Cleaned], rules: Sequence[str]) -> list[LeftOut]:
    left = [one for page in cleaned for one in page.left_out]
    left += [LeftOut("rotated text", page.rotated) for page in pages if page.rotated]
    left += [LeftOut("outside the page", page.outside) for page in pages if page.outside]
    return left + [LeftOut("rule", rule) for rule in rules]


def _assemble(
    paragraphs: Sequence[_Paragraph],
    head: DocumentHead,
    notes: Sequence[tuple[str, str]],
    left_out: list[LeftOut],
    edges: frozenset[int],
) -> Extract:
    """Return the extract: all paragraphs are in the text; title, date line and what stands around are no passages."""
    text, passages = "", list[ExtractedPassage]()
    apart = {*head.title, head.dateline, *edges}
    pointed: dict[str, int] = {}
    body = [one.text for index, one in enumerate(paragraphs) if index not in apart]
    labels, speakers = _find_labels(body), find_speakers(body)
    for index, one in enumerate(paragraphs):
        begin = len(text) + 2 if text else 0
        text = one.text if not text else f"{text}\n\n{one.text}"
        if index in apart:
            continue
        label, speaker = labels[len(passages)], speakers[len(passages)]
        passages.append(ExtractedPassage(((begin, len(text)),), label, one.pages, speaker, one.role))
        for mark in one.marks:
            pointed.setdefault(mark, len(passages))
    if head.dateline is not None:
        left_out = [*left_out, LeftOut("date line", paragraphs[head.dateline].text)]
    date = head.date or _find_running_date(left_out)
    found = {"title": head.text, "date": date and date.date, "place": date and date.place}
    values = {key: value for key, value in found.items() if value}
    built = tuple(Note(mark, note, pointed.get(mark)) for mark, note in notes)
    return Extract(text, tuple(passages), values, dict.fromkeys(values, "text"), built, tuple(left_out))


def _find_running_date(left_out: Sequence[LeftOut]) -> PrintedDateline | None:
    """Return the date that a running head prints: a gazette says it there and nowhere else."""
    heads = [one.text for one in left_out if one.reason == "running head"]
    return next((PrintedDateline(found[0]) for text in heads if (found := find_date(text))), None)


def _find_labels(texts: Sequence[str]) -> list[str | None]:
    """Return the number printed at the head of each paragraph, or None.

    A figure is one by itself, as an excerpt may begin anywhere; a letter where others count on from it.
    """
    return [label or _find_label(text) for text, label in zip(texts, find_labels(texts), strict=True)]


def _find_label(text: str) -> str | None:
    match = _NUMBERED.match(text)
    return None if match is None else next(group for group in match.groups() if group)
