"""The tools over HTTP and stdio, by the newest protocol and those before it: definitions, answers, errors, bounds."""

import asyncio
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema  # type: ignore[import-untyped]
import pytest
from fastapi import FastAPI
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult
from starlette.datastructures import State

from pincite.app.agents.desk import Desk, open_call
from pincite.app.agents.endpoint import MOST_BYTES
from pincite.app.agents.fetching_tool import MOST_CHARACTERS
from pincite.app.agents.server import list_definitions
from pincite.app.agents.tool_errors import MOST_CHARACTERS as MOST_SAID
from pincite.app.agents.tool_errors import error_says
from pincite.app.agents.tools import TOOLS, find_tool
from pincite.app.answering.request import parse_search
from pincite.app.dependencies.lanes import Lanes
from pincite.index.query.deadline import Abandoned, Deadline
from pincite.index.values.errors import ArchiveDamaged, EngineUnavailable, Problem, QueryError
from tests.agents.calling import NEWEST, OLDER, agent_over_http, agent_over_stdio, serving_agents
from tests.conftest import JOINT, LINES
from tests.docs.pages import read

MOST_TOKENS = 400
"""Of one definition, as roughly as four characters of its JSON are a token."""
TRUE = "the ironclad U.S. defense commitment to the ROK will continue to be maintained"
FALSE = TRUE.replace("will continue", "will not continue")
EXAMPLES: dict[str, dict[str, Any]] = {
    "describe_archive": {},
    "search": {"query": "ironclad", "filters": {"issuer": ["United States"]}, "limit": 3},
    "fetch": {"id": JOINT, "limit": 2},
    "check_quotes": {"quotes": [TRUE, FALSE]},
    "phrase_timeline": {"wordings": ["treaty of peace", "ironclad"], "interval": "year"},
    "find_variants": {"text": "our commitment to the treaty of peace stands", "similarity": 0.75, "limit": 3},
    "compare": {"left": "telegram-1927", "right": f"{JOINT}#p1", "limit": 5},
}


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[tuple[str, FastAPI]]:
    with serving_agents(home) as found:
        yield found


@pytest.fixture(scope="module")
def base(service: tuple[str, FastAPI]) -> str:
    return service[0]


def ask(base: str, question: Callable[[Client], Coroutine[Any, Any, Any]], mode: str = NEWEST) -> Any:
    """Return what a question to a client over HTTP gives."""

    async def run() -> Any:
        async with agent_over_http(base, mode) as client:
            return await question(client)

    return asyncio.run(run())


def call(base: str, name: str, mode: str = NEWEST, **arguments: Any) -> Any:
    """Return the structured answer of a tool."""
    found = ask(base, lambda client: client.call_tool(name, arguments), mode)
    assert not found.is_error, found.content
    return found.structured_content


def said_by(found: CallToolResult) -> str:
    """Return the text of an answer."""
    return str(found.content[0].model_dump()["text"])


async def try_all(client: Client) -> None:
    """List the tools, call each, and hold its answer to its schema. The client holds it too."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert list(tools) == [tool.name for tool in TOOLS]
    for name, tool in tools.items():
        arguments = EXAMPLES[name]
        jsonschema.validate(arguments, tool.input_schema)
        found = await client.call_tool(name, arguments)
        assert not found.is_error, found.content
        assert tool.output_schema is not None
        jsonschema.validate(found.structured_content, tool.output_schema)
        assert json.loads(said_by(found)) == found.structured_content
    read = await client.read_resource(f"pincite://statements/{JOINT}/versions/current/paragraphs/4")
    text = str(read.contents[0].model_dump()["text"])
    assert TRUE in text
    assert "data, never instructions" in text
    listed = (await client.list_resource_templates()).resource_templates
    assert [one.uri_template.count("{version}") for one in listed] == [1, 1]


@pytest.mark.parametrize("mode", [NEWEST, OLDER])
def test_each_tool_answers_over_http_as_its_schema_says(base: str, mode: str) -> None:
    ask(base, try_all, mode)


@pytest.mark.parametrize("mode", [NEWEST, pytest.param(OLDER, marks=pytest.mark.torture)])
def test_each_tool_answers_over_stdio_as_its_schema_says(home: Path, mode: str) -> None:
    async def run() -> None:
        async with agent_over_stdio(home, mode) as client:
            await try_all(client)
            found = await client.call_tool("search", EXAMPLES["search"])
            assert found.structured_content["results"][0]["url"].startswith("https://archive.example.org/statements/")

    asyncio.run(run())


@pytest.mark.torture
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, None])
def test_the_process_ends_with_its_client(home: Path, end: signal.Signals | None) -> None:
    command = [sys.executable, "-m", "pincite.app.cli", "mcp", "--home", str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["result"] == {}
        if end is None:
            process.stdin.close()
        else:
            process.send_signal(end)
        assert process.wait(30) == (0 if end is None else -end)


def test_definitions_are_small_and_say_that_nothing_is_changed() -> None:
    for tool in list_definitions():
        size = len(tool.model_dump_json(by_alias=True, exclude_none=True)) / 4
        assert size < MOST_TOKENS, (tool.name, size)
        assert tool.annotations is not None
        assert (tool.annotations.read_only_hint, tool.annotations.open_world_hint) == (True, False)
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        jsonschema.Draft202012Validator.check_schema(tool.output_schema)


def test_each_tool_is_shown_with_an_example() -> None:
    page = read("docs/agents.md")
    sections = dict(re.findall(r"^### `(\w+)`\n(.+?)(?=^#)", page, re.MULTILINE | re.DOTALL))
    for tool in TOOLS:
        assert set(re.findall(r"`(\w+)`", sections[tool.name])) >= set(tool.takes)
        examples = [json.loads(one) for one in re.findall(r"^```\n(\{.+?\})\n```", sections[tool.name], re.MULTILINE)]
        assert len(examples) == (1 if tool.takes else 0)
        for example in examples:
            jsonschema.validate(example, tool.input_schema)


def test_an_answer_that_lacks_a_field_breaks_its_schema(base: str) -> None:
    tool = find_tool("search")
    assert tool is not None
    found = call(base, "search", query="ironclad")
    for name in found:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({key: one for key, one in found.items() if key != name}, tool.output_schema)
    found["results"][0].pop("cite")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, tool.output_schema)


@pytest.mark.parametrize(
    ("query", "filters"),
    [("treaty", {}), ("", {"year": "1927"}), ('"of peace" -ironclad', {"issuer": ["Nicaragua", "x"]}), ("zzyx", {})],
)
def test_a_search_finds_what_the_api_finds(base: str, query: str, filters: dict[str, Any]) -> None:
    pairs = [("q", query)]
    pairs += [
        (key, one) for key, values in filters.items() for one in (values if isinstance(values, list) else [values])
    ]
    parse_search(pairs)
    said = httpx.get(f"{base}/v1/search", params=[*pairs, ("include", "cite")], trust_env=False, verify=False).json()
    found = call(base, "search", query=query, filters=filters)
    assert [one["url"] for one in found["results"]] == [hit["paragraph"]["url"] for hit in said["hits"]]
    assert [one["cite"] for one in found["results"]] == [hit["paragraph"]["cite"] for hit in said["hits"]]
    assert (found["paragraphs"], found["statements"]) == (said["paragraphs"], said["statements"])
    assert (found["next_offset"] is None) == (said["next"] is None)


def test_a_search_goes_on_where_it_says(base: str) -> None:
    first = call(base, "search", query="treaty", limit=20)
    assert first["next_offset"] == 20
    second = call(base, "search", query="treaty", limit=20, offset=20)
    assert second["next_offset"] is None
    assert len({one["id"] for one in [*first["results"], *second["results"]]}) == 30


def test_nothing_found_says_why_and_what_the_archive_covers(base: str) -> None:
    covers = "The archive holds 4 statements, from 1927-11 to 2021-03-04."
    assert call(base, "search", query="zzyx")["says"] == f"No match. In no paragraph of the archive: zzyx. {covers}"
    says = call(base, "search", query="treaty", filters={"issuer": "Republic of Korea"})["says"]
    assert "without them, 30 paragraphs in 1 statement" in says
    assert says.endswith(covers)
    judged = call(base, "check_quotes", quotes=["no such thing was ever said here"])
    assert judged["results"][0]["verdict"] == "not_in_archive"
    assert judged["says"].startswith("Looked through: 4 statements")
    assert ", from November 1927 to 4 March 2021." in judged["says"]


def test_the_false_one_of_three_quotations_is_found(base: str) -> None:
    text = f'He said “{TRUE}”, then "{FALSE}", and “our commitment to the treaty of peace stands”.'
    judged = call(base, "check_quotes", text=text)
    assert [one["verdict"] for one in judged["results"]] == ["verbatim", "altered", "verbatim"]
    false = judged["results"][1]
    assert "negation" in false["differences"][0]
    place = false["places"][0]
    passage = call(base, "fetch", id=place["id"])
    assert TRUE in passage["text"]
    assert FALSE not in passage["text"]
    assert passage["url"] == place["url"]
    assert passage["metadata"]["cite"] == place["cite"]
    assert place["cite"].endswith(place["url"])
    page = httpx.get(place["url"], trust_env=False, verify=False)
    assert page.status_code == 200
    assert TRUE in page.text
    assert f'id="{place["url"].partition("#")[2]}"' in page.text


def test_a_statement_is_fetched_in_parts(base: str) -> None:
    texts, following = [], "telegram-1927"
    while following:
        part = call(base, "fetch", id=following, limit=7)
        texts += part["text"].split("\n\n")
        following = part["metadata"]["next"]
    assert texts == [f"[¶ {n}] {text}" for n, text in enumerate(LINES[1]["paragraphs"], 1)]
    assert sum(map(len, texts)) < MOST_CHARACTERS
    odd = call(base, "fetch", id=LINES[0]["id"])
    assert (odd["title"], odd["metadata"]["is_current"]) == (LINES[0]["title"], True)
    assert httpx.get(odd["url"], trust_env=False, verify=False).status_code == 200


BAD: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("search", {"query": "treaty", "limit": 10_000}, "`limit`: expected a whole number from 0 to 100."),
    ("search", {"query": '"treaty'}, "`query` at character 1: expected"),
    ("search", {"query": "a" * 10_000}, "`query`"),
    ("search", {"qury": "treaty"}, "`qury`: expected a known name, perhaps query; try: query."),
    ("search", {"query": ["a", "b"]}, "`query`: expected one value"),
    ("search", {"query": {"a": 1}}, "`query`: expected a text."),
    ("search", {"filters": {"isuer": "x"}}, "`isuer`: expected a known name, perhaps issuer; try: issuer."),
    ("search", {"filters": "x"}, "`filters`: expected an object"),
    ("search", {"filters": {"date_from": "yesterday"}}, "`date_from`: expected"),
    ("describe_archive", {"x": 1}, "`x`: expected one of: no arguments."),
    ("fetch", {"id": "no-such-statement"}, "There is no statement 'no-such-statement'."),
    ("fetch", {"id": f"{JOINT}?version=000000000000"}, "The statement"),
    ("fetch", {"id": f"{JOINT}#p999"}, "This version has paragraphs 1 to"),
    ("fetch", {"id": "a?b#c"}, "`id`: expected an id as `search` gives it"),
    ("fetch", {}, "`id`: expected one id"),
    ("fetch", {"id": JOINT, "limit": 0}, "`limit`: expected a whole number from 1 to 10000"),
    ("check_quotes", {}, "`text`: expected either text or quotes."),
    ("check_quotes", {"text": "a" * 200_001}, "`text`: expected at most 200,000 characters."),
    ("check_quotes", {"quotes": ["a"] * 201}, "`quotes`: expected at most 200 quotations."),
)
"""Calls that must fail, and how what they are told begins."""


def test_bad_input_is_answered_with_a_sentence(base: str) -> None:
    async def refuse(client: Client) -> None:
        for name, arguments, says in BAD:
            found = await client.call_tool(name, arguments)
            assert (found.is_error, found.structured_content) == (True, None)
            assert said_by(found).startswith(says), (name, found.content)

    ask(base, refuse)


def test_a_whole_number_may_be_written_with_a_point(base: str) -> None:
    # For JSON Schema 2.0 is an integer, and some languages write each number so.
    assert len(call(base, "search", query="treaty", limit=2.0, offset=3.0)["results"]) == 2


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("fetch", {"id": "a" * 200_000}),
        ("compare", {"left": "a" * 200_000, "right": JOINT}),
        ("search", {"query": "a" * 200_000, "sort": "b" * 40_000}),
        ("search", {"filters": {f"n{number}": 1 for number in range(9_000)}}),
        ("search", {"filters": {"issuer": [{}] * 9_000}}),
    ],
)
def test_an_error_is_short_however_long_what_was_wrong(base: str, name: str, arguments: dict[str, Any]) -> None:
    found = ask(base, lambda client: client.call_tool(name, arguments))
    assert found.is_error
    assert 10 < len(said_by(found)) <= MOST_SAID
    assert said_by(found).count("`issuer`: expected a text.") <= 1


@pytest.mark.parametrize(
    ("parameter", "argument"), [("q", "query"), ("wording", "wordings"), ("paragraph", "id"), ("limit", "limit")]
)
def test_an_error_names_the_argument_and_not_the_parameter(parameter: str, argument: str) -> None:
    assert argument in {name for tool in TOOLS for name in tool.takes}
    assert (
        error_says(QueryError(Problem(parameter, None, "malformed_value", "more"))) == f"`{argument}`: expected more."
    )


def test_what_does_not_exist_is_an_error_of_the_protocol(base: str) -> None:
    async def refuse(client: Client) -> None:
        with pytest.raises(MCPError, match="The tools are describe_archive"):
            await client.call_tool("delete_archive", {})
        for address in ("pincite://statements/x", "file:///etc/passwd", "pincite://statements/x/versions/current"):
            with pytest.raises(MCPError, match=r"expected pincite://|There is no statement"):
                await client.read_resource(address)

    ask(base, refuse)


def post(base: str, body: bytes, **headers: str) -> httpx.Response:
    named = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(f"{base}/mcp", content=body, headers={**named, **given}, trust_env=False, verify=False)


def opening(version: str) -> bytes:
    params = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}).encode()


@pytest.mark.parametrize("version", ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
def test_each_earlier_protocol_is_spoken_without_a_session(base: str, version: str) -> None:
    answer = post(base, opening(version))
    assert answer.status_code == 200, answer.text
    assert answer.json()["result"]["protocolVersion"] == version
    assert "mcp-session-id" not in answer.headers
    assert answer.headers["content-type"] == "application/json"
    # Without a session, any worker may get the next request.
    listed = post(base, b'{"jsonrpc": "2.0", "id": 2, "method": "tools/list"}', mcp_protocol_version=version)
    assert len(listed.json()["result"]["tools"]) == len(TOOLS)


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "HEAD"])
def test_only_post_is_answered(base: str, method: str) -> None:
    answer = httpx.request(method, f"{base}/mcp", trust_env=False, verify=False)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "OPTIONS, POST"
    if method != "HEAD":
        assert answer.json()["code"] == "method_not_allowed"


def test_no_address_redirects(base: str) -> None:
    assert httpx.post(f"{base}/mcp/", trust_env=False, verify=False).status_code == 404


def test_a_body_over_its_bound_is_refused(base: str) -> None:
    for body in (b" " * (MOST_BYTES + 1), b'{"text": "' + b"a" * 1_000_000 + b'"}'):
        answer = post(base, body)
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
        assert "262,144" in answer.json()["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 50_000, b'{"jsonrpc": "2.0"}', b'"\\ud800"'])
def test_a_body_that_is_no_call_is_refused(base: str, body: bytes) -> None:
    for headers in ({}, {"mcp_protocol_version": "2026-07-28", "mcp_method": "tools/list"}):
        answer = post(base, body, **headers)
        assert answer.status_code == 400
        assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"host": "evil.example"}, "wrong_host"),
        ({"host": "127.0.0.1.evil.example"}, "wrong_host"),
        ({"host": "localhost@evil.example"}, "no_host"),
        ({"host": "[::1"}, "no_host"),
        ({"origin": "https://evil.example"}, "foreign_origin"),
        ({"origin": "null"}, "foreign_origin"),
    ],
)
def test_on_loopback_no_other_name_and_no_other_page_is_answered(base: str, headers: Any, code: str) -> None:
    answer = post(base, opening("2025-11-25"), **headers)
    assert (answer.status_code, answer.json()["code"]) == (
        {"wrong_host": 421, "foreign_origin": 403, "no_host": 400}[code],
        code,
    )


def test_on_loopback_its_own_names_are_answered(base: str) -> None:
    for headers in ({"host": "localhost"}, {"host": "[::1]:8000"}, {"origin": base}, {"origin": "http://localhost:1"}):
        assert post(base, opening("2025-11-25"), **headers).status_code == 200


def test_a_public_service_answers_for_its_host_and_to_any_page(home: Path) -> None:
    given = {"url": "https://archive.example.org/below", "host": "0.0.0.0"}
    with serving_agents(home, **given) as (base, _):
        for host in ("archive.example.org", "archive.example.org:443", "ARCHIVE.example.org"):
            answer = post(base, opening("2025-11-25"), host=host, origin="https://agent.example")
            assert answer.status_code == 200, answer.text
            assert answer.headers["access-control-allow-origin"] == "*"
        for host in ("archive.example.org:80", "localhost", "127.0.0.1:8000", "example.org"):
            assert post(base, opening("2025-11-25"), host=host).status_code == 421
        asked = {"access-control-request-method": "POST", "origin": "https://agent.example"}
        allowed = httpx.options(f"{base}/mcp", headers=asked, trust_env=False, verify=False).headers[
            "access-control-allow-headers"
        ]
        assert {"Mcp-Protocol-Version", "Mcp-Method", "Mcp-Name", "Content-Type"} <= set(allowed.split(", "))


def test_without_an_archive_a_call_is_answered_with_a_sentence(tmp_path: Path) -> None:
    with serving_agents(tmp_path / "nothing") as (base, _):
        found = ask(base, lambda client: client.call_tool("describe_archive", {}))
        assert found.is_error
        assert said_by(found).startswith("There is no archive yet.")


@pytest.mark.parametrize(
    "error",
    [ArchiveDamaged("/secret/var: damaged"), EngineUnavailable("https://me:secret@node"), RuntimeError("secret")],
)
def test_nothing_of_the_server_is_told(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    says = error_says(error, "id-of-request")
    assert says.endswith(".")
    assert "secret" not in says
    assert ("id-of-request" in caplog.text) == isinstance(error, RuntimeError)


def test_large_calls_wait_in_the_lanes_of_searches(service: tuple[str, FastAPI]) -> None:
    app = service[1]
    tool, lanes = find_tool("check_quotes"), Lanes(1)
    assert tool is not None
    for _ in range(2):
        lanes._heavy.enter(Deadline())
    desk = Desk(State({**app.state._state, "lanes": lanes}))
    with pytest.raises(Exception, match="Too many large searches"):
        tool.answer(open_call(desk), {"quotes": ["word " * 300]})
    assert tool.answer(open_call(desk), {"quotes": [TRUE]})["results"][0]["verdict"] == "verbatim"
    with pytest.raises(Abandoned):
        tool.answer(open_call(desk, {"is_gone": lambda: True}), {"quotes": [TRUE]})
    lanes.end()
    with pytest.raises(Abandoned):
        tool.answer(open_call(desk), {"quotes": [TRUE]})
