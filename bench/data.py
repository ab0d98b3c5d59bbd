"""Where the real data stands: beside the repository, never in it."""

from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
STATEMENTS = DATA / "statements" / "seed.jsonl.gz"
QUESTIONS = DATA / "questions" / "questions.tsv"
SCIFACT = DATA / "ir-scifact"


def absence(path: Path) -> str | None:
    """Return why ``path`` cannot be used, or None when it is there."""
    return None if path.exists() else f"the real data is absent: {path.relative_to(DATA.parent)} beside the repository"
