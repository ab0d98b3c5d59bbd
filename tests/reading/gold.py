"""The gold set of formats: what was read of its files, and the score that the set's own program gives it."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats.docx import read_docx
from pincite.index.reading.formats.pdf import read_pdf
from pincite.index.reading.formats.sniffing import sniff
from pincite.index.values.errors import SourceError
from tests.conftest import DATA

FORMATS = DATA / "formats"
READERS = {"pdf": read_pdf, "docx": read_docx}


def load_gold() -> dict[str, Any]:
    """Return what the set says of its files, by their names."""
    gold: dict[str, Any] = json.loads((FORMATS / "gold.json").read_text(encoding="utf-8"))
    return gold


def load_score() -> ModuleType:
    """Return the set's own program."""
    path = FORMATS / "score.py"
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(path: Path) -> list[Extract]:
    """Return what is in the file at ``path``."""
    raw = path.read_bytes()
    return READERS[sniff(raw, path.name)](raw, path.name)


def as_read(extracts: list[Extract]) -> list[dict[str, Any]]:
    """Return ``extracts`` as the score takes them."""
    return [
        {
            "title": one.values.get("title"),
            "date": one.values.get("date"),
            "place": one.values.get("place"),
            "paragraphs": texts(one),
            "notes": [note.text for note in one.notes],
        }
        for one in extracts
    ]


def texts(extract: Extract) -> list[str]:
    """Return the paragraphs' texts as the archive will hold them: spans joined by one blank."""
    return [" ".join(extract.text[start:end] for start, end in one.spans) for one in extract.passages]


def main() -> None:
    """Print the score of every PDF and DOCX file of the set."""
    gold, score, read_files = load_gold(), load_score(), dict[str, Any]()
    for file in sorted(gold):
        if file.startswith(("pdf/", "docx/")):
            try:
                read_files[file] = as_read(read(FORMATS / file))
            except SourceError as error:
                read_files[file] = {"refused": str(error)}
            if "refused" in gold[file]:
                print(file, read_files[file])
                continue
            for wanted, got in zip(gold[file]["documents"], read_files[file], strict=True):
                result = score.score_document(wanted, got)
                print("ok  " if score.whole(result) else "FAIL", file, result)


if __name__ == "__main__":
    main()
