"""The command that shows moderators what readers report as wrong."""

from __future__ import annotations

from pathlib import Path

from calendar_service.store import reports
from calendar_service.store.database import Database
from calendar_service.store.reports import Told
from tests.cast import NOW
from tests.test_cli import run


def test_reports_are_shown_and_closed_by_their_numbers(tmp_path: Path) -> None:
    empty = run(tmp_path, "reports")
    assert (empty.returncode, empty.stdout, empty.stderr) == (0, "", "0 open.\n")
    database = Database.at(f"sqlite:///{tmp_path}/data/calendar.sqlite")
    for words in ("It starts at 21:00.", "It is sold out."):
        reports.add(database, NOW, Told("event", "metropolis-2026-12-05", words))
    database.close()
    shown = run(tmp_path, "reports", CALENDAR_BASE_URL="https://calendar.example.org")
    line = "2026-11-23 12:00 UTC  https://calendar.example.org/events/metropolis-2026-12-05"
    assert shown.stdout == f"1  {line}\n    It starts at 21:00.\n2  {line}\n    It is sold out.\n"
    closed = run(tmp_path, "reports", "--close", "1")
    assert (closed.returncode, closed.stderr) == (0, "1 open.\n")
    again = run(tmp_path, "reports", "--close", "1")
    assert (again.returncode, again.stdout, again.stderr) == (1, "", "There is no open report 1.\n")
