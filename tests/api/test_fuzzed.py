"""Requests of any shape over a real connection: each has an answer, and none is a failure of ours."""

import http.client
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

from tests.api.test_server import serving
from tests.conftest import LINES, Client
from tests.services import report

REQUESTS = 20_000 if os.environ.get("PINCITE_TORTURE") == "1" else 250
PAGES = [
    *("/", "/about", "/ask", "/check", "/compare", "/timeline", "/variants", "/facets/{name}", "/help", "/help/errors"),
    *("/statements/{id}", "/statements/{id}/changes", "/statements/{id}/source", "/sitemap.xml", "/mcp", "/nowhere"),
]
METHODS = ["GET"] * 12 + ["POST"] * 4 + ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "BREW"]
WORDS = [
    "commitment",
    "ironclad",
    "the",
    "AND",
    "OR",
    "NOT",
    "title:",
    "issuer:",
    "date:2018..",
    '"',
    "(",
    ")",
    "*",
    "~2",
]
ODD = [
    "",
    " ",
    "\0",
    "\x1b]0;owned\x07",
    "\u202e",
    "\ud7ff",
    "é",
    "e\u0301",
    "𝒲",
    "東京",
    "%",
    "&",
    "=",
    "#",
    "../..",
    "\r\n",
]
VALUES = [
    "0",
    "-1",
    "1",
    "100",
    "1e9",
    "9" * 40,
    "NaN",
    "true",
    "2018-06-02",
    "2018/2019",
    "0001-16-03",
    "en",
    "*",
    "asc",
]
HEADERS = {
    "Accept": ["*/*", "application/json;q=0", "text/html, */*;q=0.1", ";;;", "application/xml"],
    "Accept-Encoding": ["gzip", "gzip;q=0", "identity;q=0", "br, zstd", ",,,"],
    "Content-Type": [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/json; charset=x",
    ],
    "If-None-Match": ["*", '"a"', 'W/"a", "b"', "a"],
    "If-Modified-Since": ["Sat, 02 Jun 2018 00:00:00 GMT", "never"],
    "Range": ["bytes=0-9", "bytes=9-0", "bytes=-1,5-", "lines=1"],
    "Origin": ["null", "https://example.org"],
    "X-Request-ID": ["a" * 300, "a b"],
}


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """A request: what is sent."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Maker:
    """Makes requests that are partly those of the OpenAPI document, partly anything."""

    def __init__(self, document: dict[str, Any], seed: int) -> None:
        self._dice = random.Random(seed)
        self._paths: list[str] = [*document["paths"], *PAGES]
        operations = (one for path in document["paths"].values() for one in path.values())
        self._names = sorted({one["name"] for given in operations for one in given.get("parameters", ())})

    def __iter__(self) -> Iterator[Fuzzed]:
        while True:
            yield self._request()

    def _request(self) -> Fuzzed:
        dice = self._dice
        method, body = dice.choice(METHODS), b""
        if method in ("POST", "PUT", "PATCH"):
            body = dice.choice([self._json(), self._json(), self._encoded(self._text()).encode(), dice.randbytes(40)])
        headers = {name: dice.choice(values) for name, values in HEADERS.items() if dice.random() < 0.12}
        return Fuzzed(method, self._target(), headers, body)

    def _target(self) -> str:
        path = self._dice.choice(self._paths)
        while "{" in path:
            before, _, rest = path.partition("{")
            path = (
                before
                + self._encoded(self._dice.choice([LINES[0]["id"], "nobody", self._text()]))
                + rest.partition("}")[2]
            )
        if self._dice.random() < 0.1:
            path += "/" + self._encoded(self._text())
        pairs = [f"{self._name()}={self._encoded(self._text())}" for _ in range(self._dice.randint(0, 5))]
        return path + ("?" + "&".join(pairs) if pairs else "")

    def _name(self) -> str:
        return self._dice.choice(self._names) if self._dice.random() < 0.9 else self._encoded(self._text())

    def _text(self) -> str:
        kinds = [WORDS, WORDS, VALUES, ODD]
        return " ".join(self._dice.choice(self._dice.choice(kinds)) for _ in range(self._dice.choice([1, 1, 2, 3, 9])))

    def _encoded(self, text: str) -> str:
        data = text.encode()
        if self._dice.random() < 0.05:
            data += self._dice.randbytes(3)
        return str(quote_from_bytes(data, safe=self._dice.choice(["", "/:*()~", ";,"])))

    def _json(self) -> bytes:
        members = {self._dice.choice([*self._names, "quotes", "text", "wording"]): self._value(3) for _ in range(3)}
        return json.dumps(members if self._dice.random() < 0.9 else self._value(4)).encode()

    def _value(self, depth: int) -> Any:
        leaves = [None, True, -1, 0, 2**70, 1.5, self._text()]
        kind = self._dice.random()
        if depth and kind < 0.3:
            return [self._value(depth - 1) for _ in range(self._dice.randint(0, 3))]
        if depth and kind < 0.4:
            return {self._text(): self._value(depth - 1)}
        return self._dice.choice(leaves)


def test_no_request_is_answered_with_a_failure(client: Client, home: Path) -> None:
    """A service that is busy may say so; nothing else from 500 on, and it answers the last one as the first."""
    made = iter(Maker(client.get("/openapi.json").json(), 17))
    told: Counter[int] = Counter()
    with serving(home) as (base, _):
        connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
        for one in (next(made) for _ in range(REQUESTS)):
            connection.request(one.method, one.target, one.body or None, one.headers)
            answer = connection.getresponse()
            body = answer.read()
            is_busy = answer.status == 503 and json.loads(body)["code"] == "busy"
            assert answer.status < 500 or answer.status == 501 or is_busy, (one, answer.status, body[:500])
            told[answer.status] += 1
        connection.request("GET", "/readyz")
        assert connection.getresponse().status == 200
        connection.close()
    assert {200, 404, 405, 422} <= told.keys()
    report.count(f"{REQUESTS:,} requests of any shape: " + ", ".join(f"{n:,} x {s}" for s, n in sorted(told.items())))
