"""Quotations made of real statements by known edits: none is called faithful that is not, and nearly all are told."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest

from pincite.app.answering.quote_checking import check_all
from pincite.index.engine import SearchEngine
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.quoting import STANDS, CheckedQuotation, Quotation, Verdict
from pincite.index.values.entry import Entry, Passage
from pincite.index.values.statement import Statement
from tests.contract.engines import ENGINES, forget
from tests.quoting.folds import Windows, stands
from tests.quoting.making import Made, Maker, make_older
from tests.real import real_statements
from tests.services import report

FOUND, TOLD = 0.995, 0.97
"""The least shares of true quotations that are found, and of altered ones whose first kind is right."""
_SHARES = {"whoosh": 350, "opensearch-3.5": 150}
"""How many quotations are made wherever the tests run: 500, in which every way of making one takes part."""
_LONG = {"whoosh": 5_000, "opensearch-3.5": 5_000}
_BATCH = 200
"""The most quotations of a request."""
_FAITHFUL = STANDS - {Verdict.TOO_SHORT}


def fill(engine: SearchEngine, statements: Sequence[Statement]) -> list[str]:
    """Write statements, every third with a paragraph of an older version, and return the older texts."""
    older = make_older(statements)
    with engine.writer() as writer:
        for statement in statements:
            identity = statement.heading.id
            found = [Passage(*_named(older[identity]), "0" * 64)] if identity in older else []
            writer.put([Entry(statement.heading, statement.digest, statement.paragraphs, found)])
        writer.commit(1)
    return [text for _, text in older.values()]


def _named(older: tuple[int, str]) -> tuple[int, None, str]:
    return older[0], None, older[1]


@pytest.fixture(
    # The toy engine would take most of an hour.
    params=[
        pytest.param(name, marks=() if name in _SHARES else pytest.mark.torture)
        for name in sorted(ENGINES.keys() - {"toy"})
    ]
)
def named(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, SearchEngine]]:
    opened = ENGINES[request.param](tmp_path / "index", b"the key of cursors")
    yield request.param, opened
    opened.close()
    forget(request.param, tmp_path / "index")


def test_quotations_made_by_known_edits(named: tuple[str, SearchEngine]) -> None:
    name, engine = named
    is_long = os.environ.get("PINCITE_TORTURE") == "1"
    statements = real_statements(8_000 if is_long else 1_000)
    older = fill(engine, statements)
    count = int(os.environ.get("PINCITE_QUOTATIONS", _LONG.get(name, 500))) if is_long else _SHARES[name]
    windows = Windows(statements)
    tally: dict[str, Counter[str]] = {}
    wrong: list[tuple[Made, CheckedQuotation]] = []
    told: dict[str, Counter[str]] = {}
    for made, checked in _checked(Maker(statements, older, seed=21).make(count), engine):
        outcome = judge(made, checked, statements, windows)
        how = made.how if "+" not in made.how else "pair"
        tally.setdefault(how, Counter())[outcome] += 1
        told.setdefault(how, Counter())[str(checked.verdict)] += 1
        if outcome not in ("right", "by chance"):
            wrong.append((made, checked))
    for how, counts in sorted(tally.items()):
        report.count(f"quotations on {name}, {how}: {_listed(counts)}, as {_listed(told[how])}")
    for made, checked in wrong:
        differences = [(one.kind.value, one.quote_text, one.source_text) for one in checked.differences]
        print(made.how, made.kind, repr(made.text), checked.verdict, differences, sep=" | ")
    totals = sum(tally.values(), Counter())
    assert not totals["false"], wrong
    faithful = [one for one in tally if any(name in one for name in _TRUE)]
    assert _share(tally, faithful) >= FOUND
    assert _share(tally, [one for one in tally if one not in faithful and one != "short"]) >= TOLD


def _checked(quotations: Iterator[Made], engine: SearchEngine) -> Iterator[tuple[Made, CheckedQuotation]]:
    """Check quotations as requests bring them: many together."""
    while some := list(islice(quotations, _BATCH)):
        answer = check_all([Quotation(made.text) for made in some], engine, Query(), Deadline())
        yield from zip(some, answer.quotations, strict=True)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.most_common())


_TRUE = ("none", "space", "unseen", "signs", "ligature", "hyphen", "capitals", "omitted", "letter", "bracket", "sic",
         "final", "crossing", "older")  # fmt: skip


def _share(tally: dict[str, Counter[str]], names: Sequence[str]) -> float:
    counts = sum((tally[name] for name in names), Counter())
    return (counts["right"] + counts["by chance"]) / counts.total()


def judge(made: Made, checked: CheckedQuotation, statements: Sequence[Statement], windows: Windows) -> str:
    """Say whether an answer is right, false (faithful where it is not), or another one than was made."""
    kind = checked.differences[0].kind.value if checked.differences else None
    if made.how == "invented" and checked.verdict not in _FAITHFUL:
        is_told = windows.are_near(made.text) == (checked.verdict == Verdict.ALTERED)
        return "other" if not is_told else "right" if checked.verdict == made.verdict else "by chance"
    if checked.verdict == made.verdict and (made.kind is None or kind == made.kind):
        return "right"
    if checked.verdict in _FAITHFUL:
        if not stands(made.fragments, statements):
            return "false"
        # What was made may stand there all the same, as in a text that says it twice; a fold may be of no effect.
        is_sharper = made.verdict not in _FAITHFUL or checked.verdict is Verdict.VERBATIM
        return "by chance" if is_sharper else "other"
    return "other"
