"""What commands work with: the only clock of the program, its dice, and the database brought up to date.

The clock and the dice come in here, and nowhere below.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import NoReturn

import typer
from sqlalchemy import URL

from calendar_service.addresses import Addresses
from calendar_service.languages import CODES, tongue_of
from calendar_service.settings import Settings
from calendar_service.store import migrations
from calendar_service.store.database import Database
from calendar_service.store.rendering import stored_addresses, stored_language
from calendar_service.store.writing import Edge


def now() -> datetime:
    """The time, aware, in UTC: the only clock of the program."""
    return datetime.now(UTC)


def token() -> str:
    """128 random bits in hex: the only dice of the commands."""
    return secrets.token_hex(16)


def program() -> str:
    """The version of this program."""
    try:
        return version("calendar-service")
    except PackageNotFoundError:  # a checkout that is not installed
        return "(checkout)"


def edge_of(settings: Settings, addresses: Addresses | None = None, language: str | None = None) -> Callable[[], Edge]:
    """What changes need of the outside world; the addresses and the language are the settings' unless given."""
    tongue = tongue_of(language) if language in CODES else settings.tongue
    return lambda: Edge(now(), token, addresses or settings.addresses, tongue)


def edge_as_served(settings: Settings, database: Database) -> Callable[[], Edge]:
    """The edge of a command beside a running server, whose environment it may not have.

    Entries must not be rendered otherwise than that server does: what the settings do not say is as it was last.
    """
    language = None if "language" in settings.model_fields_set else stored_language(database)
    return edge_of(settings, addresses_as_served(settings, database), language)


def addresses_as_served(settings: Settings, database: Database) -> Addresses:
    """The site's addresses, as the settings or else the last server had them."""
    return (None if settings.base_url else stored_addresses(database)) or settings.addresses


def migrated(url: str | URL) -> Database:
    """The database, brought to the version of this program. Raises DatabaseError with a sentence."""
    migrations.upgrade(url)
    return Database.at(url)


def fail(text: str) -> NoReturn:
    """Tell why in one sentence, and end with status 1."""
    typer.echo(text, err=True)
    sys.exit(1)
