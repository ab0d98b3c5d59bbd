"""What every extract must keep: spans in order, and with their gaps every character of the canonical text."""

from pincite.index.reading.extract import Extract
from pincite.index.reading.metadata import KEYS
from pincite.index.values.dates import parse_edtf


def assert_faithful(extract: Extract) -> None:
    """Fail unless spans and gaps of ``extract`` give its text back, and all else is in form."""
    rebuilt, at = "", 0
    assert extract.passages
    for passage in extract.passages:
        assert passage.spans
        for start, end in passage.spans:
            assert at <= start < end <= len(extract.text)
            rebuilt += extract.text[at:start] + extract.text[start:end]
            at = end
            assert extract.text[start:end].strip() == extract.text[start:end]
    assert rebuilt + extract.text[at:] == extract.text
    assert "\r" not in extract.text
    assert set(extract.values) <= set(KEYS)
    assert set(extract.provenance) == set(extract.values)
    assert all(note.paragraph is None or 1 <= note.paragraph <= len(extract.passages) for note in extract.notes)
    if "date" in extract.values:
        parse_edtf(extract.values["date"])
    if extract.values.get("title") is not None:
        assert extract.values["title"].strip()


def read_paragraphs(extract: Extract) -> list[str]:
    """Return the paragraphs as they will be indexed: their spans joined by one blank."""
    return [" ".join(extract.text[start:end] for start, end in passage.spans) for passage in extract.passages]
