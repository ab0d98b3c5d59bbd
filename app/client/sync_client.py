"""``pincite.Client``: asks a service over HTTP, and waits for its answers."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import stamina

from pincite.app.client import wire
from pincite.app.client.methods import Methods
from pincite.app.client.questions import A, Question
from pincite.index.values.errors import PinciteError


class Client(Methods):
    """A service at a base URL such as ``https://archive.example.org``. Close it, or use it in a ``with``.

    ``timeout`` is seconds for an answer; for so many ``patience`` seconds a busy service is asked again. ``ca`` is a
    file of CA certificates to trust instead of those of the system; ``headers`` go with each request. Raises QueryError
    for a base that is none.
    """

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
        self._http = httpx.Client(**wire.settings_of(timeout, ca, headers))

    def __repr__(self) -> str:
        return f"Client({self.url!r})"

    def close(self) -> None:
        """Close all connections. Calling it again does nothing."""
        self._http.close()

    def _ask(self, question: Question[A]) -> A:
        request = wire.request_of(self._http, self.url, question)
        with wire.reaching(request, self._timeout):
            for attempt in stamina.retry_context(**wire.bounds_of(self._patience)):
                with attempt:
                    response = self._http.send(request)
                    return wire.read_answer(question, response, self._describe(question, response))
        raise AssertionError("an attempt returns or raises")

    def _read(self, question: Question[bytes]) -> Iterator[bytes]:
        request = wire.request_of(self._http, self.url, question)
        with wire.reaching(request, self._timeout):
            response = self._begin(question, request)
            try:
                yield from response.iter_bytes()
            finally:
                response.close()

    def _begin(self, question: Question[bytes], request: httpx.Request) -> httpx.Response:
        for attempt in stamina.retry_context(**wire.bounds_of(self._patience)):
            with attempt:
                response = self._http.send(request, stream=True)
                if wire.is_file(response):
                    return response
                response.read()
                wire.refuse(question, response, self._describe(question, response))
        raise AssertionError("an attempt returns or raises")

    def _describe(self, question: Question[Any], response: httpx.Response) -> Mapping[str, Any] | None:
        if not wire.is_description_wanted(question, response):
            return None
        try:
            return self._ask(wire.DESCRIBED)
        except PinciteError:
            return None
