"""Finding the forms of a wording beside a plain search for its first words: ``python -m bench.wordings``.

References are whole paragraphs, and clauses of 8 to 20 words inside longer ones. The time is the CPU time of this
process for one question, after one question of each kind. Nothing is kept between questions.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path

from bench.corpus import entries, statements
from pincite.index.engine import SearchEngine
from pincite.index.engines.whoosh import open_engine
from pincite.index.query.clauses import Phrase
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.text.analysis import tokenize
from pincite.index.wording.agreed import ask_variants, find_variants

CEILING = 100.0
"""The milliseconds of the p95 that are promised for half a million paragraphs."""
_BATCH = 1_000
_SEED = 22


def main(argv: Sequence[str] | None = None) -> int:
    """Build an index of so many paragraphs, ask, and print a table; 1 when the ceiling is broken."""
    parser = argparse.ArgumentParser(prog="bench.wordings", description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=500_000)
    parser.add_argument("--questions", type=int, default=200, help="of each kind")
    parser.add_argument("--folder", type=Path, help="keep the index here, and measure the one that is here already")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        folder = (arguments.folder or Path(scratch)) / "index"
        is_new = not folder.exists()
        folder.parent.mkdir(parents=True, exist_ok=True)
        engine = open_engine(folder, b"key")
        if is_new:
            fill(engine, arguments.paragraphs)
        checkpoint = engine.checkpoint()
        count = 0 if checkpoint is None else checkpoint.paragraphs
        print(f"{count:,} paragraphs, {arguments.questions} questions of each kind, milliseconds")
        print(f"{'':>10} {'forms p50':>10} {'p95':>8} {'max':>8} {'phrase p50':>11} {'p95':>8} {'passages p50':>13}")
        slowest = [report(kind, texts, engine) for kind, texts in references(arguments.questions)]
        engine.close()
    return int(max(slowest) > CEILING)


def fill(engine: SearchEngine, paragraphs: int) -> None:
    """Index the corpus."""
    source = entries(paragraphs)
    with engine.writer() as writer:
        while batch := list(islice(source, _BATCH)):
            writer.put(batch)
        writer.commit(1)


def references(count: int) -> Iterator[tuple[str, list[str]]]:
    """Yield the kind and the texts of references: paragraphs as they are, and clauses."""
    chance = random.Random(_SEED)
    texts = [paragraph.text for entry in statements() for paragraph in entry.paragraphs]
    whole = [text for text in texts if 8 <= len(text.split()) <= 900]
    long = [text for text in whole if len(text.split()) >= 40]
    yield "paragraph", chance.sample(whole, count)
    yield "clause", [_clause(text, chance) for text in chance.sample(long, count)]


def _clause(text: str, chance: random.Random) -> str:
    tokens = tokenize(text, "en")
    size = chance.randint(8, 20)
    at = chance.randrange(len(tokens) - size)
    return text[tokens[at].start : tokens[at + size - 1].end]


def report(kind: str, texts: Sequence[str], engine: SearchEngine) -> float:
    """Ask for all ``texts``, print a row, and return the p95 of the forms."""
    found: list[int] = []

    def forms(text: str) -> None:
        question = ask_variants(text, Fraction("0.6"), Query())
        engine.estimate(question.query)
        found.append(find_variants(question, engine, Deadline()).paragraphs)

    def phrase(text: str) -> None:
        engine.search(Query(Phrase(tuple(token.form for token in tokenize(text, None)[:4]))), Deadline())

    ours, theirs = timed(forms, texts), timed(phrase, texts)
    row = (statistics.median(ours), p95(ours), max(ours), statistics.median(theirs), p95(theirs))
    print(
        "{:>10} {:>10.1f} {:>8.1f} {:>8.1f} {:>11.1f} {:>8.1f} {:>13,.0f}".format(kind, *row, statistics.median(found))
    )
    return row[1]


def timed(ask: Callable[[str], None], texts: Sequence[str]) -> list[float]:
    """Return the milliseconds of each question."""
    ask(texts[0])
    spent = []
    for text in texts:
        began = time.process_time()
        ask(text)
        spent.append((time.process_time() - began) * 1_000)
    return spent


def p95(spent: Sequence[float]) -> float:
    """Return the time that 95 of 100 questions keep."""
    return sorted(spent)[int(len(spent) * 0.95) - 1] if len(spent) > 1 else spent[0]


if __name__ == "__main__":
    sys.exit(main())
