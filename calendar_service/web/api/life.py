"""Handlers of what becomes of an event or a release: each is a resource with a reason, below the thing itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.life import Join, Reason, Split
from calendar_service.intake.making import Making
from calendar_service.intake.problems import read
from calendar_service.permissions import Operation, moderates
from calendar_service.store import reading, renaming, turning, withdrawing
from calendar_service.store.ownership import owners_of
from calendar_service.store.slugged import Slugged
from calendar_service.store.turning import Turn
from calendar_service.store.writing import Writing, persist
from calendar_service.web.api.callers import Sent, WhoCalls, object_of, refuse
from calendar_service.web.api.changing import Answer, below_of, judge_seen, to_change
from calendar_service.web.api.problems import RefusedError
from calendar_service.web.api.resources import encoded, resource
from calendar_service.web.api.things import Handler, refuse_stranger
from calendar_service.web.context import context_of
from feeds import life
from feeds.vocabulary import DateStatus

Stored = Callable[[Writing, Any, Any], None]
"""Stores what has become of a row, from what was sent."""


def of_event(turn: Turn) -> Handler:
    """A handler of what becomes of an event."""

    def handler(request: Request, slug: str, caller: WhoCalls, content: Sent) -> Response:
        def stored(writing: Writing, row: models.Event, sent: Any) -> None:
            turning.turn_event(writing, row, turn, sent)

        return _turned(request, caller, content, ("event", slug), turn.shape, stored)

    return handler


def of_date(turn: Turn) -> Handler:
    """A handler of what becomes of a date of a release."""

    def handler(request: Request, slug: str, date: str, caller: WhoCalls, content: Sent) -> Response:
        def stored(writing: Writing, row: models.Release, sent: Any) -> None:
            try:
                turning.turn_date(writing, row, date, turn, sent)
            except KeyError:
                raise RefusedError(404, f"This release has no date “{date[:100]}”.") from None

        return _turned(request, caller, content, ("release", slug), turn.shape, stored)

    return handler


def _split(writing: Writing, row: models.Release, sent: Split) -> None:
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
    turning.save_dates(writing, row, "split", sent.reason, {sent.source: made[0], sent.to: made[1]})


def _join(writing: Writing, row: models.Release, sent: Join) -> None:
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
    turning.save_dates(writing, row, "joined", sent.reason, {sent.into: staying, sent.source: left})


def split(request: Request, slug: str, caller: WhoCalls, content: Sent) -> Response:
    """POST of a split: some media come out on another date. The UID of what stays, stays."""
    return _turned(request, caller, content, ("release", slug), Split, _split)


def join(request: Request, slug: str, caller: WhoCalls, content: Sent) -> Response:
    """POST of a join: the media of a date come out on another one after all."""
    return _turned(request, caller, content, ("release", slug), Join, _join)


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


EVENT_TURNS: Final = {
    ("PUT", "cancellation"): turning.EVENT_TURNS["cancelled"],
    ("DELETE", "cancellation"): turning.EVENT_TURNS["restored"],
    ("PUT", "postponement"): turning.EVENT_TURNS["postponed"],
    ("DELETE", "postponement"): turning.EVENT_TURNS["restored"],
    ("PUT", "sell-out"): turning.EVENT_TURNS["sold out"],
    ("DELETE", "sell-out"): turning.EVENT_TURNS["tickets again"],
    ("POST", "reschedulings"): turning.EVENT_TURNS["rescheduled"],
    ("POST", "moves"): turning.EVENT_TURNS["moved"],
}
"""What becomes of events, by method and the last part of the address."""
DATE_TURNS: Final = {
    ("PUT", "cancellation"): turning.DATE_TURNS["cancelled"],
    ("DELETE", "cancellation"): turning.DATE_TURNS["restored"],
    ("PUT", "delay"): turning.DATE_TURNS["delayed"],
    ("DELETE", "delay"): turning.DATE_TURNS["restored"],
    ("PUT", "sell-out"): turning.DATE_TURNS["sold out"],
    ("DELETE", "sell-out"): turning.DATE_TURNS["tickets again"],
    ("POST", "reschedulings"): turning.DATE_TURNS["rescheduled"],
}
"""The same of dates of releases."""


def _turned(
    request: Request, caller: Any, content: bytes, name: tuple[str, str], shape: type[Reason], stored: Stored
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
        stored(writing, row, read(shape, _sent(request, content)))
        found = resource(noun, row, addresses)
        return Answer(200, {"etag": found.etag}, encoded(found.content))

    return persist(context.database, context.edge, store, caller.account).response()


def _seen(request: Request) -> tuple[str, ...]:
    return tuple(request.headers.getlist("if-match"))


def _sent(request: Request, content: bytes) -> Any:
    """What was sent; nothing at all is as good as an empty object."""
    return object_of(request, content) if content else {}
