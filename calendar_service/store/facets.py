"""Facets: by what a selection can be narrowed, and how many of its entries would be left. One query for all of them.

The entries are counted among the first thousand of the selection, so that the work is bounded however much there
is: beyond that, every count is only the least that there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, and_, case, distinct, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store.choosing import Choice
from calendar_service.store.listing import first_of

AMONG: Final = 1_000
"""Entries among which the others are counted."""
VALUES: Final = 12
"""Values of a facet, the most frequent first."""
NAMES: Final = ("kind", "city", "country", "venue", "artist", "organizer", "label", "series", "format", "tag")
"""The parameters that are offered, in the order in which people ask."""

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a parameter, what it is called where the database knows that, and how many entries have it."""

    value: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The values by their parameter; `total` entries were counted, and there are `more` than that."""

    values: dict[str, tuple[Value, ...]]
    total: int
    more: bool


def facets(session: Session, choice: Choice, days: Days, names: Collection[str] = NAMES) -> Facets:
    """What the entries of a choice (settled) and a window have, for some parameters."""
    few = first_of(session, choice, days, AMONG + 1).cte("picked").prefix_with("MATERIALIZED")
    parts = [_counted(name, query) for name, query in _queries(few) if name in names]
    total = select(literal("total"), literal(""), literal(""), func.count()).select_from(few)
    found: dict[str, list[Value]] = {}
    rows: Iterable[Any] = session.execute(union_all(total, *parts))
    for name, value, title, count in rows:
        if name == "total" or value:
            found.setdefault(name, []).append(Value(value, title, count))
    all_of_them = found.pop("total")[0].count
    ordered: dict[str, tuple[Value, ...]] = {}
    for name in (name for name in NAMES if name in found):
        ordered[name] = tuple(sorted(found[name], key=_order)[:VALUES])
    return Facets(ordered, min(all_of_them, AMONG), all_of_them > AMONG)


def _order(value: Value) -> tuple[int, str, str]:
    return -value.count, value.title.casefold(), value.value


def _counted(name: str, query: Select[Any]) -> Select[Any]:
    value, title, number = query.selected_columns
    count = func.count(distinct(number)).label("count")
    grouped = (
        query.with_only_columns(value.label("value"), func.max(title).label("title"), count)
        .group_by(value)
        .order_by(count.desc(), value)
        .limit(VALUES + 1)  # one may be for those that have none
        .subquery()
    )
    return select(literal(name), grouped.c.value, grouped.c.title, grouped.c["count"])


def _queries(few: Any) -> Iterator[tuple[str, Select[Any]]]:
    """For each parameter its values, their titles, and the entries that have them: as `choosing` finds them.

    Outer joins keep their order: SQLite, which does not know how few were picked, would rather read whole tables.
    """
    item, medium = models.Item.__table__, models.Medium.__table__
    named = case((and_(item.c.noun == "release", item.c.kind == "other"), null()), else_=item.c.kind)
    yield "kind", select(named, named, few.c.id).select_from(few.outerjoin(item, item.c.id == few.c.item_id))
    event, venue = models.Event.__table__.c, models.Venue.__table__
    # What has moved away is still found where it was to be.
    place = _either(few, (event.venue_id, event.id), (event.previous_venue_id, event.id))
    here = place.outerjoin(venue, venue.c.id == place.c.owned)
    yield "city", select(venue.c.city_slug, venue.c.city, place.c.id).select_from(here)
    yield "country", select(venue.c.country, venue.c.country, place.c.id).select_from(here)
    yield "venue", select(venue.c.slug, venue.c.name, place.c.id).select_from(here)
    credit, imprint = models.Credit.__table__.c, models.Imprint.__table__.c
    label = (imprint.label_id, imprint.release_id)
    yield "artist", _named(models.Artist, _either(few, (credit.artist_id, credit.item_id)))
    yield "organizer", _named(models.Organizer, _either(few, (credit.organizer_id, credit.item_id), label))
    yield "label", _named(models.Organizer, _either(few, label))
    sequel, tagging = models.Sequel.__table__.c, models.Tagging.__table__.c
    yield "series", _named(models.Series, _either(few, (sequel.series_id, sequel.item_id)))
    form = medium.c.format
    yield "format", select(form, form, few.c.id).select_from(few.outerjoin(medium, medium.c.entry_id == few.c.id))
    yield "tag", _named(models.Tag, _either(few, (tagging.tag_id, tagging.item_id)))


def _either(few: Any, *ways: tuple[Any, Any]) -> Any:
    """The picked entries with the numbers of what their items have, in one way or another: columns `id`, `owned`."""
    found = [
        select(few.c.id, owned.label("owned")).select_from(few.outerjoin(owned.table, item == few.c.item_id))
        for owned, item in ways
    ]
    return (union_all(*found) if len(found) > 1 else found[0]).subquery()


def _named(table: Any, owned: Any) -> Select[Any]:
    row = table.__table__.c
    return select(row.slug, row.name, owned.c.id).select_from(owned.outerjoin(table.__table__, row.id == owned.c.owned))
