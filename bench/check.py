"""The quick bench against what was recorded: ``python -m bench.check`` fails when a ratio fell to half.

Ratios are within one run on one machine: a slow machine does not fail it, only Pincite falling behind its peers does.
"""

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench.data import STATEMENTS, absence
from bench.figures import ratios, table
from bench.peers import NAMES
from bench.run import QUICK, RESULTS, measure

Ratios = Mapping[str, Mapping[str, float]]
_ROUNDS = 2


def fallen(recorded: Ratios, measured: Ratios) -> list[str]:
    """Return a line for each recorded ratio of which half or less was measured."""
    return [
        f"{key} against {peer}: {measured[peer][key]:.2f} x, recorded {value:.2f} x"
        for peer, against in recorded.items()
        for key, value in against.items()
        if measured[peer][key] <= value / 2
    ]


def recorded() -> Ratios:
    """Return the ratios of the quick form that ``bench/results`` records."""
    found: Ratios = json.loads((RESULTS / f"{QUICK}.json").read_text(encoding="utf-8"))["ratios"]
    return found


def main() -> int:
    """Measure, print, and compare; 1 when a ratio fell or the data is absent."""
    if reason := absence(STATEMENTS):
        print(reason, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as home:
        engines = measure(QUICK, NAMES, _ROUNDS, Path(home))
    problems = fallen(recorded(), ratios(engines))
    print(*table(engines), *problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
