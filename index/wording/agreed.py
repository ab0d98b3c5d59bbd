"""Agreed wording: every passage of the archive that is similar enough to a reference, in all its forms.

The similarity of a passage is the share of the reference's runs of three words that it holds, in at most twice as many
words. The index gives the paragraphs that share enough runs with the reference (``covering``), and maybe others. The
words of each decide. So none is missed, and none is there that is not similar enough.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pincite.index.engine import SearchEngine
from pincite.index.query.deadline import Deadline, OutOfTime
from pincite.index.query.query import Group, Query, Sort
from pincite.index.text.analysis import tokenize
from pincite.index.text.tokens import Tokens
from pincite.index.wording.forms import Form, FormPlace, build_forms, find_silent, with_edges
from pincite.index.wording.measures import LEAST_WORDS
from pincite.index.wording.shared_runs import WordingReference

_TRIES = 3


@dataclass(frozen=True, slots=True)
class FoundVariants:
    """All forms by first use, what they count together, the silent years of all, and the commit they are of.

    ``words`` and ``runs`` are those of the reference. With ``partial`` time ran out: there may be more.
    """

    forms: tuple[Form, ...]
    paragraphs: int
    statements: int
    silent: tuple[tuple[int, int], ...]
    words: int
    runs: int
    commit: int
    partial: bool = False


@dataclass(frozen=True, slots=True)
class VariantsQuestion:
    """A reference, and the query for all paragraphs that may have a form of it: its cost can be estimated."""

    reference: WordingReference
    query: Query


def ask_variants(text: str, similarity: Fraction, query: Query) -> VariantsQuestion:
    """Return the question for the forms of ``text`` under the filters of ``query``.

    ValueError for a text of fewer than LEAST_WORDS words.
    """
    forms = [token.form for token in tokenize(text, None)]
    if len(forms) < LEAST_WORDS:
        raise ValueError(f"a reference has at least {LEAST_WORDS} words")
    reference = WordingReference(forms, similarity)
    return VariantsQuestion(reference, _asked(reference, query))


def find_variants(
    question: VariantsQuestion, engine: SearchEngine, deadline: Deadline, *, tries: int = _TRIES
) -> FoundVariants:
    """Return all forms. Raises Abandoned, and what the engine raises.

    ``tries`` is how often all is looked through, if a commit comes meanwhile.
    """
    reference, before = question.reference, _commit(engine)
    finding = _Finding(reference, engine, question.query, deadline)
    places = list(finding.places())
    if tries > 1 and not finding.partial and _commit(engine) != before:
        return find_variants(question, engine, deadline, tries=tries - 1)
    listed = [place for _, _, place in places]
    return FoundVariants(
        build_forms(places),
        len(listed),
        len({place.heading.id for place in listed}),
        find_silent(listed),
        len(reference.forms),
        len(reference.runs),
        before,
        finding.partial,
    )


def _asked(reference: WordingReference, query: Query) -> Query:
    return Query(
        reference.clause(),
        variants=False,
        filters=query.filters,
        dates=query.dates,
        dated=query.dated,
        statements=query.statements,
        since=query.since,
        first_issues=query.first_issues,
        group=Group.PARAGRAPH,
        sort=Sort.OLDEST,
        limit=0,
    )


def _commit(engine: SearchEngine) -> int:
    checkpoint = engine.checkpoint()
    return 0 if checkpoint is None else checkpoint.commit


class _Finding:
    """Looks through the paragraphs that the index gives; ``partial`` says afterwards whether time ran out."""

    def __init__(self, reference: WordingReference, engine: SearchEngine, asked: Query, deadline: Deadline) -> None:
        self._reference, self._engine, self._asked, self._deadline = reference, engine, asked, deadline
        self.partial = False

    def places(self) -> Iterator[tuple[tuple[str, ...], float, FormPlace]]:
        """Yield the words, the similarity and the place of each passage, in the order of their dates."""
        try:
            for hit in self._engine.scan(self._asked, self._deadline):
                self._deadline.check()
                tokens = Tokens(hit.passage.text, hit.heading.language)
                forms = tokens.forms
                best = self._reference.best(forms, hit.heading.language)
                if best is None:
                    continue
                spans = tokens.spans()
                first, end = with_edges(best, hit.passage.text, spans, self._reference.most)
                place = FormPlace(hit.heading, hit.passage, (spans[first][0], spans[end - 1][1]))
                yield tuple(forms[first:end]), best.held / len(self._reference.runs), place
        except OutOfTime:
            self.partial = True
