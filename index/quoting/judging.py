"""The verdict on one quotation: the first that holds, from verbatim to not in the archive."""

from dataclasses import replace

from pincite.index.engine import SearchEngine
from pincite.index.query.deadline import Deadline, OutOfTime
from pincite.index.query.query import Query, Sort, Versions, Within
from pincite.index.quoting.altering import Altered, find_altered
from pincite.index.quoting.crossing import Shortlist, find_crossing
from pincite.index.quoting.extracting import Quotation
from pincite.index.quoting.grammar import parse_quotation
from pincite.index.quoting.phrases import find_all
from pincite.index.quoting.reporting import report_editorial, report_folded
from pincite.index.quoting.standing import MOST_PLACES, Standing, find_literal, find_standing
from pincite.index.quoting.verdicts import CheckedQuotation, QuotedPlace, Verdict
from pincite.index.values.marks import Mark

LONGEST = 60_000
"""The most characters of a quotation that is judged: some ten thousand words."""
MOST_FRAGMENTS = 200
"""The most parts between marked omissions or brackets of a quotation that is judged."""


def check_quotation(
    quotation: Quotation, engine: SearchEngine, query: Query, deadline: Deadline, *, has_replaced: bool = True
) -> CheckedQuotation:
    """Return the verdict on a quotation under the filters of ``query``, which has no words of its own.

    A quotation of more than ``LONGEST`` characters or ``MOST_FRAGMENTS`` parts gets none. ``has_replaced`` says whether
    the index has replaced versions. Raises Abandoned, and what the engine raises.
    """
    if len(quotation.text) > LONGEST:
        return CheckedQuotation(quotation.text, quotation.range, None, partial=True)
    bare = replace(query, cursor=None, offset=0, limit=0, facets=(), histogram=None, versions=Versions.CURRENT)
    try:
        # A long one takes long to be read.
        deadline.check()
        return _Judge(quotation, engine, bare, deadline, has_replaced=has_replaced).judge()
    except OutOfTime:
        return CheckedQuotation(quotation.text, quotation.range, None, partial=True)


class _Judge:
    def __init__(
        self, quotation: Quotation, engine: SearchEngine, query: Query, deadline: Deadline, *, has_replaced: bool
    ) -> None:
        self._quotation, self._engine, self._query, self._deadline = quotation, engine, query, deadline
        self._parsed = parse_quotation(quotation.text)
        kinds = (Versions.CURRENT, Versions.REPLACED) if has_replaced else (Versions.CURRENT,)
        self._queries = [replace(query, versions=versions) for versions in kinds]

    def judge(self) -> CheckedQuotation:
        parsed = self._parsed
        self._deadline.check()
        if len(parsed.fragments) > MOST_FRAGMENTS:
            raise OutOfTime
        if parsed.is_short:
            return self._too_short()
        candidates: list[Shortlist] = []
        for query in self._queries:
            found = self._stands(query)
            if found is not None:
                return found
            near = Shortlist(parsed, self._engine, query, self._deadline)
            crossing = find_crossing(parsed, near)
            if crossing.best:
                verdict = Verdict.VERBATIM_WITH_EDITS if parsed.is_edited else Verdict.TYPOGRAPHY_DIFFERS
                return self._standing(verdict, crossing, query)
            candidates.append(near)
        altered = next((one for near in candidates if (one := find_altered(parsed, near)) is not None), None)
        return self._not_standing(altered)

    def _stands(self, query: Query) -> CheckedQuotation | None:
        """Return the verdict when the quotation stands within paragraphs, or with marked changes in a statement."""
        if self._parsed.is_edited:
            literal = find_literal(self._quotation.text.strip(), self._engine, query, self._deadline)
            if literal.best:
                return self._standing(Verdict.VERBATIM, literal, query)
        found = find_standing(self._parsed, self._engine, query, self._deadline)
        if found.exact:
            return self._standing(Verdict.VERBATIM, found, query)
        if found.best:
            edited = Verdict.VERBATIM_WITH_EDITS if self._parsed.is_edited else Verdict.TYPOGRAPHY_DIFFERS
            return self._standing(edited, found, query)
        if found.partial:
            raise OutOfTime
        return None

    def _standing(self, verdict: Verdict, found: Standing, query: Query) -> CheckedQuotation:
        best = found.best[0]
        is_old = query.versions is Versions.REPLACED
        is_literal = verdict is Verdict.VERBATIM
        return CheckedQuotation(
            self._quotation.text,
            self._quotation.range,
            Verdict.SUPERSEDED if is_old else verdict,
            folded=() if is_literal else report_folded(self._parsed, best),
            editorial=() if is_literal and self._parsed.is_edited else report_editorial(self._parsed, best),
            places=tuple(place for stand in found.best for place in stand.places())[:MOST_PLACES],
            paragraphs=found.paragraphs,
            statements=found.statements,
            first=None if found.first is None else found.first.places()[0],
            last=None if found.last is None else found.last.places()[0],
            elsewhere=self._elsewhere(found, query),
            partial=found.partial,
        )

    def _elsewhere(self, found: Standing, query: Query) -> int:
        """Return how many paragraphs hold it that the filters leave out."""
        free = replace(query, filters=(), dates=None, dated=(), statements=(), since=(), first_issues=False)
        if free == query or found.partial:
            return 0
        runs_over = bool(found.best) and not found.best[0].is_inside
        alone = find_standing(self._parsed, self._engine, free, self._deadline).paragraphs
        if alone:
            return max(0, alone - (0 if runs_over else found.paragraphs))
        try:
            crossing = find_crossing(self._parsed, Shortlist(self._parsed, self._engine, free, self._deadline))
        except OutOfTime:
            return 0
        return max(0, crossing.paragraphs - found.paragraphs)

    def _not_standing(self, altered: Altered | None) -> CheckedQuotation:
        verdict = Verdict.NOT_IN_ARCHIVE if altered is None else Verdict.ALTERED
        return CheckedQuotation(
            self._quotation.text,
            self._quotation.range,
            verdict,
            differences=() if altered is None else altered.differences,
            places=() if altered is None else altered.places,
            elsewhere=self._elsewhere(Standing(), self._queries[0]),
        )

    def _too_short(self) -> CheckedQuotation:
        """Say how many paragraphs hold these words, as searches compare them."""
        clause = find_all(self._parsed.fragments)
        checked = CheckedQuotation(self._quotation.text, self._quotation.range, Verdict.TOO_SHORT)
        if clause is None:
            return checked
        asked = replace(self._query, match=clause, variants=False, within=Within.STATEMENT, sort=Sort.OLDEST)
        page = self._engine.search(replace(asked, limit=MOST_PLACES), self._deadline)
        places = tuple(QuotedPlace(hit.heading, hit.passage, _NO_MARKS) for hit in page.hits)
        return replace(
            checked,
            places=places,
            paragraphs=page.paragraphs,
            statements=page.statements,
            partial=page.partial,
        )


_NO_MARKS: tuple[Mark, ...] = ()
