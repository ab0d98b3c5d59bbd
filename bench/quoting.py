"""How long the check of a quotation takes: ``python -m bench.quoting --paragraphs 500000``.

The quotations are made out of the archive by known edits, as the tests make them. Time is processor time of one
process, with the engine as it serves. Beside each stands a plain search for the same words as a phrase: their ratio is
what the verdict adds. ``CEILINGS`` holds what is promised at half a million paragraphs.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

from bench.corpus import entries, statements
from bench.data import STATEMENTS, absence
from bench.figures import p95
from pincite.app.answering.quote_checking import check_all
from pincite.index.engine import SearchEngine
from pincite.index.engines.whoosh import open_engine
from pincite.index.query.clauses import EVERYTHING
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.quoting import Quotation, Verdict, check_quotation
from pincite.index.quoting.phrases import build_phrase, forms_of
from pincite.index.values.entry import Entry, Passage
from tests.quoting.making import EDITS, Made, Maker, make_older

CEILINGS: Mapping[str, float] = {"verbatim": 15, "altered": 150, "absent": 150, "manuscript": 4_000}
"""Milliseconds: the p95 of one quotation of a kind, and a manuscript of 60 quotations."""
MANUSCRIPT = {"verbatim": 40, "altered": 15, "absent": 5}
_BATCH = 20_000
_OLDER = 50
"""Every so many statements one has a paragraph of an older version."""
_ALTERED = frozenset((*EDITS, "pair", "stitched", "stitched_marked", "disordered"))


def build(folder: Path, paragraphs: int) -> None:
    """Write the index of so many paragraphs in ``folder``, batch by batch as an ingest does."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with closing(open_engine(folder, b"bench")) as engine:
        held = _with_older(entries(paragraphs))
        for batch, some in enumerate(iter(lambda: list(_up_to(held, _BATCH)), []), 1):
            with engine.writer() as writer:
                writer.put(some)
                writer.commit(batch)


def _with_older(found: Iterator[Entry]) -> Iterator[Entry]:
    for number, entry in enumerate(found):
        older = make_older([entry]) if number % _OLDER == 0 else {}
        replaced = [Passage(at, None, text, "0" * 64) for at, text in older.values()]
        yield replace(entry, replaced=tuple(replaced)) if replaced else entry


def _up_to(found: Iterator[Entry], paragraphs: int) -> Iterator[Entry]:
    count = 0
    while count < paragraphs and (one := next(found, None)) is not None:
        count += len(one.paragraphs)
        yield one


def make(count: int) -> dict[str, list[Made]]:
    """Return ``count`` quotations of each kind, out of the real statements: the archive has many copies of them."""
    sample = list(statements())
    older = [text for at in range(0, len(sample), _OLDER) for _, text in make_older([sample[at]]).values()]
    made: dict[str, list[Made]] = defaultdict(list)
    for one in Maker(sample, older, seed=9).make(40 * count):
        kind = _kind(one)
        if kind is not None and len(made[kind]) < count:
            made[kind].append(one)
    return made


def _kind(made: Made) -> str | None:
    if made.how == "none":
        return "verbatim"
    if made.how == "invented":
        return "absent"
    if made.how in _ALTERED or "+" in made.how:
        return "altered"
    return None if made.how == "short" else "folded or edited"


def measure(engine: SearchEngine, made: Mapping[str, Sequence[Made]], rounds: int) -> dict[str, tuple[float, ...]]:
    """Return of each kind the median and the p95 in ms, and the same of plain phrase searches."""
    found: dict[str, tuple[float, ...]] = {}
    for kind, some in made.items():
        texts = [one.text for one in some]
        checks = [_least(partial(_check, engine, text), rounds) for text in texts]
        plain = [_least(partial(_search, engine, text), rounds) for text in texts]
        found[kind] = (median(checks), p95(checks), median(plain), p95(plain))
    return found


def manuscript(engine: SearchEngine, made: Mapping[str, Sequence[Made]]) -> float:
    """Return the ms that a manuscript takes."""
    some = [Quotation(one.text) for kind, count in MANUSCRIPT.items() for one in made[kind][-count:]]
    random.Random(1).shuffle(some)
    return _spent(lambda: check_all(some, engine, Query(), Deadline()))


def _check(engine: SearchEngine, text: str) -> Verdict | None:
    return check_quotation(Quotation(text), engine, Query(), Deadline()).verdict


def _search(engine: SearchEngine, text: str) -> int:
    clause = build_phrase(forms_of(text)) or EVERYTHING
    return engine.search(Query(match=clause, variants=False, limit=10)).paragraphs


def _least(work: Callable[[], object], rounds: int) -> float:
    return min(_spent(work) for _ in range(rounds))


def _spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1_000


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when a ceiling is broken or the data is absent."""
    parser = argparse.ArgumentParser(prog="python -m bench.quoting", description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=500_000)
    parser.add_argument("--count", type=int, default=100, help="quotations of each kind")
    parser.add_argument("--rounds", type=int, default=1, help="the least of so many times counts")
    parser.add_argument("--folder", type=Path, help="keep the index here, and measure the one that is here already")
    given = parser.parse_args(argv)
    if reason := absence(STATEMENTS):
        print(reason, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        folder = (given.folder or Path(scratch)) / "index"
        if not folder.exists():
            build(folder, given.paragraphs)
        made = make(given.count)
        with closing(open_engine(folder, b"bench")) as engine:
            engine.search(Query(limit=1))
            found = measure(engine, made, given.rounds)
            whole = manuscript(engine, made)
    return _tell(found, whole)


def _tell(found: Mapping[str, tuple[float, ...]], whole: float) -> int:
    print("ms of processor time       median     p95   phrase search, p95   ratio   promised p95")
    for kind, (middle, high, _, plain) in found.items():
        promised = f"{CEILINGS[kind]:g}" if kind in CEILINGS else ""
        print(f"{kind:24}{middle:>9.1f}{high:>8.1f}{plain:>21.1f}{high / plain:>8.1f}{promised:>15}")
    print(f"{'manuscript of 60':24}{whole:>9.1f}{CEILINGS['manuscript']:>53g}")
    figures = {**{kind: one[1] for kind, one in found.items()}, "manuscript": whole}
    return int(any(figures[kind] > most for kind, most in CEILINGS.items()))


if __name__ == "__main__":
    sys.exit(main())
