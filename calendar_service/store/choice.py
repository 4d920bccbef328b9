"""A choice of entries as conditions: each of its lists is a query that an index answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Select, and_, or_, select, union, union_all

from calendar_service import models

Numbers = Select[Any]
"""A query for the numbers of entries or of items."""
Branch = tuple[Any, Numbers]
"""Such a query, and the column of entries that its numbers stand for."""

_ENTRY: Final = models.Entry


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
        return (*(among(list(branches)) for branches in self.lists), *self.others)

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


def of_item(number: int) -> Choice:
    """The entries of one event or release."""
    return Choice((_ENTRY.item_id == number,))


def any_of(choices: list[Choice]) -> Choice:
    """The entries that one of several choices holds; each is a query on its own indexes."""
    return Choice((_ENTRY.id.in_(union(*(select(_ENTRY.id).where(*choice.conditions) for choice in choices))),))


def among(branches: list[Branch]) -> ColumnElement[bool]:
    """That an entry is in one of several queries."""
    if len(branches) == 1:
        [(one, query)] = branches
        return cast("ColumnElement[bool]", one.in_(query))
    # Numbers of one sort can stand in one list; others are brought to entries first, each by its own index.
    if len({column.key for column, _ in branches}) == 1:
        return cast("ColumnElement[bool]", branches[0][0].in_(union_all(*(query for _, query in branches))))
    return _ENTRY.id.in_(union_all(*(_of_entries(branch) for branch in branches)))


def apart(branch: Branch) -> ColumnElement[bool]:
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
