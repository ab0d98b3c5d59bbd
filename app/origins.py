"""Where each setting comes from: the command line, the environment, or its default. Passwords are masked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from pincite.app.secrets import mask_urls
from pincite.app.settings import Settings

PREFIX = "PINCITE_"
COMMAND_LINE, ENVIRONMENT, DEFAULT = "command line", "environment", "default"


@dataclass(frozen=True, slots=True)
class Origin:
    """A setting: its variable, its value as it can be shown, and where that comes from."""

    name: str
    value: str | int | float | bool | None
    origin: str


def origins_of(settings: Settings, on_command_line: Collection[str]) -> list[Origin]:
    """Return every setting in the order of the class. ``on_command_line`` has the fields that options gave."""
    return [
        Origin(f"{PREFIX}{name.upper()}", _shown(getattr(settings, name)), _origin(settings, name, on_command_line))
        for name in Settings.model_fields
    ]


def unknown_in(environment: Mapping[str, str]) -> list[str]:
    """Return the variables that look like settings and are none, in order: they have no effect."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    return sorted(name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in known)


def _origin(settings: Settings, name: str, on_command_line: Collection[str]) -> str:
    if name in on_command_line:
        return COMMAND_LINE
    return ENVIRONMENT if name in settings.model_fields_set else DEFAULT


def _shown(value: object) -> str | int | float | bool | None:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, str):
        return mask_urls(value)
    assert value is None or isinstance(value, (bool, int, float))
    return value
