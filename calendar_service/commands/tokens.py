"""The commands `token …`: what programs sign in with, made for an account and shown once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from calendar_service import models
from calendar_service.commands.accounts import Email, at_work, found
from calendar_service.permissions import SCOPES
from calendar_service.store import tokens
from calendar_service.store.writing import writing

app = typer.Typer(help="What programs sign in with.", no_args_is_help=True)


@app.command("create")
def create(
    email: Email,
    name: Annotated[str, typer.Option(help="What it is for, such as the program that will use it.")],
    scope: Annotated[list[str], typer.Option(help=f"What it is good for: {', '.join(SCOPES)}; repeatable.")],
    expires: Annotated[int | None, typer.Option(help="Days until it ends; never unless given.", min=1)] = None,
) -> None:
    """Make a token and print it: it is shown this once, and kept as a hash."""
    with at_work() as place, writing(place.database, place.edge) as transaction:
        until = tokens.lifetime(expires, place.edge.now)
        _, secret = tokens.make(transaction, found(place, email).id, name, scope, until)
    typer.echo("Keep it where only your program reads it; it is not shown again.", err=True)
    typer.echo(secret)


@app.command("list")
def show(email: Annotated[str, typer.Argument(help="Of this account alone.")] = "") -> None:
    """Print tokens by their first characters: name, scopes, account, last use, and what has ended them."""
    with at_work() as place:
        wanted = found(place, email).id if email else None
        with place.database.reading() as session:
            rows = tokens.of(session, wanted)
            for row in rows:
                account = session.get_one(models.Account, row.account_id)
                typer.echo(
                    "  ".join((f"{row.prefix}…", row.name, row.scopes, account.email, *_state(row, place.edge.now)))
                )
    typer.echo(f"{len(rows)} {'token' if len(rows) == 1 else 'tokens'}.", err=True)


@app.command("revoke")
def revoke(prefix: Annotated[str, typer.Argument(help="Its first characters, as `token list` shows them.")]) -> None:
    """End a token, at once and for good."""
    with at_work() as place, writing(place.database, place.edge) as transaction:
        token = tokens.revoke_by_prefix(transaction, prefix.rstrip("…"))
    typer.echo(f"{token.prefix}… ({token.name}) is revoked.", err=True)


def _state(row: models.Token, now: datetime) -> list[str]:
    """When it was used last, and whether it still is good."""
    told = [f"used {row.used_at:%Y-%m-%d %H:%M} UTC" if row.used_at else "never used"]
    if row.revoked_at:
        return [*told, f"revoked {row.revoked_at:%Y-%m-%d}"]
    if row.expires_at:
        told.append(f"{'expired' if row.expires_at <= now else 'expires'} {row.expires_at:%Y-%m-%d}")
    return told
