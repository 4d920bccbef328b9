"""What people send becomes facts of rows: made, replaced, withdrawn; each locked before it is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.bodies import EventBody, ReleaseBody, body_of
from calendar_service.intake.fields import Shape
from calendar_service.intake.making import Making
from calendar_service.intake.nouns import NounFields
from calendar_service.store import items, nouns, selecting
from calendar_service.store.nouns import BY_HAND, MODELS, Origin
from calendar_service.store.renaming import ITEMS, current, find
from calendar_service.store.slugged import Slugged
from calendar_service.store.writing import Writing
from feeds.errors import FactError


def locked(session: Session, noun: str, slug: str) -> Any | None:
    """What has a slug, which nobody else can change before this transaction ends; None where nothing has."""
    row = find(session, noun, slug)
    if row is None or session.get_bind().dialect.name == "sqlite":
        return row  # SQLite has one writer at a time, and that is us
    table = models.Item if noun in ITEMS else MODELS[noun]
    session.execute(select(table.id).where(table.id == row.id).with_for_update())
    if noun in ITEMS:
        entry = models.Entry
        session.execute(select(entry.id).where(entry.item_id == row.id).order_by(entry.id).with_for_update())
    session.expire_all()  # it may have waited for somebody who changed it
    return find(session, noun, slug)


def save(writing: Writing, row: Any | None, body: Shape) -> tuple[Any, str]:
    """Have a row say what was sent, or make one: the row, and `created`, `revised` or `unchanged`.

    Raises IntakeError with every problem.
    """
    try:
        if isinstance(body, NounFields):
            return nouns.revise(writing, row, body.facts())
        assert isinstance(body, EventBody | ReleaseBody)
        return _save_item(writing, row, body)
    except FactError as error:
        raise IntakeError([Problem(f"/{item.field}", item.sentence) for item in error.problems]) from None


def revive(writing: Writing, body: EventBody | ReleaseBody, origin: Origin) -> models.Item:
    """Make an event or a release anew that was there before: `origin` says with which slug, number and entries.

    Raises IntakeError where something that it names is gone.
    """
    try:
        return _save_item(writing, None, body, origin)[0]
    except FactError as error:
        raise IntakeError([Problem(f"/{item.field}", item.sentence) for item in error.problems]) from None


def owner_of(session: Session, slug: str | None) -> models.Organizer | None:
    """The organizer that is to own an item; None where none is named. Raises IntakeError."""
    if slug is None:
        return None
    row = selecting.noun_row(session, "organizer", current(session, "organizer", slug))
    if row is None:
        raise IntakeError([Problem("/owner", f"owner “{slug}” is the slug of no organizer here.")])
    assert isinstance(row, models.Organizer)
    return row


def owner_problems(session: Session, value: Any) -> Sequence[Problem]:
    """What is wrong with the owner that something names, whatever else it says."""
    owner = value.get("owner") if isinstance(value, dict) else None
    if isinstance(owner, str):
        try:
            owner_of(session, owner)
        except IntakeError as error:
            return error.problems
    return ()


def body_sent(session: Session, noun: str, value: Any) -> Shape:
    """What was sent of a noun, in its shape. Raises IntakeError with every problem, also of what an event or a release
    names, where its shape or its owner is wrong; what it names otherwise is judged by `save`."""
    wrong = owner_problems(session, value) if noun in ITEMS else ()
    try:
        body = body_of(noun, value, lambda references: Slugged(session, references, locked=False))
    except IntakeError as error:
        told = {problem.pointer for problem in error.problems}
        raise IntakeError([*error.problems, *(one for one in wrong if one.pointer not in told)]) from None
    if wrong:
        assert isinstance(body, EventBody | ReleaseBody)
        making = Making(Slugged(session, body.references(), locked=False))
        body.judged(making)
        raise IntakeError([*making.problems, *wrong])
    return body


def _save_item(
    writing: Writing, row: Any | None, body: EventBody | ReleaseBody, origin: Origin = BY_HAND
) -> tuple[models.Item, str]:
    references = Slugged(writing.session, body.references())
    owner = owner_of(writing.session, body.owner)
    item: models.Item
    if isinstance(body, EventBody):
        item, verb = items.revise_event(writing, row, body.facts(references), references.known, origin)
    else:
        dates = [items.Dated(key, date) for key, date in body.facts(references)]
        if row is not None:
            _refuse_lost(row, [dated.date_id for dated in dates])
        item, verb = items.revise_release(writing, row, dates, references.known, origin)
    if item.owner is not owner:
        item.owner = owner
        if verb == "unchanged":
            writing.note(item.noun, item, "revised")
            verb = "revised"
    return item, verb


def _refuse_lost(row: models.Release, given: Iterable[str]) -> None:
    """A date that people have in their calendars does not vanish: it is cancelled, and says so."""
    known = [entry.date.source_id for entry in row.entries if entry.date is not None]
    lost = [key for key in known if key not in set(given)]
    if lost:
        names = ", ".join(f"“{key}”" for key in lost)
        raise IntakeError([Problem("/dates", f"dates lack {names}: give that date the status cancelled instead.")])
