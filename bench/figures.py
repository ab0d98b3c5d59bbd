"""From what was measured to what is compared: medians, p95 and ratios. A ratio above 1 is in Pincite's favour."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from bench.workload import KINDS

Figures = Mapping[str, Any]
RATIOS = ("answer_median", "answer_p95", "ingest", "program", "size")
"""``program`` is all of ``pincite ingest`` (start, read, record, index) against a peer's indexing alone."""


def p95(values: Sequence[float]) -> float:
    """Return the smallest value that 95 % of ``values`` do not exceed."""
    return sorted(values)[max(0, -(-95 * len(values) // 100) - 1)]


def summarise(built: Figures, rounds: Sequence[Figures]) -> dict[str, Any]:
    """Put the figures of one engine together: of each question the median over the rounds."""
    asked = [list(answers) for answers in zip(*(one["answers"] for one in rounds), strict=True)]
    times = [
        (answers[0]["kind"], median(answer["ms"] for answer in answers), answers[0]["paragraphs"]) for answers in asked
    ]
    spent = [ms for _, ms, _ in times]
    by_kind = {kind: [(ms, found) for name, ms, found in times if name == kind] for kind in KINDS}
    return {
        **built,
        "opening_cpu_ms": median(one["opening_cpu_ms"] for one in rounds),
        "opening_wall_ms": median(one["opening_wall_ms"] for one in rounds),
        "private_mb": median(one["private_mb"] for one in rounds),
        "questions": len(times),
        "answer_median_ms": median(spent),
        "answer_p95_ms": p95(spent),
        "kinds": {kind: _of_kind(answers) for kind, answers in by_kind.items() if answers},
        "matches": {answers[0]["words"]: answers[0]["paragraphs"] for answers in asked},
    }


def _of_kind(answers: Sequence[tuple[float, int]]) -> dict[str, float]:
    spent = [ms for ms, _ in answers]
    matches = sum(found for _, found in answers)
    return {"median_ms": median(spent), "p95_ms": p95(spent), "total_ms": sum(spent), "matches": matches}


def ratios(engines: Mapping[str, Figures]) -> dict[str, dict[str, float]]:
    """Return, for each peer, how many times better Pincite is in each of RATIOS."""
    ours = engines["pincite"]
    return {name: _against(ours, peer) for name, peer in engines.items() if name != "pincite"}


def _against(ours: Figures, peer: Figures) -> dict[str, float]:
    return {
        "answer_median": peer["answer_median_ms"] / ours["answer_median_ms"],
        "answer_p95": peer["answer_p95_ms"] / ours["answer_p95_ms"],
        "ingest": ours["per_cpu_s"] / peer["per_cpu_s"],
        "program": ours["program_per_cpu_s"] / peer["per_cpu_s"],
        "size": peer["bytes"] / ours["bytes"],
    }


def table(engines: Mapping[str, Figures]) -> list[str]:
    """Return the lines that a person reads: one an engine, then one a ratio."""
    head = (
        f"{'':10}{'ingest/s':>10}{'MB':>9}{'peak MB':>9}{'open ms':>9}{'+MB':>7}{'median':>9}{'p95':>9}  CPU ms by kind"
    )
    lines = [head, *(_row(name, figures) for name, figures in engines.items())]
    for name, against in ratios(engines).items() if "pincite" in engines else ():
        lines.append(f"pincite : {name:9}" + "  ".join(f"{key} {value:.2f} x" for key, value in against.items()))
    return lines


def _row(name: str, figures: Figures) -> str:
    kinds = " ".join(f"{kind} {ms['median_ms']:.2f}/{ms['p95_ms']:.2f}" for kind, ms in figures["kinds"].items())
    return (
        f"{name:10}{figures['per_cpu_s']:>10,.0f}{figures['bytes'] / 1e6:>9.1f}{figures['peak_mb']:>9.0f}"
        f"{figures['opening_cpu_ms']:>9.1f}{figures['private_mb']:>7.1f}"
        f"{figures['answer_median_ms']:>9.2f}{figures['answer_p95_ms']:>9.2f}  {kinds}"
    )
