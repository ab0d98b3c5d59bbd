"""``pincite compare``: two statements side by side, as text or JSON. In a terminal the words have colours too."""

import argparse
import os
import sys
from collections.abc import Iterator

from pincite.app.answering.comparison_text import Paint, render_comparison, write_plainly
from pincite.app.answering.links import Links
from pincite.app.answering.parameters import COMPARISON
from pincite.app.answering.side_by_side import compare_sides
from pincite.app.answering.sides import find_sides, parse_comparison
from pincite.app.api.compared import build_comparison
from pincite.app.api.comparison_schemas import ComparisonOut
from pincite.app.api.schemas import to_json
from pincite.app.cli.asking import opened
from pincite.app.cli.terminal import Exit, harmless, say_document
from pincite.app.settings import Settings
from pincite.index.aligning import Op
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.results import SearchPage

_COLOURS = {Op.DELETE: "\x1b[31m", Op.INSERT: "\x1b[32m"}
_PLAIN = "\x1b[0m"


def run_compare(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print how two statements compare."""
    asked = parse_comparison(list(_pairs(arguments)))
    links = Links(settings.base)
    with opened(settings) as archive:

        def search(query: Query) -> SearchPage:
            return archive.search(query, Deadline())

        left, right = find_sides(asked, archive.statement, search, archive.order.read())
    # No deadline: nobody else waits for this answer.
    comparison = compare_sides(left, right, asked, Deadline())
    if arguments.json:
        say_document(to_json(ComparisonOut, build_comparison(comparison, links)).decode())
        return Exit.OK
    paint = _in_colour if _has_colours() else write_plainly
    for line in render_comparison(comparison, links, _without_control(paint)):
        sys.stdout.write(line + "\n")
    return Exit.OK


def _pairs(arguments: argparse.Namespace) -> Iterator[tuple[str, str]]:
    for name in (one.name for one in COMPARISON if one.name != "format"):
        given = getattr(arguments, name)
        yield from ((name, value) for value in ([given] if isinstance(given, str) else given or ()))


def _has_colours() -> bool:
    """Whether a terminal that knows colours shows the answer. ``NO_COLOR`` switches them off (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _in_colour(op: Op, text: str) -> str:
    colour = _COLOURS.get(op)
    return f"{colour}{text}{_PLAIN}" if colour else text


def _without_control(paint: Paint) -> Paint:
    """Escape what would control the terminal in the texts, before our own colours are added."""
    return lambda op, text: paint(op, harmless(text))
