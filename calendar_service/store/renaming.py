"""Renaming and withdrawing of what has a page: an old slug leads on for ever, and is never given to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.intake.asking import ASKABLE
from calendar_service.store.nouns import MODELS, mark_stale
from calendar_service.store.selecting import item_row, noun_row
from calendar_service.store.slugs import RESERVED, SLUG
from calendar_service.store.writing import Writing
from feeds.errors import FactError

NOUNS: Final = ("event", "release", "venue", "artist", "organizer", "series")
"""What can be renamed."""
ITEMS: Final = ("event", "release")
"""What can be withdrawn."""


@dataclass(frozen=True, slots=True)
class Past:
    """What became of a slug: the one that took its place, or None where its page was withdrawn."""

    successor: str | None


def find(session: Session, noun: str, slug: str) -> Any | None:
    """What has a slug now."""
    return item_row(session, noun, slug) if noun in ITEMS else noun_row(session, noun, slug)


def past(session: Session, noun: str, slug: str) -> Past | None:
    """What became of a slug that something had; None for one that nothing ever had."""
    if not SLUG.fullmatch(slug):
        return None
    row = session.get(models.Retired, (noun, slug))
    return Past(row.successor) if row else None


def current(session: Session, noun: str, slug: str) -> str:
    """The slug that stands for another one now: feeds never redirect, so that they look here."""
    found = past(session, noun, slug)
    return found.successor if found and found.successor else slug


def rename(writing: Writing, noun: str, slug: str, new: str) -> None:
    """Give something another slug; its old one leads on to it, for ever. Nothing happens where it has that one.

    Raises FactError where there is no such thing, where the new slug is none, or where another has or had it.
    """
    session = writing.session
    row = standing(session, noun, slug)
    if new == slug:
        return
    if not ASKABLE.fullmatch(new):  # what no address may ask for could neither be followed nor filtered by
        raise FactError.of("slug", "slug must be made of a-z, 0-9 and, amidst them, -, at most 80 characters.")
    if (noun, new) in RESERVED:
        raise FactError.of("slug", "slug “{slug}” is kept for a page of the desk.", slug=new)
    former = session.get(models.Retired, (noun, new))
    if find(session, noun, new) is not None or (former and former.successor != slug):
        raise FactError.of("slug", "slug “{slug}” belongs or belonged to another {noun}.", slug=new, noun=noun)
    if former:
        session.delete(former)  # back to a name of its own
        session.flush()
    row.slug = new
    _lead(session, noun, slug, new)
    session.add(models.Retired(noun=noun, slug=slug, successor=new))
    _render(writing, noun, row)
    writing.note(noun, row, "revised")


def take_out(writing: Writing, row: models.Item) -> models.Withdrawal:
    """Take an event or a release out, with its entries; its slugs stay taken."""
    session, noun, slug = writing.session, row.noun, row.slug
    # A line of the log whose row is gone: that is how whoever reads the log learns of it.
    writing.note(noun, row, "revised")
    session.flush()
    withdrawal = models.Withdrawal(item_id=row.id, noun=noun, slug=slug, at=writing.edge.now)
    withdrawal.source, withdrawal.source_id = row.source, row.source_id
    session.add(withdrawal)
    _lead(session, noun, slug, None)
    session.add(models.Retired(noun=noun, slug=slug, successor=None))
    writing.numbers.keep(models.Item, row.id)
    for entry in row.entries:
        writing.numbers.keep(models.Entry, entry.id)
    session.delete(row)
    return withdrawal


def standing(session: Session, noun: str, slug: str) -> Any:
    """What has a slug. Raises FactError where nothing has."""
    row = find(session, noun, slug) if noun in NOUNS else None
    if row is None:
        raise FactError.of("slug", "There is no {noun} “{slug}”.", noun=noun, slug=slug)
    return row


def lead_on(session: Session, noun: str, slug: str, successor: str) -> list[str]:
    """Have a slug, and those that lead to it, lead to another: the slugs that led to it."""
    retired = models.Retired
    known = select(retired.slug).where(retired.noun == noun, retired.successor == slug).order_by(retired.slug)
    leading = list(session.scalars(known))
    _lead(session, noun, slug, successor)
    session.add(retired(noun=noun, slug=slug, successor=successor))
    return leading


def lead_back(session: Session, noun: str, slug: str, leading: list[str]) -> None:
    """Have a slug be somebody's own again, and others lead to it again."""
    retired = models.Retired
    session.execute(delete(retired).where(retired.noun == noun, retired.slug == slug))
    others = update(retired).where(retired.noun == noun, retired.slug.in_(leading))
    session.execute(others.values(successor=slug))


def _lead(session: Session, noun: str, slug: str, successor: str | None) -> None:
    """Have the slugs that lead to one lead to another: no reader is sent on twice."""
    retired = models.Retired
    session.execute(update(retired).where(retired.noun == noun, retired.successor == slug).values(successor=successor))


def _render(writing: Writing, noun: str, row: Any) -> None:
    """The addresses of its entries change, or those that they show."""
    if noun in MODELS:
        mark_stale(writing, noun, row.id)
        return
    session = writing.session
    session.flush()
    entry = models.Entry
    numbers = select(entry.id).where(entry.item_id == row.id)
    session.execute(update(entry).where(entry.id.in_(numbers)).values(stale=True))
