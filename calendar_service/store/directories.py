"""Directories: all names of a noun in order, by letters and by search, with how much is to come of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from string import ascii_lowercase
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union
from sqlalchemy.orm import Session

from calendar_service import models
from feeds.search import folded

PAGE: Final = 100
"""Names on a page."""
MOST: Final = 500
"""Entries of a name up to which they are counted; what has more is counted to one above it at least."""
NOUNS: Final = ("venue", "artist", "organizer", "series", "city", "tag")
OTHER: Final = "other"
"""The heading of names that begin with no Latin letter and no digit."""
DIGITS: Final = "0-9"
LETTERS: Final = {
    **{letter: ((letter, chr(ord(letter) + 1)),) for letter in ascii_lowercase},
    DIGITS: (("0", ":"),),
    OTHER: (("", "0"), (":", "a"), ("{", "\U0010ffff")),
}
"""Headings in their order, each with the ranges of folded names below it: first, and first that is no longer in it."""

_TABLES: Final[dict[str, Any]] = {
    "venue": models.Venue,
    "artist": models.Artist,
    "organizer": models.Organizer,
    "series": models.Series,
    "tag": models.Tag,
}


@dataclass(frozen=True, slots=True)
class Name:
    """A line of a directory; `city` and `country` (ISO 3166-1) for places, `coming` entries from today on."""

    slug: str
    name: str
    city: str = ""
    country: str = ""
    coming: int = 0


@dataclass(frozen=True, slots=True)
class Directory:
    """A page of names; `letters` that names begin with, in order, and whether there are more pages."""

    names: tuple[Name, ...]
    letters: tuple[str, ...]
    more: bool


def directory(session: Session, noun: str, today: date, find: Find) -> Directory:
    """The names of a noun that begin with a letter and hold words that begin as asked. Three queries."""
    columns, key = _columns(noun)
    conditions = [*_lettered(key, find.letter), *_worded(key, find.words)]
    statement = columns.where(*conditions).order_by(key, *_slug(noun)).offset((find.number - 1) * PAGE)
    rows: Sequence[Any] = session.execute(_grouped(noun, statement).limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    coming = _coming(session, noun, [row[0] for row in shown], today)
    names = tuple(Name(row[1], row[2], row[3], row[4], coming[row[0]]) for row in shown)
    return Directory(names, _letters(session, key), len(rows) > PAGE)


@dataclass(frozen=True, slots=True)
class Find:
    """Which part of a directory: a letter (`a` to `z`, DIGITS, OTHER; empty for all), words, and the page's number."""

    letter: str = ""
    q: str = ""
    number: int = 1

    @property
    def words(self) -> list[str]:
        """The words that are searched for."""
        return folded(self.q).split() if self.q.strip() else []


def _columns(noun: str) -> tuple[Select[Any], Any]:
    """Number, slug, name, city and country of each, and the column that they are ordered by."""
    venue = models.Venue
    empty = literal("")
    if noun == "city":
        slug: Any = venue.city_slug
        city = select(slug, slug, func.max(venue.city), empty, func.max(venue.country)).where(slug.is_not(None))
        return city, slug
    table = _TABLES[noun]
    place = (venue.city, venue.country) if noun == "venue" else (empty, empty)
    return select(table.id, table.slug, table.name, *place), table.sort_name


def _grouped(noun: str, statement: Select[Any]) -> Select[Any]:
    return statement.group_by(models.Venue.city_slug) if noun == "city" else statement


def _slug(noun: str) -> list[Any]:
    return [] if noun == "city" else [_TABLES[noun].slug]


def _lettered(key: Any, letter: str) -> list[ColumnElement[bool]]:
    # Ranges and not LIKE: they find their way by the index on both databases.
    return [or_(*(and_(key >= first, key < end) for first, end in LETTERS[letter]))] if letter else []


def _worded(key: Any, words: list[str]) -> list[ColumnElement[bool]]:
    apart = "-" if key is models.Venue.city_slug else " "
    found = []
    for word in words:
        safe = word.replace("/", "//").replace("%", "/%").replace("_", "/_")
        found.append(or_(key.like(f"{safe}%", escape="/"), key.like(f"%{apart}{safe}%", escape="/")))
    return found


def _letters(session: Session, key: Any) -> tuple[str, ...]:
    # The least name of each range is found in the index by itself; to read all names takes longer with each name.
    ranges = [(letter, first, end) for letter, spans in LETTERS.items() for first, end in spans]
    least = (select(func.min(key)).where(key >= first, key < end).scalar_subquery() for _, first, end in ranges)
    found = session.execute(select(*least)).one()
    there = {letter for (letter, _, _), name in zip(ranges, found, strict=True) if name is not None}
    return tuple(letter for letter in LETTERS if letter in there)


def _coming(session: Session, noun: str, numbers: list[Any], today: date) -> dict[Any, int]:
    """How many entries each of some names has from today on; above MOST, that there are more."""
    own: Any = models.Venue.city_slug if noun == "city" else _TABLES[noun].id
    names = select(own).where(own.in_(numbers)).distinct().subquery()
    few = [_few(names, owned, item, today) for owned, item in _ways(noun)]
    found = (union(*few) if len(few) > 1 else few[0]).subquery()
    count = select(func.count()).select_from(found).scalar_subquery()
    rows = session.execute(select(names.c[0], count))
    return dict(rows.all())


def _few(names: Any, owned: Any, item: Any, today: date) -> Select[Any]:
    """Entries of the name at hand, the items that were stored last first: theirs are mostly those to come."""
    entry, venue = models.Entry.__table__.c, models.Venue
    some = select(item, entry.id).join(models.Entry, entry.item_id == item)
    if owned is venue.city_slug:
        some = some.join(venue, venue.id == models.Event.venue_id)
    some = some.where(owned == names.c[0], entry.last_day >= today).correlate(names)
    # An act has two credits of one night at times; the night is one.
    limited = some.distinct().order_by(item.desc()).limit(MOST + 1).subquery()
    return select(limited.c.id)


def _ways(noun: str) -> list[tuple[Any, Any]]:
    """The columns of a name's number, and of the items that have it."""
    event, credit, imprint = models.Event.__table__.c, models.Credit, models.Imprint
    ways: dict[str, list[tuple[Any, Any]]] = {
        "venue": [(event.venue_id, event.id)],
        "city": [(models.Venue.city_slug, event.id)],
        "artist": [(credit.artist_id, credit.item_id)],
        "organizer": [(credit.organizer_id, credit.item_id), (imprint.label_id, imprint.release_id)],
        "series": [(models.Sequel.series_id, models.Sequel.item_id)],
        "tag": [(models.Tagging.tag_id, models.Tagging.item_id)],
    }
    return ways[noun]
