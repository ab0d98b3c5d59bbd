"""``_defaults.yaml``: values of a folder and all below it, for what its files do not say themselves.

Of two, the one nearer to the file wins, key by key; a key without a value takes back what stands above.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pincite.index.reading.metadata import KEYS, OPTIONS

NAME = "_defaults.yaml"
ORIGIN = "defaults"
"""What the provenance says of a value from here."""

_KNOWN = (*(key for key in KEYS if key != "id"), *OPTIONS)


@dataclass(frozen=True, slots=True, eq=False)
class Defaults:
    """What holds for a folder: values as ``read_values`` returns them, and OPTIONS.

    ``rows`` are what tables of the folder and those above say of single files, by their absolute paths.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def mark(self) -> bytes:
        """Return what tells these defaults from others; empty when there are none."""
        return repr(sorted(self.values.items())).encode("utf-8", "backslashreplace") if self.values else b""

    @property
    def body(self) -> str | None:
        """The elements of a page that are its text."""
        return self.values.get("body")

    @property
    def rules_off(self) -> tuple[str, ...]:
        """The names of the rules over the words that are switched off."""
        return tuple(self.values.get("rules_off", ()))

    def heading(self, *, alone: bool) -> dict[str, Any]:
        """Return the values for a statement; a title is not for one of several in its file."""
        return {key: value for key, value in self.values.items() if key not in OPTIONS and (alone or key != "title")}

    def with_nearer(self, raw: bytes, name: str) -> "Defaults":
        """Return these with the file called ``name`` of a folder below. SourceError names the line that is wrong."""
        # Most folders have no such file, and only what reads one needs YAML and the names of the rules.
        from pincite.index.reading.sidecar import parse_keys

        merged = {**self.values, **parse_keys(raw, name, _KNOWN)}
        return Defaults({key: value for key, value in merged.items() if value is not None}, self.rows)

    def with_rows(self, rows: Mapping[str, Mapping[str, Any]]) -> "Defaults":
        """Return these with the rows of a table that is nearer to the files; key by key, the nearer one wins."""
        merged = {path: {**self.rows.get(path, {}), **row} for path, row in rows.items()}
        return Defaults(self.values, {**self.rows, **merged})


NO_DEFAULTS = Defaults()
