"""The methods of a client and of a local archive: one definition, whoever answers."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import count
from types import TracebackType
from typing import Any, Literal, Self

from typing_extensions import Unpack

from pincite.app.api.comparison_schemas import ComparisonOut
from pincite.app.api.quote_schemas import CheckOut
from pincite.app.api.schemas import BucketOut, HitOut, ListOut, SearchOut, StatementOut, SuggestOut, ValuesOut
from pincite.app.api.statement_schemas import ChangeOut, ChangesOut, ParagraphAnswer, StatementAnswer
from pincite.app.api.wording_schemas import TimelineOut, VariantsOut
from pincite.app.client import questions
from pincite.app.client.keywords import (
    Day,
    ExportKeywords,
    Field,
    FilterKeywords,
    ListKeywords,
    PageKeywords,
    SearchKeywords,
    ValueKeywords,
    WalkKeywords,
    WordKeywords,
)
from pincite.app.client.questions import A, Question


class Methods(ABC):
    """What can be asked of an archive. All raise PinciteError: QueryError for what is asked wrongly, NotFound, …"""

    @abstractmethod
    def _ask(self, question: Question[A]) -> A: ...

    @abstractmethod
    def _read(self, question: Question[bytes]) -> Iterator[bytes]: ...

    @abstractmethod
    def close(self) -> None:
        """Close connections and files. Calling it again does nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def search(self, q: str = "", **keywords: Unpack[SearchKeywords]) -> SearchOut:
        """Search: hits, exact counts, and with ``facet`` and ``histogram`` what they count. Without ``q`` all."""
        return self._ask(questions.search(q, keywords))

    def walk(self, q: str = "", **keywords: Unpack[WalkKeywords]) -> Iterator[HitOut]:
        """Yield every hit in its order, as of the start of the walk. Raises TimeRanOut and CursorExpired on the way."""
        return (hit for page in self._pages(questions.walk(q, keywords)) for hit in page["hits"])

    def statements(self, q: str = "", **keywords: Unpack[PageKeywords]) -> ListOut:
        """List statements that a search finds, without their paragraphs."""
        return self._ask(questions.statements(q, keywords))

    def walk_statements(self, q: str = "", **keywords: Unpack[ListKeywords]) -> Iterator[StatementOut]:
        """Yield every statement that a search finds. Raises as ``walk`` does."""
        return (one for page in self._pages(questions.walk_statements(q, keywords)) for one in page["statements"])

    def facets(self, name: Field, q: str = "", **keywords: Unpack[ValueKeywords]) -> ValuesOut:
        """List values of a field under a search: by count, or all with ``sort="value"``."""
        return self._ask(questions.facets(name, q, keywords))

    def walk_values(self, name: Field, q: str = "", **keywords: Unpack[WordKeywords]) -> Iterator[BucketOut]:
        """Yield the values of a field in alphabetical order, up to the 30,000 most frequent."""
        return (one for page in self._pages(questions.walk_values(name, q, keywords)) for one in page["values"])

    def statement(
        self,
        id: str,  # noqa: A002
        *,
        version: str | None = None,
        first: int | None = None,
        limit: int | None = None,
    ) -> StatementAnswer:
        """Return a statement at a version, by default the current one; ``first`` and ``limit`` choose paragraphs.

        Raises NotFound and Withdrawn.
        """
        return self._ask(questions.statement(id, {"version": version, "from": first, "limit": limit}))

    def paragraph(self, id: str, number: int, *, version: str | None = None) -> ParagraphAnswer:  # noqa: A002
        """Return one paragraph with its citation. Raises NotFound and Withdrawn."""
        return self._ask(questions.paragraph(id, number, {"version": version}))

    def suggest(self, q: str, *, limit: int = 10) -> SuggestOut:
        """Return queries that go on from ``q``."""
        return self._ask(questions.suggest(q, limit))

    def changes(
        self, *, changed_since: Day | None = None, limit: int | None = None, cursor: str | None = None
    ) -> ChangesOut:
        """List versions that replaced another, the latest first, with the words that changed."""
        return self._ask(questions.changes({"changed_since": changed_since, "limit": limit, "cursor": cursor}))

    def walk_changes(self, *, changed_since: Day | None = None) -> Iterator[ChangeOut]:
        """Yield every version that replaced another."""
        asked = questions.walk_changes({"changed_since": changed_since})
        return (one for page in self._pages(asked) for one in page["changes"])

    def check(
        self, text: str | None = None, *, quotes: Iterable[str] | None = None, **filters: Unpack[FilterKeywords]
    ) -> CheckOut:
        """Check the quotations of ``text``, or ``quotes`` without their marks: where each stands, and what differs."""
        return self._ask(questions.check(text, quotes, filters))

    def export(self, q: str = "", **keywords: Unpack[ExportKeywords]) -> Iterator[bytes]:
        """Yield a whole result as a file in pieces: ``format`` is ``csv``, ``ndjson`` or ``kwic``."""
        return self._read(questions.export(q, keywords))

    def timeline(
        self,
        *wordings: str,
        q: str = "",
        interval: Literal["auto", "year", "quarter", "month", "day"] | None = None,
        split: Field | None = None,
        **keywords: Unpack[WordKeywords],
    ) -> TimelineOut:
        """Count the use of 1 to 8 wordings over time; ``q`` and filters are the base. Raises ServiceLacks."""
        return self._ask(questions.timeline(wordings, q, {"interval": interval, "split": split, **keywords}))

    def variants(
        self,
        text: str | None = None,
        *,
        statement: str | None = None,
        paragraph: int | None = None,
        version: str | None = None,
        similarity: float | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        **filters: Any,
    ) -> VariantsOut:
        """List the forms of a passage, a text or a paragraph of a statement. ``filters`` as in ``search``.

        Raises ServiceLacks.
        """
        place = {"statement": statement, "paragraph": paragraph, "version": version}
        asked = {**place, "similarity": similarity, "limit": limit, "cursor": cursor, **filters}
        return self._ask(questions.variants(text, asked))

    def compare(
        self,
        left: str | None = None,
        right: str | None = None,
        *,
        left_version: str | None = None,
        right_version: str | None = None,
    ) -> ComparisonOut:
        """Compare two statements. The side that is not given is the predecessor of the other one in its series.

        Raises QueryError where there is none, and ServiceLacks.
        """
        versions = {"left_version": left_version, "right_version": right_version}
        return self._ask(questions.compare(left, right, versions))

    def _pages(self, question: Question[Any]) -> Iterator[Any]:
        asked: Question[Any] | None = question
        while asked is not None:
            page = self._whole(asked)
            yield page
            asked = questions.following(asked, page)

    def _whole(self, question: Question[Any]) -> Any:
        for before in count():
            page = self._ask(question)
            if questions.is_whole(page, before):
                return page
        raise AssertionError("it counts without end")
