"""What becomes of events and of dates of releases: cancelled, put off, moved, sold out, and back. The one way in which
it is stored, whoever says so, and what would stand then, for who only looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.bodies import body_of
from calendar_service.intake.life import DateRescheduling, Move, Reason, Rescheduling
from calendar_service.intake.parts import Nouns
from calendar_service.intake.telling import told_date, told_event
from calendar_service.store import editing, reading, told
from calendar_service.store.slugged import Slugged
from calendar_service.store.writing import Writing
from feeds import facts, life
from feeds.errors import FactError

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that becomes of a thing: what it is called in its history, the shape of what is said of it, and the
    step from facts to facts, by what was said and by what that names."""

    act: str
    shape: type[Reason]
    step: Callable[[Any, Any, Nouns], Any]


def _by(act: str, step: Callable[[Any], Any]) -> Turn:
    return Turn(act, Reason, lambda known, _sent, _nouns: step(known))


EVENT_TURNS: Final[Mapping[str, Turn]] = {
    turn.act: turn
    for turn in (
        _by("cancelled", life.cancelled),
        _by("postponed", life.postponed),
        _by("restored", life.restored),
        _by("sold out", life.sold_out),
        _by("tickets again", lambda event: life.sold_out(event, out=False)),
        Turn("rescheduled", Rescheduling, lambda event, sent, nouns: sent.step(event, nouns)),
        Turn("moved", Move, lambda event, sent, nouns: sent.step(event, nouns)),
    )
}
"""What becomes of events, by what it is called in their history."""
DATE_TURNS: Final[Mapping[str, Turn]] = {
    turn.act: turn
    for turn in (
        _by("cancelled", life.date_cancelled),
        _by("delayed", life.date_delayed),
        _by("restored", life.date_restored),
        _by("sold out", life.date_sold_out),
        _by("tickets again", lambda date: life.date_sold_out(date, out=False)),
        Turn("rescheduled", DateRescheduling, lambda date, sent, nouns: sent.step(date, nouns)),
    )
}
"""The same of dates of releases."""


def event_then(session: Session, row: models.Event, turn: Turn, sent: Reason, *, locked: bool = False) -> facts.Event:
    """An event as it would be; `locked`: what it names does not change before this transaction ends.

    Raises IntakeError with every problem.
    """
    named = sent.references() if isinstance(sent, Move) else []
    new: facts.Event = _stepped(turn, reading.event(row), sent, Slugged(session, named, locked=locked))
    return new


def date_then(session: Session, row: models.Release, key: str, turn: Turn, sent: Reason) -> facts.ReleaseDate:
    """A date of a release as it would be. Raises IntakeError with every problem, KeyError for a date that it lacks."""
    new: facts.ReleaseDate = _stepped(turn, dict(reading.dates(row))[key], sent, Slugged(session, []))
    return new


def turn_event(writing: Writing, row: models.Event, turn: Turn, sent: Reason) -> None:
    """Have an event say what has become of it. Raises IntakeError with every problem."""
    new = event_then(writing.session, row, turn, sent, locked=True)
    kept = told.told("event", row)
    beside = {name: kept[name] for name in ("image", "owner")}
    _save(writing, row, turn.act, sent.reason, told_event(new, lambda noun: noun.slug) | beside)


def turn_date(writing: Writing, row: models.Release, key: str, turn: Turn, sent: Reason) -> None:
    """Have a date of a release say what has become of it. Raises IntakeError, and KeyError for a date that it lacks."""
    new = date_then(writing.session, row, key, turn, sent)
    save_dates(writing, row, turn.act, sent.reason, {key: new})


def save_dates(
    writing: Writing, row: models.Release, act: str, reason: str, new: Mapping[str, facts.ReleaseDate]
) -> None:
    """Have a release have these dates, beside those that it has. Raises IntakeError."""
    body = told.told("release", row)
    dates = {one["id"]: one for one in body["dates"]} | {key: told_date(key, date) for key, date in new.items()}
    _save(writing, row, act, reason, body | {"dates": list(dates.values())})


def _stepped(turn: Turn, known: Any, sent: Reason, nouns: Nouns) -> Any:
    try:
        return turn.step(known, sent, nouns)
    except FactError as error:
        raise IntakeError([Problem(f"/{item.field}", item.sentence) for item in error.problems]) from None


def _save(writing: Writing, row: models.Item, act: str, reason: str, body: Object) -> None:
    with writing.because(act, reason):
        editing.save(writing, row, body_of(row.noun, body))
    writing.session.flush()
