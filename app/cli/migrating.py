"""``pincite migrate``: upgrade the record to this version's schema."""

import argparse
import time
from dataclasses import asdict
from pathlib import Path

from pincite.app.cli.progress import say_waiting
from pincite.app.cli.terminal import Exit, say, say_json
from pincite.app.dependencies import open_database_for_writing
from pincite.app.settings import Settings
from pincite.index.record.migrating import Migration, migrate, plan_migration, try_migration


def run_migrate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Upgrade the record to this version's schema after keeping a copy, or only try it."""
    waiting = say_waiting(arguments.wait, as_json=arguments.json)
    with open_database_for_writing(settings, arguments.wait, waiting) as database:
        copy = None if arguments.no_backup else _name_copy(settings.home, plan_migration(database))
        migration = try_migration(database) if arguments.dry_run else migrate(database, copy=copy)
    if not migration.is_needed:
        copy = None
    if arguments.json:
        told = {"backup": None if copy is None else str(copy), "dry_run": arguments.dry_run}
        say_json({"event": "done", **asdict(migration), **told})
    else:
        say(_says(migration, copy, is_dry=arguments.dry_run))
    return Exit.OK


def _name_copy(home: Path, migration: Migration) -> Path:
    """Return the path of the kept copy, which never replaces an earlier copy."""
    return home / f"record-{migration.before}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}.sqlite"


def _says(migration: Migration, copy: Path | None, *, is_dry: bool) -> str:
    if not migration.is_needed:
        return f"The record already has schema {migration.after}: nothing to do."
    way = f"from schema {migration.before} to {migration.after}: {' '.join(migration.steps)}"
    if is_dry:
        kept = f"A copy would be kept at {copy}" if copy else "No copy would be kept"
        return f"The record can be upgraded {way}\n{kept}. The upgrade was tried and undone: nothing has changed."
    kept = f"The old record is kept at {copy}: delete it when you no longer need it." if copy else "No copy was kept."
    return f"The record was upgraded {way}\n{kept}"
