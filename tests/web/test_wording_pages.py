"""The pages of wordings: what they count is what the API counts, and no script and no inline style is needed."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from tests.api.test_hostile import assert_harmless
from tests.conftest import JOINT, Client

TREATY = "our commitment to the treaty of peace stands"
POINT = re.compile(r'<a href="([^"]+)" aria-label="([^"]+)">')


def test_a_timeline_is_drawn_told_and_linked(client: Client) -> None:
    page = client.get(f"/timeline?wording={quote(TREATY)}&wording=ironclad&interval=quarter&wording=").text
    points = [(unescape(link), says) for link, says in POINT.findall(page)]
    assert [says for _, says in points] == [
        f"{TREATY}, 1927-Q4: 30 paragraphs in 1 statement, 100%",
        "ironclad, 2018-Q2: 1 paragraph in 1 statement, 100%",
    ]
    assert client.json(points[0][0].replace("/?", "/v1/search?"))["paragraphs"] == 30
    assert page.count('<rect class="thin"') == 3
    assert "3 of 3 bars have a base of fewer than 10 statements" in page
    assert "Base: 40 paragraphs in 4 statements" in page
    assert page.count("thin base") == 4
    assert 'class="s0"' in page
    assert 'class="s1"' in page
    assert page.count('name="wording"') == 3
    assert client.get(points[1][0]).status_code == 200


@pytest.mark.parametrize("given", ["missing=ironclad", "reject_ironclad=x", "dated=ironclad", "date_match=ironclad"])
@pytest.mark.parametrize("path", ["/", "/timeline", "/variants", "/facets/issuer"])
def test_a_value_that_no_filter_has_is_told_and_shown(client: Client, path: str, given: str) -> None:
    page = client.get(f"{path}?q=ironclad&wording=ironclad&text=our+ironclad+commitment&{given}")
    assert page.status_code in (200, 422)


def test_nothing_is_inline(client: Client) -> None:
    for path in (f"/timeline?wording={quote(TREATY)}", f"/variants?text={quote(TREATY)}", "/timeline", "/variants"):
        page = client.get(path).text
        assert_harmless(page)
        assert not re.search(r"<[^>]*\sstyle=|<style", page)
        assert page.count("<script") == 1


def test_a_line_breaks_where_nothing_is_known(client: Client) -> None:
    page = client.get("/timeline?wording=commitment+OR+committed&interval=year").text
    # 1927, 2018 and 2021 are no neighbours: three pieces, and the one of the key.
    assert page.count('<polyline class="line"') == 4


def test_forms_are_listed_with_what_changed(client: Client) -> None:
    page = client.get(f"/variants?text={quote(f'Telegram number 4: {TREATY}')}").text
    assert "2 forms: 30 paragraphs in 1 statement" in page
    assert "<ins>Telegram number 4: </ins>" in page
    assert "9 more places" in page
    first = client.get(f"/variants?text={quote(f'Telegram number 4: {TREATY}')}&limit=1").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    assert "Form 2" in client.get(unescape(following[1])).text


def test_a_statement_and_a_search_lead_to_both(client: Client) -> None:
    page = client.get(f"/statements/{JOINT}").text
    assert '<button name="paragraph" value="4">Similar wording</button>' in page
    version = re.search(r'name="version" value="(\w+)"', page)
    assert version
    found = client.get(f"/variants?statement={JOINT}&version={version[1]}&paragraph=4")
    assert found.status_code == 200
    assert "the paragraph</a>" in found.text
    results = client.get("/?q=ironclad+commitment&issuer=United+States").text
    traced = re.search(r'href="([^"]+)">Trace this wording', results)
    assert traced
    assert unescape(traced[1]).endswith("/timeline?issuer=United%20States&wording=ironclad%20commitment")
    assert client.get(unescape(traced[1])).status_code == 200
    for asked in ("issuer:nicaragua", "commitment+-treaty"):
        assert "Trace this wording" not in client.get(f"/?q={asked}").text


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/timeline?" + "&".join(f"wording=w{n}" for n in range(9)), "at most 8 values"),
        ("/timeline?wording=a&wording=b&split=issuer", "one wording where it is split"),
        ("/timeline?wording=a&interval=week", "one of auto, year, quarter, month, day"),
        ("/variants?text=two+words", "a wording of 3 to 1,000 words"),
        (f"/variants?statement={JOINT}", "the number of a paragraph"),
    ],
)
def test_what_is_wrong_stands_above_the_form(client: Client, path: str, says: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 422
    assert says in answer.text
    assert 'role="alert"' in answer.text


def test_an_empty_base_and_no_form_are_said(client: Client) -> None:
    assert "there is nothing to count" in client.get("/timeline?wording=peace&issuer=Nobody").text
    assert "No passage is this similar" in client.get("/variants?text=no+such+words+anywhere").text
