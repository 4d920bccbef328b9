"""Selections as choices: what is named is looked up, and each name narrows what is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.intake.selection import Selection, Values
from calendar_service.store import places
from calendar_service.store.branches import at, branches_of, with_status
from calendar_service.store.choice import Choice, among, apart
from calendar_service.store.naming import every, looked_up
from feeds.errors import FactError

_ENTRY: Final = models.Entry


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice, and what the values of its names are called: `titles["artist", "jeff-mills"]` is “Jeff Mills”.

    `selection` names by their slugs of today what was asked for by those of the past.
    """

    choice: Choice
    selection: Selection
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)


def chosen(session: Session, selection: Selection) -> Chosen:
    """The entries of a selection, whatever its window. Raises FactError for each slug that nothing has."""
    selection, known, missing = looked_up(session, selection)
    if missing:
        raise FactError(*missing.values())
    dialect = session.get_bind().dialect.name
    choice = Choice()
    for name, values in selection.named:
        numbers = {value: known[name, value][0] for value in every(values) if (name, value) in known}
        choice = _named(choice, dialect, (name, values), numbers)
    if selection.near:
        here = tuple((_ENTRY.item_id, query) for query in at(places.near(selection.near)))
        choice = Choice(choice.others, (*choice.lists, here))
    if selection.without_cancelled:
        choice = choice.having(*not_cancelled())
    return Chosen(choice, selection, {key: title for key, (_, title) in known.items()})


def _named(choice: Choice, dialect: str, named: tuple[str, Values], numbers: Mapping[str, int]) -> Choice:
    """The choice with what one name asks for."""
    name, values = named
    if values.wanted:
        branches = tuple(branches_of(dialect, name, values.wanted, numbers))
        choice = Choice(choice.others, (*choice.lists, branches))
    if values.unwanted:
        unwanted = branches_of(dialect, name, values.unwanted, numbers, excludes=True)
        choice = choice.having(*(apart(branch) for branch in unwanted))
    return choice


def cancelled() -> ColumnElement[bool]:
    """That an entry is cancelled."""
    return among(with_status(("cancelled",)))


def not_cancelled() -> list[ColumnElement[bool]]:
    """That it is not."""
    return [apart(branch) for branch in with_status(("cancelled",))]
