"""Answers the lines of standard input that are no message. The SDK drops them, and their sender waits for ever."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import mcp_types as types
from anyio.abc import ObjectReceiveStream, ObjectSendStream
from mcp.shared.message import SessionMessage
from pydantic import ValidationError

_SAYS = (
    "This line is no message of the protocol: expected one JSON object in a line, in UTF-8, without lone surrogates."
)

Item = SessionMessage | Exception


@asynccontextmanager
async def answering_unreadable(
    reading: Any, writing: ObjectSendStream[SessionMessage]
) -> AsyncIterator[ObjectReceiveStream[Item]]:
    """Yield the messages of ``reading``. What came in their place is answered on ``writing``."""
    onward, passed_on = anyio.create_memory_object_stream[Item](0)

    async def pass_on() -> None:
        async with onward:
            async for item in reading:
                if isinstance(item, Exception):
                    await _refuse(item, writing)
                else:
                    await onward.send(item)

    async with anyio.create_task_group() as group, passed_on:
        group.start_soon(pass_on)
        yield passed_on
        group.cancel_scope.cancel()


async def _refuse(error: Exception, writing: ObjectSendStream[SessionMessage]) -> None:
    line = _line_of(error)
    if line.strip():
        says = types.ErrorData(code=types.PARSE_ERROR, message=_SAYS)
        await writing.send(SessionMessage(types.JSONRPCError(jsonrpc="2.0", id=_id_in(line), error=says)))


def _line_of(error: Exception) -> str:
    """Return the line that could not be read."""
    given = error.errors()[0]["input"] if isinstance(error, ValidationError) else None
    return given if isinstance(given, str) else "?"


def _id_in(line: str) -> str | int | None:
    """Return the id of the call in a line, if it is one to another reader of JSON."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    number = found.get("id") if isinstance(found, dict) and "method" in found else None
    return number if type(number) in (int, str) else None
