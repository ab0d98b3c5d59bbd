"""``pincite.AsyncClient``: asks a service over HTTP without blocking an event loop."""

from collections.abc import AsyncIterator, Iterable, Mapping
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import httpx
import stamina
from typing_extensions import Unpack

from pincite.app.api.comparison_schemas import ComparisonOut
from pincite.app.api.quote_schemas import CheckOut
from pincite.app.api.schemas import BucketOut, HitOut, ListOut, SearchOut, StatementOut, SuggestOut, ValuesOut
from pincite.app.api.statement_schemas import ChangeOut, ChangesOut, ParagraphAnswer, StatementAnswer
from pincite.app.api.wording_schemas import TimelineOut, VariantsOut
from pincite.app.client import questions, wire
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
from pincite.index.values.errors import PinciteError


class AsyncClient:
    """A service at a base URL; its methods are those of ``Client``, to be awaited. Use it in an ``async with``."""

    def __init__(
        self,
        url: str,
        *,
        timeout: float = wire.TIMEOUT,
        patience: float = wire.PATIENCE,
        ca: Path | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.url = wire.parse_base(url)
        self._timeout, self._patience = timeout, patience
        self._http = httpx.AsyncClient(**wire.settings_of(timeout, ca, headers))

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncClient({self.url!r})"

    async def close(self) -> None:
        """Close all connections. Calling it again does nothing."""
        await self._http.aclose()

    async def search(self, q: str = "", **keywords: Unpack[SearchKeywords]) -> SearchOut:
        """Search, as ``Client.search``."""
        return await self._ask(questions.search(q, keywords))

    def walk(self, q: str = "", **keywords: Unpack[WalkKeywords]) -> AsyncIterator[HitOut]:
        """Yield every hit, as ``Client.walk``."""
        return self._each(questions.walk(q, keywords), "hits")

    async def statements(self, q: str = "", **keywords: Unpack[PageKeywords]) -> ListOut:
        """List statements, as ``Client.statements``."""
        return await self._ask(questions.statements(q, keywords))

    def walk_statements(self, q: str = "", **keywords: Unpack[ListKeywords]) -> AsyncIterator[StatementOut]:
        """Yield every statement, as ``Client.walk_statements``."""
        return self._each(questions.walk_statements(q, keywords), "statements")

    async def facets(self, name: Field, q: str = "", **keywords: Unpack[ValueKeywords]) -> ValuesOut:
        """List values of a field, as ``Client.facets``."""
        return await self._ask(questions.facets(name, q, keywords))

    def walk_values(self, name: Field, q: str = "", **keywords: Unpack[WordKeywords]) -> AsyncIterator[BucketOut]:
        """Yield the values of a field, as ``Client.walk_values``."""
        return self._each(questions.walk_values(name, q, keywords), "values")

    async def statement(
        self,
        id: str,  # noqa: A002
        *,
        version: str | None = None,
        first: int | None = None,
        limit: int | None = None,
    ) -> StatementAnswer:
        """Return a statement, as ``Client.statement``."""
        return await self._ask(questions.statement(id, {"version": version, "from": first, "limit": limit}))

    async def paragraph(self, id: str, number: int, *, version: str | None = None) -> ParagraphAnswer:  # noqa: A002
        """Return one paragraph, as ``Client.paragraph``."""
        return await self._ask(questions.paragraph(id, number, {"version": version}))

    async def suggest(self, q: str, *, limit: int = 10) -> SuggestOut:
        """Return queries that go on from ``q``, as ``Client.suggest``."""
        return await self._ask(questions.suggest(q, limit))

    async def changes(
        self, *, changed_since: Day | None = None, limit: int | None = None, cursor: str | None = None
    ) -> ChangesOut:
        """List changes, as ``Client.changes``."""
        return await self._ask(questions.changes({"changed_since": changed_since, "limit": limit, "cursor": cursor}))

    def walk_changes(self, *, changed_since: Day | None = None) -> AsyncIterator[ChangeOut]:
        """Yield every change, as ``Client.walk_changes``."""
        return self._each(questions.walk_changes({"changed_since": changed_since}), "changes")

    async def check(
        self, text: str | None = None, *, quotes: Iterable[str] | None = None, **filters: Unpack[FilterKeywords]
    ) -> CheckOut:
        """Check quotations, as ``Client.check``."""
        return await self._ask(questions.check(text, quotes, filters))

    def export(self, q: str = "", **keywords: Unpack[ExportKeywords]) -> AsyncIterator[bytes]:
        """Yield a whole result in pieces, as ``Client.export``."""
        return self._read(questions.export(q, keywords))

    async def timeline(
        self,
        *wordings: str,
        q: str = "",
        interval: Literal["auto", "year", "quarter", "month", "day"] | None = None,
        split: Field | None = None,
        **keywords: Unpack[WordKeywords],
    ) -> TimelineOut:
        """Count the use of wordings over time, as ``Client.timeline``."""
        return await self._ask(questions.timeline(wordings, q, {"interval": interval, "split": split, **keywords}))

    async def variants(
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
        """List the forms of a passage, as ``Client.variants``."""
        place = {"statement": statement, "paragraph": paragraph, "version": version}
        asked = {**place, "similarity": similarity, "limit": limit, "cursor": cursor, **filters}
        return await self._ask(questions.variants(text, asked))

    async def compare(
        self,
        left: str | None = None,
        right: str | None = None,
        *,
        left_version: str | None = None,
        right_version: str | None = None,
    ) -> ComparisonOut:
        """Compare two statements, as ``Client.compare``."""
        versions = {"left_version": left_version, "right_version": right_version}
        return await self._ask(questions.compare(left, right, versions))

    async def _each(self, question: Question[Any], member: str) -> AsyncIterator[Any]:
        asked: Question[Any] | None = question
        while asked is not None:
            page = await self._whole(asked)
            for one in page[member]:
                yield one
            asked = questions.following(asked, page)

    async def _whole(self, question: Question[Any]) -> Any:
        for before in count():
            page = await self._ask(question)
            if questions.is_whole(page, before):
                return page
        raise AssertionError("it counts without end")

    async def _ask(self, question: Question[A]) -> A:
        request = wire.request_of(self._http, self.url, question)
        with wire.reaching(request, self._timeout):
            async for attempt in stamina.retry_context(**wire.bounds_of(self._patience)):
                with attempt:
                    response = await self._http.send(request)
                    return wire.read_answer(question, response, await self._describe(question, response))
        raise AssertionError("an attempt returns or raises")

    async def _read(self, question: Question[bytes]) -> AsyncIterator[bytes]:
        request = wire.request_of(self._http, self.url, question)
        with wire.reaching(request, self._timeout):
            response = await self._begin(question, request)
            try:
                async for piece in response.aiter_bytes():
                    yield piece
            finally:
                await response.aclose()

    async def _begin(self, question: Question[bytes], request: httpx.Request) -> httpx.Response:
        async for attempt in stamina.retry_context(**wire.bounds_of(self._patience)):
            with attempt:
                response = await self._http.send(request, stream=True)
                if wire.is_file(response):
                    return response
                await response.aread()
                wire.refuse(question, response, await self._describe(question, response))
        raise AssertionError("an attempt returns or raises")

    async def _describe(self, question: Question[Any], response: httpx.Response) -> Mapping[str, Any] | None:
        if not wire.is_description_wanted(question, response):
            return None
        try:
            return await self._ask(wire.DESCRIBED)
        except PinciteError:
            return None
