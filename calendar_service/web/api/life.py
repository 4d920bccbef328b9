"""Handlers of what becomes of an event or a release: each is a resource with a reason, below the thing itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.bodies import body_of
from calendar_service.intake.life import DateRescheduling, Join, Move, Reason, Rescheduling, Split
from calendar_service.intake.making import Making
from calendar_service.intake.problems import read
from calendar_service.intake.telling import told_date, told_event
from calendar_service.permissions import Operation, moderates
from calendar_service.store import editing, reading, renaming, told, withdrawing
from calendar_service.store.ownership import owners_of
from calendar_service.store.slugged import Slugged
from calendar_service.store.writing import Writing, persist
from calendar_service.web.api.callers import Sent, WhoCalls, object_of, refuse
from calendar_service.web.api.changing import Answer, below_of, judge_seen, to_change
from calendar_service.web.api.problems import RefusedError
from calendar_service.web.api.resources import Object, encoded, resource
from calendar_service.web.api.things import Handler, refuse_stranger
from calendar_service.web.context import context_of
from feeds import facts, life
from feeds.errors import FactError
from feeds.vocabulary import DateStatus

EventStep = Callable[[facts.Event, Any, Slugged], facts.Event]
DateStep = Callable[[facts.ReleaseDate, Any, Slugged], facts.ReleaseDate]
Restated = Callable[[Writing, Any, Any], Object]
"""What is to be said of a row from now on, from the row and what was sent."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that becomes of a thing: what it is called in its history, and the shape of what is sent."""

    act: str
    shape: type[Reason] = Reason


def of_event(turn: Turn, step: EventStep) -> Handler:
    """A handler of what becomes of an event."""

    def restated(writing: Writing, row: models.Event, sent: Any) -> Object:
        nouns = Slugged(writing.session, getattr(sent, "references", list)())
        new = step(reading.event(row), sent, nouns)
        return told_event(new, lambda noun: noun.slug) | _kept(told.told("event", row))

    def handler(request: Request, slug: str, caller: WhoCalls, content: Sent) -> Response:
        return _turned(request, caller, content, ("event", slug), turn, restated)

    return handler


def of_date(turn: Turn, step: DateStep) -> Handler:
    """A handler of what becomes of a date of a release."""

    def handler(request: Request, slug: str, date: str, caller: WhoCalls, content: Sent) -> Response:
        def restated(writing: Writing, row: models.Release, sent: Any) -> Object:
            dates = dict(reading.dates(row))
            if date not in dates:
                raise RefusedError(404, f"This release has no date “{date[:100]}”.")
            new = step(dates[date], sent, Slugged(writing.session, []))
            return _with_dates(row, {date: new})

        return _turned(request, caller, content, ("release", slug), turn, restated)

    return handler


def _split(writing: Writing, row: models.Release, sent: Split) -> Object:
    dates = dict(reading.dates(row))
    making = Making(Slugged(writing.session, []))
    on = making.time("/date", sent.date, sent.zone)
    if sent.source not in dates:
        making.add("/from", f"from “{sent.source}” is no date of this release.")
    if sent.source == sent.to:
        making.add("/to", "to must be another date than from.")
    after = dates.get(sent.to)
    if after is not None and after.status is not DateStatus.CANCELLED and after.date != on:
        making.add("/date", f"date is {after.date} for “{sent.to}” already; reschedule that one, or name a new one.")
    made = making.done("", lambda: life.split(dates[sent.source], sent.media, on, after))  # type: ignore[arg-type]
    return _with_dates(row, {sent.source: made[0], sent.to: made[1]})


def _join(_: Writing, row: models.Release, sent: Join) -> Object:
    dates = dict(reading.dates(row))
    wrong = [
        Problem(f"/{name}", f"{name} “{key}” is no date of this release.")
        for name, key in (("from", sent.source), ("into", sent.into))
        if key not in dates
    ]
    if sent.source == sent.into:
        wrong.append(Problem("/into", "into must be another date than from."))
    if wrong:
        raise IntakeError(wrong)
    staying, left = life.joined(dates[sent.into], dates[sent.source])
    return _with_dates(row, {sent.into: staying, sent.source: left})


def split(request: Request, slug: str, caller: WhoCalls, content: Sent) -> Response:
    """POST of a split: some media come out on another date. The UID of what stays, stays."""
    return _turned(request, caller, content, ("release", slug), Turn("split", Split), _split)


def join(request: Request, slug: str, caller: WhoCalls, content: Sent) -> Response:
    """POST of a join: the media of a date come out on another one after all."""
    return _turned(request, caller, content, ("release", slug), Turn("joined", Join), _join)


def withdrawer(noun: str) -> Handler:
    """A handler of a withdrawal, with its reason."""

    def put(request: Request, slug: str, caller: WhoCalls, content: Sent) -> Response:
        refuse_stranger(caller)
        context = context_of(request)

        def store(writing: Writing) -> Answer:
            row = to_change(writing.session, noun, slug, below_of(request, noun))
            owners = owners_of(writing.session, row.id, Operation.WITHDRAW_ITEM)
            refuse(caller, Operation.WITHDRAW_ITEM, owners)
            judge_seen(_seen(request), resource(noun, row, context.site.addresses).etag)
            sent = read(Reason, _sent(request, content))
            withdrawing.withdraw(writing, noun, slug, sent.reason, moderated=moderates(caller, owners))
            return Answer(204, {})

        return persist(context.database, context.edge, store, caller.account).response()

    return put


def restorer(noun: str) -> Handler:
    """A handler that brings back what was withdrawn."""

    def delete(request: Request, slug: str, caller: WhoCalls) -> Response:
        refuse_stranger(caller)
        context = context_of(request)

        def store(writing: Writing) -> Answer:
            withdrawal = withdrawing.found(writing.session, noun, slug)
            if withdrawal is None:
                raise _standing(writing.session, noun, slug)
            refuse(caller, Operation.WITHDRAW_ITEM, withdrawing.owners_of(withdrawal))
            item = withdrawing.bring_back(writing, withdrawal)
            writing.session.flush()
            found = resource(noun, item, context.site.addresses)
            return Answer(200, {"etag": found.etag}, encoded(found.content))

        return persist(context.database, context.edge, store, caller.account).response()

    return delete


def _standing(session: Session, noun: str, slug: str) -> RefusedError:
    """Why nothing can be brought back."""
    if renaming.find(session, noun, slug) is not None:
        return RefusedError(409, f"This {noun} is not withdrawn.")
    return RefusedError(404, f"No {noun} of that slug was withdrawn.")


EVENT_TURNS: dict[tuple[str, str], tuple[Turn, EventStep]] = {
    ("PUT", "cancellation"): (Turn("cancelled"), lambda event, _sent, _nouns: life.cancelled(event)),
    ("DELETE", "cancellation"): (Turn("restored"), lambda event, _sent, _nouns: life.restored(event)),
    ("PUT", "postponement"): (Turn("postponed"), lambda event, _sent, _nouns: life.postponed(event)),
    ("DELETE", "postponement"): (Turn("restored"), lambda event, _sent, _nouns: life.restored(event)),
    ("PUT", "sell-out"): (Turn("sold out"), lambda event, _sent, _nouns: life.sold_out(event)),
    ("DELETE", "sell-out"): (
        Turn("tickets again"),
        lambda event, _sent, _nouns: life.sold_out(event, out=False),
    ),
    ("POST", "reschedulings"): (
        Turn("rescheduled", Rescheduling),
        lambda event, sent, nouns: sent.step(event, nouns),
    ),
    ("POST", "moves"): (Turn("moved", Move), lambda event, sent, nouns: sent.step(event, nouns)),
}
"""What becomes of events, by method and the last part of the address."""
DATE_TURNS: dict[tuple[str, str], tuple[Turn, DateStep]] = {
    ("PUT", "cancellation"): (Turn("cancelled"), lambda date, _sent, _nouns: life.date_cancelled(date)),
    ("DELETE", "cancellation"): (Turn("restored"), lambda date, _sent, _nouns: life.date_restored(date)),
    ("PUT", "delay"): (Turn("delayed"), lambda date, _sent, _nouns: life.date_delayed(date)),
    ("DELETE", "delay"): (Turn("restored"), lambda date, _sent, _nouns: life.date_restored(date)),
    ("PUT", "sell-out"): (Turn("sold out"), lambda date, _sent, _nouns: life.date_sold_out(date)),
    ("DELETE", "sell-out"): (
        Turn("tickets again"),
        lambda date, _sent, _nouns: life.date_sold_out(date, out=False),
    ),
    ("POST", "reschedulings"): (
        Turn("rescheduled", DateRescheduling),
        lambda date, sent, nouns: sent.step(date, nouns),
    ),
}
"""The same of dates of releases."""


def _turned(
    request: Request, caller: Any, content: bytes, name: tuple[str, str], turn: Turn, restated: Restated
) -> Response:
    """Have a thing say what has become of it: one transaction, as any other change."""
    refuse_stranger(caller)
    context = context_of(request)
    noun, slug = name

    def store(writing: Writing) -> Answer:
        session, addresses = writing.session, context.site.addresses
        row = to_change(session, noun, slug, below_of(request, noun))
        refuse(caller, Operation.LIFE_CYCLE, owners_of(session, row.id, Operation.LIFE_CYCLE))
        judge_seen(_seen(request), resource(noun, row, addresses).etag)
        sent = read(turn.shape, _sent(request, content))
        try:
            body = restated(writing, row, sent)
        except FactError as error:
            raise IntakeError([Problem(f"/{item.field}", item.sentence) for item in error.problems]) from None
        with writing.because(turn.act, sent.reason):
            editing.save(writing, row, body_of(noun, body))
        session.flush()
        found = resource(noun, row, addresses)
        return Answer(200, {"etag": found.etag}, encoded(found.content))

    return persist(context.database, context.edge, store, caller.account).response()


def _with_dates(row: models.Release, new: dict[str, facts.ReleaseDate]) -> Object:
    body = told.told("release", row)
    dates = {one["id"]: one for one in body["dates"]} | {key: told_date(key, date) for key, date in new.items()}
    return body | {"dates": list(dates.values())}


def _kept(body: Object) -> Object:
    return {"image": body["image"], "owner": body["owner"]}


def _seen(request: Request) -> tuple[str, ...]:
    return tuple(request.headers.getlist("if-match"))


def _sent(request: Request, content: bytes) -> Any:
    """What was sent; nothing at all is as good as an empty object."""
    return object_of(request, content) if content else {}
