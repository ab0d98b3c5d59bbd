"""What the whole archive covers: said with every answer that found nothing."""

from dataclasses import dataclass

from pincite.app.answering.coverage import find_dates
from pincite.app.dependencies.serving import Asking
from pincite.app.words import counted
from pincite.index.query.query import FacetRequest, Query
from pincite.index.results import SearchPage
from pincite.index.values.fields import FACETS


@dataclass(frozen=True, slots=True)
class ArchiveCoverage:
    """How much the archive holds; ``earliest`` and ``latest`` are dates as EDTF, None where no statement has one."""

    statements: int
    paragraphs: int
    earliest: str | None
    latest: str | None

    @property
    def says(self) -> str:
        """The coverage as a sentence. What is not here may have been said all the same."""
        dates = f", from {self.earliest} to {self.latest}" if self.earliest and self.latest else ""
        return f"The archive holds {counted(self.statements, 'statement')}{dates}."


def cover_archive(asking: Asking) -> ArchiveCoverage:
    """Return what the archive covers. Raises as a search does."""
    return _coverage(asking, asking.search(Query(limit=0)))


def survey(asking: Asking, size: int) -> tuple[ArchiveCoverage, SearchPage]:
    """Return the coverage, and a page that counts the ``size`` most frequent values of each field."""
    facets = tuple(FacetRequest(facet.name, size) for facet in FACETS)
    page = asking.search(Query(facets=facets, limit=0))
    return _coverage(asking, page), page


def _coverage(asking: Asking, page: SearchPage) -> ArchiveCoverage:
    return ArchiveCoverage(page.statements, page.paragraphs, *find_dates(asking.search, Query()))
