"""``find_variants``: the forms of a wording as the API finds them, in an answer for agents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from typing_extensions import TypedDict

from pincite.app.agents.archive_coverage import cover_archive
from pincite.app.agents.desk import ToolCall
from pincite.app.agents.passage_ids import parse_passage_id
from pincite.app.agents.passages import around_span, build_passage
from pincite.app.agents.tool_answers import NOTICE, PassageOut
from pincite.app.agents.tool_arguments import Pair, ToolArguments
from pincite.app.answering.finding_forms import VariantsAnswer
from pincite.app.answering.links import Links
from pincite.app.answering.variants_request import VariantsRequest, parse_variants
from pincite.app.answering.word_marks import mark_words
from pincite.app.dependencies.tracing_wordings import find_in_turn
from pincite.app.words import counted
from pincite.app.words import found as found_says
from pincite.index.values.errors import Problem, QueryError
from pincite.index.wording.forms import Form, FormPlace


class VariantOut(TypedDict):
    """A form: passages that are equal word for word; ``changes`` are its words against the form before it.

    ``uses`` are the first and the last one.
    """

    text: str
    similarity: float
    changes: str
    paragraphs: int
    statements: int
    uses: list[PassageOut]


class FormsOut(TypedDict):
    """The forms of a wording, by first use."""

    notice: str
    says: str
    results: list[VariantOut]
    total: int
    cursor: str | None


def find_variants(call: ToolCall, given: Mapping[str, Any]) -> FormsOut:
    """Return a page of the forms of a text or of a paragraph. Raises NotFound, Withdrawn and CursorExpired."""
    reader = ToolArguments(given, "text", "id", "filters", "similarity", "limit", "cursor")
    ids = reader.pairs("id")
    pairs = [pair for name in ("text", "similarity", "limit", "cursor") for pair in reader.pairs(name)]
    pairs += reader.filters()
    reader.finish()
    if len(ids) > 1 or bool(ids) == any(name == "text" for name, _ in pairs):
        raise QueryError(Problem("text", None, "malformed_value", "either a `text`, or the `id` of a paragraph"))
    asked = _parse_by_id(pairs, ids[0][1]) if ids else parse_variants(pairs)
    answer = find_in_turn(call.request, asked)
    return _told(call, asked, answer)


def _parse_by_id(pairs: Sequence[Pair], text: str) -> VariantsRequest:
    found = parse_passage_id(text)
    if found.number is None:
        raise QueryError(Problem("id", None, "malformed_value", "the id of a paragraph, such as ID#p4"))
    version = [("version", found.version)] if found.version else []
    return parse_variants([*pairs, ("statement", found.statement), *version, ("paragraph", str(found.number))])


def _told(call: ToolCall, asked: VariantsRequest, answer: VariantsAnswer) -> FormsOut:
    return FormsOut(
        notice=NOTICE,
        says=" ".join(_says(call, asked, answer)),
        results=[_form(one, call.desk.links) for one in answer.forms],
        total=len(answer.found.forms),
        cursor=answer.next_cursor,
    )


def _says(call: ToolCall, asked: VariantsRequest, answer: VariantsAnswer) -> Iterator[str]:
    found = answer.found
    if found.partial:
        yield "Time ran out: there may be more."
    yield f"{counted(len(found.forms), 'form')}: {found_says(found.paragraphs, found.statements)}."
    if not found.forms:
        if not found.partial:
            yield f"Nothing has a similarity of {float(asked.similarity):g} or more: try a lower one, or fewer words."
        yield cover_archive(call.asking()).says


def _form(form: Form, links: Links) -> VariantOut:
    return VariantOut(
        text=form.text,
        similarity=form.similarity,
        changes=mark_words(form.differences),
        paragraphs=len(form.places),
        statements=form.statements,
        uses=_uses((form.first, form.last), links),
    )


def _uses(ends: Iterable[FormPlace | None], links: Links) -> list[PassageOut]:
    """Return the first and the last use; one, where they are the same."""
    found = [one for one in ends if one is not None]
    passages = [
        build_passage(one.heading, one.passage, around_span(one.passage.text, one.span), links) for one in found
    ]
    return [*{one["id"]: one for one in passages}.values()]
