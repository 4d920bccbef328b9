"""The commands `serve` and `demo`: a server, and what it prepares before it is ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from calendar_service import demo as samples
from calendar_service.commands.accounts import tell_first
from calendar_service.commands.edge import edge_of, migrated, now, token
from calendar_service.keys import secret_key
from calendar_service.publishing.site import Site
from calendar_service.serving import Worker, ready_of
from calendar_service.serving import serve as run_server
from calendar_service.settings import Settings, load_settings
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge
from calendar_service.upkeep import Upkeep, render_waiting

Host = Annotated[str | None, typer.Option(help="Address to listen on (CALENDAR_HOST).")]
Port = Annotated[int | None, typer.Option(help="Port to listen on (CALENDAR_PORT).", min=1, max=65535)]


def serve(host: Host = None, port: Port = None) -> None:
    """Migrate the database, then serve pages and feeds."""
    settings = _settings(host, port)
    database = migrated(settings.url_of_database)
    edge = edge_of(settings)
    typer.echo(f"Serving {settings.site_name} at {settings.addresses.base}", err=True)
    tell_first(database, edge(), settings.addresses)
    _run(settings, database, edge, lambda check: render_waiting(database, edge, check))


def demo(host: Host = None, port: Port = None) -> None:
    """Serve the sample data, in a database of its own."""
    settings = samples.settings_of(_settings(host, port))
    database = migrated(settings.url_of_database)
    samples.refuse_others(database)
    edge = edge_of(settings)

    def prepare(check: Callable[[], None]) -> None:
        render_waiting(database, edge, check)
        samples.fill(
            database, edge, Site(settings.site_name, settings.time_zone, settings.addresses).today(now()), check
        )
        typer.echo(f"Ready: open {settings.addresses.base} (Ctrl-C ends it)", err=True)

    _run(settings, database, edge, prepare)


def _settings(host: str | None, port: int | None) -> Settings:
    given = {"host": host, "port": port}
    return load_settings(**{name: value for name, value in given.items() if value is not None})


def _run(
    settings: Settings, database: Database, edge: Callable[[], Edge], prepare: Callable[[Callable[[], None]], None]
) -> None:
    worker = Worker(settings, secret_key(settings, token), now, ready_of(settings))
    run_server(worker, database, Upkeep(database, edge, prepare, worker.ready))
