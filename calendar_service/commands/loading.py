"""The command `load`: a file of events and releases into the store."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL

from calendar_service import loading
from calendar_service.commands.edge import edge_as_served, migrated
from calendar_service.errors import FileError
from calendar_service.exports.judging import is_export
from calendar_service.exports.taking import take_up
from calendar_service.settings import Settings, load_settings
from calendar_service.store import migrations
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge
from calendar_service.upkeep import render_waiting


def load(
    file: Annotated[str, typer.Argument(help="A JSON or JSON Lines file; - for standard input.")] = "",
    source: Annotated[str | None, typer.Option(help="Who says so: the callers' ids are unique per source.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen, and store nothing.")] = False,
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Leave out what is wrong, store the rest.")] = False,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of the file and end.")] = False,
) -> None:
    """Store the events and releases of a file; what is stored already and equal stays untouched."""
    if schema:
        typer.echo(loading.schema_text(), nl=False)
        raise typer.Exit
    if not file:
        raise typer.BadParameter("name a file, or - for standard input.", param_hint="FILE")
    settings = load_settings()
    with loading.opened(file) as path, _to_load_into(settings, dry_run=dry_run) as database:
        options = loading.Options(source, dry_run=dry_run, keep_going=keep_going, alone=path != Path(file))
        edge = edge_as_served(settings, database)
        if not dry_run:
            render_waiting(database, edge, lambda: None)
        load_file = _take_up if is_export(path) else loading.load
        report = load_file(database, edge, path, options)
    for text in report.lines():
        typer.echo(text, err=report.failed)
    if report.failed:
        raise typer.Exit(1)


def _take_up(database: Database, edge: Callable[[], Edge], path: Path, options: loading.Options) -> loading.Report:
    """Load an export: whole, or not at all."""
    if options.source is not None or options.keep_going:
        raise FileError("An export is loaded whole and names its sources itself: leave out --source and --keep-going.")
    folder = None if options.alone else path.parent
    judgement = take_up(database, edge(), path, folder, dry_run=options.dry_run)
    report = loading.Report(judgement, options)
    report.add({(noun, "created"): number for noun, number in judgement.counts.items()})
    return report


@contextmanager
def _to_load_into(settings: Settings, *, dry_run: bool) -> Iterator[Database]:
    """The database; for a dry run as it is, or an empty one elsewhere where there is none yet."""
    url = settings.url_of_database
    if dry_run and not migrations.is_there(url):
        with tempfile.TemporaryDirectory(prefix="calendar-dry-run-") as folder:
            yield migrated(URL.create("sqlite", database=f"{folder}/empty.sqlite"))
    else:
        yield Database.at(url) if dry_run else migrated(url)
