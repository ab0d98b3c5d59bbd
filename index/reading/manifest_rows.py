"""``manifest.csv``: values for the files of a folder and those below it, one row a file.

The column ``file`` names the file, from the folder of the table. The other columns are keys of a sidecar, or names of
Dublin Core. Several values in a cell stand between ``;`` or ``|``, and a person is ``Name (office)``. Without a column
``file``, a table is some other program's.
"""

import csv
import io
import os.path
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from pincite.index.reading.aliases import rename_keys
from pincite.index.reading.canonical import decode_canonical
from pincite.index.reading.metadata import KEYS, BadValue, check_keys, read_values
from pincite.index.values.errors import SourceError

NAME = "manifest.csv"
COLUMN = "file"

_LISTS = ("issuers", "people", "topics", "instruments")
_PERSON = re.compile(r"(?P<name>[^()]+?)\s*\((?P<office>.+)\)", re.DOTALL)


def read_rows(raw: bytes, name: str, folder: Path) -> dict[str, dict[str, Any]] | None:
    """Return the values of each row, as ``read_values`` gives them, by the absolute path of the row's file.

    None when the table has no column ``file``. SourceError names the line that is wrong.
    """
    text = decode_canonical(raw, name)
    head = text.partition("\n")[0]
    delimiter = ";" if ";" in head and "," not in head else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [column.strip() for column in next(reader, [])]
        if COLUMN not in columns:
            return None
        return dict(_read(reader, columns, name, folder))
    except csv.Error as error:
        raise SourceError(name, reader.line_num, f"broken CSV ({error})", "correct the line") from error


def _read(reader: Any, columns: list[str], name: str, folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    seen: dict[str, int] = {}
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        line = reader.line_num
        try:
            path, values = _read_row(cells, columns, folder)
            if path in seen:
                raise BadValue(COLUMN, f"the file stands in line {seen[path]} too", "remove one of the two rows")
        except BadValue as bad:
            raise SourceError(name, line, bad.reason, bad.mend) from bad
        seen[path] = line
        yield path, values


def _read_row(cells: list[str], columns: list[str], folder: Path) -> tuple[str, dict[str, Any]]:
    if len(cells) != len(columns):
        reason = f"the row has {len(cells)} cells, and the first line {len(columns)} columns"
        raise BadValue(COLUMN, reason, "put a text that holds the separator between double quotes")
    given = dict(zip(columns, cells, strict=True))
    file = PurePosixPath(given.pop(COLUMN).strip())
    if not file.parts or file.is_absolute() or ".." in file.parts:
        raise BadValue(COLUMN, f"{str(file)!r} is no file of this folder", "write its path from here")
    renamed = rename_keys({key: cell for key, cell in given.items() if cell.strip()}, KEYS)
    check_keys(renamed, KEYS)
    return os.path.normpath(folder / file), read_values({key: _cell(key, cell) for key, cell in renamed.items()})


def _cell(key: str, cell: str | list[str]) -> object:
    if key not in _LISTS:
        return cell
    text = cell if isinstance(cell, str) else cell[0]
    items = [item.strip() for item in text.split("|" if "|" in text else ";") if item.strip()]
    return [_person(item) for item in items] if key == "people" else items


def _person(text: str) -> Mapping[str, str] | str:
    match = _PERSON.fullmatch(text)
    return text if match is None else {"name": match["name"], "office": match["office"]}
