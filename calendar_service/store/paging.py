"""Lists that go on: the rows behind a place, in an order that no change upsets."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store import rendering
from calendar_service.store.choice import Choice
from calendar_service.store.nouns import MODELS
from feeds.errors import FactError
from feeds.search import folded

Place = tuple[date, datetime, str]
"""Where an entry stands in a calendar: first day, UTC start, UID."""


def cursor_of(place: Sequence[int | str]) -> str:
    """A place as callers carry it: what it is made of is nobody's business but ours."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def number_of(cursor: str) -> int:
    """The number behind which a list goes on; 0 without a cursor. Raises FactError for what was never handed out."""
    if not cursor:
        return 0
    found = _read(cursor)
    if len(found) != 1 or type(found[0]) is not int or not 0 <= found[0] < 2**63:
        raise _unknown()
    return found[0]


def place_of(cursor: str) -> Place | None:
    """The place in a calendar behind which it goes on; None without a cursor. Raises FactError."""
    if not cursor:
        return None
    found = _read(cursor)
    if len(found) != 3 or any(type(part) is not str for part in found):
        raise _unknown()
    try:
        day, starts = date.fromisoformat(found[0]), datetime.fromisoformat(found[1])
    except ValueError:
        raise _unknown() from None
    # A UID is of ASCII: no database is asked for what it could not even take.
    if starts.tzinfo is None or not found[2].isascii() or "\0" in found[2]:
        raise _unknown()
    return day, starts, found[2]


def _read(cursor: str) -> list[Any]:
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise _unknown() from None
    if not isinstance(found, list):
        raise _unknown()
    return found


def _unknown() -> FactError:
    return FactError.of("cursor", "cursor is none that was handed out here; begin without one.")


def noun_rows(session: Session, noun: str, q: str, after: int, limit: int) -> Sequence[Any]:
    """Rows of a noun in the order in which they were added; `q`: words that their names hold, or that begin so."""
    table = MODELS[noun]
    named = getattr(table, "sort_name", None)
    words = [] if named is None else folded(q).split()
    worded = [
        or_(named.startswith(word, autoescape=True), named.contains(f" {word}", autoescape=True))  # type: ignore[union-attr]
        for word in words
    ]
    return session.scalars(select(table).where(table.id > after, *worded).order_by(table.id).limit(limit)).all()


def item_rows(session: Session, noun: str, choice: Choice | None, after: int, limit: int) -> list[models.Item]:
    """Events or releases that have an entry of a choice (all: None), in the order in which they were added."""
    item, entry = models.Item, models.Entry
    chosen = [] if choice is None else [select(entry.id).where(entry.item_id == item.id, *choice.conditions).exists()]
    statement = select(item.id).where(item.noun == noun, item.id > after, *chosen).order_by(item.id).limit(limit)
    numbers = session.scalars(statement).all()
    rows = rendering.load_items(session, set(numbers))
    return [rows[number] for number in numbers]


def entry_rows(session: Session, choice: Choice, after: Place | None, limit: int) -> Sequence[models.Entry]:
    """Entries of a choice in the order of a calendar: first day, UTC start, UID."""
    entry = models.Entry
    conditions = list(choice.conditions)
    if after is not None:
        day, starts, uid = after
        # Spelled out, since SQLite would not walk its index for a comparison of rows with a bound time.
        later = or_(entry.starts_at > starts, and_(entry.starts_at == starts, entry.uid > uid))
        conditions.append(or_(entry.first_day > day, and_(entry.first_day == day, later)))
    order = (entry.first_day, entry.starts_at, entry.uid)
    return session.scalars(select(entry).where(*conditions).order_by(*order).limit(limit)).all()


def place_in_calendar(entry: models.Entry) -> list[str]:
    """Where an entry stands in that order."""
    return [entry.first_day.isoformat(), entry.starts_at.isoformat(), entry.uid]
