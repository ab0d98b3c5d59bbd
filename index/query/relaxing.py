"""When the words of a query do not stand together: which may be lacking, how many are required, what a text lacks."""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.index.query.clauses import And, Clause, Everything, Not, Or, Words
from pincite.index.query.deadline import Check, never
from pincite.index.query.explaining import Holdings
from pincite.index.query.query import Query
from pincite.index.query.render import render_words
from pincite.index.values.heading import Heading

FEW_STATEMENTS = 3
"""Below this many statements found, paragraphs are looked for that hold some of the words; so many shall hold them."""


@dataclass(frozen=True, slots=True)
class Relaxing:
    """The distinct ``words`` of a query, at least two, some of which may be lacking; what is ``fixed`` must hold.

    ``scored`` scores what is found: any of the words, repeated as the query repeats them.
    """

    words: tuple[Words, ...]
    fixed: tuple[Clause, ...]
    scored: Or


def relaxing_of(query: Query) -> Relaxing | None:
    """Return what may be relaxed of ``query``; None where nothing may, or where it was not asked for.

    Words that stand beside each other may be lacking, and no others; fields beside them hold as filters do.
    """
    if not query.relaxed or query.offset or query.cursor or not isinstance(query.match, And):
        return None
    words = tuple(clause for clause in query.match.clauses if isinstance(clause, Words))
    fixed = tuple(clause for clause in query.match.clauses if not isinstance(clause, Words))
    distinct = tuple(dict.fromkeys(words))
    if len(distinct) < 2 or any(isinstance(clause, Or | Not | Everything) for clause in fixed):
        return None
    return Relaxing(distinct, fixed, Or(words))


def required_of(holding: Sequence[int]) -> int:
    """Return how many words are required: the most, at least 1, that FEW_STATEMENTS statements have together.

    ``holding`` counts the statements with a paragraph that holds 1 word or more, 2 or more, and so on.
    """
    return max((words for words, count in enumerate(holding, 1) if count >= FEW_STATEMENTS), default=1)


def lacking_of(
    relaxing: Relaxing, heading: Heading, text: str, variants: bool, check: Check = never
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that neither a paragraph nor its title holds, and those that the title alone holds."""
    own = Holdings(text, heading.language, variants, check)
    title = Holdings(heading.title, heading.language, variants, check)
    absent = [words for words in relaxing.words if not own.find(words)[0]]
    in_title = {words for words in absent if title.find(words)[0]}
    told = [tuple(render_words(one) for one in absent if (one in in_title) is held) for held in (False, True)]
    return told[0], told[1]
