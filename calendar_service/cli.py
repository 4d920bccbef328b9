"""The command `calendar-service`: its table of contents, and how what goes wrong is told."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError, IntegrityError

from calendar_service import logs
from calendar_service.commands import (
    accounts,
    backups,
    checking,
    exports,
    loading,
    renaming,
    reports,
    serving,
    tokens,
    upkeep,
)
from calendar_service.commands.edge import fail, program
from calendar_service.errors import ServiceError
from calendar_service.store.database import reason

app = typer.Typer(
    name="calendar-service",
    help="A calendar of events and releases, published as feeds that people subscribe to.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command()(serving.serve)
app.command()(serving.demo)
app.command()(upkeep.migrate)
app.command()(loading.load)
app.command()(exports.export)
app.command()(renaming.rename)
app.command()(renaming.withdraw)
app.command()(reports.reports)
app.command()(backups.backup)
app.command()(backups.restore)
app.add_typer(accounts.app, name="account")
app.add_typer(tokens.app, name="token")
app.add_typer(checking.app, name="check")


def main() -> None:
    """Run the command: a failure is one sentence on standard error and exit status 1; a wrong call is status 2."""
    logs.configure()
    try:
        app(prog_name="calendar-service")
    except ServiceError as error:
        fail(str(error))
    except IntegrityError as error:
        fail(f"The database refuses to store this: {reason(error)}")
    except DBAPIError as error:
        fail(f"The database does not answer: {reason(error)}")
    except KeyboardInterrupt:
        sys.exit(130)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context, show: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False
) -> None:
    """Answer what stands before any command."""
    if show:
        typer.echo(f"calendar-service {program()}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)
