"""The command `check`: judges feeds against the rules of good ones."""

from __future__ import annotations

from typing import Annotated

import typer

from calendar_service import loading
from calendar_service.errors import FileError
from feeds.checks.judging import check as judge

app = typer.Typer(help="Judge feeds against the rules of good ones.", no_args_is_help=True)


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


def _content(name: str) -> bytes:
    try:
        with loading.opened(name) as path:
            return path.read_bytes()
    except OSError as error:
        raise FileError(f"{name} can't be read: {error.strerror}.") from error
