"""A site of a million entries: the feed of one artist, not cached, beside the same one on a site of 10,000; SQLite."""

from __future__ import annotations

import shutil
import sqlite3
import statistics
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.feeds import client, filling, processes
from calendar_service.models.base import Base

COPIES: Final = 99
"""Beside the original: 100 × 10,000 entries."""
STEP: Final = 10_000_000
"""Between the numbers of an original and those of its copies."""
ARTISTS: Final = 40
"""Whose feeds are asked for once by each server; the first ones only warm it up."""
WARM: Final = 5
RUNS: Final = 3
BAR: Final = 2.0

TABLES: Final = (
    "artists", "items", "events", "releases", "entries", "credits", "imprints", "taggings", "release_dates", "media",
    "offers", "news",
)  # fmt: skip
"""What is copied. The copies share venues, organizers and tags; the words of the search are not copied, since nothing
here searches."""
NUMBERS: Final = {"id", "item_id", "entry_id", "release_id", "artist_id"}
NAMES: Final = {"slug", "uid", "source_id"}


def measure(folder: Path, entries: int) -> bool:
    """Print the times and the memory; whether the bar is held."""
    port = processes.free_port()
    small, large = folder / "small", folder / "large"
    print(f"Loading {entries} entries ...", file=sys.stderr)
    filling.fill(small, entries, port)
    shutil.copytree(small, large)
    _grow(large / "calendar.sqlite")
    found: dict[Path, list[float]] = {small: [], large: []}
    peaks: dict[Path, list[float]] = {small: [], large: []}
    for number in range(RUNS):
        for site in (small, large):
            print(f"Run {number + 1} of {RUNS}: {site.name}", file=sys.stderr)
            seconds, peak = _serve(site, port)
            found[site].append(seconds)
            peaks[site].append(peak)
    return _tell(found, peaks)


def _grow(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # Nothing of this has to survive: a lost file is made anew.
        for pragma in ("synchronous = OFF", "cache_size = -1000000", "wal_autocheckpoint = 100000"):
            database.execute(f"PRAGMA {pragma}")
        for copy in range(1, COPIES + 1):
            print(f"\rCopying: {copy} of {COPIES}", end="", file=sys.stderr, flush=True)
            database.execute("BEGIN")
            for statement in _statements(copy):
                database.execute(statement)
            database.execute("COMMIT")
        print(file=sys.stderr)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _statements(copy: int) -> Iterator[str]:
    """What copies the original's rows once, each table whole."""
    for name in TABLES:
        table = Base.metadata.tables[name]
        columns = [column.name for column in table.columns]
        names = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(_value(column, copy) for column in columns)
        [number, *_] = (column for column in columns if column in NUMBERS and column != "artist_id")
        yield f"INSERT INTO {name} ({names}) SELECT {values} FROM {name} WHERE {number} < {STEP}"


def _value(column: str, copy: int) -> str:
    if column in NUMBERS:
        return f'"{column}" + {copy * STEP}'
    name = f'"{column}"'
    return f"{name} || '-{copy}'" if column in NAMES else name


def _serve(site: Path, port: int) -> tuple[float, float]:
    """The median seconds of an artist's feed that a new server has not cached, and its MB at peak."""
    with closing(sqlite3.connect(site / "calendar.sqlite")) as database:
        rows = database.execute(f"SELECT slug FROM artists WHERE id < {STEP} ORDER BY id LIMIT {ARTISTS}")
        slugs = [slug for (slug,) in rows]
    with processes.service(site, port) as pid:
        answers = [client.ask(port, f"/artists/{slug}.ics?past=all") for slug in slugs]
        assert all(answer.status == 200 and answer.body.count(b"BEGIN:VEVENT") > 1 for answer in answers)
        return statistics.median(answer.seconds for answer in answers[WARM:]), processes.peak(pid)


def _tell(found: dict[Path, list[float]], peaks: dict[Path, list[float]]) -> bool:
    small, large = found
    for site in found:
        with closing(sqlite3.connect(site / "calendar.sqlite")) as database:
            [entries] = database.execute("SELECT count(*) FROM entries").fetchone()
        print(f"{entries:>9} entries: an artist's feed, not cached, {statistics.median(found[site]) * 1e3:.1f} ms; "
              f"memory at peak {max(peaks[site]):.0f} MB; file {_size(site):.0f} MB")  # fmt: skip
    ratio = statistics.median(found[large]) / statistics.median(found[small])
    print(f"ratio {ratio:.2f}; at most {BAR:g}: {'yes' if ratio <= BAR else 'NO'}")
    return ratio <= BAR


def _size(site: Path) -> float:
    return (site / "calendar.sqlite").stat().st_size / 1e6
