"""``make relevance``: how well the real engine ranks the SciFact test collection (BEIR): nDCG@10 and recall at 100.

Then the questions of ``bench.questions`` over real statements, long and short: the hits alone, with ``relaxed``, and as
a whole page lists them.

A document is one statement of one paragraph, title and text together. A question is the OR of its words, without stop
words: a repeated word counts as often as it stands.
"""

import argparse
import gzip
import json
import math
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from bench.data import QUESTIONS, SCIFACT, STATEMENTS, absence
from bench.questions import fill
from bench.questions import measure as measure_questions
from bench.questions import questions as questions_of_statements
from pincite.index.engine import SearchEngine
from pincite.index.engines.whoosh import open_engine
from pincite.index.query.clauses import Clause, Or, Term
from pincite.index.query.query import Query
from pincite.index.query.stopwords import STOP_WORDS
from pincite.index.text.analysis import tokenize
from pincite.index.values.entry import Entry
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Paragraph

_LISTS = {"and": "AND alone", "relaxed": "AND with relaxed", "page": "the page, which begins with titles"}

Judgments = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Sequence[str]]


def documents(folder: Path = SCIFACT) -> Iterator[Entry]:
    """Yield the documents of the collection, each a statement of one paragraph."""
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            text = f"{record['title']} {record['text']}"
            heading = Heading(record["id"], record["title"], language="en")
            yield Entry(heading, "0" * 64, (Paragraph(1, text, None, ((0, len(text)),)),))


def questions(folder: Path = SCIFACT) -> dict[str, str]:
    """Return the questions by number."""
    lines = (folder / "queries.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


def judgments(folder: Path = SCIFACT) -> Judgments:
    """Return, for each question, the documents that answer it and how well (TREC qrels)."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.txt").read_text(encoding="utf-8").splitlines():
        question, _, document, grade = line.split()
        if int(grade) > 0:
            found[question][document] = int(grade)
    return found


def clause(question: str) -> Clause | None:
    """Return the OR of the words of ``question`` that are not stop words; None when there are none."""
    terms = tuple(Term(token.form) for token in tokenize(question, None) if token.form not in STOP_WORDS)
    return Or(terms) if len(terms) > 1 else next(iter(terms), None)


def ranked(engine: SearchEngine, question: str) -> list[str]:
    """Return the ids of the 100 best documents."""
    match = clause(question)
    hits = engine.search(Query(match=match, limit=100, deadline=60.0)).hits if match else ()
    return [hit.heading.id for hit in hits]


def ndcg(run: Run, judged: Judgments, depth: int = 10) -> float:
    """Return the mean nDCG at ``depth`` over the judged questions (gain as graded, discount log2 of rank + 1)."""
    return sum(_dcg([of.get(d, 0) for d in run[q][:depth]]) / _ideal(of, depth) for q, of in judged.items()) / len(
        judged
    )


def recall(run: Run, judged: Judgments, depth: int = 100) -> float:
    """Return the mean share of answering documents among the first ``depth``."""
    return sum(len(set(run[q][:depth]) & set(of)) / len(of) for q, of in judged.items()) / len(judged)


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def _ideal(of: Mapping[str, int], depth: int) -> float:
    return _dcg(sorted(of.values(), reverse=True)[:depth])


def measure(engine: SearchEngine) -> dict[str, float]:
    """Index the collection, ask everything, and return nDCG@10 and R@100."""
    with engine.writer() as writer:
        writer.put(list(documents()))
        writer.commit(1)
    run = {number: ranked(engine, question) for number, question in questions().items()}
    judged = judgments()
    return {"nDCG@10": ndcg(run, judged), "R@100": recall(run, judged)}


def main() -> int:
    """Measure and print."""
    argparse.ArgumentParser(prog="python -m bench.relevance", description=__doc__).parse_args()
    if reason := absence(SCIFACT) or absence(QUESTIONS) or absence(STATEMENTS):
        print(reason, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as home, closing(open_engine(Path(home), b"relevance")) as engine:
        figures = measure(engine)
    print(
        "SciFact, 5,183 documents, 300 questions:", ", ".join(f"{name} {value:.4f}" for name, value in figures.items())
    )
    _print_questions()
    return 0


def _print_questions() -> None:
    asked = questions_of_statements()
    with tempfile.TemporaryDirectory() as home, closing(open_engine(Path(home), b"relevance")) as engine:
        fill(engine)
        for (form, listed), found in measure_questions(engine, asked).items():
            says = f"MRR {found.mrr:.3f}, first ten {found.first_ten} of {len(asked)}"
            print(f"{len(asked)} questions, {form}, {_LISTS[listed]}: {says}")


if __name__ == "__main__":
    sys.exit(main())
