"""Where an archive lives when nobody says: ``var`` in a checkout, otherwise the user's data folder.

The place of the program decides, never the folder that a command runs in: an archive must be found again from anywhere.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from pincite.index.values.errors import ArchiveMissing

_ROOT = Path(__file__).parents[2]
"""What contains the package: the root of a checkout, or a folder of installed packages."""


def is_checkout(root: Path = _ROOT) -> bool:
    """Whether the program runs from the sources that ``root`` holds."""
    return (root / "pyproject.toml").is_file() and (root / "app").is_dir()


def default_home() -> Path:
    """Return the folder of an archive that nobody named. Raises ArchiveMissing where the user has no folder."""
    return Path("var") if is_checkout() else data_folder(os.environ) / "pincite"


def data_folder(environment: Mapping[str, str]) -> Path:
    """Return the user's data folder (XDG Base Directory Specification). Raises ArchiveMissing if there is none."""
    named = Path(environment.get("XDG_DATA_HOME", ""))
    # The specification: a relative path is invalid and must be ignored.
    if named.is_absolute():
        return named
    try:
        return Path.home() / ".local" / "share"
    except RuntimeError:
        raise ArchiveMissing("this user has no home folder to keep an archive in: set PINCITE_HOME") from None
