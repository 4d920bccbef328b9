"""Handlers of claims: an organizer asks for a venue or an artist, a moderator decides, and either can end it."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.problems import read
from calendar_service.intake.sharing import ClaimBody, DecisionBody
from calendar_service.permissions import Caller, Operation, may
from calendar_service.store import claims, editing, merged, paging, renaming
from calendar_service.store.writing import Writing, persist
from calendar_service.web.api.callers import Sent, WhoCalls, object_of, refuse
from calendar_service.web.api.changing import MOUNT, Answer
from calendar_service.web.api.lists import USUAL, Cursor, Limit, Page
from calendar_service.web.api.merges import PRIVATE, Number
from calendar_service.web.api.once import once
from calendar_service.web.api.problems import RefusedError
from calendar_service.web.api.resources import Object, encoded, instant
from calendar_service.web.api.things import json_response, refuse_stranger
from calendar_service.web.context import context_of
from calendar_service.web.desk import post
from feeds.errors import FactError

State = Literal["open", "granted", "refused", "ended"]
STATES: Final = ("open", "granted", "refused", "ended")


def make(request: Request, caller: WhoCalls, content: Sent) -> Response:
    """POST of a claim, by an owner of the organizer."""
    refuse_stranger(caller)

    def store(writing: Writing) -> Answer:
        body = read(ClaimBody, object_of(request, content))
        organizer = _named(writing.session, "organizer", "organizer", body.organizer)
        refuse(caller, Operation.CLAIM, [organizer.id])
        # Locked, so that it is not merged into another meanwhile.
        row = _named(writing.session, body.noun, "slug", body.slug, locked=True)
        try:
            claim = claims.ask(writing, body.noun, row, organizer.id, body.proof)
        except FactError as error:
            raise RefusedError(409, str(error)) from None
        headers = {"location": f"{MOUNT}/claims/{claim.id}", **PRIVATE}
        return Answer(201, headers, encoded(_told(writing.session, claim)))

    return once(request, caller, content, store)


def listed(
    request: Request,
    caller: WhoCalls,
    state: Annotated[list[State], Query(description="Only those in one of these states.")] = [],  # noqa: B006
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Response:
    """GET of the claims of organizers that the caller belongs to, for moderators of all, in the order of asking."""
    refuse(caller, Operation.READ_CLAIMS)
    with context_of(request).database.reading() as session:
        rows = claims.listed(session, caller, state, paging.number_of(cursor), limit + 1)
        told = [_told(session, row) for row in rows[:limit]]
    response = Page(told, paging.cursor_of([rows[limit - 1].id]) if len(rows) > limit else "").response(request)
    response.headers["cache-control"] = PRIVATE["cache-control"]
    return response


def get(request: Request, number: Number, caller: WhoCalls) -> Response:
    """GET of a claim."""
    refuse(caller, Operation.READ_CLAIMS)
    with context_of(request).database.reading() as session:
        return json_response(_told(session, _found(session, caller, number)), headers=PRIVATE)


def decide(request: Request, number: Number, caller: WhoCalls, content: Sent) -> Response:
    """PUT of a moderator's yes or no."""
    refuse_stranger(caller)
    context = context_of(request)

    def store(writing: Writing) -> Answer:
        row = _found(writing.session, caller, number, locked=True)
        refuse(caller, Operation.DECIDE_CLAIM)
        body = read(DecisionBody, object_of(request, content))
        try:
            claims.decide(writing, row, grant=body.grant, reason=body.reason)
        except FactError as error:
            raise _undecidable(error) from None
        return Answer(200, PRIVATE, encoded(_told(writing.session, row)))

    answer = persist(context.database, context.edge, store, caller.account)
    post.tell_claim(request, number)
    return answer.response()


def end(request: Request, number: Number, caller: WhoCalls) -> Response:
    """DELETE of a claim: it is taken back, given up, or taken away by a moderator."""
    refuse_stranger(caller)
    context = context_of(request)

    def store(writing: Writing) -> Answer:
        row = _found(writing.session, caller, number, locked=True)
        if not may(caller, Operation.DECIDE_CLAIM):
            refuse(caller, Operation.CLAIM, [row.organizer_id])
        try:
            claims.end(writing, row)
        except FactError as error:
            raise RefusedError(409, str(error)) from None
        return Answer(204, {})

    return persist(context.database, context.edge, store, caller.account).response()


def _found(session: Session, caller: Caller, number: int, *, locked: bool = False) -> models.Claim:
    row = claims.find(session, number, locked=locked)
    if row is None or not claims.is_there(caller, row):
        raise RefusedError(404, "There is no such claim.")
    return row


def _named(session: Session, noun: str, field: str, slug: str, *, locked: bool = False) -> Any:
    now = renaming.current(session, noun, slug)
    row = editing.locked(session, noun, now) if locked else renaming.find(session, noun, now)
    if row is None:
        raise IntakeError([Problem(f"/{field}", f"{field}: “{slug}” is the slug of no {noun} here.")])
    return row


def _undecidable(error: FactError) -> Exception:
    """A claim that is decided is no wrong field; a reason that is missing is one."""
    wrong = [Problem(f"/{item.field}", item.sentence) for item in error.problems if item.field == "reason"]
    return IntakeError(wrong) if wrong else RefusedError(409, str(error))


def _told(session: Session, row: models.Claim) -> Object:
    account = session.get(models.Account, row.account_id) if row.account_id is not None else None
    return {
        "id": row.id,
        "noun": row.noun,
        "slug": merged.slugs(session, row.noun, [row.noun_id]).get(row.noun_id),
        "organizer": merged.slugs(session, "organizer", [row.organizer_id]).get(row.organizer_id),
        "proof": row.proof,
        "state": row.state,
        "reason": row.reason,
        "by": account.name if account else None,
        "at": instant(row.at),
        "decided_at": instant(row.decided_at) if row.decided_at else None,
    }
