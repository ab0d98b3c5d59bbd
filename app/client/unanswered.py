"""What a client raises beside the errors of the tree: nobody answered, or the answer is not the expected one.

::

    PinciteError
    ├── ServiceUnreachable    no connection, no valid certificate, or it broke off
    │   └── ServiceTimeout    no answer in time
    ├── ForeignAnswer         what answered is not Pincite, or a proxy answered in its place
    ├── ServiceLacks          the service, or this archive, does not have this resource
    ├── ServiceFailed         an error in the service, or one that this client does not know
    ├── FieldAbsent           the answer does not have this field (a KeyError too)
    ├── TimeRanOut            the list ends too early, because the service ran out of time
    └── LibraryMissing        a library that only this method needs (an ImportError too)
"""

from pincite.index.values.errors import PinciteError, Problem, QueryError


class ServiceUnreachable(PinciteError):
    """Nobody answers at the address, or the connection broke off."""


class ServiceTimeout(ServiceUnreachable):
    """The service did not answer in time."""


class ForeignAnswer(PinciteError):
    """The answer is not one of Pincite's: the address is wrong, or a proxy answered."""


class ServiceLacks(PinciteError):
    """The service does not have this resource; it is older than the client."""


class ServiceFailed(PinciteError):
    """An error in the service, or an error that this client does not know; ``code`` says which."""


class FieldAbsent(PinciteError, KeyError):
    """An answer without this field: the service is older than the client, or the field was not asked for."""

    # A KeyError shows its message in quotes.
    __str__ = Exception.__str__


class TimeRanOut(PinciteError):
    """A list that ended before its end, because the service ran out of time."""


class LibraryMissing(PinciteError, ImportError):
    """A library that is not installed; the message has the command that installs it."""


def tell(error: PinciteError, code: str | None, where: str, *, request_id: str = "") -> PinciteError:
    """Give an error its code, its place and, below its message, what a reader of a traceback needs to go on."""
    error.code, error.where = code, where
    for problem in error.problems if isinstance(error, QueryError) else ():
        if problem.mend is not None:
            error.add_note(f"Try: {_named(problem)} {problem.mend}")
    asked = f", request {request_id}" if request_id else ""
    error.add_note(f"Where: {where}{asked}" + (f" ({code})" if code else ""))
    return error


def _named(problem: Problem) -> str:
    return f"{problem.parameter}:" if problem.code != "unknown_parameter" else f"instead of {problem.parameter}:"
