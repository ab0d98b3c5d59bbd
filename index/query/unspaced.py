"""Runs of scripts without spaces in a query: which of their tokens to search for, and how to write them again."""

from collections.abc import Sequence

from pincite.index.text.analysis import is_of_run


def is_single(form: str) -> bool:
    """Return whether a token is a single character of a run, not a pair."""
    return len(form) == 1 and is_of_run(form)


def ended(forms: Sequence[str]) -> tuple[str, ...]:
    """Return the tokens to search for. A run at the end of ``forms`` may continue or end in the text.

    So its last single character is not searched for, unless it is the whole run: then it is a prefix, see ``begins``.
    """
    goes_on = len(forms) > 1 and is_single(forms[-1]) and _is_pair(forms[-2])
    return tuple(forms[:-1] if goes_on else forms)


def begins(forms: Sequence[str]) -> bool:
    """Return whether the last of ``ended`` tokens is only the beginning of a token."""
    return is_single(forms[-1])


def together(forms: Sequence[str]) -> tuple[str, ...]:
    """Return the tokens of a proximity search: of each run its pairs, whether or not it ends there."""
    before = ("", *forms)
    return tuple(form for form, last in zip(forms, before, strict=False) if not (is_single(form) and _is_pair(last)))


def written(forms: Sequence[str], in_order: bool = True) -> tuple[str, ...]:
    """Return the words that tokenize to ``forms``, with each run as one word. Proximity tokens are not ``in_order``."""
    words: list[str] = []
    before = ""
    for form in forms:
        if _is_pair(before) and before[1] == form[0] and (_is_pair(form) or (in_order and is_single(form))):
            # The pair continues the run, or its last character ends it. That character is already written.
            words[-1] += form[1:]
        else:
            words.append(form)
        before = form
    return tuple(words)


def _is_pair(form: str) -> bool:
    return len(form) == 2 and is_of_run(form)
