"""The command `reports`: what readers say is wrong, shown to moderators and closed by them."""

from __future__ import annotations

from typing import Annotated

import typer

from calendar_service.commands.edge import addresses_as_served, fail, migrated
from calendar_service.settings import load_settings
from calendar_service.store import reports as kept


def reports(
    close: Annotated[list[int] | None, typer.Option(help="Number of a report that is settled; repeatable.")] = None,
) -> None:
    """Show what readers report as wrong, the oldest first; or close what is settled."""
    settings = load_settings()
    database = migrated(settings.url_of_database)
    closed = kept.close(database, close or ())
    if close and closed != set(close):
        fail(f"There is no open report {', '.join(str(number) for number in sorted({*close} - closed))}.")
    with database.reading() as session:
        rows = kept.open_reports(session)
    # As the pages are served, which may be told by the server's environment alone.
    for text in kept.lines(rows, addresses_as_served(settings, database)):
        typer.echo(text)
    typer.echo(f"{len(rows)} open.", err=True)
