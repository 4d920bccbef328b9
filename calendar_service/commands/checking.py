"""The command `check`: settings, database and feeds of this site; or a feed of anybody's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from calendar_service import loading
from calendar_service.checkup import database as databases
from calendar_service.checkup import feeds
from calendar_service.checkup import settings as sites
from calendar_service.checkup.remarks import Remark, Remarks
from calendar_service.commands.edge import addresses_as_served, now
from calendar_service.errors import FileError
from calendar_service.settings import Settings, load_settings
from calendar_service.store import migrations
from calendar_service.store.database import Database
from feeds.checks.judging import check as judge

app = typer.Typer(help="Look at settings, database and feeds of this site; or judge a feed.")


@app.callback(invoke_without_command=True)
def check(context: typer.Context) -> None:
    """Look at settings, database and feeds, a line for each thing; status 1 where something is wrong."""
    if context.invoked_subcommand is not None:
        return
    bad = 0
    for remark in _remarks(load_settings()):
        bad += remark.state == "wrong"
        typer.echo(str(remark))
    if bad:
        typer.echo("1 thing is wrong." if bad == 1 else f"{bad} things are wrong.", err=True)
        raise typer.Exit(1)
    typer.echo("Nothing is wrong.", err=True)


@app.command("feed")
def feed(file: Annotated[str, typer.Argument(help="An .ics file; - for standard input.")]) -> None:
    """Judge a feed: each finding with its rule, its line, and whom it hurts. Status 1 where there is any."""
    findings = judge(_content(file))
    for finding in findings:
        typer.echo(f"{file}:{finding.line}: {finding.text} (rule {finding.rule}; hurts {finding.hurts})")
    if findings:
        typer.echo(f"{len(findings)} findings.", err=True)
        raise typer.Exit(1)
    typer.echo("Nothing to say against it.", err=True)


def _remarks(settings: Settings) -> Remarks:
    yield from sites.remarks(settings, now())
    current = migrations.version_at(settings.url_of_database)
    remark = databases.version(current)
    yield remark
    if remark.state != "wrong":
        yield from _of_database(settings, Database.at(settings.url_of_database))


def _of_database(settings: Settings, database: Database) -> Iterator[Remark]:
    yield from databases.remarks(database)
    yield from feeds.remarks(database, addresses_as_served(settings, database), settings.tongue)
    database.close()


def _content(name: str) -> bytes:
    try:
        with loading.opened(name) as path:
            return path.read_bytes()
    except OSError as error:
        raise FileError(f"{name} can't be read: {error.strerror}.") from error
