"""Which tests answer for which room. The longest path that a module begins with counts.

The test files that are nearest to a module come first: they tell soonest.
"""

import re
from pathlib import Path

from tests.conftest import ROOT

ROOMS: dict[str, tuple[str, ...]] = {
    "index/values": ("tests/unit", "tests/docs/test_fields.py"),
    "index/text": ("tests/unit/test_analysis.py", "tests/unit/test_variants.py", "tests/contract/test_tokens.py"),
    "index/query": ("tests/unit", "tests/docs/test_query_language.py", "tests/contract"),
    "index/results.py": ("tests/contract",),
    "index/engine.py": ("tests/contract",),
    "index/aligning": ("tests/aligning",),
    "index/quoting": ("tests/quoting", "tests/api/test_quote_checking.py"),
    "index/citing": ("tests/unit", "tests/web/test_statement.py"),
    "index/wording": ("tests/wording", "tests/api/test_wordings.py"),
    "index/showing": ("tests/unit/test_snippets.py", "tests/contract/test_matches.py"),
    "index/reading": ("tests/unit", "tests/reading"),
    "index/reading/extract.py": ("tests/reading",),
    "index/reading/formats": ("tests/reading",),
    "index/record": (
        "tests/contract/record",
        "tests/unit/test_record_checksums.py",
        "tests/unit/test_record_sqlite.py",
    ),
    "index/ingest": (
        "tests/contract/record",
        "tests/contract/test_not_indexed.py",
        "tests/durability/test_doctor.py",
        "tests/cli/test_source_files.py",
    ),
    "index/storage": ("tests/unit/test_home.py", "tests/unit/test_mounts.py", "tests/durability/test_errors.py"),
    "index/backup": ("tests/unit", "tests/durability/test_doctor_of_keeping.py"),
    "index/engines/whoosh": ("tests/engines", "tests/contract"),
    "index/engines/whoosh/arrays": ("tests/engines", "tests/unit/test_fingerprints.py", "tests/contract"),
    "app": ("tests/unit", "tests/api", "tests/cli/test_places.py"),
    "app/agents": ("tests/agents",),
    "app/feeds": ("tests/web/test_discovery.py", "tests/web/test_payloads.py", "tests/api/test_changes.py"),
    "app/api": ("tests/api",),
    "app/client": ("tests/client",),
    "app/web": (
        "tests/web",
        "tests/api/test_hostile.py",
        "tests/api/test_changes.py",
        "tests/api/test_replaced.py",
        "tests/api/test_quote_checking.py",
    ),
    "app/cli": ("tests/cli",),
    "app/dependencies": ("tests/cli", "tests/api"),
}
EVERYWHERE = ("tests/unit/test_frozen.py",)
"""Asked of every room."""
LEFT_OUT = (
    "index/engines/opensearch",
    "index/record/postgresql.py",
    "index/record/session.py",
    "index/record/migrations",
)
"""Rooms whose tests need a server."""


def tests_of(module: str) -> tuple[str, ...]:
    """Return the test files and folders that answer for ``module``; none for one that is left out."""
    if module.startswith(LEFT_OUT):
        return ()
    rooms = [room for room in ROOMS if Path(module).is_relative_to(room)]
    return ROOMS[max(rooms, key=len)] if rooms else ()


def files_of(module: str) -> list[str]:
    """Return the test files of the room of ``module``, the nearest first.

    Those that import it come before those whose names share words with its own, and these before those that share words
    with its folder's; then those that use the words of its name most.
    """
    files = dict.fromkeys(str(path.relative_to(ROOT)) for test in tests_of(module) for path in _files(ROOT / test))
    return sorted(files, key=lambda file: _distance(Path(module), Path(file)))


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("test_*.py")) if path.is_dir() else [path]


def _distance(module: Path, file: Path) -> tuple[int, int, int, int]:
    source = (ROOT / file).read_text(encoding="utf-8")
    words, own = _words(module.stem), _words(file.stem)
    package = re.escape(".".join(("pincite", *module.parent.parts)))
    named = re.search(rf"{package}\.{module.stem}\b|{package} import [^\n]*\b{module.stem}\b", source)
    used = sum(source.lower().count(word) for word in words)
    return (named is None, -len(words & own), -len(_words(module.parent.name) & own), -used)


def _words(name: str) -> set[str]:
    return {word.rstrip("s") for word in name.split("_")}
