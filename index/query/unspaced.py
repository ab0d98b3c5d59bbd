"""Runs of scripts without blanks in a query: which of their tokens are asked for, and how they are written again."""

from collections.abc import Sequence

from pincite.index.text.analysis import is_of_run


def is_single(form: str) -> bool:
    """Tell whether a token is one character of a run, and no pair."""
    return len(form) == 1 and is_of_run(form)


def ended(forms: Sequence[str]) -> tuple[str, ...]:
    """Return the tokens that the words ``forms`` ask for: a run at their end goes on in a text, or ends there too.

    So the last character alone is not asked for, unless it is all of the run: then it begins a token, see ``begins``.
    """
    goes_on = len(forms) > 1 and is_single(forms[-1]) and _is_pair(forms[-2])
    return tuple(forms[:-1] if goes_on else forms)


def begins(forms: Sequence[str]) -> bool:
    """Tell whether the last of ``ended`` tokens only begins the token there."""
    return is_single(forms[-1])


def together(forms: Sequence[str]) -> tuple[str, ...]:
    """Return the tokens that a window holds: of each run its pairs, wherever it ends there."""
    before = ("", *forms)
    return tuple(form for form, last in zip(forms, before, strict=False) if not (is_single(form) and _is_pair(last)))


def written(forms: Sequence[str], in_order: bool = True) -> tuple[str, ...]:
    """Return the words that are read as ``forms``: each run is one. Those of a window are not ``in_order``."""
    words: list[str] = []
    before = ""
    for form in forms:
        if _is_pair(before) and before[1] == form[0] and (_is_pair(form) or (in_order and is_single(form))):
            # The pair goes on, or the last character of its run ends it: that one is written already.
            words[-1] += form[1:]
        else:
            words.append(form)
        before = form
    return tuple(words)


def _is_pair(form: str) -> bool:
    return len(form) == 2 and is_of_run(form)
