"""What rules find in the gold set, as rates of what stands there and what they gave wrongly; and the raw samples.

``python -m tests.reading.test_rule_scores`` prints the rates with every miss.
"""

import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pincite.index.reading.formats.workers import Workers
from pincite.index.reading.readers import read
from pincite.index.reading.sources import discover
from pincite.index.values.errors import SourceError
from pincite.index.values.heading import Person
from pincite.index.values.statement import Statement
from tests.conftest import DATA

FOLDER = DATA / "formats"
RAW = DATA / "raw-samples"

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the gold set is not beside the project")

Judged = tuple[str, dict[str, Any], Statement]


@cache
def load() -> tuple[Judged, ...]:
    """Return name, gold and statement of each document of the set, in its order."""
    gold = json.loads((FOLDER / "gold.json").read_text(encoding="utf-8"))
    with Workers() as workers:
        return tuple(_load(gold, workers))


def _load(gold: dict[str, Any], workers: Workers) -> Iterator[Judged]:
    for source in discover([FOLDER]).sources:
        name = source.path.relative_to(FOLDER).as_posix()
        documents = gold.get(name, {}).get("documents")
        if not documents:
            continue
        found = [one for one in (_parse(draft) for draft in read(source, workers)) if one is not None]
        assert len(found) == len(documents), name
        yield from ((name, one, statement) for one, statement in zip(documents, found, strict=True))


def _parse(draft: Any) -> Statement | None:
    try:
        statement: Statement = draft.parse()
    except SourceError:
        return None
    return statement


def compare(field: str) -> tuple[int, int, int, list[str]]:
    """Return how many values of the field are found, expected, and wrong, and each miss in words.

    What gold leaves empty is not judged: of two copies of one text it often names the people of one only.
    """
    found = expected = wrong = 0
    misses: list[str] = []
    for name, gold, statement in load():
        want, have = _values(gold.get(field)), _values(_held(statement, field))
        if want:
            found, expected, wrong = found + len(want & have), expected + len(want), wrong + len(have - want)
            misses += [f"{name}: {sorted(want - have)} missed, {sorted(have - want)} wrong"] if want != have else []
    return found, expected, wrong, misses


def unjudged(field: str) -> list[str]:
    """Return what is given where gold is empty."""
    return [
        f"{name}: {sorted(have)}"
        for name, gold, statement in load()
        if not _values(gold.get(field)) and (have := _values(_held(statement, field)))
    ]


def _held(statement: Statement, field: str) -> Any:
    return getattr(statement.heading, field)


def _values(value: Any) -> set[Any]:
    if isinstance(value, str) or not value:
        return {value} if value else set()
    return {_person(one) if isinstance(one, dict | Person) else one for one in value}


def _person(one: Any) -> tuple[str, str | None]:
    return (one.name, one.office) if isinstance(one, Person) else (one["name"], one["office"])


RATES = {"people": (0.75, 0.05), "kind": (0.95, 0.05), "issuers": (0.95, 0.05), "place": (0.90, 0.10)}
"""The least share that is found, and the largest that may be wrong, of those expected."""


@pytest.mark.parametrize("field", RATES)
def test_the_gold_set_is_found_by_rules(field: str) -> None:
    found, expected, wrong, misses = compare(field)
    least, most = RATES[field]
    assert expected > 5
    assert found >= least * expected, misses
    assert wrong <= most * expected, misses


def test_every_piece_of_evidence_is_in_the_words_it_names() -> None:
    for name, _, statement in load():
        for one in statement.apparatus.evidence:
            left = statement.apparatus.left_out
            words = {"text": statement.text, "title": statement.heading.title}.get(one.within)
            words = left[one.number - 1].text if words is None and one.number else words
            assert words is not None
            assert 0 <= one.start < one.end <= len(words), (name, one)
        read_out = {key for key, origin in statement.provenance.items() if origin == "text"}
        assert {one.key for one in statement.apparatus.evidence} == read_out, name


@pytest.mark.skipif(not RAW.exists(), reason="the raw samples are not beside the project")
def test_titles_and_dates_of_the_raw_samples_are_those_expected() -> None:
    lines = (Path(__file__).parent / "raw_samples.tsv").read_text(encoding="utf-8").splitlines()[1:]
    expected = {name: (date, title) for name, date, title in (line.split("\t") for line in lines)}
    folders = [RAW / name for name in ("wh-md", "ungdc-txt", "fomc-txt")]
    with Workers() as workers:
        read_all = {source.path.name: _parse(next(read(source, workers))) for source in discover(folders).sources}
    assert read_all.keys() == expected.keys()
    for name, statement in read_all.items():
        assert statement is not None
        date, title = expected[name]
        assert statement.heading.dates.edtf == date, name
        if title == "-":
            assert (statement.heading.title, statement.provenance["title"]) == (f"Untitled, {name}", "path")
        else:
            assert sha256(statement.heading.title.encode()).hexdigest().startswith(title), statement.heading.title


def main() -> None:
    """Print the rates of the gold set, each miss, and what gold does not judge."""
    for field, (least, most) in RATES.items():
        found, expected, wrong, misses = compare(field)
        print(f"{field}: {found} of {expected} found ({found / expected:.1%}, at least {least:.0%}), ", end="")
        print(f"{wrong} wrong ({wrong / expected:.1%}, at most {most:.0%})")
        for line in misses:
            print("   ", line)
        for line in unjudged(field):
            print("    not judged:", line)


if __name__ == "__main__":
    main()
