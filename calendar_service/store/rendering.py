"""Rendering of entries: done when an entry changes, kept with its hash; only a different hash moves its stamps."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.metadata import version
from typing import Final

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, selectin_polymorphic, selectinload, undefer

from calendar_service import models
from calendar_service.addresses import Addresses
from calendar_service.store import reading
from calendar_service.store.before import Lived
from calendar_service.store.database import Database, is_passing
from calendar_service.store.writing import Edge, Writing, writing
from feeds import entry as entries
from feeds import nights, search, wording
from feeds.facts import Facts
from feeds.tongue import Tongue
from feeds.writers import ical, variants

_log = structlog.get_logger()

BATCH: Final = 200
"""Entries rendered in one transaction: a lock held for a fraction of a second."""

TRIES: Final = 5
"""How often a batch is tried that met another writer's; what is left waits for the next look."""

FINGERPRINT: Final = "fingerprint"
BASE: Final = "base"
LANGUAGE: Final = "language"


def render(edge: Edge, item: models.Item, row: models.Entry, facts: Facts, lived: Lived | None = None) -> bool:
    """Render an entry's VEVENT from its facts; its stamps move only if its lines did. Tells whether they did.

    New rows get their first stamp, with `created_at` = now; or that of the life they had in another database.
    """
    row.first_day, row.last_day = entries.days(facts)
    row.starts_at, row.night = entries.instant(facts), nights.night(facts)
    row.stale = False
    try:
        rendered, variants = _rendered(entry_of(edge.addresses, item, row, facts), edge.tongue)
    except Exception as error:
        # A mistake of ours, and in one entry: the others and the feed must not suffer by it.
        return _fail(edge, row, error, lived)
    row.fault = ""
    digest = rendered.digest if rendered else None
    # What only options show is not known of an entry that was rendered before there were any.
    moved = _is_new(row) or digest != row.digest or row.variants not in (None, variants)
    if moved:
        stamp = lived.stamp(digest, variants, edge.now) if lived else _stamp(edge, row)
        row.revision, row.changed_at, row.digest = stamp.revision, stamp.changed_at, digest
        row.vevent = rendered.stamped(stamp) if rendered else None
    row.zone, row.variants = rendered.zone if rendered else None, variants
    _store_words(row, search.words_of(facts, edge.tongue))
    return moved


def entry_of(addresses: Addresses, item: models.Item, row: models.Entry, facts: Facts) -> entries.Entry:
    """An entry as writers take it."""
    return entries.Entry(row.uid, _url(addresses, item, row), row.created_at, facts)


def _rendered(entry: entries.Entry, t: Tongue) -> tuple[ical.Rendered | None, str]:
    return ical.render(entry, t=t), variants.digest(entry, t)


def _fail(edge: Edge, row: models.Entry, error: Exception, lived: Lived | None) -> bool:
    """Leave an entry out that cannot be rendered, or leave it as it last was, and report it."""
    row.fault = f"{type(error).__name__}: {error}"[:500]
    _log.error("an entry cannot be rendered; it is left out, or as it was", uid=row.uid, exc_info=error)
    if _is_new(row):
        stamp = lived.last if lived else _stamp(edge, row)
        row.revision, row.changed_at = stamp.revision, stamp.changed_at
    return False


def _store_words(row: models.Entry, text: str) -> None:
    if row.words is None:
        row.words = models.Words(text=text)
    elif row.words.text != text:
        row.words.text = text


def refresh(database: Database, edge: Callable[[], Edge], step: Callable[[int], object] = lambda _: None) -> int:
    """Render all stale entries, in batches of one transaction each; `step` hears how many each batch did.

    Any number of processes may do so at once: each takes other rows (SKIP LOCKED), or waits its turn on SQLite.
    """
    total = 0
    while done := _batch(database, edge()):
        total += done
        step(done)
    return total


def waiting(session: Session) -> int:
    """How many entries wait to be rendered."""
    return session.scalars(select(func.count()).select_from(models.Entry).where(models.Entry.stale)).one()


def faults(session: Session) -> list[str]:
    """Why entries could not be rendered that are left out, or that stand as they last were."""
    entry = models.Entry
    return list(session.scalars(select(entry.fault).where(entry.fault != "").order_by(entry.id)))


def follow_site(database: Database, edge: Edge) -> None:
    """Mark all entries if something that all of them depend on has changed since they were rendered."""
    mark = fingerprint(edge.addresses, edge.tongue)
    with database.reading() as session:
        if _site_fact(session, FINGERPRINT) == mark:
            return
    with writing(database, edge) as transaction:
        session = transaction.session
        session.execute(update(models.Entry).values(stale=True))
        session.merge(models.SiteFact(name=FINGERPRINT, value=mark))
        session.merge(models.SiteFact(name=BASE, value=edge.addresses.base))
        session.merge(models.SiteFact(name=LANGUAGE, value=edge.tongue.code))


def fingerprint(addresses: Addresses, t: Tongue) -> str:
    """What every entry depends on: wording, writer, zone data, the base of addresses, the language and its words."""
    versions = (wording.VERSION, ical.VERSION, search.VERSION, version("tzdata"), version("icalendar"))
    parts = (*versions, addresses.base, t.fingerprint)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def stored_addresses(database: Database) -> Addresses | None:
    """The addresses that entries were last rendered with; None in a new database."""
    with database.reading() as session:
        base = _site_fact(session, BASE)
    return Addresses(base) if base else None


def stored_language(database: Database) -> str | None:
    """The code of the language in which entries were last rendered; None in a new database."""
    with database.reading() as session:
        return _site_fact(session, LANGUAGE)


def _site_fact(session: Session, name: str) -> str | None:
    return session.scalars(select(models.SiteFact.value).where(models.SiteFact.name == name)).one_or_none()


def _batch(database: Database, edge: Edge) -> int:
    with database.reading() as session:
        if session.scalars(select(models.Entry.id).where(models.Entry.stale).limit(1)).one_or_none() is None:
            return 0
    for _ in range(TRIES):
        try:
            with writing(database, edge) as transaction:
                return render_stale(transaction)
        except DBAPIError as error:
            if not is_passing(error):
                raise
    return 0


def render_stale(transaction: Writing) -> int:
    """Render a batch of entries that wait and that nobody else renders just now; how many they were."""
    rows = transaction.session.scalars(
        select(models.Entry)
        .where(models.Entry.stale)
        .order_by(models.Entry.id)
        .limit(BATCH)
        .options(undefer(models.Entry.vevent), selectinload(models.Entry.words))
        .with_for_update(skip_locked=True, of=models.Entry)
    ).all()
    items = load_items(transaction.session, {row.item_id for row in rows})
    for row in rows:
        item, night = items[row.item_id], row.night
        # Pages are told of another night too, which no line of the calendar says.
        if render(transaction.edge, item, row, _facts_of(item, row)) or row.night != night:
            transaction.note("entry", row, "rendered")
    return len(rows)


def load_items(session: Session, numbers: set[int]) -> dict[int, models.Item]:
    """Events and releases with all that they show, by their numbers."""
    both = selectin_polymorphic(models.Item, [models.Event, models.Release])
    found = session.scalars(select(models.Item).where(models.Item.id.in_(numbers)).options(both))
    return {item.id: item for item in found}


def _facts_of(item: models.Item, row: models.Entry) -> Facts:
    return next(facts for entry, facts in reading.entries(item) if entry is row)


def _stamp(edge: Edge, row: models.Entry) -> entries.Stamp:
    if _is_new(row):
        return entries.Stamp(0, row.created_at)
    return entries.Stamp(row.revision, row.changed_at).next(edge.now)


def _is_new(row: models.Entry) -> bool:
    # The column is never null, but a row that was not stored yet has none.
    revision: int | None = row.revision
    return revision is None


def _url(addresses: Addresses, item: models.Item, row: models.Entry) -> str:
    if isinstance(item, models.Event):
        return addresses.event(item.slug)
    assert row.date is not None
    return addresses.release_date(item.slug, row.date.source_id)
