"""Pages that nothing has cached: the listing, filters, a search, an entry among 100,000 entries and among 1,000."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from datetime import time as time_of_day
from pathlib import Path
from typing import Any, Final

from benchmarks import data
from benchmarks.feeds import filling
from calendar_service.addresses import Addresses
from calendar_service.app import make_app
from calendar_service.models.base import Base
from calendar_service.publishing.site import Site
from calendar_service.store.database import Database
from calendar_service.web.context import Context

ENTRIES: Final = 1_000
COPIES: Final = 99
PER_DAY: Final = 100
STEP: Final = 10_000_000
RUNS: Final = 15
BAR: Final = 1.5
NOON: Final = datetime.combine(data.START, time_of_day(12), UTC)
"""The day on which both sites begin."""
PATHS: Final = {
    "listing": "/",
    "page 5 of it": "/?page=5",
    "month": "/?view=month",
    "filter by kind": "/?kind=concert",
    "filter by city": "/?city=berlin",
    "search of a name": "/?q=catalogue-77",
    "an event": "/events/night-7-{day}",
}
FULLER: Final = {"month"}
TABLES: Final = (
    "items", "events", "releases", "entries", "words", "credits", "imprints", "taggings", "release_dates", "media",
    "offers", "news",
)  # fmt: skip
NUMBERS: Final = {"id", "item_id", "entry_id", "release_id"}
NAMES: Final = {"slug", "uid", "source_id"}
DAYS: Final = {"first_day", "last_day", "night"}


def main() -> None:
    """Measure all, about two minutes; exit status 1 where a bar is not held."""
    parser = argparse.ArgumentParser(description=__doc__, prog="./run bench pages")
    parser.add_argument("--runs", type=int, default=RUNS, help="of each page, both sites in turn")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="calendar-bench-") as folder:
        small, large = Path(folder) / "small", Path(folder) / "large"
        print(f"Loading {ENTRIES} entries, and copying them ...", file=sys.stderr)
        data.PER_DAY = PER_DAY
        filling.fill(small, ENTRIES, 8000)
        shutil.copytree(small, large)
        _grow(large / "calendar.sqlite")
        sys.exit(0 if _measure(small, large, asked.runs) else 1)


def _measure(small: Path, large: Path, runs: int) -> bool:
    contexts = [_context(site) for site in (small, large)]
    apps = [make_app(context) for context in contexts]
    held = True
    for name, path in PATHS.items():
        address = path.format(day=data.START)
        seconds: list[list[float]] = [[], []]
        for _ in range(runs):
            for which, app in enumerate(apps):
                contexts[which].publisher.shelf.clear()
                seconds[which].append(_ask(app, address))
        few, many = (statistics.median(found) for found in seconds)
        ratio = many / few
        line = f"{name:18} {few * 1e3:6.1f} ms among {ENTRIES}, {many * 1e3:6.1f} ms among {ENTRIES * (COPIES + 1)}: "
        if name in FULLER:
            print(f"{line}{ratio:.2f} (no bar: the smaller site has ten days of it only)")
            continue
        held = held and ratio <= BAR
        print(f"{line}{ratio:.2f} (at most {BAR:g}: {'yes' if ratio <= BAR else 'NO'})")
    warm = statistics.median(_ask(apps[1], PATHS["listing"]) for _ in range(runs))
    print(f"a warm listing {warm * 1e3:.2f} ms")
    return held


def _context(folder: Path) -> Context:
    site = Site("Bench", "UTC", Addresses("http://localhost:8000"))
    context = Context(Database.at(filling.url_of(folder)), site, lambda: NOON)
    context.ready.set()
    return context


def _ask(app: Any, address: str) -> float:
    """Seconds until a page is there, without a network."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html")], "http_version": "1.1", "scheme": "http",
        "server": ("localhost", 8000), "client": ("127.0.0.1", 1), "root_path": "", "asgi": {"version": "3.0"},
    }  # fmt: skip
    answers: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        answers.append(message)

    begun = time.perf_counter()
    asyncio.run(app(scope, receive, send))
    seconds = time.perf_counter() - begun
    assert answers[0]["status"] == 200, (address, answers)
    return seconds


def _grow(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = OFF")
        for copy in range(1, COPIES + 1):
            database.execute("BEGIN")
            for statement in _statements(copy):
                database.execute(statement)
            database.execute("COMMIT")
        database.execute("ANALYZE")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _statements(copy: int) -> list[str]:
    """What copies the original's rows once, so many days later."""
    found = []
    for name in TABLES:
        columns = [column.name for column in Base.metadata.tables[name].columns]
        names = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(_value(name, column, copy) for column in columns)
        number = next(column for column in columns if column in NUMBERS)
        found.append(f"INSERT INTO {name} ({names}) SELECT {values} FROM {name} WHERE {number} < {STEP}")
    return found


def _value(table: str, column: str, copy: int) -> str:
    name, later = f'"{column}"', f"'+{copy * ENTRIES // PER_DAY} days'"
    if column in NUMBERS:
        return f"{name} + {copy * STEP}"
    if column in NAMES:
        return f"{name} || '-{copy}'"
    if column in DAYS or (table, column) == ("release_dates", "date"):
        return f"date({name}, {later})"
    if column == "starts_at":
        return f"strftime('%Y-%m-%d %H:%M:%f', {name}, {later}) || '000'"
    if table == "events" and column in ("starts", "ends", "doors"):
        return f"strftime('%Y-%m-%dT%H:%M', {name}, {later})"
    return name


if __name__ == "__main__":
    main()
