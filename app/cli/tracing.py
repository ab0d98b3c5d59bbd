"""``pincite timeline`` and ``pincite variants``: how often wordings are used over time, and in which forms."""

import argparse
import textwrap
from collections.abc import Sequence

from pincite.app.answering.finding_forms import VariantsAnswer, find_forms
from pincite.app.answering.links import Links
from pincite.app.answering.parameters import TIMELINE, VARIANTS, Parameter
from pincite.app.answering.timeline_request import parse_timeline
from pincite.app.answering.variants_request import SHOWN_PLACES, VariantsRequest, parse_variants
from pincite.app.answering.word_marks import mark_words
from pincite.app.answering.wording_words import (
    adds_up_says,
    base_says,
    lasted,
    looked_through,
    names_says,
    silent_says,
    thin_says,
)
from pincite.app.api.schemas import to_json
from pincite.app.api.timeline_answers import build_timeline_out, write_timeline
from pincite.app.api.variant_answers import build_variants
from pincite.app.api.wording_schemas import TimelineOut, VariantsOut
from pincite.app.cli.asking import opened
from pincite.app.cli.terminal import Exit, Rows, say, say_document
from pincite.app.settings import Settings
from pincite.app.words import bar_name, counted, found
from pincite.index.query.deadline import Deadline
from pincite.index.wording.forms import Form
from pincite.index.wording.measures import share_of
from pincite.index.wording.timeline import Timeline, build_timeline

_WIDTH = 100


def run_timeline(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print what each wording counts in each interval, beside its base."""
    asked = parse_timeline(_pairs(arguments, TIMELINE))
    deadline = Deadline()
    with opened(settings) as archive:
        made = build_timeline(
            # No deadline: nobody else waits for this answer.
            asked.base,
            asked.strands,
            asked.interval,
            asked.split,
            lambda query: archive.search(query, deadline),
        )
    told = build_timeline_out(asked, made, Links(settings.base), deadline.spent_ms)
    if arguments.json:
        say_document(to_json(TimelineOut, told).decode())
    elif asked.format == "csv":
        Rows().write(write_timeline(told))
    else:
        _print_timeline(made, asked.split)
    return Exit.OK


def run_variants(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the forms of a wording by their first use."""
    asked = parse_variants(_pairs(arguments, VARIANTS))
    with opened(settings) as archive:
        answer = find_forms(asked, archive.engine, archive.record, Deadline())
    if arguments.json:
        say_document(to_json(VariantsOut, build_variants(asked, answer, Links(settings.base))).decode())
    else:
        _print_forms(asked, answer)
    return Exit.OK


def _pairs(arguments: argparse.Namespace, parameters: Sequence[Parameter]) -> list[tuple[str, str]]:
    given = [(one.name, getattr(arguments, one.name, None)) for one in parameters]
    listed = [(name, value if isinstance(value, list) else [value]) for name, value in given if value is not None]
    return [
        (name, one.encode("utf-8", "surrogateescape").decode("utf-8", "replace")) for name, of in listed for one in of
    ]


def _print_timeline(made: Timeline, split: str) -> None:
    say(looked_through(made))
    for one in made.series:
        say(f"\n{one.strand.name}: {found(one.total.paragraphs, one.total.statements, partial=one.partial)}")
        if one.first is not None and one.last is not None:
            say(f"  {lasted(one.first.heading.dates, one.last.heading.dates)}")
        for bar, base, count in zip(made.bars, made.bases, one.bars, strict=True):
            share = share_of(count.statements, base.statements)
            percent = "" if share is None else f"{share.value:6.1%} ({share.low:.1%} to {share.high:.1%})"
            thin = "  thin base" if base.is_thin else ""
            say(f"  {bar_name(bar):>10} {count.paragraphs:>9,} in {count.statements:>7,} {percent}{thin}")
        for label, count in (("wider", one.wider), ("unknown", one.unknown)):
            if count.paragraphs:
                say(f"  {label:>10} {count.paragraphs:>9,} in {count.statements:>7,}")
    for line in (base_says(made), thin_says(made), adds_up_says(made, split)):
        if line:
            say(line)


def _print_forms(asked: VariantsRequest, answer: VariantsAnswer) -> None:
    made = answer.found
    for form in answer.forms:
        _print_form(form, len(form.places) if asked.has_all_places else min(3, SHOWN_PLACES))
    say(f"{counted(len(made.forms), 'form')}: {found(made.paragraphs, made.statements, partial=made.partial)}.")
    if made.silent:
        say(silent_says(made.silent))
    if answer.next_cursor is not None:
        # With a space, a cursor that begins with a hyphen would be an option.
        say(f"Next page: `--cursor={answer.next_cursor}`")


def _print_form(form: Form, shown: int) -> None:
    text = mark_words(form.differences) or form.text
    say(textwrap.fill(" ".join(text.split()), _WIDTH))
    first, last = form.first, form.last
    used = "" if first is None or last is None else f"; {lasted(first.heading.dates, last.heading.dates)}"
    say(f"   {found(len(form.places), form.statements)}{used}")
    for line in (names_says(form), silent_says(form.silent)):
        if line:
            say(f"   {line}")
    for place in form.places[:shown]:
        say(f"   {place.heading.id} ¶ {place.passage.number}, “{place.heading.title}”")
    say("")
