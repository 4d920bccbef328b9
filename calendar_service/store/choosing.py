"""Selections as conditions on entries: each name is a subquery that its own index answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Select, and_, or_, select, union, union_all
from sqlalchemy.orm import Session, aliased

from calendar_service import models
from calendar_service.intake.selection import Selection, Values
from calendar_service.store import places, search
from calendar_service.store.nouns import MODELS
from feeds.errors import FactError, Problem
from feeds.vocabulary import EventKind

Numbers = Select[Any]
"""A query for the numbers of entries or of items."""
Branch = tuple[Any, Numbers]
"""Such a query, and the column of entries that its numbers stand for."""

_ENTRY: Final = models.Entry
_TABLES: Final[Mapping[str, Any]] = {
    **{name: MODELS[name] for name in ("artist", "venue", "organizer", "series")},
    "label": models.Organizer,
    "tag": models.Tag,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The entries for which all conditions hold; with none: all entries.

    `lists` are conditions that queries stand for, each true where one of its branches holds the entry.
    """

    others: tuple[ColumnElement[bool], ...] = ()
    lists: tuple[tuple[Branch, ...], ...] = ()

    @property
    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """Its conditions for a query that finds its few entries by their lists."""
        return (*(_in(list(branches)) for branches in self.lists), *self.others)

    def walked(self) -> Choice:
        """The same entries for a query that walks many in their order: each one is asked for by itself."""
        asked = (or_(*(_holds(branch) for branch in branches)) for branches in self.lists)
        return Choice((*asked, *self.others))

    def having(self, *conditions: ColumnElement[bool]) -> Choice:
        """Those of them for which more holds."""
        return Choice((*self.others, *conditions), self.lists)

    def within(self, days: tuple[date, date]) -> Choice:
        """Those of them with a local day, or their night, from the first to the last of these, inclusive."""
        return self.having(*_window(*days))


def _window(first: date, last: date) -> list[ColumnElement[bool]]:
    if last == date.max:
        return [_ENTRY.last_day >= first] if first > date.min else []
    # What begins after the midnight of the last night is part of that night.
    late = and_(_ENTRY.first_day == last + timedelta(days=1), _ENTRY.night == last)
    if first == date.min:
        return [or_(_ENTRY.first_day <= last, late)]
    # What begins in the window, and the few that reach into it: both have an index, and their overlap alone has none.
    reaching = and_(_ENTRY.last_day > _ENTRY.first_day, _ENTRY.last_day >= first, _ENTRY.first_day < first)
    return [or_(_ENTRY.first_day.between(first, last), late, reaching)]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice, and what the values of its names are called: `titles["artist", "jeff-mills"]` is “Jeff Mills”.

    `selection` names by their slugs of today what was asked for by those of the past.
    """

    choice: Choice
    selection: Selection
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)


def of_item(number: int) -> Choice:
    """The entries of one event or release."""
    return Choice((_ENTRY.item_id == number,))


def any_of(choices: list[Choice]) -> Choice:
    """The entries that one of several choices holds; each is a query on its own indexes."""
    return Choice((_ENTRY.id.in_(union(*(select(_ENTRY.id).where(*choice.conditions) for choice in choices))),))


def cancelled() -> ColumnElement[bool]:
    """That an entry is cancelled."""
    return _in(_with_status(("cancelled",)))


def not_cancelled() -> list[ColumnElement[bool]]:
    """That it is not."""
    return [_not_in(branch) for branch in _with_status(("cancelled",))]


def chosen(session: Session, selection: Selection) -> Chosen:
    """The entries of a selection, whatever its window. Raises FactError for each slug that nothing has."""
    known, missing = _known(session, selection)
    if missing:
        selection = _renamed(session, selection, missing)
        known, missing = _known(session, selection)
    if missing:
        raise FactError(*missing.values())
    dialect = session.get_bind().dialect.name
    choice = Choice()
    for name, values in selection.named:
        numbers = {value: known[name, value][0] for value in _all(values) if (name, value) in known}
        choice = _named(choice, dialect, (name, values), numbers)
    if selection.near:
        here = tuple((_ENTRY.item_id, query) for query in _at(places.near(selection.near)))
        choice = Choice(choice.others, (*choice.lists, here))
    if selection.without_cancelled:
        choice = choice.having(*not_cancelled())
    return Chosen(choice, selection, {key: title for key, (_, title) in known.items()})


def there_of(session: Session, selection: Selection) -> tuple[Selection, tuple[Problem, ...]]:
    """The selection without the values that name nothing, and a sentence for each of those: for pages."""
    _, missing = _known(session, selection)
    if missing:
        selection = _renamed(session, selection, missing)
        _, missing = _known(session, selection)
    kept = (
        (name, Values(*(tuple(value for value in given if (name, value) not in missing) for given in _both(values))))
        for name, values in selection.named
    )
    named = tuple((name, values) for name, values in kept if values != Values())
    return replace(selection, named=named), tuple(missing.values())


def _renamed(session: Session, selection: Selection, missing: Iterable[tuple[str, str]]) -> Selection:
    """The selection with the slugs of today in place of those that something had before."""
    now: dict[tuple[str, str], str] = {}
    retired = models.Retired
    for name, slug in missing:
        noun = "organizer" if name == "label" else name
        row = session.get(retired, (noun, slug))
        if row and row.successor:
            now[name, slug] = row.successor
    named = tuple((name, _called(name, values, now)) for name, values in selection.named)
    return replace(selection, named=named)


def _called(name: str, values: Values, now: Mapping[tuple[str, str], str]) -> Values:
    return Values(*(tuple(sorted({now.get((name, slug), slug) for slug in given})) for given in _both(values)))


def _known(
    session: Session, selection: Selection
) -> tuple[dict[tuple[str, str], tuple[int, str]], dict[tuple[str, str], Problem]]:
    """Number and title of each value that is there, and a sentence for each that is not."""
    found: dict[tuple[str, str], tuple[int, str]] = {}
    missing: dict[tuple[str, str], Problem] = {}
    for name, values in selection.named:
        if name in (*_TABLES, "city"):
            here = _city_names(session, values) if name == "city" else _names(session, _TABLES[name], values)
            found |= {(name, slug): row for slug, row in here.items()}
            for value in _all(values):
                if value not in here:
                    missing[name, value] = Problem.of(
                        name, "{name}: there is no {name} “{value}”.", name=name, value=value[:80]
                    )
    return found, missing


def _names(session: Session, table: Any, values: Values) -> dict[str, tuple[int, str]]:
    rows = session.execute(select(table.slug, table.id, table.name).where(table.slug.in_(_all(values))))
    return {slug: (number, name) for slug, number, name in rows}


def _city_names(session: Session, values: Values) -> dict[str, tuple[int, str]]:
    venue = models.Venue
    rows = session.execute(
        select(venue.city_slug, venue.city, venue.id).where(venue.city_slug.in_(_all(values))).order_by(venue.id.desc())
    )
    return {slug: (0, city) for slug, city, _ in rows if slug}


def _named(choice: Choice, dialect: str, named: tuple[str, Values], numbers: Mapping[str, int]) -> Choice:
    """The choice with what one name asks for."""
    name, values = named
    if values.wanted:
        branches = tuple(_branches(dialect, name, values.wanted, numbers))
        choice = Choice(choice.others, (*choice.lists, branches))
    if values.unwanted:
        unwanted = _branches(dialect, name, values.unwanted, numbers, excludes=True)
        choice = choice.having(*(_not_in(branch) for branch in unwanted))
    return choice


def _in(branches: list[Branch]) -> ColumnElement[bool]:
    """That an entry is in one of several queries."""
    if len(branches) == 1:
        [(one, query)] = branches
        return cast("ColumnElement[bool]", one.in_(query))
    # Numbers of one sort can stand in one list; others are brought to entries first, each by its own index.
    if len({column.key for column, _ in branches}) == 1:
        return cast("ColumnElement[bool]", branches[0][0].in_(union_all(*(query for _, query in branches))))
    return _ENTRY.id.in_(union_all(*(_of_entries(branch) for branch in branches)))


def _not_in(branch: Branch) -> ColumnElement[bool]:
    """That an entry is not in a query: asked for each entry, which is what PostgreSQL plans well."""
    return ~_holds(branch)


def _holds(branch: Branch) -> ColumnElement[bool]:
    """That a query has an entry, asked for each entry."""
    column, query = branch
    return query.where(query.selected_columns[0] == column).correlate(_ENTRY).exists()


def _of_entries(branch: Branch) -> Select[Any]:
    column, query = branch
    if column is _ENTRY.id:
        return query
    found, entry = query.subquery(), models.Entry.__table__.alias()
    return select(entry.c.id).join(found, found.c[0] == entry.c.item_id)


def _branches(
    dialect: str, name: str, given: tuple[str, ...], numbers: Mapping[str, int], *, excludes: bool = False
) -> list[Branch]:
    """The queries whose numbers are those of the entries, or of the items, that a name's values stand for."""
    if name == "q":
        return [(_ENTRY.id, search.found(dialect, given))]
    if name == "format":
        return [(_ENTRY.id, select(models.Medium.entry_id).where(models.Medium.format.in_(given)))]
    if name == "territory":
        # What comes out worldwide comes out here too; but “not here” does not mean “not worldwide”.
        territories = given if excludes else (*given, "")
        return [(_ENTRY.id, select(models.ReleaseDate.entry_id).where(models.ReleaseDate.territory.in_(territories)))]
    if name == "status":
        return _with_status(given)
    queries = _ITEMS[name](given, [numbers[value] for value in given if value in numbers])
    return [(_ENTRY.item_id, query) for query in queries]


def _both(values: Values) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return values.wanted, values.unwanted


def _all(values: Values) -> tuple[str, ...]:
    return (*values.wanted, *values.unwanted)


def _of_kind(given: tuple[str, ...], _: list[int]) -> list[Numbers]:
    item = models.Item.__table__.c
    sorts = {str(kind) for kind in EventKind}
    events = [kind for kind in given if kind in sorts]
    releases = [kind for kind in given if kind not in sorts | {"event", "release"}]
    found = [item.noun == noun for noun in ("event", "release") if noun in given]
    found += [and_(item.noun == "event", item.kind.in_(events))] if events else []
    found += [and_(item.noun == "release", item.kind.in_(releases))] if releases else []
    return [select(item.id).where(or_(*found))]


def _with_artist(_: tuple[str, ...], numbers: list[int]) -> list[Numbers]:
    return [select(models.Credit.item_id).where(models.Credit.artist_id.in_(numbers))]


def _with_organizer(_: tuple[str, ...], numbers: list[int]) -> list[Numbers]:
    # A label that puts a record out is named by it as well: its page would be empty without its records.
    return [
        select(models.Credit.item_id).where(models.Credit.organizer_id.in_(numbers)),
        *_with_label((), numbers),
    ]


def _with_label(_: tuple[str, ...], numbers: list[int]) -> list[Numbers]:
    return [select(models.Imprint.release_id).where(models.Imprint.label_id.in_(numbers))]


def _in_series(_: tuple[str, ...], numbers: list[int]) -> list[Numbers]:
    return [select(models.Sequel.item_id).where(models.Sequel.series_id.in_(numbers))]


def _with_tag(_: tuple[str, ...], numbers: list[int]) -> list[Numbers]:
    return [select(models.Tagging.item_id).where(models.Tagging.tag_id.in_(numbers))]


def _at_venue(_: tuple[str, ...], numbers: list[int]) -> list[Numbers]:
    return _at(numbers)


def _in_city(given: tuple[str, ...], _: list[int]) -> list[Numbers]:
    return _at(select(models.Venue.id).where(models.Venue.city_slug.in_(given)))


def _in_country(given: tuple[str, ...], _: list[int]) -> list[Numbers]:
    return _at(select(models.Venue.id).where(models.Venue.country.in_(given)))


def _at(venues: list[int] | Numbers) -> list[Numbers]:
    # What has moved away stays where it was to be, and says so: nothing vanishes silently.
    event = models.Event.__table__.c
    return [select(event.id).where(column.in_(venues)) for column in (event.venue_id, event.previous_venue_id)]


_ITEMS: Final[Mapping[str, Callable[[tuple[str, ...], list[int]], list[Numbers]]]] = {
    "kind": _of_kind,
    "artist": _with_artist,
    "venue": _at_venue,
    "organizer": _with_organizer,
    "label": _with_label,
    "series": _in_series,
    "city": _in_city,
    "country": _in_country,
    "tag": _with_tag,
}


def _with_status(given: tuple[str, ...]) -> list[Branch]:
    event, offer = models.Event.__table__.c, models.Offer
    other = aliased(offer)
    still = select(other.entry_id).where(other.entry_id == offer.entry_id, other.availability != "sold_out").exists()
    moved, online = event.previous_venue_id.is_not(None), and_(event.venue_id.is_(None), event.online_url != "")
    facts: dict[str, Branch] = {
        "rescheduled": (_ENTRY.id, select(models.EarlierTime.entry_id)),
        "moved": (_ENTRY.item_id, select(event.id).where(moved, ~online)),
        "moved_online": (_ENTRY.item_id, select(event.id).where(moved, online)),
        "sold_out": (_ENTRY.id, select(offer.entry_id).where(offer.availability == "sold_out", ~still)),
    }
    said = [word for word in given if word not in facts]
    found = [facts[word] for word in given if word in facts]
    if said:
        date = models.ReleaseDate
        found.append((_ENTRY.item_id, select(event.id).where(event.status.in_(said))))
        found.append((_ENTRY.id, select(date.entry_id).where(date.status.in_(said))))
    return found
