"""Facets: by what a selection can be narrowed, and how many of its entries would be left. One query for all of them.

The entries are counted among the first thousand of the selection, so that the work is bounded however much there
is: beyond that, every count is only the least that there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, and_, case, distinct, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store.choice import Choice
from calendar_service.store.listing import first_of

AMONG: Final = 1_000
"""Entries among which the others are counted."""
VALUES: Final = 12
"""Values of a facet, the most frequent first; what is chosen is among them, however rare it is."""
NAMES: Final = ("kind", "city", "country", "venue", "artist", "organizer", "label", "series", "format", "tag")
"""The parameters that are offered, in the order in which people ask."""
WIDE: Final = ("event", "release")
"""Kinds that hold other kinds: counted where they are chosen."""
NONE_CHOSEN: Final[Mapping[str, Collection[str]]] = {}
"""Of no parameter is a value chosen."""

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


def facets(
    session: Session,
    choice: Choice,
    days: Days,
    names: Collection[str] = NAMES,
    taken: Mapping[str, Collection[str]] = NONE_CHOSEN,
) -> Facets:
    """What the entries of a choice (settled) and a window have, for some parameters.

    `taken`: values that are chosen, by their parameter. They are always told, with 0 where no entry has them.
    """
    few = first_of(session, choice, days, AMONG + 1).cte("picked").prefix_with("MATERIALIZED")
    parts = [_counted(name, query, taken.get(name, ())) for name, query in _queries(few, taken) if name in names]
    total = select(literal("total"), literal(""), literal(""), func.count()).select_from(few)
    found: dict[str, list[Value]] = {}
    rows: Iterable[Any] = session.execute(union_all(total, *parts))
    for name, value, title, count in rows:
        if name == "total" or value:
            found.setdefault(name, []).append(Value(value, title, count))
    all_of_them = found.pop("total")[0].count
    ordered = {name: _best(found.get(name, []), taken.get(name, ())) for name in NAMES if name in names}
    values = {name: best for name, best in ordered.items() if best}
    return Facets(values, min(all_of_them, AMONG), all_of_them > AMONG)


def _best(values: list[Value], taken: Collection[str]) -> tuple[Value, ...]:
    """The most frequent ones, with those that are chosen among them."""
    there = {value.value for value in values}
    kept = [value for value in values if value.value in taken]
    kept += [Value(value, value, 0) for value in taken if value not in there]
    others = sorted((value for value in values if value.value not in taken), key=_order)
    return tuple(sorted([*kept, *others[: max(0, VALUES - len(kept))]], key=_order))


def _order(value: Value) -> tuple[int, str, str]:
    return -value.count, value.title.casefold(), value.value


def _counted(name: str, query: Select[Any], taken: Collection[str]) -> Select[Any]:
    value, title, number = query.selected_columns
    columns = (value.label("value"), func.max(title).label("title"), func.count(distinct(number)).label("count"))
    every = query.with_only_columns(*columns).group_by(value).subquery().c
    first = case((every.value.in_(taken), 0), else_=1)
    best = select(every.value, every.title, every["count"]).order_by(first, every["count"].desc(), every.value)
    # Two may be for those that have none: without a venue, and of a venue without a country.
    few = best.limit(max(VALUES, len(taken)) + 2).subquery().c
    return select(literal(name), few.value, few.title, few["count"])


def _queries(few: Any, taken: Mapping[str, Collection[str]]) -> Iterator[tuple[str, Select[Any]]]:
    """For each parameter its values, their titles, and the entries that have them: as `choosing` finds them.

    Outer joins keep their order: SQLite, which does not know how few were picked, would rather read whole tables.
    """
    yield "kind", _kinds(few, [kind for kind in WIDE if kind in taken.get("kind", ())])
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
    sequel, tagging, medium = models.Sequel.__table__.c, models.Tagging.__table__.c, models.Medium.__table__
    yield "series", _named(models.Series, _either(few, (sequel.series_id, sequel.item_id)))
    form = medium.c.format
    yield "format", select(form, form, few.c.id).select_from(few.outerjoin(medium, medium.c.entry_id == few.c.id))
    yield "tag", _named(models.Tag, _either(few, (tagging.tag_id, tagging.item_id)))


def _kinds(few: Any, wide: list[str]) -> Select[Any]:
    """The kinds of the picked entries, and as further rows those that hold them."""
    item = models.Item.__table__
    here = few.outerjoin(item, item.c.id == few.c.item_id)
    own = case((and_(item.c.noun == "release", item.c.kind == "other"), null()), else_=item.c.kind)
    ways = [select(few.c.id, own.label("kind")).select_from(here)]
    if wide:
        held = case((item.c.noun.in_(wide), item.c.noun), else_=null())
        ways.append(select(few.c.id, held.label("kind")).select_from(here))
    found = union_all(*ways).subquery().c
    return select(found.kind, found.kind, found.id)


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
