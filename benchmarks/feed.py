"""Feeds against nginx, bare uvicorn and icalendar: polls, first bytes, an edit, waits; with --million, a large site."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.feeds import changes, million, nginx, polls


def main() -> None:
    """Measure all, some four minutes; exit status 1 where a bar is not held."""
    parser = argparse.ArgumentParser(description=__doc__, prog="./run bench feed")
    parser.add_argument("--rounds", type=int, default=polls.ROUNDS, help="of polls, all servers in turn")
    parser.add_argument("--runs", type=int, default=changes.RUNS, help="of the first bytes and the edit")
    parser.add_argument("--entries", type=int, default=10_000, help="in the feed of the first bytes and the edit")
    parser.add_argument("--million", action="store_true", help="only the site of a million entries; takes minutes")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="calendar-bench-") as folder:
        here = Path(folder)
        if asked.million:
            held = million.measure(here, asked.entries)
        else:
            _need_tools()
            held = polls.measure(here / "polls", asked.rounds)
            print()
            held = changes.measure(here / "changes", asked.entries, asked.runs) and held
    sys.exit(0 if held else 1)


def _need_tools() -> None:
    missing = [name for name, path in (("nginx", nginx.program()), ("wrk", shutil.which("wrk"))) if path is None]
    if missing:
        raise SystemExit(f"Not installed: {', '.join(missing)}; the polls are measured with them.")


if __name__ == "__main__":
    main()
