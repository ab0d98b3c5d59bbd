"""Secrets in files, as container engines and service managers provide them."""

import re
from pathlib import Path

from pincite.index.values.errors import ArchiveError


def read_secret(path: Path) -> str:
    """Return the file's content without the line end. Raises ArchiveError, which never quotes the content."""
    try:
        secret = path.read_text(encoding="utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise ArchiveError(f"the password in {path} is not UTF-8: write it as text") from None
    except OSError as error:
        raise ArchiveError(f"the password in {path} cannot be read ({error.strerror}): name another file") from error
    if not secret:
        raise ArchiveError(f"the file {path} is empty: write the password into it")
    return secret


_MASK = "•••"
_NEXT = re.compile(r",(?=\s*[a-z][a-z0-9+.-]*://)", re.IGNORECASE)
"""Between two URLs of a list. A comma in a password is not followed by a scheme."""
_USER = re.compile(r"(?<=://)([^:@/]*)(:.*)?@", re.DOTALL)
_QUERIED = re.compile(r"(?<=[?&;])([^=&;]*(?:pass|secret|token|key)[^=&;]*)=[^&;]*", re.IGNORECASE)


def mask_urls(text: str) -> str:
    """Return ``text``, one URL or several separated by commas, without the passwords in it. Other texts stay.

    What cannot be read as a password without doubt is masked too.
    """
    return ",".join(_mask(part) for part in _NEXT.split(text))


def _mask(url: str) -> str:
    masked = _USER.sub(lambda found: f"{found[1]}{f':{_MASK}' if found[2] else ''}@", url)
    return _QUERIED.sub(rf"\1={_MASK}", masked)
