"""The commands `account …`: who may sign in, as the operator of the site adds, names, closes and deletes them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer

from calendar_service import models
from calendar_service.addresses import Addresses
from calendar_service.commands.edge import addresses_as_served, edge_as_served, migrated
from calendar_service.errors import FileError
from calendar_service.settings import Settings, load_settings
from calendar_service.store import accounts, invitations, letters, memberships, selecting, signins
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge, Writing, writing
from feeds.errors import FactError

app = typer.Typer(help="Who may sign in.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The e-mail address of the account.")]
FromInput = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input, not by a link.")
]


@dataclass(frozen=True)
class Place:
    """What a command on accounts works with."""

    settings: Settings
    database: Database
    edge: Edge
    addresses: Addresses


@app.command("add")
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="How others read the person's name; else the address up to its @.")] = "",
    role: Annotated[str, typer.Option(help="In the site: member, moderator or admin.")] = "member",
    organizer: Annotated[str, typer.Option(help="Slug of an organizer that the account belongs to.")] = "",
    as_: Annotated[str, typer.Option("--as", help="In the organizer: owner or editor.")] = "owner",
    password_stdin: FromInput = False,
) -> None:
    """Add an account, and print a link by which its person sets a password, once, within a day."""
    with at_work() as place:
        hashed = _hashed(place, email, name or email.partition("@")[0]) if password_stdin else None
        with writing(place.database, place.edge) as transaction:
            account = accounts.add(transaction, email, name or email.partition("@")[0], role)
            if organizer:
                memberships.add(transaction, account.id, _organizer(transaction, organizer).id, as_)
            secret = _opened(transaction, account, hashed)
    typer.echo(f"{account.email} is added.", err=True)
    _tell_link(place, secret, "Within a day, a password can be set at:")


@app.command("list")
def show() -> None:
    """Print all accounts: address, name, role in the site, organizers, and what keeps them from being used."""
    with at_work() as place, place.database.reading() as session:
        rows = accounts.everyone(session)
        for account in rows:
            belongings = memberships.belongings(session, account_id=account.id)
            organizers = ", ".join(f"{one.organizer.slug} ({one.role})" for one in belongings)
            parts = (account.email, account.name, account.site_role, organizers, _hindrance(account))
            typer.echo("  ".join(part for part in parts if part))
    typer.echo(f"{len(rows)} {'account' if len(rows) == 1 else 'accounts'}.", err=True)


@app.command("password")
def password(email: Email, password_stdin: FromInput = False) -> None:
    """Print a link by which the account's person sets a new password, once, within an hour."""
    with at_work() as place:
        account = found(place, email)
        hashed = _hashed(place, account.email, account.name) if password_stdin else None
        with writing(place.database, place.edge) as transaction:
            if hashed is not None:
                accounts.set_password(transaction, account.id, hashed)
                signins.end_all(transaction, account.id)
            secret = None if hashed is not None else letters.make(transaction, account.id, "reset")
    if secret is None:
        typer.echo(f"{account.email} has a new password, and is signed out everywhere.", err=True)
    _tell_link(place, secret, "Within an hour, a new password can be set at:")


@app.command("role")
def role(email: Email, role: Annotated[str, typer.Argument(help="member, moderator or admin.")]) -> None:
    """Give an account another role in the site."""
    with at_work() as place, writing(place.database, place.edge) as transaction:
        account = found(place, email)
        accounts.set_role(transaction, account.id, role)
    typer.echo(f"{account.email} is {role} now.", err=True)


@app.command("close")
def close(
    email: Email, reopen: Annotated[bool, typer.Option("--reopen", help="Let it be used again.")] = False
) -> None:
    """Keep an account from being used; what it entered stays, and it can be opened again."""
    with at_work() as place, writing(place.database, place.edge) as transaction:
        account = found(place, email)
        (accounts.reopen if reopen else accounts.close)(transaction, account.id)
    typer.echo(f"{account.email} is {'open again' if reopen else 'closed'}.", err=True)


@app.command("remove")
def remove(email: Email) -> None:
    """Delete an account with all that it holds. What it entered stays with the organizers, without its name."""
    with at_work() as place, writing(place.database, place.edge) as transaction:
        account = found(place, email)
        accounts.remove(transaction, account.id)
    typer.echo(f"{account.email} is removed.", err=True)


def tell_first(database: Database, edge: Edge, addresses: Addresses) -> None:
    """Where there is no account yet, print a link that makes the first one, an admin; links before it end."""
    with writing(database, edge) as transaction:
        secret = invitations.first_admin(transaction)
    if secret is not None:
        typer.echo("There is no account yet. Within a day, the first admin can sign up, once, at:", err=True)
        typer.echo(addresses.invitation(secret), err=True)


@contextmanager
def at_work() -> Iterator[Place]:
    """The database with what changes of it need; what is wrong with what was asked is one sentence for people."""
    settings = load_settings()
    database = migrated(settings.url_of_database)
    edge = edge_as_served(settings, database)()
    try:
        yield Place(settings, database, edge, addresses_as_served(settings, database))
    except FactError as error:
        raise FileError(str(error)) from error
    finally:
        database.close()


def found(place: Place, email: str) -> models.Account:
    """The account of an address. Raises FactError where there is none."""
    with place.database.reading() as session:
        account = accounts.find(session, email)
    if account is None:
        raise FactError.of("email", "{email} has no account.", email=email)
    return account


def _organizer(transaction: Writing, slug: str) -> models.Organizer:
    row = selecting.noun_row(transaction.session, "organizer", slug)
    if not isinstance(row, models.Organizer):
        raise FactError.of("organizer", "There is no organizer “{slug}”.", slug=slug)
    return row


def _hashed(place: Place, email: str, name: str) -> str:
    """The password of standard input as it is kept: one line, whose end is no part of it."""
    given = sys.stdin.readline().rstrip("\r\n")
    return accounts.hashed(models.Account(email=email, name=name), given, place.settings.site_name)


def _opened(transaction: Writing, account: models.Account, hashed: str | None) -> str | None:
    if hashed is None:
        return letters.make(transaction, account.id, "first")
    accounts.set_password(transaction, account.id, hashed)
    return None


def _hindrance(account: models.Account) -> str:
    if account.closed_at is not None:
        return "closed"
    return "" if account.password_hash else "no password yet"


def _tell_link(place: Place, secret: str | None, sentence: str) -> None:
    if secret is not None:
        typer.echo(sentence, err=True)
        typer.echo(place.addresses.letter(secret))
