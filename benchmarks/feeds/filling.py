"""A database of any size for the measurements, on SQLite, and an edit of one of its entries whose instant is known."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event

from benchmarks import data
from calendar_service import loading
from calendar_service.addresses import Addresses
from calendar_service.commands.edge import now
from calendar_service.store import migrations
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge
from calendar_service.upkeep import render_waiting


def url_of(folder: Path) -> str:
    """Where the server looks for its database in this folder."""
    return f"sqlite:///{folder / 'calendar.sqlite'}"


def fill(folder: Path, entries: int, port: int) -> None:
    """A new database with so many entries, rendered for a server at that port. Raises RuntimeError if it is refused."""
    folder.mkdir(parents=True, exist_ok=True)
    migrations.upgrade(url_of(folder))
    path = folder / "load.jsonl"
    data.write(path, entries)
    with _opened(folder) as database:
        edge = _edge(port)
        render_waiting(database, edge, lambda: None)
        report = loading.load(database, edge, path, loading.Options())
    if report.failed:
        raise RuntimeError("\n".join(report.lines()))


def edit(folder: Path, port: int, number: int, title: str) -> float:
    """Give an event another title, beside the server; the moment (monotonic seconds) just before the commit.

    Raises RuntimeError where nothing was changed.
    """
    path = folder / "edit.jsonl"
    data.write_edit(path, number, title)
    moments: list[float] = []
    with _opened(folder) as database:

        def committing(_: object) -> None:
            moments.append(time.monotonic())

        event.listen(database.engine, "commit", committing)
        report = loading.load(database, _edge(port), path, loading.Options())
    if report.failed or report.done["event"]["revised"] != 1:
        raise RuntimeError("the edit changed nothing")
    return moments[0]


@contextmanager
def _opened(folder: Path) -> Iterator[Database]:
    database = Database.at(url_of(folder))
    try:
        yield database
    finally:
        database.close()


def _edge(port: int) -> Callable[[], Edge]:
    addresses = Addresses(f"http://localhost:{port}")
    return lambda: Edge(now(), lambda: secrets.token_hex(16), addresses)
