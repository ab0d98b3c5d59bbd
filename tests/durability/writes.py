"""Finds, in source text, whatever makes, changes, renames or removes a file without asking index/storage/disk.py."""

import ast
from collections.abc import Iterator
from pathlib import Path

_READ_FLAGS = {"O_RDONLY", "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK"}
_METHODS = {
    "write_text",
    "write_bytes",
    "mkdir",
    "unlink",
    "rename",
    "rmdir",
    "touch",
    "symlink_to",
    "hardlink_to",
    "chmod",
    "lchmod",
    "tofile",
    "extractall",
}
_OS = {
    "remove",
    "unlink",
    "rename",
    "renames",
    "replace",
    "mkdir",
    "makedirs",
    "rmdir",
    "removedirs",
    "truncate",
    "ftruncate",
    "link",
    "symlink",
    "write",
    "pwrite",
    "writev",
    "sendfile",
    "copy_file_range",
    "fsync",
    "fdatasync",
    "mkfifo",
    "mknod",
    "chmod",
    "chown",
    "utime",
    "posix_fallocate",
}
_MODULES = {"shutil", "tempfile", "filelock", "fileinput", "shelve", "dbm", "subprocess"}
_OPENERS = {"gzip", "io", "bz2", "lzma", "codecs", "tarfile", "Path"}
"""Whose ``open`` takes the path first and the mode second."""
_ARRAYS = {"save", "savez", "savez_compressed", "savetxt", "memmap", "open_memmap"}


def find_writes(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, what it does) for every call that may write to the file system."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((node.lineno, f"import {name}") for name in _of_import(node))
        elif isinstance(node, ast.Call):
            found = _of_call(node)
            if found:
                yield node.lineno, found


def _of_import(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Modules that write, and other names for what is looked for by its own."""
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        if module.split(".")[0] in _MODULES:
            yield module
        yield from (f"os.{alias.name}" for alias in node.names if module == "os" and alias.name in {*_OS, "open"})
    else:
        yield from (alias.name for alias in node.names if alias.name.split(".")[0] in _MODULES)
        yield from (f"os as {alias.asname}" for alias in node.names if alias.name == "os" and alias.asname)


def _of_call(call: ast.Call) -> str | None:
    function = call.func
    if isinstance(function, ast.Name) and function.id in ("open", "ZipFile"):
        return _opened(call, 1)
    if not isinstance(function, ast.Attribute):
        return None
    owner = function.value.id if isinstance(function.value, ast.Name) else ""
    if owner == "disk" or (isinstance(function.value, ast.Attribute) and function.value.attr in ("disk", "_disk")):
        return None
    if owner == "os":
        return _of_os(call, function.attr)
    if owner == "sqlite3" and function.attr == "connect":
        return "sqlite3.connect"
    if owner in ("np", "numpy") and function.attr in _ARRAYS:
        return f"np.{function.attr}"
    if owner == "mmap" and function.attr == "mmap":
        return _mapped(call)
    if function.attr == "open" and owner[:1].isupper() and owner != "Path":
        # A class that opens itself: what it does to files stands in it.
        return None
    if function.attr in ("open", "fdopen", "ZipFile"):
        return _opened(call, 1 if owner in _OPENERS or function.attr == "ZipFile" else 0)
    # str.replace takes two arguments, Path.replace one.
    if function.attr in _METHODS or (function.attr == "replace" and len(call.args) == 1 and not call.keywords):
        return f".{function.attr}"
    return None


def _of_os(call: ast.Call, name: str) -> str | None:
    if name in _OS:
        return f"os.{name}"
    if name == "open":
        to_nowhere = ast.unparse(call.args[0]) == "os.devnull"
        flags = {node.attr for node in ast.walk(call.args[1]) if isinstance(node, ast.Attribute)}
        return None if to_nowhere or (flags and flags <= _READ_FLAGS) else "os.open for writing"
    return _opened(call, 1) if name == "fdopen" else None


def _mapped(call: ast.Call) -> str | None:
    """A mapping writes unless it says that it does not."""
    access = next((ast.unparse(word.value) for word in call.keywords if word.arg == "access"), "")
    return None if access in ("mmap.ACCESS_READ", "mmap.ACCESS_COPY") else "mmap.mmap for writing"


def _opened(call: ast.Call, place: int) -> str | None:
    """A mode that writes, or one that cannot be read from the source."""
    given = [*call.args[place : place + 1], *(word.value for word in call.keywords if word.arg == "mode")]
    if not given:
        return None
    # Who names it says it last: what opens an archive's entry takes the entry where a path's own takes the mode.
    mode = given[-1]
    if isinstance(mode, ast.Constant) and isinstance(mode.value, str):
        return f"open {mode.value!r}" if set(mode.value) & set("wax+") else None
    return "open with a mode that is not written out"


def python_files(root: Path) -> list[Path]:
    """Return the modules of the product."""
    return sorted(path for name in ("index", "app") for path in (root / name).rglob("*.py"))
