"""Feeds: a query for rendered entries, and a join of their bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as clock
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlalchemy.orm import Session

from calendar_service.addresses import Addresses, path_of
from calendar_service.intake.window import Window
from calendar_service.publishing.body import Body
from calendar_service.store import selecting
from calendar_service.store.nouns import title_of
from calendar_service.store.reading import NOUNS
from calendar_service.store.selecting import Choice, Columns
from calendar_service.store.writing import newest
from feeds.writers import ical

PAST_DAYS: Final = 365
"""How far feeds reach back unless told otherwise (design, section 4, Window)."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the whole site is called, where its addresses begin, and the zone that decides which day is today."""

    name: str
    zone: str
    addresses: Addresses

    def today(self, now: datetime) -> date:
        """The site's day."""
        return now.astimezone(ZoneInfo(self.zone)).date()

    def midnight(self, now: datetime) -> datetime:
        """When that day began."""
        return datetime.combine(self.today(now), clock(), ZoneInfo(self.zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's body, and the last part of its address, which is the calendar's name in some clients."""

    name: str
    body: Body


def site_feed(session: Session, site: Site, window: Window, now: datetime) -> Feed:
    """The feed of everything."""
    head = _head(site, site.name, f"All events and releases of {site.name}.", f"/calendar.ics{window.query}", "/")
    days = window.days(site.today(now), PAST_DAYS)
    return Feed("calendar", _body(session, site, head, Choice(), days, now))


def noun_feed(session: Session, site: Site, noun: str, slug: str, window: Window, now: datetime) -> Feed | None:
    """The feed of a venue, an artist, an organizer or a series; None where there is none of that name."""
    row = selecting.noun_row(session, noun, slug)
    if row is None:
        return None
    name = title_of(NOUNS[noun](row))
    path = path_of(noun, slug)
    head = _head(site, name, f"Events and releases of {name}, from {site.name}.", f"{path}.ics{window.query}", path)
    days = window.days(site.today(now), PAST_DAYS)
    return Feed(slug, _body(session, site, head, Choice(noun, row.id), days, now))


def release_feed(session: Session, site: Site, slug: str, window: Window, now: datetime) -> Feed | None:
    """The feed of a release: all its dates, however long ago, unless the window says otherwise."""
    row = selecting.item_row(session, "release", slug)
    if row is None:
        return None
    path = path_of("release", slug)
    head = _head(site, row.title, f"Release dates of {row.title}, from {site.name}.", f"{path}.ics{window.query}", path)
    days = window.days(site.today(now), -1)
    return Feed(slug, _body(session, site, head, Choice("release", row.id), days, now))


def event_file(session: Session, site: Site, slug: str, now: datetime) -> Feed | None:
    """One event as a file to keep; None where there is none of that name, or where its day is not known."""
    row = selecting.item_row(session, "event", slug)
    if row is None:
        return None
    rows = selecting.rendered(session, Choice("event", row.id), (date.min, date.max))
    if not rows:
        return None
    [entry] = rows
    assert entry.vevent is not None
    content = ical.single(entry.vevent, _zones(rows))
    return Feed(slug, Body.of(content, changed_at(session, site, now)))


def changed_at(session: Session, site: Site, now: datetime) -> datetime:
    """Last-Modified: the later of the newest line in the log and the start of today (design, section 4, HTTP)."""
    written = newest(session)
    midnight = site.midnight(now)
    return max(written, midnight) if written else midnight


def _head(site: Site, name: str, description: str, source: str, page: str) -> ical.Head:
    return ical.Head(name, description, site.addresses.to(source), site.addresses.to(page), site.zone)


def _body(
    session: Session, site: Site, head: ical.Head, choice: Choice, days: tuple[date, date], now: datetime
) -> Body:
    rows = selecting.rendered(session, choice, days)
    content = ical.calendar(head, (row.vevent for row in rows if row.vevent), _zones(rows))
    return Body.of(content, changed_at(session, site, now))


def _zones(rows: Iterable[Row[*Columns]]) -> dict[str, tuple[int, int]]:
    zones: dict[str, tuple[int, int]] = {}
    for _, zone, first, last in rows:
        if zone is not None:
            low, high = zones.get(zone, (first.year, last.year))
            zones[zone] = (min(low, first.year), max(high, last.year))
    return zones
