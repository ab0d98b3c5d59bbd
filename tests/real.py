"""Real statements for tests, read from the data beside the repository; skipped with the reason where it is absent."""

import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pincite.index.values.statement import Statement
from tests.builders import build_statement

SEED = Path(__file__).parents[2] / "shared" / "data" / "statements" / "seed.jsonl.gz"


def real_statements(paragraphs: int, step: int = 7) -> tuple[Statement, ...]:
    """Every ``step``-th real statement until there are at least ``paragraphs`` paragraphs."""
    if not SEED.exists():
        pytest.skip(f"real statements are not at {SEED}")
    found: list[Statement] = []
    count = 0
    for statement in itertools.islice(_read(), 0, None, step):
        found.append(statement)
        count += len(statement.paragraphs)
        if count >= paragraphs:
            break
    return tuple(found)


def _read() -> Iterator[Statement]:
    with gzip.open(SEED, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            named = {name: row[name] for name in ("place", "series", "source") if row[name]}
            people = tuple(dict.fromkeys(row["people"]))
            yield build_statement(
                row["id"],
                *row["paragraphs"],
                title=row["title"],
                date=row["date"] or None,
                people=people,
                language="en",
                **named,
            )
