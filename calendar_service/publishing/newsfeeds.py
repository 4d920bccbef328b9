"""Making of `.rss`, `.atom` and `.json` bodies: the announcements and changes of the last 90 days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from calendar_service.publishing.facts import entries_of
from calendar_service.publishing.plans import Plan
from calendar_service.publishing.pressed import Made
from calendar_service.store import news
from feeds.entry import Entry
from feeds.news import Headline, Item
from feeds.writers import jsonfeed, syndication
from feeds.writers.ical import Head

DAYS: Final = 90
LEAST: Final = 20
"""So many at least, however old (design, section 4, Window)."""
MOST: Final = 250
"""So many at most, the newest: of a catalogue that was loaded in one day nobody reads ten thousand."""

_Line = tuple[str, int, int, str, datetime, str]
_Write = Callable[[Head, Sequence[Item]], bytes]


def rss(session: Session, plan: Plan, known: Made | None) -> Made:
    """RSS 2.0."""
    return _made(session, plan, known, syndication.rss)


def atom(session: Session, plan: Plan, known: Made | None) -> Made:
    """Atom (RFC 4287)."""
    return _made(session, plan, known, syndication.atom)


def json_feed(session: Session, plan: Plan, known: Made | None) -> Made:
    """JSON Feed 1.1."""
    return _made(session, plan, known, jsonfeed.json_feed)


def _made(session: Session, plan: Plan, known: Made | None, write: _Write) -> Made:
    lines = _lines(session, plan)
    if known and known.head == plan.head and known.tags == lines:
        return known
    entries = entries_of(session, plan.addresses, dict.fromkeys(line[1] for line in lines))
    items = [
        Item(_identity(entries[line[1]][0], line[0]), Headline(line[3]), line[4], entries[line[1]][0], line[5])
        for line in lines
        if line[1] in entries
    ]
    return Made(write(plan.head, items), plan.head, lines)


def _lines(session: Session, plan: Plan) -> list[_Line]:
    """What the feed is made of: the news that was written down, and the releases that have come out since."""
    since = _midnight(plan, plan.today - timedelta(days=DAYS))
    choice = plan.choice.within(plan.days) if plan.windowed else plan.choice
    found = news.told(session, choice, since, (LEAST, MOST))
    lines: list[_Line] = [(str(row[0]), row[1], row[2], row[3], row[4], row[5]) for row in found]
    for entry, revision, day in news.come_out(session, choice, (plan.today - timedelta(days=DAYS), plan.today), MOST):
        lines.append((f"out-{day}", entry, revision, Headline.OUT_TODAY.value, _midnight(plan, day), ""))
    # The newest first; of one edit's news the most important first, as they were written down.
    return sorted(lines, key=lambda line: (-line[4].timestamp(), line[1], len(line[0]), line[0]))[:MOST]


def _identity(entry: Entry, which: str) -> str:
    """A tag URI (RFC 4151) from what is stored for ever: the UID, its host, and the day on which it was made."""
    name, _, host = entry.uid.partition("@")
    return f"tag:{host},{entry.created_at:%Y-%m-%d}:{name}/{which}"


def _midnight(plan: Plan, on: date) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(plan.head.zone)).astimezone(UTC)
