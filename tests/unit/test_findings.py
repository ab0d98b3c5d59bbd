"""A finding says what an error says, and which command mends it."""

import pytest

from pincite.index.values.errors import ArchiveError
from pincite.index.values.findings import finding_of


@pytest.mark.parametrize(
    ("says", "what", "mend"),
    [
        ("index is gone; run `pincite rebuild`", "is gone", "run `pincite rebuild`"),
        ("schema 0001: run `pincite migrate`", "schema 0001", "run `pincite migrate`"),
        ("damaged (a: b): restore it from a backup", "damaged (a: b)", "restore it from a backup"),
        ("newer: install the version that wrote it", "newer", "install the version that wrote it"),
        ("cannot be read: No such file", "cannot be read: No such file", "the given mend"),
        ("broken", "broken", "the given mend"),
    ],
)
def test_the_mend_is_the_errors_own_or_the_given_one(says: str, what: str, mend: str) -> None:
    finding = finding_of("index", ArchiveError(says), "the given mend")
    assert (finding.place, finding.what, finding.mend) == ("index", what, mend)
