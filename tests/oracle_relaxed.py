"""What holds some of the words when few statements hold all: found by reading every text, word by word."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from pincite.index.query import clauses
from pincite.index.query.query import Group, Query
from pincite.index.query.render import render_words
from pincite.index.results import Hit, Relaxed
from pincite.index.values.entry import Passage
from tests.oracle import Oracle, added
from tests.oracle_texts import Text, passes

SHOWN_OTHERS = 2


@dataclass(frozen=True)
class Held:
    """The words that a paragraph holds, those that its title alone holds, and its score."""

    own: frozenset[clauses.Words]
    in_title: frozenset[clauses.Words]
    score: float

    @property
    def count(self) -> int:
        """How many words it holds, with those of the title."""
        return len(self.own) + len(self.in_title)


def relaxed(oracle: Oracle, query: Query, found: Collection[Text]) -> Relaxed | None:
    """Return the list; None where it was not asked for, where enough was found, or where no word may be lacking."""
    children = query.match.clauses if isinstance(query.match, clauses.And) else ()
    words = list(dict.fromkeys(child for child in children if isinstance(child, clauses.Words)))
    fields = [child for child in children if not isinstance(child, clauses.Words)]
    has_operator = any(isinstance(child, clauses.Or | clauses.Not) for child in fields)
    enough = len({text.heading.id for text in found}) >= 3
    if not query.relaxed or query.offset or query.cursor or enough or len(words) < 2 or has_operator:
        return None
    passing = [
        row
        for row in oracle.rows
        if passes(query, row) and all(oracle.holds_of(field, row, query, [row]) for field in fields)
    ]
    titles = [oracle.titles[identity] for identity in {row.heading.id for row in passing}]
    titled = {title.heading.id: _words_in(oracle, query, words, title) for title in titles}
    held = {row: _held(oracle, query, words, row, titled[row.heading.id]) for row in passing}
    required = len(words)
    while required > 1 and len({row.heading.id for row in held if _has(held[row], required)}) < 3:
        required -= 1
    listed = {row: held[row] for row in held if _has(held[row], required) and row not in found}
    everywhere = frozenset().union(*titled.values(), *(one.own for one in held.values()))
    absent = [word for word in words if word not in everywhere]
    return Relaxed(
        required,
        len(words),
        tuple(map(render_words, absent)),
        len(listed),
        len({row.heading.id for row in listed}),
        tuple(_hits(query, words, listed)[: query.limit]),
    )


def _has(held: Held, required: int) -> bool:
    return bool(held.own) and held.count >= required


def _words_in(oracle: Oracle, query: Query, words: list[clauses.Words], text: Text) -> frozenset[clauses.Words]:
    return frozenset(word for word in words if oracle.frequency(word, text, query.variants))


def _held(
    oracle: Oracle, query: Query, words: list[clauses.Words], row: Text, titled: frozenset[clauses.Words]
) -> Held:
    own = _words_in(oracle, query, words, row)
    if not own:
        return Held(own, titled, 0.0)
    leaves = [child for child in query.match.clauses if isinstance(child, clauses.Words)]  # type: ignore[union-attr]
    scored = replace(query, match=clauses.Or(tuple(leaves)))
    score = added(oracle.score(leaf, row, query.variants) for leaf in leaves) + oracle.boost(row, scored)
    return Held(own, titled - own, score)


def _hits(query: Query, words: list[clauses.Words], listed: Mapping[Text, Held]) -> list[Hit]:
    """The list in its order: most words, best score, id, number; paragraphs of a statement together if asked for."""
    order = sorted(
        listed, key=lambda row: (-listed[row].count, -listed[row].score, row.heading.id, row.paragraph.number)
    )
    groups: dict[object, list[Text]] = defaultdict(list)
    for row in order:
        groups[row.heading.id if query.group is Group.STATEMENT else row].append(row)
    hits = []
    for rank, rows in enumerate(groups.values(), 1):
        best, *others = [_hit(row, rank, words, listed[row]) for row in rows]
        hits.append(best._replace(others=tuple(others[:SHOWN_OTHERS]), more=max(0, len(others) - SHOWN_OTHERS)))
    return hits


def _hit(row: Text, rank: int, words: list[clauses.Words], held: Held) -> Hit:
    shown = Passage(row.paragraph.number, row.paragraph.label, row.paragraph.text, row.statement.digest)
    lacks = tuple(render_words(word) for word in words if word not in held.own | held.in_title)
    in_title = tuple(render_words(word) for word in words if word in held.in_title)
    return Hit(row.heading, shown, rank, held.score, lacks=lacks, in_title=in_title)
