"""A search result as text for a terminal: hits, facets, histogram, and the next step."""

import textwrap
from collections.abc import Iterator, Sequence

from pincite.app.answering.answered import Answered
from pincite.app.answering.links import short
from pincite.app.cli.terminal import say
from pincite.app.words import (
    LABELS,
    absent_words,
    bar_name,
    counted,
    filtered_out,
    ignored,
    ignored_signs,
    in_other_paragraphs,
    in_titles,
    lacking,
    lacks,
    matched,
    other_forms,
    searched_labels,
    some_of,
    spoken,
    without_stemmer,
)
from pincite.index.results import Bar, Bucket, Count, FacetCounts, Histogram, Hit, Relaxed, SearchPage, Snippet, Titles

_WIDTH = 100


def print_answer(answered: Answered, unfiltered: Count | None = None) -> None:
    """Print the whole page, then the counts and the next step. ``unfiltered`` counts the matches without filters."""
    page = answered.page
    for hit in page.hits:
        _print_hit(hit)
    for name, counts in page.facets.items():
        _print_facet(LABELS[name], counts)
    if page.relaxed and (page.relaxed.hits or page.relaxed.absent):
        _print_relaxed(page.relaxed, has_hits=bool(page.hits))
    if page.histogram:
        _print_histogram(page.histogram)
    if page.titles.count:
        _print_titles(page.titles)
    for line in _understanding(page):
        say(line)
    if answered.explained:
        say(answered.explained)
    if unfiltered and unfiltered.paragraphs:
        say(f"{filtered_out(unfiltered)}.")
    else:
        say(f"{matched(page.paragraphs, page.statements, partial=page.partial)}.{_next_step(answered)}")


def _understanding(page: SearchPage) -> Iterator[str]:
    for word, forms in other_forms(page.forms):
        yield f"{word} matched {', '.join(forms)}"
    for one in page.suggested:
        count = "" if one.paragraphs is None else f" ({counted(one.paragraphs, 'paragraph')})"
        yield f"Search instead with {one.label}: {one.value}{count}"
    if page.query.dropped:
        yield ignored(page.query.dropped)
    if page.query.signs:
        yield ignored_signs(page.query.signs)
    if page.query.labels:
        yield searched_labels(page.query.labels)
    if late := lacking(page.partial, page.incomplete):
        yield late
    if page.unstemmed:
        yield without_stemmer(page.unstemmed)


def _next_step(answered: Answered) -> str:
    page = answered.page
    if page.did_you_mean:
        return f" Did you mean: {page.did_you_mean}"
    if not page.paragraphs and page.elsewhere:
        return f" {in_other_paragraphs(page.elsewhere)} with `--within statement`."
    return f" Next page: `--{' '.join(answered.next_pair)}`" if answered.next_pair else ""


def _print_row(mark: str, count: Count | Bucket | Bar, name: str, words: int | None = None) -> None:
    told = "" if words is None else f"  {counted(words, 'word')}"
    say(f" {mark}{count.paragraphs:>8,} {count.statements:>7,}  {name}{told}")


def _print_facet(label: str, counts: FacetCounts) -> None:
    say(f"{label}:")
    for bucket in counts.buckets:
        _print_row("*" if bucket.selected else " ", bucket, bucket.label)
    if counts.other_paragraphs:
        more = "more values" if counts.other_values is None else counted(counts.other_values, "more value")
        say(f"  {counts.other_paragraphs:>8,} {'':>7}  ({more})")
    if counts.missing.paragraphs:
        _print_row(" ", counts.missing, "(not given)")
    say("")


def _print_histogram(histogram: Histogram) -> None:
    say("Date:")
    words = histogram.words
    wider, unknown = (None, None) if words is None else (words.wider, words.unknown)
    of_bars: Sequence[int | None] = [None] * len(histogram.bars) if words is None else words.bars
    for bar, of_bar in zip(histogram.bars, of_bars, strict=True):
        if bar.paragraphs:
            _print_row(" ", bar, bar_name(bar), of_bar)
    if histogram.wider.paragraphs:
        _print_row(" ", histogram.wider, "(wider dates)", wider)
    if histogram.unknown.paragraphs:
        _print_row(" ", histogram.unknown, "(date unknown)", unknown)
    say("")


def _print_titles(titles: Titles) -> None:
    say(in_titles(titles.count))
    for heading in titles.headings:
        say(f"   {heading.id}: {heading.title}")
    say("")


def _print_relaxed(relaxed: Relaxed, *, has_hits: bool) -> None:
    if relaxed.absent:
        say(absent_words(relaxed.absent))
    if relaxed.hits:
        say(f"{some_of(relaxed, has_hits=has_hits)}:\n")
    for hit in relaxed.hits:
        _print_hit(hit)


def _print_hit(hit: Hit) -> None:
    heading = hit.heading
    say(f"{hit.rank}. {heading.title}")
    say(f"   {' · '.join(part for part in (spoken(heading.dates), heading.place, *heading.issuers) if part)}")
    say(f"   {heading.id} ¶ {hit.passage.number} @ {short(hit.passage.version)}")
    for line in lacks(hit):
        say(f"   {line}")
    for one in (hit, *hit.others):
        _print_snippets(one)
    if hit.more:
        say(f"   and {counted(hit.more, 'further paragraph')}")
    for part in hit.parts:
        own = f"{', '.join(part.forms)} × {part.tf}, {part.score:.4f}" if part.tf else ""
        title = f"in the title, {part.title:.4f}" if part.title else ""
        say(f"   {part.leaf}: {'; '.join(text for text in (own, title) if text)}")
    say("")


def _print_snippets(hit: Hit) -> None:
    for snippet in hit.snippets:
        text = f"{'… ' if snippet.cut_before else ''}{_marked(snippet)}{' …' if snippet.cut_after else ''}"
        say(textwrap.indent(textwrap.fill(" ".join(text.split()), _WIDTH), "   | "))


def _marked(snippet: Snippet) -> str:
    parts, at = [], 0
    for start, end in snippet.marks:
        parts += [snippet.text[at:start], "[", snippet.text[start:end], "]"]
        at = end
    return "".join([*parts, snippet.text[at:]])
