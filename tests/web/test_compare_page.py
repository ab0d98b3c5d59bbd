"""The page ``/compare``: it shows what both texts say, in one column and in two, and hostile texts stay text."""

import html
import re
from urllib.parse import quote

import pytest

from pincite.app.web import compare_view
from tests.api.test_compare import KEPT, TEXTS, Shelf, shelf
from tests.api.test_hostile import assert_harmless
from tests.conftest import Client

__all__ = ["shelf"]

_WORDS = re.compile(r'<p class="words"[^>]*>(.*?)</p>', re.DOTALL)
_UNSEEN = re.compile(r'<span class="unseen">[^<]*</span>')


def read(fragment: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", _UNSEEN.sub("", fragment)))


def page_of(shelf: Shelf, address: str, status: int = 200) -> str:
    answer = shelf.client.get(address)
    assert answer.status_code == status, answer.text
    assert_harmless(answer.text)
    return answer.text


def test_the_form_stands_alone(shelf: Shelf) -> None:
    for address in ("/compare", "/compare?left=&right=", "/compare?utm_source=x"):
        page = page_of(shelf, address)
        assert "<h1>Compare two statements</h1>" in page
        assert 'role="alert"' not in page


@pytest.mark.parametrize(("left", "right"), [("one", "two"), ("two", "three"), ("three", "one"), ("two", "two")])
def test_one_column_gives_both_texts_back(shelf: Shelf, left: str, right: str) -> None:
    words = _WORDS.findall(page_of(shelf, f"/compare?left={left}&right={right}"))
    ours = [read(re.sub("<ins>.*?</ins>", "", one)) for one in words]
    theirs = [read(re.sub("<del>.*?</del>", "", one)) for one in words]
    assert sorted(filter(None, ours)) == sorted(TEXTS[left])
    assert [text for text in theirs if text] == TEXTS[right]


@pytest.mark.parametrize(("left", "right"), [("one", "two"), ("three", "one")])
def test_two_columns_give_both_texts_back(shelf: Shelf, left: str, right: str) -> None:
    page = page_of(shelf, f"/compare?left={left}&right={right}&columns=2")
    cells = re.findall(r'<div class="cell">(.*?)</div>', page, re.DOTALL)
    ours, theirs = ([read(found[0]) for cell in cells[at::2] if (found := _WORDS.findall(cell))] for at in (0, 1))
    assert sorted(ours) == sorted(TEXTS[left])
    assert theirs == TEXTS[right]
    assert not any("<ins>" in cell for cell in cells[::2])
    assert not any("<del>" in cell for cell in cells[1::2])


def test_every_link_of_the_page_opens(shelf: Shelf) -> None:
    version = shelf.client.json("/v1/statements/a%252fb")["versions"][0]["version"]
    page = page_of(shelf, f"/compare?left=a%252fb&left_version={version}&right=three")
    main = page[page.index('<article class="compared') :]
    links = {html.unescape(link) for link in re.findall(r'href="([^"#]+)', main)}
    assert len(links) >= 7
    for link in links:
        assert shelf.client.get(link.removeprefix("https://archive.example.org")).status_code == 200, link
    assert "not the current one" in main


def test_changes_lead_to_each_other(shelf: Shelf) -> None:
    page = page_of(shelf, "/compare?left=three&right=one")
    anchors = re.findall(r'id="(change-\d+)"', page)
    assert len(anchors) > 2
    assert set(re.findall(r'href="#(change-\d+)"', page)) == set(anchors)


def test_what_is_wrong_is_said_above_the_form_filled_in(shelf: Shelf) -> None:
    page = page_of(shelf, "/compare?right=one&columns=2", 422)
    assert "the other one is the first of its series" in html.unescape(page)
    assert 'name="right" dir="auto" value="one"' in page
    assert 'role="alert"' in page_of(shelf, f"/compare?left={quote('/statements/<script>?version=x')}", 422)
    page_of(shelf, "/compare?left=one&right=nobody", 404)
    page_of(shelf, "/compare?left=one&right=gone", 410)


def test_a_page_has_so_many_changes_at_most(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare_view, "_MOST", 2)
    page = page_of(shelf, "/compare?left=three&right=one")
    assert "This page shows the first 2 of " in page
    assert re.findall(r'id="(change-\d+)"', page) == ["change-1", "change-2"]
    monkeypatch.setattr(compare_view, "_MOST_SAME", 0)
    page = page_of(shelf, "/compare?left=two&right=two")
    assert "¶ 1–2 → ¶ 1–2, the same" in page
    assert KEPT not in page


def test_statements_versions_and_results_lead_to_what_stood_before(shelf: Shelf) -> None:
    page = page_of(shelf, "/statements/two")
    (link,) = re.findall(r'href="([^"]+)">Compare with the previous one<', page)
    assert html.unescape(link) == "/compare?left=one&right=two"
    assert "Compare with the previous one" not in page_of(shelf, "/statements/one")
    (link,) = re.findall(r'href="([^"]+)">Compare with the one before<', page_of(shelf, "/statements/a%252fb"))
    assert "1 paragraph reworded." in page_of(shelf, html.unescape(link))
    results = page_of(shelf, "/?q=ironclad&date_from=2011&date_to=2011")
    (link,) = re.findall(r'href="([^"]+)">Compare with the previous one<', results)
    assert html.unescape(link) == "/compare?right=two"


def test_hostile_texts_stay_text(client: Client) -> None:
    for more in ("", "&columns=2"):
        answer = client.get(f"/compare?left=undated&right=telegram-1927{more}")
        assert answer.status_code == 200
        assert_harmless(answer.text)
        assert "<script>alert" not in answer.text
