"""One name, one class: no two public classes of the program share a name, and none shadows a word of the language."""

import ast
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from tests.conftest import ROOT

REPEATED = {
    "answer": "both engines answer a query, and the app writes an answer for HTTP",
    "asking": "what the words of a query ask for, and the commands that ask",
    "candidates": "both engines find paragraphs with the same fingerprints",
    "changes": "changes page by page, and their resource in the API",
    "checking": "the checks of the record, and the commands that run checks",
    "citation": "what is cited, and its resource in the API",
    "contents": "the contents of the record, and of an index on a cluster",
    "documents": "the documents of all formats, and of an index on a cluster",
    "engine": "the port, and the two engines that implement it",
    "errors": "the errors of the library, and those of the app",
    "events": "the progress of an ingest, and of a backup",
    "examining": "what `doctor` examines, and how the app calls it",
    "export": "the rows of an export, and its resource in the API",
    "facet_values": "all values of a field, and their resource in the API",
    "facets": "both engines count facets, and the page shows them",
    "headings": "the headings of documents, and filters by the heading of a statement",
    "histogram": "both engines count by date, and the page draws it",
    "leftovers": "what interrupted commands leave, of a backup and of an index",
    "manifest": "the manifest of a backup, and of a commit",
    "migrating": "the migration of the record, and its command",
    "reading": "both engines read a commit",
    "reissued": "both engines find reissues",
    "relaxed": "both engines list what holds some of the words",
    "schema": "the schema of the record, and of the embedded index",
    "scoring": "the formula, and how each engine applies it",
    "selection": "both engines select by filters",
    "serving": "the command, and the archive that it serves",
    "sink": "where batches go, and where arrays go",
    "suggest": "both engines complete words, and the API offers it",
    "timeline": "how often wordings are used, and its resource in the API",
    "titles": "the titles of documents, and the search in them",
    "tokens": "the tokens of a text, and how segments store them",
    "values": "the values that the record stores, and those that a query names",
    "withdrawing": "a withdrawal in the record, in the index, and its command",
    "words": "the texts for people, and tokens as terms of a cluster",
}
"""The names that several modules share, and what each of them is. Any other repeated name needs a better word."""
TAKEN = {"Any", "Every", "Everyone", "Iterable", "Callable", "Literal", "Path"}
"""Names that readers know for something else."""


def classes_of(source: str) -> list[str]:
    """Return the public classes of a module."""
    found = [node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    return [name for name in found if not name.startswith("_")]


def shared(modules: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the names that several modules (path, source) give to classes, with the paths."""
    places = defaultdict(list)
    for path, source in modules:
        for name in classes_of(source):
            places[name].append(path)
    return {name: paths for name, paths in places.items() if len(paths) > 1}


def repeated(paths: Iterable[str]) -> dict[str, list[str]]:
    """Return the names that several modules have, with their paths."""
    places = defaultdict(list)
    for path in paths:
        places[PurePosixPath(path).stem].append(path)
    return {name: found for name, found in places.items() if len(found) > 1 and not name.startswith("__")}


def modules() -> list[tuple[str, str]]:
    paths = [path for room in ("index", "app") for path in sorted((ROOT / room).rglob("*.py"))]
    return [(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) for path in paths]


def test_no_two_public_classes_share_a_name() -> None:
    assert shared(modules()) == {}


def test_no_class_takes_a_name_that_readers_know() -> None:
    assert {name for _, source in modules() for name in classes_of(source)} & TAKEN == set()


def test_a_shared_name_is_noticed() -> None:
    spoiled = [*modules(), ("app/spoiled.py", "class Hit:\n    pass\n")]
    assert shared(spoiled) == {"Hit": ["index/results.py", "app/spoiled.py"]}


def test_a_module_shares_its_name_only_for_a_reason() -> None:
    assert set(repeated(path for path, _ in modules())) == set(REPEATED)


def test_a_repeated_file_name_is_noticed() -> None:
    spoiled = [*(path for path, _ in modules()), "app/spoiled/snippets.py"]
    assert set(repeated(spoiled)) - set(REPEATED) == {"snippets"}
