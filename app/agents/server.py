"""The server of the protocol: lists the tools and resources, and calls them. Imports the SDK, which takes a second."""

from functools import cache
from importlib.metadata import version
from typing import Any

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.shared.exceptions import MCPError
from starlette.concurrency import run_in_threadpool

from pincite.app.agents.desk import Desk, ToolCall, open_call
from pincite.app.agents.resources import TEMPLATES, read_resource
from pincite.app.agents.tool_answers import NOTICE
from pincite.app.agents.tool_errors import error_says
from pincite.app.agents.tools import TOOLS, AgentTool, find_tool
from pincite.app.answering.markdown_text import MARKDOWN
from pincite.app.api.schemas import to_json

INSTRUCTIONS = (
    "An archive of official statements, word for word. Search, fetch the passage, and cite it with the `cite` of the "
    "answer, which opens at the paragraph. Check quotations before you print them. An archive holds only what it "
    f"holds: not found is not never said. {NOTICE}"
)
_HINTS = types.ToolAnnotations(read_only_hint=True, open_world_hint=False)
Context = ServerRequestContext[Any, Any]


def build_server(desk: Desk) -> Server[Any]:
    """Return a server whose calls are answered at ``desk``."""

    async def tools(context: Context, params: Any) -> types.ListToolsResult:  # noqa: ARG001 - the protocol's form
        return types.ListToolsResult(tools=[*list_definitions()])

    async def call_tool(context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = find_tool(params.name)
        if tool is None:
            names = ", ".join(one.name for one in TOOLS)
            raise MCPError(types.INVALID_PARAMS, f"There is no tool of this name. The tools are {names}.")
        call = open_call(desk, _state_of(context))
        return await run_in_threadpool(_answer, tool, call, params.arguments or {})

    async def list_resources(context: Context, params: Any) -> types.ListResourcesResult:  # noqa: ARG001
        return types.ListResourcesResult(resources=[])

    async def list_templates(context: Context, params: Any) -> types.ListResourceTemplatesResult:  # noqa: ARG001
        return types.ListResourceTemplatesResult(
            resource_templates=[
                types.ResourceTemplate(
                    name=one.name, uri_template=one.address, description=one.says, mime_type=MARKDOWN
                )
                for one in TEMPLATES
            ]
        )

    async def read(context: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        call = open_call(desk, _state_of(context))
        try:
            text = await run_in_threadpool(read_resource, call, str(params.uri))
        except Exception as error:
            raise MCPError(types.INVALID_PARAMS, error_says(error, call.request_id)) from None
        contents = types.TextResourceContents(uri=params.uri, mime_type=MARKDOWN, text=text)
        return types.ReadResourceResult(contents=[contents])

    return Server(
        "pincite",
        version=version("pincite"),
        title=desk.site.name,
        instructions=INSTRUCTIONS,
        # Without it the SDK lists all tools at each call, to look for arguments in headers.
        get_tool_input_schema=_find_input_schema,
        on_list_tools=tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read,
    )


@cache
def list_definitions() -> tuple[types.Tool, ...]:
    """Return the definition of each tool, as clients list it."""
    return tuple(
        types.Tool(
            name=tool.name,
            title=tool.title,
            description=tool.says,
            input_schema=tool.input_schema,
            output_schema=tool.output_schema,
            annotations=_HINTS,
        )
        for tool in TOOLS
    )


def _find_input_schema(name: str) -> dict[str, Any] | None:
    tool = find_tool(name)
    return None if tool is None else tool.input_schema


def _answer(tool: AgentTool, call: ToolCall, given: dict[str, Any]) -> types.CallToolResult:
    try:
        found = tool.answer(call, given)
        text = to_json(tool.gives, found).decode()
    except Exception as error:
        return types.CallToolResult(content=[_content(error_says(error, call.request_id))], is_error=True)
    return types.CallToolResult(content=[_content(text)], structured_content=found)


def _content(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)


def _state_of(context: Context) -> dict[str, Any]:
    """Return the state of the request that brought a call: its id, and whether its client has left."""
    found: dict[str, Any] = {} if context.request is None else context.request.scope.get("state", {})
    return found
