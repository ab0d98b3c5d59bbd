"""How fast ``pincite ingest`` takes in JSON lines, beside another tree of sources: pairs of runs, in turns.

``python -m bench.ingesting --before ../before --paragraphs 300000`` needs a tree with a ``.venv`` of its own. It prints
each pair, and the medians: processor seconds, seconds, the most memory, and the ratio of the processor seconds.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from bench.data import STATEMENTS, absence
from bench.program import ROOT, Corpus, ingest, write_corpus

Figures = dict[str, float]
Pair = tuple[Figures, Figures]
"""What the other tree and this one took."""


def run_pairs(before: Path, corpus: Corpus, folder: Path, pairs: int) -> Iterator[Pair]:
    """Yield what each pair took. Who begins changes from pair to pair; each run has a new archive, which is removed.

    A run of each tree before them is not counted: it compiles the sources.
    """
    few = write_corpus(folder / "few.jsonl", 1_000)
    for tree in (before, ROOT):
        _run(few, folder, tree)
    for turn in range(pairs):
        trees = (before, ROOT) if turn % 2 == 0 else (ROOT, before)
        took = {tree: _run(corpus, folder, tree) for tree in trees}
        yield took[before], took[ROOT]


def _run(corpus: Corpus, folder: Path, tree: Path) -> Figures:
    with tempfile.TemporaryDirectory(dir=folder) as home:
        return ingest(corpus, Path(home) / "var", tree)


def describe(pair: Pair) -> str:
    """Return a line for a pair, or for the medians of several."""
    before, after = pair
    ratio = before["program_cpu_s"] / after["program_cpu_s"]
    wall = before["program_wall_s"] / after["program_wall_s"]
    return f"{_tell(before)} | {_tell(after)} | CPU {ratio:.2f} x, wall {wall:.2f} x"


def _tell(took: Figures) -> str:
    cpu, wall, peak, rate = (took[f"program_{name}"] for name in ("cpu_s", "wall_s", "peak_mb", "per_cpu_s"))
    return f"CPU {cpu:.1f} s, wall {wall:.1f} s, {peak:.0f} MB, {rate:,.0f} a CPU second"


def find_median(pairs: Sequence[Pair]) -> Pair:
    """Return the median of each figure, for each of the two trees."""
    before, after = ({name: median(one[place][name] for one in pairs) for name in pairs[0][place]} for place in (0, 1))
    return before, after


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.ingesting", description=__doc__)
    parser.add_argument("--before", type=Path, required=True, help="the other tree")
    parser.add_argument("--paragraphs", type=int, default=300_000)
    parser.add_argument("--pairs", type=int, default=5)
    arguments = parser.parse_args(argv)
    if reason := absence(STATEMENTS):
        print(reason, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        corpus = write_corpus(Path(folder) / "corpus.jsonl", arguments.paragraphs)
        pairs = []
        for pair in run_pairs(arguments.before.resolve(), corpus, Path(folder), arguments.pairs):
            pairs.append(pair)
            print(describe(pair), flush=True)
    ratio = median(before["program_cpu_s"] / after["program_cpu_s"] for before, after in pairs)
    print(f"median: {describe(find_median(pairs))}; median of the ratios {ratio:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
