"""Entries with their facts, for the formats that are written from those."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from sqlalchemy.orm import Session

from calendar_service.addresses import Addresses
from calendar_service.store import reading, selecting
from calendar_service.store.rendering import entry_of, load_items
from feeds.entry import Entry, Stamp

_log = structlog.get_logger()


def entries_of(session: Session, addresses: Addresses, numbers: Iterable[int]) -> dict[int, tuple[Entry, Stamp]]:
    """Entries with their stamps by their numbers, in the order given.

    One whose facts cannot be read is left out and reported: the rest stands.
    """
    wanted = list(numbers)
    found: dict[int, tuple[Entry, Stamp]] = {}
    for chunk in selecting.chunks(wanted):
        rows = list(selecting.entries(session, chunk))
        for item in load_items(session, {row.item_id for row in rows}).values():
            try:
                read = list(reading.entries(item))
            except Exception as error:
                _log.error("an entry cannot be read; it is left out", item=item.id, exc_info=error)
                continue
            for row, facts in read:
                found[row.id] = (entry_of(addresses, item, row, facts), Stamp(row.revision, row.changed_at))
        session.expunge_all()  # a feed of a whole site must not hold all rows at once
    return {number: found[number] for number in wanted if number in found}
