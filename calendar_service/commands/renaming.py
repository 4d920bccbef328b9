"""The commands `rename` and `withdraw`: other addresses, and what is gone for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from calendar_service.commands.edge import edge_as_served, migrated
from calendar_service.errors import FileError
from calendar_service.settings import load_settings
from calendar_service.store import renaming, withdrawing
from calendar_service.store.writing import Writing, writing
from calendar_service.upkeep import render_waiting
from feeds.errors import FactError

Noun = Annotated[str, typer.Argument(help="event, release, venue, artist, organizer or series.")]
Slug = Annotated[str, typer.Argument(help="The last part of its address.")]


def rename(noun: Noun, slug: Slug, new: Annotated[str, typer.Argument(help="What it is to be instead.")]) -> None:
    """Give something another last part of its address; the old one leads on to it for ever."""
    _change(lambda transaction: renaming.rename(transaction, noun, slug, new))
    typer.echo(f"{noun} {slug} is {new} now.", err=True)


def withdraw(noun: Noun, slug: Slug) -> None:
    """Take an event or a release out for good; its address says that it was withdrawn."""
    if noun not in renaming.ITEMS:
        raise typer.BadParameter(f"only {' or '.join(renaming.ITEMS)} can be withdrawn.", param_hint="NOUN")
    _change(lambda transaction: withdrawing.withdraw(transaction, noun, slug, moderated=True))
    typer.echo(f"{noun} {slug} is withdrawn.", err=True)


def _change(do: Callable[[Writing], None]) -> None:
    settings = load_settings()
    database = migrated(settings.url_of_database)
    edge = edge_as_served(settings, database)
    try:
        with writing(database, edge()) as transaction:
            do(transaction)
    except FactError as error:
        raise FileError(str(error)) from error
    render_waiting(database, edge, lambda: None)
