"""A request together with its answer: what API, page and command line say about both."""

from dataclasses import dataclass

from pincite.app.answering.parameters import MAX_OFFSET
from pincite.app.answering.request import SearchRequest
from pincite.index.query.describe import describe
from pincite.index.query.render import render
from pincite.index.results import SearchPage


@dataclass(frozen=True, slots=True)
class Answered:
    """A request and the page that answers it. The page's query may count more than was requested."""

    asked: SearchRequest
    page: SearchPage

    @property
    def understood(self) -> str:
        """The query as Pincite understood it, in the query language."""
        return render(self.page.query.match)

    @property
    def explained(self) -> str | None:
        """The same as a sentence, if that was requested."""
        query = self.page.query
        return describe(query.match, variants=query.variants).sentence() if self.asked.explain else None

    @property
    def explains_hits(self) -> bool:
        """Whether each hit explains its score."""
        return self.asked.explain == "hits"

    @property
    def after(self) -> int:
        """The rank of the last hit, unless a cursor is used. It is the offset of the next page."""
        return self.page.query.offset + len(self.page.hits)

    @property
    def is_cut(self) -> bool:
        """Whether there are further hits beyond the largest offset."""
        return self._goes_on and self.after > MAX_OFFSET

    @property
    def next_pair(self) -> tuple[str, str] | None:
        """The parameter for the next page: the cursor if one is used, else the offset. None on the last page."""
        if self.page.query.cursor:
            return ("cursor", self.page.next_cursor) if self.page.next_cursor else None
        return ("offset", str(self.after)) if self._goes_on and not self.is_cut else None

    @property
    def _goes_on(self) -> bool:
        return not self.page.query.cursor and bool(self.page.hits) and self.after < self.page.total
