"""Languages of the archive without a stemmer. Words match exactly there, and the answer says so."""

from dataclasses import replace

from pincite.index.engine import SearchEngine
from pincite.index.query.clauses import And, Clause, Not, Or, Phrase, Term, TitleMatch
from pincite.index.query.query import Query
from pincite.index.results import SearchPage
from pincite.index.text.variants import stemmer_name

_MOST = 1_000
"""The most languages of an archive that are checked."""


class Unstemmed:
    """The result for one commit, cached. Safe to share between threads: the value is replaced as a whole."""

    def __init__(self) -> None:
        self._known: tuple[tuple[str, int], tuple[str, ...]] = (("", 0), ())

    def add(self, page: SearchPage, engine: SearchEngine) -> SearchPage:
        """Return ``page`` with the languages of the archive in which its words had no variants except accents."""
        if page.partial or not asks_for_variants(page.query):
            return page
        commit, languages = self._known
        if commit != (page.generation, page.commit):
            languages = _find_languages(engine)
            self._known = ((page.generation, page.commit), languages)
        return replace(page, unstemmed=languages)


def _find_languages(engine: SearchEngine) -> tuple[str, ...]:
    found = engine.values("language", (), _MOST)
    return tuple(sorted(one.value for one in found if stemmer_name(one.value) is None))


def asks_for_variants(query: Query) -> bool:
    """Return whether any word of ``query`` matches its variants, in the text or in a title."""
    return query.variants and _any_loose(query.match)


def _any_loose(clause: Clause) -> bool:
    match clause:
        case And(clauses) | Or(clauses):
            return any(_any_loose(child) for child in clauses)
        case Not(child) | TitleMatch(child):
            return _any_loose(child)
        case Term(exact=exact) | Phrase(exact=exact):
            return not exact
    return False
