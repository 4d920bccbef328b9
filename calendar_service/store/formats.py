"""Which formats the releases of a choice come out in."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store.choice import Choice
from feeds.vocabulary import Format

MOST: Final = 3_000
"""Media that are looked at: in so many, every format that anybody asks for is found."""


def formats_of(session: Session, choice: Choice) -> tuple[Format, ...]:
    """The formats of the media in a choice, in the order of the vocabulary; none where it holds no release."""
    statement = select(models.Medium.format).join(models.Entry, models.Entry.id == models.Medium.entry_id)
    some = statement.where(*choice.conditions).limit(MOST).subquery()
    found = set(session.scalars(select(some.c.format).distinct()))
    return tuple(form for form in Format if form in found)
