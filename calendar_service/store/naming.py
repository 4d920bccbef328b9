"""Whether what a selection names is there, and what it is called; slugs of the past stand for those of today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.intake.selection import Selection, Values
from calendar_service.store.nouns import MODELS
from feeds.errors import Problem

_TABLES: Final[Mapping[str, Any]] = {
    **{name: MODELS[name] for name in ("artist", "venue", "organizer", "series")},
    "label": models.Organizer,
    "tag": models.Tag,
}

Known = dict[tuple[str, str], tuple[int, str]]
"""Number and title of each value that is there."""
Missing = dict[tuple[str, str], Problem]
"""A sentence for each that is not."""


def looked_up(session: Session, selection: Selection) -> tuple[Selection, Known, Missing]:
    """The selection by its slugs of today, what of it is there, and what is not."""
    known, missing = _known(session, selection)
    if missing:
        selection = _renamed(session, selection, missing)
        known, missing = _known(session, selection)
    return selection, known, missing


def every(values: Values) -> tuple[str, ...]:
    """The values of a name, whether wanted or not."""
    return (*values.wanted, *values.unwanted)


def there_of(session: Session, selection: Selection) -> tuple[Selection, tuple[Problem, ...]]:
    """The selection without the values that name nothing, and a sentence for each of those: for pages."""
    selection, _, missing = looked_up(session, selection)
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


def _known(session: Session, selection: Selection) -> tuple[Known, Missing]:
    found: Known = {}
    missing: Missing = {}
    for name, values in selection.named:
        if name in (*_TABLES, "city"):
            here = _city_names(session, values) if name == "city" else _names(session, _TABLES[name], values)
            found |= {(name, slug): row for slug, row in here.items()}
            for value in every(values):
                if value not in here:
                    missing[name, value] = Problem.of(
                        name, "{name}: there is no {name} “{value}”.", name=name, value=value[:80]
                    )
    return found, missing


def _names(session: Session, table: Any, values: Values) -> dict[str, tuple[int, str]]:
    rows = session.execute(select(table.slug, table.id, table.name).where(table.slug.in_(every(values))))
    return {slug: (number, name) for slug, number, name in rows}


def _city_names(session: Session, values: Values) -> dict[str, tuple[int, str]]:
    venue = models.Venue
    rows = session.execute(
        select(venue.city_slug, venue.city, venue.id)
        .where(venue.city_slug.in_(every(values)))
        .order_by(venue.id.desc())
    )
    return {slug: (0, city) for slug, city, _ in rows if slug}


def _both(values: Values) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return values.wanted, values.unwanted
