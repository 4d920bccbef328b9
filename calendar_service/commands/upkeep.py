"""The command `migrate`: upkeep of the database."""

from __future__ import annotations

import typer

from calendar_service.commands.edge import migrated
from calendar_service.settings import load_settings


def migrate() -> None:
    """Bring the database to the version of this program."""
    settings = load_settings()
    migrated(settings.url_of_database).close()
    typer.echo("The database is up to date.", err=True)
