"""Draw mutations with a fixed seed, run the tests of each one's room on a copy, and print what survives, and why.

``python -m tests.mutations`` draws 40 mutations in 40 files. The test files of a room that are nearest to the module
are asked first, then all others, until one fails. In the end the tests that failed are run without a mutation: one that
fails there too has killed nothing, so it is left out, and its mutations are asked again. Where it is known why a
mutation survives (``survivors.py``), only the nearest files are asked: they tell if the reason no longer holds.
Exit code 1: fewer than nine tenths were killed.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.mutations.copies import Copy
from tests.mutations.drawing import COUNT, SEED, Drawn, draw
from tests.mutations.operators import OPERATORS
from tests.mutations.rooms import EVERYWHERE, files_of
from tests.mutations.survivors import REASONS

ENOUGH = 0.9
_NEAR = 5
"""Test files that are asked first: most mutations fail there, and a start of pytest costs as much as many tests."""


def main() -> int:
    """Draw, run and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT, help="number of mutations, each in another file")
    parser.add_argument("--near", action="store_true", help="ask only the nearest files: fewer are killed")
    parser.add_argument("--only", default="", help="ask only mutations of modules whose path contains this")
    given = parser.parse_args()
    print(f"seed {given.seed}, {given.count} mutations, operators: {', '.join(OPERATORS)}", flush=True)
    drawn = [one for one in draw(given.seed, given.count) if given.only in one.module]
    with tempfile.TemporaryDirectory() as folder:
        killers = _killers(Copy(Path(folder)), drawn, near=given.near)
    survivors = [one for one in drawn if one not in killers]
    for one in survivors:
        print(f"SURVIVED {one}: {REASONS.get(one.key, 'no reason is known')}")
    print(f"{len(killers)} of {len(drawn)} killed")
    return 0 if len(killers) >= ENOUGH * len(drawn) else 1


def _killers(copy: Copy, drawn: Sequence[Drawn], *, near: bool) -> dict[Drawn, str]:
    """Return the test that kills each mutation that does not survive."""
    killers: dict[Drawn, str] = {}
    asked = drawn
    while asked:
        for one in asked:
            killer = _killer(copy, one, near=near or one.key in REASONS)
            print(
                f"{'survived' if killer is None else 'killed  '} {one}{'' if killer is None else f' by {killer}'}",
                flush=True,
            )
            killers |= {} if killer is None else {one: killer}
        failing = copy.leave_out([killers[one] for one in asked if one in killers])
        for test in failing:
            print(f"left out, as it fails without a mutation: {test}", flush=True)
        asked = [one for one in asked if killers.get(one) in failing]
        for one in asked:
            del killers[one]
    return killers


def _killer(copy: Copy, drawn: Drawn, *, near: bool) -> str | None:
    files = files_of(drawn.module)
    first, others = [*EVERYWHERE, *files[:_NEAR]], files[_NEAR:]
    return copy.killer(drawn, first) or (None if near or not others else copy.killer(drawn, others))


if __name__ == "__main__":
    raise SystemExit(main())
