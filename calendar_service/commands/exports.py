"""The command `export`: all that the site publishes, as a load file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from calendar_service.commands.edge import migrated, token
from calendar_service.exports.writing import beside, write
from calendar_service.settings import load_settings
from calendar_service.written import written_whole

File = Annotated[str, typer.Argument(help="A file, with its pictures beside it; - for standard output, without them.")]


def export(file: File = "-") -> None:
    """Write all that the site publishes as a load file; loaded into a new site, it gives the same feeds."""
    settings = load_settings()
    database = migrated(settings.url_of_database)
    if file == "-":
        write(database, sys.stdout.buffer, None)
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    with written_whole(path, token()[:8]) as sink:
        write(database, sink, beside(path.parent))
    typer.echo(f"Exported to {path}; its pictures stand beside it.", err=True)
