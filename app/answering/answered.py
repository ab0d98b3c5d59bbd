"""A question with its answer: what API, page and command line say of the two together."""

from dataclasses import dataclass

from pincite.app.answering.parameters import MAX_OFFSET
from pincite.app.answering.request import SearchRequest
from pincite.index.query.describe import describe
from pincite.index.query.render import render
from pincite.index.results import SearchPage


@dataclass(frozen=True, slots=True)
class Answered:
    """What was asked, and the page that answers it; its query may count more than was asked."""

    asked: SearchRequest
    page: SearchPage

    @property
    def understood(self) -> str:
        """The query as it was understood, in the query language."""
        return render(self.page.query.match)

    @property
    def explained(self) -> str | None:
        """The same in a sentence, when that was asked for."""
        query = self.page.query
        return describe(query.match, variants=query.variants).sentence() if self.asked.explain else None

    @property
    def explains_hits(self) -> bool:
        """Whether each hit says how it scored."""
        return self.asked.explain == "hits"

    @property
    def after(self) -> int:
        """The rank of the last hit, without a walk: what the offset of the next page is."""
        return self.page.query.offset + len(self.page.hits)

    @property
    def is_cut(self) -> bool:
        """Whether hits follow that no offset reaches."""
        return self._goes_on and self.after > MAX_OFFSET

    @property
    def next_pair(self) -> tuple[str, str] | None:
        """The parameter that asks for the next page: the cursor in a walk, else the offset; None when there is none."""
        if self.page.query.cursor:
            return ("cursor", self.page.next_cursor) if self.page.next_cursor else None
        return ("offset", str(self.after)) if self._goes_on and not self.is_cut else None

    @property
    def _goes_on(self) -> bool:
        return not self.page.query.cursor and bool(self.page.hits) and self.after < self.page.total
