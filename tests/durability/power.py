"""A disk that loses its power: it notes every operation, and builds the folders that a crash could have left.

What is simulated is what POSIX leaves open. Bytes that were not synced are there, or absent, or cut off, or zeros. A
name that was made, renamed or removed since its folder was last synced is as before or as after, each for itself and
in any order; one rename is one change. SQLite's files are taken as they stood at that moment, since SQLite syncs them
and their names by itself: its own promise (write-ahead log, ``synchronous=FULL``) is believed and not tested here.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tests.durability.disks import SYNCS

Style = Literal["nothing", "everything", "names", "bytes", "chance", "all but", "only"]
STYLES: tuple[Style, ...] = ("nothing", "names", "bytes", "everything", "chance")


@dataclass(frozen=True, slots=True)
class Cut:
    """A power cut after ``at`` operations, and what survives of what was not synced.

    Nothing, everything, names without bytes, bytes without names, each as the dice say; all but the change of names
    that operation ``one`` made, or only that.
    """

    at: int
    style: Style
    one: int = -1

    def keeps_bytes(self) -> bool:
        """Whether all bytes survive."""
        return self.style in ("everything", "bytes", "all but", "only")

    def keeps_name(self, operation: int, dice: random.Random) -> bool:
        """Whether a change of names survives."""
        if self.style in ("all but", "only"):
            return (operation == self.one) == (self.style == "only")
        return self.style in ("everything", "names") or (self.style == "chance" and dice.random() < 0.5)


_RENAMING = ("create", "rename", "unlink", "make_folder", "remove_folder")
_DATABASE = (".sqlite", ".sqlite-wal")


@dataclass(slots=True, eq=False)
class File:
    """Bytes: all that were written, and how many of them are safe."""

    written: bytearray = field(default_factory=bytearray)
    safe: int = 0


@dataclass(slots=True, eq=False)
class Folder:
    """Names: as they are now, as they are safe, and the changes between the two, in order."""

    now: dict[str, "Node"] = field(default_factory=dict)
    safe: dict[str, "Node"] = field(default_factory=dict)
    changes: list[tuple[int, dict[str, "Node | None"]]] = field(default_factory=list)

    def change(self, operation: int, change: dict[str, "Node | None"]) -> None:
        """Bind names, or free those that are given None, as one change."""
        self.changes.append((operation, change))
        _apply(self.now, change)


Node = File | Folder
Event = tuple[str, tuple[Any, ...]]


def _apply(names: dict[str, Node], change: dict[str, Node | None]) -> None:
    for name, node in change.items():
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


class Recording:
    """Notes every operation below ``root``, which is safe as it stands, and SQLite's files whenever they changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._before = {path: path.read_bytes() if path.is_file() else None for path in sorted(root.rglob("*"))}
        self._events: list[Event] = []
        self._databases: dict[Path, tuple[tuple[int, int], bytes]] = {}

    def __call__(self, operation: str, arguments: tuple[Any, ...], go: Callable[[], Any]) -> Any:
        self._look_at_databases()
        if operation in SYNCS:
            # The machine stays on: only what would be lost without it matters.
            self._note(operation, *arguments)
            return None
        result = go()
        if operation == "create":
            self._note(operation, *arguments, result)
        else:
            self._note(
                operation, *(bytes(one) if isinstance(one, bytearray | memoryview) else one for one in arguments)
            )
        return result

    def report(self, batch: int) -> None:
        """Note that a batch was acknowledged."""
        self._look_at_databases()
        self._note("report", batch)

    def __len__(self) -> int:
        return len(self._events)

    def until_synced(self, after: int, event: Event) -> range:
        """Return the moments from ``after`` on until the same sync is asked for again."""
        again = (at for at in range(after, len(self)) if self._events[at] == event)
        return range(after, next(again, len(self)) + 1)

    def cuts(self, moments: Iterable[int]) -> Iterator[Cut]:
        """Yield the cuts at these numbers of operations: all that are not left to the dice, and one that is."""
        for at in moments:
            yield from (Cut(at, style) for style in STYLES)
            for one in self._unsafe_names(at):
                yield from (Cut(at, "all but", one), Cut(at, "only", one))

    def _unsafe_names(self, at: int) -> list[int]:
        """Return the operations before ``at`` that changed names in a folder which was not synced since."""
        changes: dict[Path, list[int]] = {}
        for number, (operation, arguments) in enumerate(self._events[:at]):
            if operation in _RENAMING:
                changes.setdefault(arguments[0].parent, []).append(number)
            elif operation == "sync_folder":
                changes.pop(arguments[0], None)
        return [number for numbers in changes.values() for number in numbers]

    def cut(self, cut: Cut, folder: Path, dice: random.Random) -> int:
        """Build in ``folder`` what a power cut leaves; return the last acknowledged batch."""
        disk = _Replay(self.root, self._before)
        for number, (operation, arguments) in enumerate(self._events[: cut.at]):
            disk.take(number, operation, arguments)
        disk.build(folder, cut, dice)
        return disk.acknowledged

    def _note(self, operation: str, *arguments: Any) -> None:
        self._events.append((operation, arguments))

    def _look_at_databases(self) -> None:
        for path in self.root.rglob("*.sqlite*"):
            if path.name.endswith(_DATABASE):
                stamp = (path.stat().st_size, path.stat().st_mtime_ns)
                if self._databases.get(path, (None, b""))[0] != stamp:
                    self._databases[path] = (stamp, path.read_bytes())
                    self._note("database", path, self._databases[path][1])


class _Replay:
    """The file system after some of the events, with what is safe of it."""

    def __init__(self, root: Path, before: dict[Path, bytes | None]) -> None:
        self._root, self._tree = root, Folder()
        self._open: dict[int, File] = {}
        self._databases: dict[Path, bytes] = {}
        self._ours: dict[Path, bytes] = {}
        self.acknowledged = self._number = 0
        for path, data in before.items():
            if path.name.endswith(_DATABASE):
                self._databases[path] = data or b""
                continue
            node = Folder() if data is None else File(bytearray(data), len(data))
            parent = self._folder(path.parent)
            parent.now[path.name] = parent.safe[path.name] = node

    def take(self, number: int, operation: str, arguments: tuple[Any, ...]) -> None:
        """Do what an event says."""
        self._number = number
        getattr(self, f"_{operation}")(*arguments)

    def _change(self, folder: Path, change: dict[str, Node | None]) -> None:
        self._folder(folder).change(self._number, change)

    def _create(self, path: Path, descriptor: int) -> None:
        self._open[descriptor] = File()
        self._change(path.parent, {path.name: self._open[descriptor]})

    def _write(self, descriptor: int, data: bytes) -> None:
        self._open[descriptor].written += data

    def _sync(self, descriptor: int) -> None:
        file = self._open[descriptor]
        file.safe = len(file.written)

    def _close(self, descriptor: int) -> None:
        del self._open[descriptor]

    def _rename(self, source: Path, target: Path) -> None:
        node = self._folder(source.parent).now[source.name]
        if target.name.endswith(_DATABASE) and isinstance(node, File):
            self._ours[target] = bytes(node.written)
            self._databases.pop(target, None)
        if source.parent == target.parent:
            self._change(source.parent, {source.name: None, target.name: node})
        else:
            self._change(target.parent, {target.name: node})
            self._change(source.parent, {source.name: None})

    def _unlink(self, path: Path) -> None:
        if self._databases.pop(path, None) is not None:
            return
        self._change(path.parent, {path.name: None})

    def _remove_folder(self, path: Path) -> None:
        self._change(path.parent, {path.name: None})

    def _make_folder(self, path: Path) -> None:
        self._change(path.parent, {path.name: Folder()})

    def _sync_file(self, path: Path) -> None:
        node = self._folder(path.parent).now.get(path.name)
        if isinstance(node, File):
            node.safe = len(node.written)

    def _sync_folder(self, path: Path) -> None:
        folder = self._folder(path)
        folder.safe, folder.changes = dict(folder.now), []

    def _database(self, path: Path, data: bytes) -> None:
        # A file that we wrote ourselves is SQLite's from its first change on.
        if path not in self._ours or self._ours[path] != data:
            self._databases[path] = data

    def _report(self, batch: int) -> None:
        self.acknowledged = batch

    def _folder(self, path: Path) -> Folder:
        folder: Node = self._tree
        for name in path.relative_to(self._root).parts:
            assert isinstance(folder, Folder)
            folder = folder.now[name]
        assert isinstance(folder, Folder)
        return folder

    def build(self, target: Path, cut: Cut, dice: random.Random) -> None:
        """Write what survives to ``target``."""
        _build_folder(self._tree, target, cut, dice)
        for path, data in self._databases.items():
            place = target / path.relative_to(self._root)
            # Its folder may be among what was lost.
            if place.parent.is_dir():
                place.write_bytes(data)


def _build_folder(folder: Folder, target: Path, cut: Cut, dice: random.Random) -> None:
    target.mkdir()
    names = dict(folder.safe)
    for operation, change in folder.changes:
        if cut.keeps_name(operation, dice):
            _apply(names, change)
    for name, node in names.items():
        if isinstance(node, Folder):
            _build_folder(node, target / name, cut, dice)
        else:
            (target / name).write_bytes(_surviving(node, cut, dice))


def _surviving(file: File, cut: Cut, dice: random.Random) -> bytes:
    if cut.keeps_bytes():
        return bytes(file.written)
    if cut.style != "chance":
        return bytes(file.written[: file.safe])
    kept = dice.randint(file.safe, len(file.written))
    zeros = dice.choice((0, len(file.written) - kept))
    return bytes(file.written[:kept]) + bytes(zeros)
