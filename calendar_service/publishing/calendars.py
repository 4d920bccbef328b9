"""Making of `.ics` bodies: rendered VEVENTs joined, with those of the last body taken over where they still hold."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

import structlog
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.publishing.plans import Plan
from calendar_service.publishing.pressed import Made, Tag
from calendar_service.store import reading, selecting
from calendar_service.store.choice import Choice, any_of
from calendar_service.store.rendering import entry_of, load_items
from feeds.entry import Stamp
from feeds.options import PLAIN
from feeds.writers import ical
from feeds.writers.variants import Written, written

Zones = dict[str, tuple[int, int]]

_log = structlog.get_logger()


def calendar(session: Session, plan: Plan, known: Made | None) -> Made:
    """The `.ics` of a plan; what was made last, where that is the same still."""
    if plan.options == PLAIN:
        return _plain(session, plan, known)
    return _with_options(session, plan, known)


def single(session: Session, plan: Plan, known: Made | None) -> Made | None:
    """One event as a file to keep; None where its day is not known."""
    rows = selecting.lines(session, plan.choice)
    if not rows:
        return None
    [row] = rows
    tags = [(row[0], row[1])]
    if known and known.tags == tags:
        return known
    vevent = selecting.vevents(session, [row[0]])[row[0]]
    return Made(ical.single(vevent, _zones([(row[2], row[3], row[4])])), None, tags)


def _plain(session: Session, plan: Plan, known: Made | None) -> Made:
    choice = plan.choice.within(plan.days)
    rows = selecting.lines(session, choice)
    tags: list[Tag] = [(row[0], row[1]) for row in rows]
    if known and known.head == plan.head and known.tags == tags:
        return known
    pieces: Mapping[Tag, bytes | memoryview] = known.pieces() if known else {}
    if pieces:
        new = selecting.vevents(session, (tag[0] for tag in tags if tag not in pieces))
    else:
        new = selecting.all_vevents(session, choice)
    vevents = [pieces[tag] if tag in pieces else new[tag[0]] for tag in tags]
    return _joined(plan.head, tags, vevents, _zones((row[2], row[3], row[4]) for row in rows))


def _with_options(session: Session, plan: Plan, known: Made | None) -> Made:
    choice = _candidates(plan)
    tags: list[Tag] = [tuple(row) for row in selecting.revisions(session, choice)]
    if known and known.head == plan.head and known.tags == [*tags, plan.days]:
        return known
    before = (known.variants or {}) if known else {}
    variants = {tag: before[tag] for tag in tags if tag in before}
    variants |= _written(session, plan, choice, [tag for tag in tags if tag not in variants])
    first, last = plan.days
    pieces = [one for tag in tags for one in variants.get(tag, ()) if one.last >= first and one.first <= last]
    pieces.sort(key=lambda one: one.order)
    content = _joined(plan.head, [], [one.vevent for one in pieces], _zones((p.zone, p.first, p.last) for p in pieces))
    return Made(content.content, plan.head, [*tags, plan.days], variants=variants)


def _candidates(plan: Plan) -> Choice:
    """The entries that may have a line in the window: their openings have days of their own."""
    within = plan.choice.within(plan.days)
    if not plan.options.onsale:
        return within
    return any_of([within, Choice((*plan.choice.conditions, models.Entry.id.in_(selecting.opening())))])


def _written(session: Session, plan: Plan, choice: Choice, tags: Sequence[Tag]) -> dict[Tag, tuple[Written, ...]]:
    wanted = {tag[0]: tag for tag in tags}
    if not wanted:
        return {}
    anew = selecting.touched(session, choice, plan.options)
    found: dict[Tag, tuple[Written, ...]] = {}
    for chunk in selecting.chunks(wanted):
        rows = list(selecting.entries(session, chunk, whole=True))
        items = load_items(session, {row.item_id for row in rows if row.id in anew})
        facts = {entry.id: (item, read) for item in items.values() for entry, read in reading.entries(item)}
        for row in rows:
            found[wanted[row.id]] = _pieces(plan, row, facts.get(row.id))
        session.expunge_all()  # a feed of a whole site must not hold all of its facts at once
    return found


def _pieces(plan: Plan, row: models.Entry, read: tuple[models.Item, Any] | None) -> tuple[Written, ...]:
    if read is None:
        return (_as_rendered(row),) if row.vevent else ()
    try:
        return tuple(_anew(plan, row, *read))
    except Exception as error:
        # A mistake of ours in one entry: it is left out and reported, the rest of the feed stands.
        _log.error("an entry cannot be rendered with options; it is left out", uid=row.uid, exc_info=error)
        return ()


def _as_rendered(row: models.Entry) -> Written:
    assert row.vevent is not None
    return Written(row.uid, row.vevent, row.zone, row.first_day, row.last_day, row.starts_at)


def _anew(plan: Plan, row: models.Entry, item: models.Item, facts: Any) -> Iterable[Written]:
    entry, stamp = entry_of(plan.addresses, item, row, facts), Stamp(row.revision, row.changed_at)
    return written(entry, stamp, plan.options, plan.head.tongue)


def _joined(head: ical.Head, tags: list[Tag], vevents: Sequence[bytes | memoryview], zones: Zones) -> Made:
    opening = ical.opening(head, zones)
    if not vevents:
        return Made(b"".join((opening, ical.placeholder(head), ical.CLOSING)), head, tags)
    content = b"".join((opening, *vevents, ical.CLOSING))
    bounds = array("Q", accumulate(map(len, vevents), initial=len(opening))) if tags else None
    return Made(content, head, tags, bounds)


def _zones(places: Iterable[tuple[str | None, date, date]]) -> Zones:
    zones: Zones = {}
    for zone, start, end in {(zone, first.year, last.year) for zone, first, last in places}:
        if zone is not None:
            low, high = zones.get(zone, (start, end))
            zones[zone] = (min(low, start), max(high, end))
    return zones
