"""The commands `backup` and `restore`: the whole of a site in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from calendar_service.backups.making import Stamp, back_up
from calendar_service.backups.manifest import Manifest
from calendar_service.backups.opening import opened
from calendar_service.backups.restoring import restore as put_back
from calendar_service.commands.edge import now, program, token
from calendar_service.errors import DatabaseError
from calendar_service.keys import FILE
from calendar_service.settings import load_settings
from calendar_service.store import migrations
from calendar_service.store.database import Database

File = Annotated[Path, typer.Argument(help="The file of the backup.")]


def backup(file: File) -> None:
    """Write everything that the site holds into one file, while its server runs."""
    settings = load_settings()
    if migrations.version_at(settings.url_of_database) is None:
        raise DatabaseError(
            "There is no database to back up: set CALENDAR_DATA_DIR and CALENDAR_DATABASE_URL as the server has them."
        )
    database = Database.at(settings.url_of_database)
    made = back_up(database, settings.data_dir, file, Stamp(now().replace(microsecond=0), program(), token()[:8]))
    typer.echo(f"Backed up {_told(made)} to {file}.", err=True)
    if FILE not in {part.name for part in made.files}:
        typer.echo("It holds no secret key: keep that of CALENDAR_SECRET_KEY beside it.", err=True)


def restore(
    file: File,
    replace: Annotated[bool, typer.Option("--replace", help="In place of all that the database holds.")] = False,
) -> None:
    """Put a backup into an empty database, of either kind; all of it or nothing."""
    settings = load_settings()
    with opened(file) as found:
        put_back(settings.url_of_database, settings.data_dir, found, token()[:8], replace=replace)
    typer.echo(f"Restored {_told(found.manifest)} of {found.manifest.made_at:%Y-%m-%d %H:%M} UTC.", err=True)


def _told(manifest: Manifest) -> str:
    files = f" and {len(manifest.files)} files" if manifest.files else ""
    return f"{manifest.total} rows of {len(manifest.tables)} tables{files}"
