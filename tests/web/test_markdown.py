"""A statement as Markdown: who gets it, what it says, and that a reader of Markdown gets the very words back."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pincite.app.answering.markdown_text import escape_markdown, prefers_markdown
from tests.conftest import JOINT, LINES, Client

MARKUP = st.text(st.sampled_from(" \n\t#*_`~[]()<>!|&;:-+=.1a\\\"'{}$@/^"), max_size=60)


READER = MarkdownIt("gfm-like", {"linkify": False})
"""A reader of Markdown, with the tables and strikes of GitHub."""


def shown_by(markdown: str) -> list[str]:
    """Return the text of each block that a reader shows."""
    blocks = READER.parse(markdown)
    return ["".join(map(_text, block.children or ())) for block in blocks if block.type == "inline"]


def _text(piece: Any) -> str:
    return "\n" if piece.type in ("softbreak", "hardbreak") else piece.content


@given(st.one_of(MARKUP, st.text(max_size=60)))
@example("1. one\n2) two\n- three\n+ four")
@example("title\n===\n\n    code\n\n> quoted\n***\n<script>alert(1)</script>")
@example("[a]: http://x\n![b](c) &amp; ~~d~~ | e\n|---|---|")
def test_any_text_stays_itself(text: str) -> None:
    escaped = escape_markdown(text)
    plain = text.replace("\x00", "\ufffd")
    assert "".join(" ".join(shown_by(f"x {escaped}")).split()) == "x" + "".join(plain.split())
    assert len(shown_by(f"x {escaped}")) == 1


def test_a_statement_is_read_as_text(client: Client) -> None:
    answer = client.get(f"/statements/{JOINT}", accept="text/markdown")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    whole = client.json(f"/v1/statements/{JOINT}")
    heading, facts, address, *paragraphs = shown_by(answer.text)
    assert answer.text.startswith("# ")
    assert heading == whole["statement"]["title"]
    assert facts.endswith(f"version {whole['version']}")
    assert address.endswith(f"/statements/{JOINT}?version={whole['version']}")
    for said, one in zip(paragraphs[: len(whole["paragraphs"])], whole["paragraphs"], strict=True):
        label = f"{one['label']} " if one["label"] else ""
        assert said == f"{JOINT} ¶ {one['number']} {label}{one['text']}"
        assert f"version={whole['version']}#p{one['number']}>)" in answer.text
    tag = answer.headers["etag"]
    assert client.get(f"/statements/{JOINT}", accept="text/markdown", if_none_match=tag).status_code == 304
    assert client.get(f"/statements/{JOINT}", accept="text/html", if_none_match=tag).status_code == 200


def test_hostile_text_stays_text_in_markdown(client: Client) -> None:
    markdown = client.get("/statements/undated", accept="text/markdown").text
    assert shown_by(markdown)[0] == LINES[2]["title"]
    assert "<script>" not in MarkdownIt("commonmark").render(markdown)


@pytest.mark.parametrize(
    ("accepted", "is_markdown"),
    [
        ("text/markdown", True),
        ("text/markdown, text/html;q=0.5", True),
        ("text/markdown, text/html, */*", True),
        ("TEXT/Markdown;q=0.4,*/*", True),
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("text/html, text/markdown;q=0.9", False),
        ("text/markdown;q=0", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_pages_are_for_those_that_do_not_ask_for_markdown(client: Client, accepted: str, is_markdown: bool) -> None:
    assert prefers_markdown(accepted) is is_markdown
    answer = client.get("/statements/telegram-1927", accept=accepted)
    assert answer.headers["content-type"].startswith("text/markdown" if is_markdown else "text/html")
    assert "Accept" in answer.headers["vary"].split(", ")


def test_markdown_of_what_is_not_there_is_an_error(client: Client) -> None:
    for address, status in (("/statements/nix", 404), (f"/statements/{JOINT}?version=x", 422), ("/nowhere", 404)):
        told = client.get(address, accept="text/markdown")
        assert (told.status_code, told.json()["status"]) == (status, status)
        assert told.headers["content-type"] == "application/problem+json"
        page = client.get(address, accept="text/html")
        assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")


def test_programs_are_told_of_tools_and_markdown(client: Client) -> None:
    said = client.get("/llms.txt").text
    assert "https://archive.example.org/mcp" in said
    assert "text/markdown" in said
    for path in ("quotes/check", "timeline", "variants", "compare"):
        assert f"(https://archive.example.org/v1/{path})" in said
