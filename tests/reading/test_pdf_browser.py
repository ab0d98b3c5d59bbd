"""PDF as a browser prints it: the same paragraphs in several designs, among them with hyphens and in columns."""

import html
import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from pincite.index.reading.formats.pdf import read_pdf
from tests.reading.gold import texts
from tests.services.chromium import open_chromium

pytestmark = pytest.mark.browser

_SENTENCES = (
    "The Ministers reaffirmed their commitment to the peaceful settlement of disputes.",
    "They agreed to hold further consultations on economic cooperation and on environmental protection.",
    "Both sides underlined the importance of transparency, accountability and the rule of law.",
    "It was decided that representatives of the two Governments would meet again in the first half of the next year.",
    "The delegations expressed their appreciation for the hospitality of the host country (see annex II).",
    "Recalling the declaration of 1997, they noted with satisfaction the progress that had been made since then.",
)
DESIGNS = {
    "block": "body{font:11pt/1.35 Arial}p{margin:0 0 1em}",
    "indent": "body{font:12pt/1.2 'Times New Roman'}p{margin:0;text-indent:2em;text-align:justify}",
    "double": "body{font:12pt/2 'Times New Roman'}p{margin:0;text-indent:3em}",
    "hyphens": "body{font:11pt/1.4 Georgia;hyphens:auto;text-align:justify}p{margin:0 0 .8em}",
    "columns": "body{font:10pt/1.25 'Times New Roman'}div{columns:2}p{margin:0 0 .5em;text-indent:1.5em}",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_chromium() as found:
        yield found


@pytest.mark.parametrize("design", DESIGNS)
def test_paragraphs_come_back_from_a_page_that_a_browser_printed(browser: Browser, design: str) -> None:
    dice = random.Random(design)
    paragraphs = [" ".join(dice.choices(_SENTENCES, k=dice.randint(2, 7))) for _ in range(24)]
    body = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
    furniture = '@page{size:A4;margin:2.5cm;@top-center{content:"A/70/PV.22"}@bottom-center{content:counter(page)}}'
    page = browser.new_page()
    styles = f"<style>{furniture}{DESIGNS[design]}</style>"
    page.set_content(f'<html lang="en">{styles}<h1>Joint Statement on Water</h1><div>{body}</div>')
    raw = page.pdf(prefer_css_page_size=True)
    page.close()

    [extract] = read_pdf(raw, "a.pdf")

    assert texts(extract) == paragraphs
    assert extract.values["title"] == "Joint Statement on Water"
    assert extract.passages[-1].pages[-1] != "1"
