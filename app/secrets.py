"""Secrets in files, as container engines and service managers provide them."""

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
