"""Looking at feeds: the VEVENT of every entry, as it is handed out, is judged by the rules of good feeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Row, func, select

from calendar_service import models
from calendar_service.addresses import Addresses
from calendar_service.checkup.remarks import Remarks, fine, wrong
from calendar_service.store.database import Database
from calendar_service.work import Bar
from feeds.checks.finding import Finding
from feeds.checks.judging import check
from feeds.tongue import Tongue
from feeds.writers import ical

BATCH: Final = 200
"""Entries that are judged as one feed; only where that has faults is each of them judged alone."""
TOLD: Final = 20
"""Entries whose faults are told."""

Line = Row[str, bytes | None, str | None, date, date]
"""UID, VEVENT, zone, first and last day of an entry."""
_ENTRY = models.Entry


def remarks(database: Database, addresses: Addresses, tongue: Tongue) -> Remarks:
    """A line for each entry that breaks a rule, or one for all that break none."""
    head = ical.Head(
        "All entries", "All entries of the site.", addresses.to("/calendar.ics"), addresses.to("/"), "UTC", tongue
    )
    rendered = select(_ENTRY.uid, _ENTRY.vevent, _ENTRY.zone, _ENTRY.first_day, _ENTRY.last_day)
    rendered = rendered.where(_ENTRY.vevent.is_not(None))
    bad = 0
    with database.reading() as session:
        total = session.scalars(select(func.count()).select_from(rendered.subquery())).one()
        rows = session.execute(rendered.order_by(_ENTRY.id).execution_options(yield_per=BATCH))
        with Bar("Judging entries", total) as bar:
            for batch in rows.partitions():
                for row, finding in _faults(head, batch):
                    bad += 1
                    if bad <= TOLD:
                        yield wrong(f"entry {row.uid}", f"{finding.text} (rule {finding.rule}; hurts {finding.hurts})")
                bar.advance(len(batch))
    if bad > TOLD:
        yield wrong("feeds", f"and {bad - TOLD} more entries break a rule.")
    elif not bad:
        yield fine("feeds", f"all {total} entries keep the rules of good feeds.")


def _faults(head: ical.Head, batch: Sequence[Line]) -> Iterator[tuple[Line, Finding]]:
    """The entries of a batch that break a rule, each with the first that it breaks."""
    if not _judged(head, batch):
        return
    for row in batch:
        if found := _judged(head, [row]):
            yield row, found[0]


def _judged(head: ical.Head, batch: Sequence[Line]) -> list[Finding]:
    zones: dict[str, tuple[int, int]] = {}
    for row in batch:
        if row.zone is not None:
            first, last = zones.get(row.zone, (row.first_day.year, row.last_day.year))
            zones[row.zone] = (min(first, row.first_day.year), max(last, row.last_day.year))
    return check(ical.calendar(head, [row.vevent or b"" for row in batch], zones))
