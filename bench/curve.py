"""The cost curve: whether the time of answers grows with the archive no faster than what they match."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from bench.workload import KINDS

Measured = Mapping[int, Mapping[str, Any]]
"""Paragraphs -> engine -> its figures."""


def growth(measured: Measured, kind: str) -> Iterator[tuple[int, int, float, float]]:
    """Yield, for each step between sizes, both sizes and how many times Pincite's time and its matches grew."""
    for small, large in pairwise(sorted(measured)):
        before, after = (measured[size]["pincite"]["kinds"][kind] for size in (small, large))
        yield small, large, after["total_ms"] / before["total_ms"], after["matches"] / before["matches"]


def steeper(measured: Measured) -> list[str]:
    """Return a line for each kind of question whose time grew faster than its matches."""
    return [
        f"{kind} from {small:,} to {large:,} paragraphs: time {time:.2f} x, matches {matches:.2f} x"
        for kind in KINDS
        for small, large, time, matches in growth(measured, kind)
        if time > matches
    ]


def curve(measured: Measured) -> list[str]:
    """Return the lines that a person reads: of each kind the median, mean matches, and how both grew by each step."""
    sizes = sorted(size for size, engines in measured.items() if "pincite" in engines)
    if len(sizes) < 2:
        return []
    known = {size: measured[size] for size in sizes}
    columns = "".join(f"{f'in {size:,}':>24}" for size in sizes)
    head = f"\n{'answers':10}{columns}   median ms, matches of all questions; growth of time / of matches"
    return [head, *(_row(known, kind) for kind in KINDS)]


def _row(measured: Measured, kind: str) -> str:
    figures = [measured[size]["pincite"]["kinds"][kind] for size in measured]
    cells = "".join(f"{f['median_ms']:>9.2f} ms{f['matches']:>12,}" for f in figures)
    grown = "  ".join(f"{time:.2f} / {matches:.2f}" for _, _, time, matches in growth(measured, kind))
    return f"{kind:10}{cells}   {grown}"
