"""One pass over the sources: skip unchanged statements, parse the others, pass them on in batches."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pincite.index.ingest.claims import Claims, Place, refuse_twice
from pincite.index.ingest.events import Listener, Progress, Refused, Repeated, Report, Skipped, Split
from pincite.index.ingest.moving import Moves
from pincite.index.ingest.sink import Sink
from pincite.index.reading.canonical import line_of
from pincite.index.reading.draft import Draft, Source
from pincite.index.reading.formats.workers import Workers
from pincite.index.reading.readers import holds_file, read, read_source_digest
from pincite.index.reading.sources import Discovery
from pincite.index.record.record import Record
from pincite.index.record.values import Batch, Incoming, SourceState
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.bounds import PARAGRAPH
from pincite.index.values.errors import SourceError
from pincite.index.values.statement import Statement

_PROGRESS_EVERY = 50
_COUNTED = ("new", "changed", "metadata", "unchanged", "withdrawn", "paragraphs")
_BATCH_CHARACTERS = 2**24
"""A batch is also full with this many bytes of text, to limit memory."""


@dataclass(frozen=True, slots=True)
class _Pending:
    incoming: Incoming
    place: Place


class Collector:
    """Reads every source of a discovery once, in order, and counts."""

    def __init__(
        self,
        record: Record,
        discovery: Discovery,
        sink: Sink,
        batch_size: int,
        on_event: Listener,
        sources: SourceStore | None = None,
    ) -> None:
        """``sources`` is where source files are kept; without it none are."""
        self._record, self._discovery, self._sink = record, discovery, sink
        self._batch_size, self._on_event, self._store = batch_size, on_event, sources
        self._known: Mapping[str, SourceState] = record.sources()
        self._sources = {source.location: source for source in discovery.sources}
        self._digests: dict[str, str] = {}
        self._read: set[str] = set()
        self._claims = Claims(self._still_holds)
        self._moves = Moves(record, self._known, self._sources)
        self._pending: list[_Pending] = []
        self._unsettled: set[str] = set()
        self._characters = self._position = 0
        self._is_alone = False
        self._finished: list[str] = []
        self._refused: list[tuple[str | None, SourceError]] = []
        self._splits: list[Split] = []
        self._repeated: list[Repeated] = []
        self._counts: Counter[str] = Counter()

    def collect(self) -> Report:
        """Read everything. What is refused is named in the report; the rest has gone to the sink."""
        for error in self._discovery.refused:
            self._refuse(None, error)
        # A worker is started when the first file needs one.
        with Workers() as self._workers:
            for location, source in self._sources.items():
                self._take(source, location)
                self._tell_progress()
        self._flush()
        return self._build_report()

    def _take(self, source: Source, location: str) -> None:
        try:
            digest = self._digest(location)
        except SourceError as error:
            self._refuse(location, error)
            return
        known = self._known.get(location)
        is_kept = known is None or self._is_kept(source, known)
        if known is not None and known.digest == digest and is_kept:
            self._counts["skipped"] += 1
            self._counts["unchanged"] += known.statements
            self._counts["statements"] += known.statements
            self._on_event(Skipped(source.name, known.statements))
        else:
            # A draft that is known is not parsed, and says nothing of its file.
            is_new = known is None or not is_kept
            self._take_drafts(source, location, {} if is_new else self._record.draft_digests(location))
        self._counts["bytes"] += size(source)
        self._position = 0

    def _is_kept(self, source: Source, known: SourceState) -> bool:
        """Whether each statement of an unchanged source has its file, where files are kept."""
        if self._store is None or not holds_file(source):
            return True
        return known.filed == known.statements and all(map(self._store.holds, known.files))

    def _take_drafts(self, source: Source, location: str, known: Mapping[str, str]) -> None:
        self._read.add(location)
        drafts = read(source, self._workers)
        if holds_file(source):
            # A file that is one statement keeps its id, whatever the file is called now.
            drafts = iter(together := list(drafts))
            self._is_alone = len(together) == 1
        for draft in drafts:
            self._position = draft.position
            try:
                self._take_draft(draft, Place(source, location, draft.line), known.get(draft.digest))
            except SourceError as error:
                self._refuse(location, error)
        self._is_alone = False
        self._finished.append(location)

    def _take_draft(self, draft: Draft, place: Place, known: str | None) -> None:
        self._counts["statements"] += 1
        if self._counts["statements"] % _PROGRESS_EVERY == 0:
            self._tell_progress()
        if known is not None:
            self._counts["unchanged"] += self._claim(known, place, None)
            return
        self._counts["parsed"] += 1
        statement = draft.parse()
        if self._is_alone:
            statement = self._moves.with_kept_id(statement, place.location)
        if not self._claim(statement.heading.id, place, statement.digest):
            return
        self._unsettled.add(statement.heading.id)
        self._tell_splits(statement, place)
        file = None if self._store is None else draft.file
        if file is not None:
            self._sink.keep(file, draft.raw)
        self._pending.append(_Pending(Incoming(statement, draft.digest, place.location, file), place))
        self._characters += len(statement.text)
        if len(self._pending) >= self._batch_size or self._characters >= _BATCH_CHARACTERS:
            self._flush()

    def _claim(self, identity: str, place: Place, version: str | None) -> bool:
        """Take an id for a text (None: the one of the record); False when another source has it with the same text."""
        earlier = self._claims.find(identity)
        if earlier is not None and earlier.location != place.location:
            version = version or self._recorded(identity)
            # The earlier one may yet have to give the id back.
            if identity in self._unsettled:
                self._flush()
                earlier = self._claims.find(identity)
        if earlier is None:
            self._claims.add(identity, place, version)
            return True
        held = self._claims.version(identity) or self._recorded(identity)
        if earlier.location == place.location or held != version:
            raise refuse_twice(identity, place, earlier)
        self._repeat(identity, place, earlier)
        return False

    def _recorded(self, identity: str) -> str | None:
        owner = self._record.owners([identity]).get(identity)
        return None if owner is None else owner.version

    def _repeat(self, identity: str, place: Place, other: object) -> None:
        repeated = Repeated(place.source.name, place.line, identity, str(other))
        self._repeated.append(repeated)
        self._on_event(repeated)

    def _flush(self) -> None:
        admitted = self._admit()
        refused = {location for location, _ in self._refused}
        done = [(place, self._digests[place]) for place in self._finished if place not in refused]
        self._pending, self._characters, self._finished = [], 0, []
        self._unsettled.clear()
        if admitted or done:
            self._count(self._sink.put(admitted, done))

    def _admit(self) -> list[Incoming]:
        """Return the pending statements whose ids are theirs; the others are refused, or stand there already."""
        if not self._pending:
            return []
        owners = self._record.owners([item.incoming.statement.heading.id for item in self._pending])
        admitted = []
        for item in self._pending:
            statement = item.incoming.statement
            if self._moves.is_move(statement, item.place, owners.get(statement.heading.id)):
                admitted.append(item.incoming)
                continue
            origin = statement.provenance.get("id", "record")
            refusal = self._claims.check(statement.heading.id, origin, item.place, owners)
            if refusal is None:
                admitted.append(item.incoming)
            elif (owner := owners[statement.heading.id]).version == statement.digest:
                self._repeat(statement.heading.id, item.place, owner.source)
            else:
                self._refuse(item.place.location, refusal)
        return admitted

    def _still_holds(self, location: str) -> bool:
        """Whether a source of this run holds what it held: skipped, or to be. One that was read has made its claims."""
        if location not in self._sources or location in self._read:
            return False
        known = self._known.get(location)
        try:
            return known is not None and known.digest == self._digest(location)
        except SourceError:
            return False

    def _digest(self, location: str) -> str:
        if location not in self._digests:
            self._digests[location] = read_source_digest(self._sources[location])
        return self._digests[location]

    def _refuse(self, location: str | None, error: SourceError) -> None:
        self._refused.append((location, error))
        self._on_event(Refused(error.path, error.line, error.reason, error.mend))

    def _tell_splits(self, statement: Statement, place: Place) -> None:
        for first, last in statement.splits:
            line = line_of(statement.text, statement.paragraphs[first - 1].spans[0][0])
            self._splits.append(Split(place.source.name, line, first, last, PARAGRAPH.value))
            self._on_event(self._splits[-1])

    def _count(self, batch: Batch) -> None:
        numbers = {name: getattr(batch, name) for name in _COUNTED}
        self._counts.update(numbers)
        self._counts["batches"] += batch.id is not None

    def _tell_progress(self) -> None:
        counts = self._counts
        self._on_event(Progress(counts["statements"], counts["parsed"], counts["bytes"] + self._position))

    def _build_report(self) -> Report:
        order = {location: number for number, location in enumerate((None, *self._sources))}
        refused = sorted(self._refused, key=lambda item: (order[item[0]], item[1].line or 0))
        names = (*_COUNTED, "skipped", "parsed", "batches")
        return Report(
            sources=len(self._sources),
            refused=tuple(error for _, error in refused),
            splits=tuple(self._splits),
            repeated=tuple(self._repeated),
            not_indexed=(),
            moved=tuple(self._moves.moved),
            vanished=self._moves.vanished(self._discovery.named),
            passed_over=self._discovery.passed_over,
            **{name: self._counts[name] for name in names},
        )


def size(source: Source) -> int:
    """Return the size of a source in bytes; 0 if it is missing."""
    try:
        return source.path.stat().st_size
    except OSError:
        return 0
