"""Handlers of merges: a moderator says that two are one, looks at what was merged, and undoes it."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Path
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.problems import read
from calendar_service.intake.sharing import MergeBody
from calendar_service.permissions import Operation
from calendar_service.store import merged, merging, paging
from calendar_service.store.writing import Writing, persist
from calendar_service.web.api.callers import Sent, WhoCalls, object_of, refuse
from calendar_service.web.api.changing import MOUNT, Answer
from calendar_service.web.api.lists import USUAL, Cursor, Limit, Page
from calendar_service.web.api.once import once
from calendar_service.web.api.problems import RefusedError
from calendar_service.web.api.resources import Object, encoded, instant
from calendar_service.web.api.things import json_response
from calendar_service.web.context import context_of
from feeds.errors import FactError

PRIVATE: Final = {"cache-control": "private, no-store"}

Number = Annotated[int, Path(ge=1, lt=2**63, description="Its number.")]


def make(request: Request, caller: WhoCalls, content: Sent) -> Response:
    """POST of a merge."""
    refuse(caller, Operation.MERGE)

    def store(writing: Writing) -> Answer:
        body = read(MergeBody, object_of(request, content))
        try:
            with writing.because("merged", body.reason):
                row = merging.merge(writing, body.noun, body.gone, body.kept, body.reason)
        except FactError as error:
            raise IntakeError([Problem(f"/{item.field}", item.sentence) for item in error.problems]) from None
        headers = {"location": f"{MOUNT}/merges/{row.id}", **PRIVATE}
        return Answer(201, headers, encoded(_told(writing.session, row)))

    return once(request, caller, content, store)


def listed(request: Request, caller: WhoCalls, limit: Limit = USUAL, cursor: Cursor = "") -> Response:
    """GET of all merges, also those that were undone, in the order in which they were made."""
    refuse(caller, Operation.MERGE)
    with context_of(request).database.reading() as session:
        rows = merged.listed(session, paging.number_of(cursor), limit + 1)
        told = [_told(session, row) for row in rows[:limit]]
    response = Page(told, paging.cursor_of([rows[limit - 1].id]) if len(rows) > limit else "").response(request)
    response.headers["cache-control"] = PRIVATE["cache-control"]
    return response


def get(request: Request, number: Number, caller: WhoCalls) -> Response:
    """GET of a merge."""
    refuse(caller, Operation.MERGE)
    with context_of(request).database.reading() as session:
        row = merged.find(session, number)
        if row is None:
            raise _missing()
        return json_response(_told(session, row), headers=PRIVATE)


def undo(request: Request, number: Number, caller: WhoCalls) -> Response:
    """DELETE of a merge: both stand as they were."""
    refuse(caller, Operation.MERGE)
    context = context_of(request)

    def store(writing: Writing) -> Answer:
        row = merging.locked(writing.session, number)
        if row is None:
            raise _missing()
        try:
            with writing.because("parted"):
                merging.undo(writing, row)
        except FactError as error:
            raise RefusedError(409, str(error)) from None
        return Answer(200, PRIVATE, encoded(_told(writing.session, row)))

    return persist(context.database, context.edge, store, caller.account).response()


def _told(session: Session, row: models.Merge) -> Object:
    account = session.get(models.Account, row.account_id) if row.account_id is not None else None
    return {
        "id": row.id,
        "noun": row.noun,
        "gone": row.gone_slug,
        "kept": merged.slugs(session, row.noun, [row.kept_id]).get(row.kept_id),
        "reason": row.reason,
        "by": account.name if account else None,
        "at": instant(row.at),
        "undone_at": instant(row.undone_at) if row.undone_at else None,
    }


def _missing() -> RefusedError:
    return RefusedError(404, "There is no such merge.")
