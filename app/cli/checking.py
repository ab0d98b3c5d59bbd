"""Commands that check an archive: verify, doctor."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from pincite.app.cli.asking import opened
from pincite.app.cli.progress import say_waiting
from pincite.app.cli.terminal import Exit, say, say_json, tell
from pincite.app.dependencies import find_writer, open_unchecked
from pincite.app.dependencies.examining import examine_archive
from pincite.app.settings import Settings
from pincite.app.words import counted, found
from pincite.index.backup.places import examine_places
from pincite.index.ingest import verify
from pincite.index.ingest.verifying import Verification
from pincite.index.values.errors import LockHeld
from pincite.index.values.findings import Finding

_LISTED = 20


def run_verify(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check record and index, and compare them."""
    with opened(settings, open_unchecked) as archive:
        sources = archive.sources if settings.keep_sources else None
        result = verify(archive.record, archive.engine, arguments.depth, _LISTED, sources=sources)
    if not result.agrees and (holder := find_writer(settings)) is not None:
        # A batch that is being written may be in the record but not yet in the index.
        raise LockHeld(holder)
    if arguments.json:
        say_json({"event": "done", "agrees": result.agrees, "depth": arguments.depth, **asdict(result)})
    else:
        for finding in result.findings:
            tell(f"pincite: {finding}")
        say(_verify_says(result))
    return Exit.OK if result.agrees else Exit.IO


def _verify_says(result: Verification) -> str:
    if result.agrees:
        return f"Record and index agree: {found(result.paragraphs, result.statements)}."
    more = f" and {result.more:,} more" if result.more else ""
    return f"{counted(len(result.findings), 'finding')}{more}: {_mends(result.findings)}."


def run_doctor(arguments: argparse.Namespace, settings: Settings) -> int:
    """Report what interrupted commands left behind, or clean it up."""
    findings = list(_examine(arguments, settings))
    left = [finding for finding in findings if not finding.mended and not finding.kept]
    if arguments.json:
        say_json({"event": "done", "findings": [asdict(finding) for finding in findings], "left": len(left)})
    else:
        for finding in findings:
            tell(f"pincite: {finding}")
        say(_doctor_says(findings, left))
    return Exit.IO if left else Exit.OK


def _examine(arguments: argparse.Namespace, settings: Settings) -> Iterator[Finding]:
    if arguments.places:
        return examine_places([Path(place) for place in arguments.places], fix=arguments.fix)
    waiting = say_waiting(arguments.wait, as_json=arguments.json)
    return examine_archive(settings, arguments.wait, waiting, fix=arguments.fix)


def _doctor_says(findings: Sequence[Finding], left: Sequence[Finding]) -> str:
    mended = sum(finding.mended for finding in findings)
    if not left and not mended:
        return "Nothing to clean up. Run `pincite verify` to check every byte."
    if not left:
        return f"{counted(mended, 'finding')}, all cleaned up."
    return f"{counted(len(left), 'finding')} left: {_mends(left)}."


def _mends(findings: Sequence[Finding]) -> str:
    return ", then ".join(dict.fromkeys(finding.mend for finding in findings if finding.mend))
