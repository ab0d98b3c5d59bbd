"""Owns the process that makes the arrays of texts while the writer's own goes on: on two processors both work.

It gets texts and gives arrays. It reads nothing, writes nothing and holds no lock, so it may die at any time, and what
it was to make is made in the writer's process. It is spawned, and ends when the other end of its pipe is closed.
"""

import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from multiprocessing.connection import Connection

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.meanwhile import meanwhile
from pincite.index.engines.whoosh.spawning import can_work_beside, start_beside
from pincite.index.engines.whoosh.writing.inverting import BuiltArrays
from pincite.index.engines.whoosh.writing.texts import TextBuilder

LEAST = 1 << 20
"""The characters of text from which a batch is worth sending."""

_PATIENCE = 5.0
_KEPT = 16 << 20

Request = tuple[Sequence[bytes], Sequence[str | None], NDArray[np.uint8], bool]
"""Texts, the language of each, the dictionary, and whether the other process is to pack the texts."""

Begun = Callable[[], BuiltArrays]
"""Waits for arrays that are being made, and returns them."""


class BesideBuilder:
    """A ``TextBuilder`` that can make the arrays of one batch in another process."""

    def __init__(self, dictionary: NDArray[np.uint8] | None = None) -> None:
        self._near = TextBuilder(dictionary)
        self._far: _Process | None = None
        self._may = can_work_beside()
        self._waited = False

    def build(self, texts: Sequence[bytes], languages: Sequence[str | None]) -> BuiltArrays:
        """Return what ``TextBuilder.build`` does."""
        return self._near.build(texts, languages)

    def takes(self, characters: int) -> bool:
        """Whether a batch of so many characters is worth ``begin``, and the other process is there.

        The first such batch starts it, and waits in its pipe meanwhile.
        """
        if not self._may or characters < LEAST:
            return False
        if self._far is None:
            try:
                self._far = _Process()
            except OSError:
                self._give_up()
        return self._far is not None

    def begin(self, texts: Sequence[bytes], languages: Sequence[str | None]) -> Begun:
        """Begin ``build`` in the other process, if it can be asked. Call it only if ``takes`` says so.

        One more may be begun before what was begun is finished: they are finished in this order. When this process had
        to wait for a batch, it packs the texts of the next one.
        """
        packs = self._waited and len(self._near.dictionary) > 0
        self._send((texts, languages, self._near.dictionary, not packs))
        packed = self._near.pack("texts", texts) if packs else {}
        return lambda: {**packed, **self._finish(texts, languages)}

    def _send(self, request: Request) -> None:
        try:
            if self._far is not None:
                self._far.send(request)
        except RuntimeError:
            self._give_up()

    def close(self) -> None:
        """End the other process. It starts again when it is needed."""
        if self._far is not None:
            self._far.end()
            self._far = None

    def _finish(self, texts: Sequence[bytes], languages: Sequence[str | None]) -> BuiltArrays:
        try:
            if self._far is not None:
                self._waited = not self._far.has_told()
                made: BuiltArrays = self._far.receive()
                self._near.dictionary = made.get("texts.dictionary", self._near.dictionary)
                return made
        except (OSError, EOFError):
            self._give_up()
        return self._near.build(texts, languages)

    def _give_up(self) -> None:
        """Work here alone: what ended the other process may end it again."""
        self.close()
        self._may = False


class _Process:
    """The other process."""

    def __init__(self) -> None:
        """Raises OSError when it cannot be started."""
        self._process, self._connection = start_beside(work)
        self._sending: Future[None] | None = None

    def send(self, request: Request) -> None:
        """Send ``request``, and do not wait until it has been read. If the process is dead, ``receive`` says so.

        Raises RuntimeError when there can be no thread for it.
        """
        before, data = self._sending, pickle.dumps(request, pickle.HIGHEST_PROTOCOL)
        # The process may only start, or wait itself until what it has made is received.
        self._sending = meanwhile(lambda: self._send(data, before))

    def _send(self, data: bytes, before: "Future[None] | None") -> None:
        if before is not None:
            before.result()
        with suppress(OSError):
            self._connection.send_bytes(data)

    def has_told(self) -> bool:
        """Whether ``receive`` need not wait."""
        return self._connection.poll()

    def receive(self) -> BuiltArrays:
        """Return the arrays. Raises OSError, EOFError."""
        made: BuiltArrays = pickle.loads(self._connection.recv_bytes())  # noqa: S301 - from the process started here
        return made

    def end(self) -> None:
        """End it, whatever it does."""
        if self._sending is not None:
            # What it still reads nobody waits for. Its death ends the sending.
            if not self._sending.done():
                self._process.kill()
            self._sending.result()
        self._connection.close()
        self._process.join(_PATIENCE)
        self._process.kill()
        self._process.join()
        self._process.close()


def work(connection: Connection) -> None:
    """Make arrays until the other end is closed. Runs in the other process, and is called from nowhere else."""
    # Freeing a block teaches glibc's allocator to keep such blocks. Otherwise each array comes page by page: 6 % of
    # the time of a batch.
    np.empty(_KEPT, np.uint8)
    builder = TextBuilder()
    try:
        while True:
            texts, languages, dictionary, packs = pickle.loads(connection.recv_bytes())  # noqa: S301 - from who started us
            if len(dictionary):
                builder.dictionary = dictionary
            made = builder.build(texts, languages, packs=packs)
            connection.send_bytes(pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
    except (OSError, EOFError):
        return
