"""The command `calendar-service`. The clock and the dice come in here, and nowhere below."""

from __future__ import annotations

import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, IntegrityError

from calendar_service import demo as samples
from calendar_service import loading, logs
from calendar_service.addresses import Addresses
from calendar_service.errors import FileError, ServiceError
from calendar_service.keys import secret_key
from calendar_service.languages import CODES, tongue_of
from calendar_service.publishing.site import Site
from calendar_service.serving import Worker, ready_of
from calendar_service.serving import serve as run_server
from calendar_service.settings import Settings, load_settings
from calendar_service.store import migrations, renaming
from calendar_service.store import reports as kept_reports
from calendar_service.store.database import Database, reason
from calendar_service.store.rendering import stored_addresses, stored_language
from calendar_service.store.writing import Edge, Writing, writing
from calendar_service.upkeep import Upkeep, render_waiting
from feeds.checks.judging import check
from feeds.errors import FactError

app = typer.Typer(
    name="calendar-service",
    help="A calendar of events and releases, published as feeds that people subscribe to.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Host = Annotated[str | None, typer.Option(help="Address to listen on (CALENDAR_HOST).")]
Noun = Annotated[str, typer.Argument(help="event, release, venue, artist, organizer or series.")]
Slug = Annotated[str, typer.Argument(help="The last part of its address.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on (CALENDAR_PORT).", min=1, max=65535)]


def main() -> None:
    """Run the command: a failure is one sentence on standard error and exit status 1; a wrong call is status 2."""
    logs.configure()
    try:
        app(prog_name="calendar-service")
    except ServiceError as error:
        _fail(str(error))
    except IntegrityError as error:
        _fail(f"The database refuses to store this: {reason(error)}")
    except DBAPIError as error:
        _fail(f"The database does not answer: {reason(error)}")
    except KeyboardInterrupt:
        sys.exit(130)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context, show: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False
) -> None:
    """Answer what stands before any command."""
    if show:
        typer.echo(f"calendar-service {_version()}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


@app.command()
def serve(host: Host = None, port: Port = None) -> None:
    """Migrate the database, then serve pages and feeds."""
    settings = _settings(host, port)
    database = _migrated(settings.url_of_database)
    edge = _edge(settings)
    typer.echo(f"Serving {settings.site_name} at {settings.addresses.base}", err=True)
    _run_server(settings, database, edge, lambda check: render_waiting(database, edge, check))


@app.command()
def demo(host: Host = None, port: Port = None) -> None:
    """Serve the sample data, in a database of its own."""
    settings = samples.settings_of(_settings(host, port))
    database = _migrated(settings.url_of_database)
    samples.refuse_others(database)
    edge = _edge(settings)

    def prepare(check: Callable[[], None]) -> None:
        render_waiting(database, edge, check)
        samples.fill(
            database, edge, Site(settings.site_name, settings.time_zone, settings.addresses).today(now()), check
        )
        typer.echo(f"Ready: open {settings.addresses.base} (Ctrl-C ends it)", err=True)

    _run_server(settings, database, edge, prepare)


@app.command()
def migrate() -> None:
    """Bring the database to the version of this program."""
    settings = load_settings()
    _migrated(settings.url_of_database).close()
    typer.echo("The database is up to date.", err=True)


@app.command()
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
        edge = _edge(settings, *_as_served(settings, database))
        if not dry_run:
            render_waiting(database, edge, lambda: None)
        report = loading.load(database, edge, path, options)
    for text in report.lines():
        typer.echo(text, err=report.failed)
    if report.failed:
        raise typer.Exit(1)


@app.command()
def rename(noun: Noun, slug: Slug, new: Annotated[str, typer.Argument(help="What it is to be instead.")]) -> None:
    """Give something another last part of its address; the old one leads on to it for ever."""
    _change(lambda transaction: renaming.rename(transaction, noun, slug, new))
    typer.echo(f"{noun} {slug} is {new} now.", err=True)


@app.command()
def withdraw(noun: Noun, slug: Slug) -> None:
    """Take an event or a release out for good; its address says that it was withdrawn."""
    if noun not in renaming.ITEMS:
        raise typer.BadParameter(f"only {' or '.join(renaming.ITEMS)} can be withdrawn.", param_hint="NOUN")
    _change(lambda transaction: renaming.withdraw(transaction, noun, slug))
    typer.echo(f"{noun} {slug} is withdrawn.", err=True)


def _change(do: Callable[[Writing], None]) -> None:
    settings = load_settings()
    database = _migrated(settings.url_of_database)
    edge = _edge(settings, *_as_served(settings, database))
    try:
        with writing(database, edge()) as transaction:
            do(transaction)
    except FactError as error:
        raise FileError(str(error)) from error
    render_waiting(database, edge, lambda: None)


@app.command()
def reports(
    close: Annotated[list[int] | None, typer.Option(help="Number of a report that is settled; repeatable.")] = None,
) -> None:
    """Show what readers report as wrong, the oldest first; or close what is settled."""
    settings = load_settings()
    database = _migrated(settings.url_of_database)
    closed = kept_reports.close(database, close or ())
    if close and closed != set(close):
        _fail(f"There is no open report {', '.join(str(number) for number in sorted({*close} - closed))}.")
    with database.reading() as session:
        rows = kept_reports.open_reports(session)
    # As the pages are served, which may be told by the server's environment alone.
    addresses = _as_served(settings, database)[0] or settings.addresses
    for text in kept_reports.lines(rows, addresses):
        typer.echo(text)
    typer.echo(f"{len(rows)} open.", err=True)


check_app = typer.Typer(help="Judge feeds against the rules of good ones.", no_args_is_help=True)
app.add_typer(check_app, name="check")


@check_app.command("feed")
def check_feed(file: Annotated[str, typer.Argument(help="An .ics file; - for standard input.")]) -> None:
    """Judge a feed: each finding with its rule, its line, and whom it hurts. Status 1 where there is any."""
    findings = check(_content(file))
    for finding in findings:
        typer.echo(f"{file}:{finding.line}: {finding.text} (rule {finding.rule}; hurts {finding.hurts})")
    if findings:
        typer.echo(f"{len(findings)} findings.", err=True)
        raise typer.Exit(1)
    typer.echo("Nothing to say against it.", err=True)


def _content(name: str) -> bytes:
    try:
        with loading.opened(name) as path:
            return path.read_bytes()
    except OSError as error:
        raise FileError(f"{name} can't be read: {error.strerror}.") from error


def _run_server(
    settings: Settings, database: Database, edge: Callable[[], Edge], prepare: Callable[[Callable[[], None]], None]
) -> None:
    worker = Worker(settings, secret_key(settings, _token), now, ready_of(settings))
    run_server(worker, database, Upkeep(database, edge, prepare, worker.ready))


def now() -> datetime:
    """The time, aware, in UTC: the only clock of the program."""
    return datetime.now(UTC)


def _edge(settings: Settings, addresses: Addresses | None = None, language: str | None = None) -> Callable[[], Edge]:
    tongue = tongue_of(language) if language in CODES else settings.tongue
    return lambda: Edge(now(), _token, addresses or settings.addresses, tongue)


@contextmanager
def _to_load_into(settings: Settings, *, dry_run: bool) -> Iterator[Database]:
    """The database; for a dry run as it is, or an empty one elsewhere where there is none yet."""
    url = settings.url_of_database
    if dry_run and not migrations.is_there(url):
        with tempfile.TemporaryDirectory(prefix="calendar-dry-run-") as folder:
            yield _migrated(URL.create("sqlite", database=f"{folder}/empty.sqlite"))
    else:
        yield Database.at(url) if dry_run else _migrated(url)


def _as_served(settings: Settings, database: Database) -> tuple[Addresses | None, str | None]:
    # A load beside a running server, but without its environment, must not render entries otherwise than that does.
    addresses = None if settings.base_url else stored_addresses(database)
    return addresses, None if "language" in settings.model_fields_set else stored_language(database)


def _token() -> str:
    return secrets.token_hex(16)


def _settings(host: str | None, port: int | None) -> Settings:
    given = {"host": host, "port": port}
    return load_settings(**{name: value for name, value in given.items() if value is not None})


def _migrated(url: str | URL) -> Database:
    migrations.upgrade(url)
    return Database.at(url)


def _version() -> str:
    try:
        return version("calendar-service")
    except PackageNotFoundError:  # a checkout that is not installed
        return "(checkout)"


def _fail(text: str) -> NoReturn:
    typer.echo(text, err=True)
    sys.exit(1)
