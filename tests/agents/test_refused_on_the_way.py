"""What does not reach a tool is answered too: clients pass on errors of JSON-RPC only, and over stdio wait for them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import JSONRPCError, jsonrpc_message_adapter

from pincite.app.agents.endpoint import MOST_BYTES
from tests.agents.calling import NEWEST, OLDER, serving_agents
from tests.agents.test_tools import ask, post

CALL = (
    '{"jsonrpc": "2.0", "id": %s, "method": "tools/call", "params": {"name": "search", "arguments": {"query": "%s"}}}'
)
UNREADABLE = (
    (CALL % (2, "\\ud800"), 2),
    (CALL % ('"two"', "\\udc00"), "two"),
    ("{", None),
    ("[" * 50_000, None),
    ('{"jsonrpc": "2.0", "id": true, "method": 3}', None),
    ('{"jsonrpc": "2.0", "id": 3, "result": "\\ud800"}', None),
)
"""Lines that are no message, and the id of the call that each of them is."""


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[str]:
    with serving_agents(home) as (base, _):
        yield base


@pytest.mark.parametrize("mode", [NEWEST, OLDER])
def test_an_agent_reads_why_its_call_was_too_large(base: str, mode: str) -> None:
    async def send_much(client: Client) -> None:
        with pytest.raises(MCPError, match=r"at most 262,144 bytes\. Send less text at a time\."):
            await client.call_tool("check_quotes", {"text": "a" * MOST_BYTES})

    ask(base, send_much, mode)


def test_an_error_of_the_address_is_one_of_both_protocols(base: str) -> None:
    answer = post(base, b"{}", host="evil.example")
    assert answer.headers["content-type"] == "application/json"
    told = jsonrpc_message_adapter.validate_json(answer.content)
    assert isinstance(told, JSONRPCError)
    assert (told.id, told.error.code) == (None, -32600)
    assert told.error.message == answer.json()["detail"]
    assert answer.json()["code"] == "wrong_host"


def test_over_stdio_a_line_that_is_no_message_is_answered(home: Path) -> None:
    command = [sys.executable, "-m", "pincite.app.cli", "mcp", "--home", str(home)]
    lines = [*(line for line, _ in UNREADABLE), "", '{"jsonrpc": "2.0", "id": 9, "method": "ping"}']
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n".join(lines) + "\n")
        process.stdin.flush()
        refused = [json.loads(process.stdout.readline()) for _ in UNREADABLE]
        pong = json.loads(process.stdout.readline())
        process.stdin.close()
        assert process.wait(30) == 0
    assert pong == {"jsonrpc": "2.0", "id": 9, "result": {}}
    assert [one["id"] for one in refused] == [number for _, number in UNREADABLE]
    assert {one["error"]["code"] for one in refused} == {-32700}
    assert all("lone surrogates" in one["error"]["message"] for one in refused)
