"""What operators are told of searches and of the index: the kind of a search, and what a worker answers from."""

from typing import TYPE_CHECKING

from pincite.index.query.asking import all_words
from pincite.index.query.clauses import Clause, Fuzzy, Near, Phrase, Prefix
from pincite.index.values.errors import PinciteError

if TYPE_CHECKING:
    from pincite.app.dependencies.serving import ArchiveHolder
    from pincite.app.metrics import IndexState

SMALL, LARGE = "small", "large"


def kind_of(match: Clause) -> str:
    """Return what a query asks for: ``everything``, ``words``, ``phrases``, or ``forms`` (beginnings, misspellings)."""
    leaves = tuple(all_words(match))
    if not leaves:
        return "everything"
    if any(isinstance(leaf, (Prefix, Fuzzy)) or (isinstance(leaf, Phrase) and leaf.prefix) for leaf in leaves):
        return "forms"
    return "phrases" if any(isinstance(leaf, (Phrase, Near)) for leaf in leaves) else "words"


def state_of(holder: "ArchiveHolder") -> "IndexState | None":
    """Return what this worker answers from; None when record or index cannot be asked."""
    from pincite.app.metrics import IndexState

    try:
        archive = holder.get()
        checkpoint, behind = archive.engine.checkpoint(), archive.behind()
    except PinciteError:
        return None
    if checkpoint is None:
        return None
    return IndexState(checkpoint.commit, checkpoint.statements, checkpoint.paragraphs, max(0, behind))
