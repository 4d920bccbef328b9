"""Handlers of drafts: what is not public yet is told to those alone who may know of it, and to others is not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.addresses import path_of as page_path
from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.drafts import DraftBody
from calendar_service.intake.problems import read
from calendar_service.permissions import Caller, Operation, may
from calendar_service.store import drafts, editing, paging
from calendar_service.store.writing import Writing, persist
from calendar_service.web.api.callers import Sent, WhoCalls, object_of, refuse
from calendar_service.web.api.changing import MOUNT, Answer, judge_seen, merged
from calendar_service.web.api.lists import USUAL, Cursor, Limit, Page
from calendar_service.web.api.once import once
from calendar_service.web.api.problems import RefusedError
from calendar_service.web.api.resources import Object, Resource, encoded, instant, tag_of
from calendar_service.web.api.things import json_response, refuse_stranger, shown
from calendar_service.web.context import Context, context_of

State = Literal["draft", "submitted", "refused", "published"]
PRIVATE: Final = {"cache-control": "private, no-store"}
"""What is said of all answers about drafts: nobody else keeps them."""

Step = Callable[[Writing, models.Draft], None]
"""What is done with a draft."""


def listed(
    request: Request,
    caller: WhoCalls,
    state: Annotated[list[State], Query(description="Only those in one of these states.")] = [],  # noqa: B006
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Response:
    """GET of the drafts that the caller may read, in the order in which they were made."""
    _refuse_reader(caller)
    with context_of(request).database.reading() as session:
        rows = drafts.listed(session, caller, state, paging.number_of(cursor), limit + 1)
        told = [draft_resource(session, row, context_of(request)).content for row in rows[:limit]]
    page = Page(told, paging.cursor_of([rows[limit - 1].id]) if len(rows) > limit else "")
    return _private(page.response(request))


def get(request: Request, key: str, caller: WhoCalls) -> Response:
    """GET of a draft."""
    _refuse_reader(caller)
    with context_of(request).database.reading() as session:
        row = _found(session, caller, key)
        refuse(caller, Operation.READ_DRAFT, drafts.owners(row), row.account_id)
        told = draft_resource(session, row, context_of(request))
    return _private(shown(request, told, []))


def history(request: Request, key: str, caller: WhoCalls) -> Response:
    """GET of what became of a draft, the newest first: who did what, when, why, and what it said then."""
    _refuse_reader(caller)
    with context_of(request).database.reading() as session:
        row = _found(session, caller, key)
        refuse(caller, Operation.READ_DRAFT, drafts.owners(row), row.account_id)
        told = [
            {
                "revision": version.revision,
                "at": instant(version.at),
                "by": by,
                "act": version.act,
                "reason": version.reason,
                "body": drafts.body_in(version),
            }
            for version, by in drafts.versions(session, row)
        ]
    return json_response({"items": told}, headers=PRIVATE)


def make(request: Request, caller: WhoCalls, content: Sent) -> Response:
    """POST of a new draft."""
    refuse_stranger(caller)

    def store(writing: Writing) -> Answer:
        body = read(DraftBody, _without_meta(object_of(request, content)))
        owner = _owner(writing.session, caller, body)
        row = drafts.add(writing, body.noun, body.body, owner)
        told = draft_resource(writing.session, row, context_of(request))
        return Answer(201, {"location": _path(row), "etag": told.etag, **PRIVATE}, encoded(told.content))

    return once(request, caller, content, store)


def replace(request: Request, key: str, caller: WhoCalls, content: Sent) -> Response:
    """PUT of all that a draft says."""
    return changed(request, caller, key, lambda writing, row: _revise(writing, caller, row, _sent(request, content)))


def patch(request: Request, key: str, caller: WhoCalls, content: Sent) -> Response:
    """PATCH of some of what a draft says (JSON Merge Patch, RFC 7396)."""

    def step(writing: Writing, row: models.Draft) -> None:
        old = {"noun": row.noun, "body": drafts.body_in(row)}
        _revise(writing, caller, row, merged(old, object_of(request, content)))

    return changed(request, caller, key, step)


def delete(request: Request, key: str, caller: WhoCalls) -> Response:
    """DELETE of a draft, with its history."""
    refuse_stranger(caller)
    context = context_of(request)

    def store(writing: Writing) -> Answer:
        row = to_change(request, writing, caller, key, Operation.WRITE_DRAFT)
        drafts.remove(writing, row)
        return Answer(204, {})

    return persist(context.database, context.edge, store, caller.account).response()


def draft_resource(session: Session, row: models.Draft, context: Context) -> Resource:
    """What is told of a draft; its ETag is that of its revision, since what it lacks depends on others."""
    body = drafts.body_in(row)
    lacking = drafts.problems(session, row.noun, body) if row.state != "published" else ()
    maker = session.get(models.Account, row.account_id) if row.account_id is not None else None
    meta: Object = {
        "key": row.key,
        "state": row.state,
        "revision": row.revision,
        "created_at": instant(row.created_at),
        "changed_at": instant(row.changed_at),
        "made_by": maker.name if maker else None,
        "reason": row.reason,
        "publish_at": instant(row.publish_at) if row.publish_at else None,
        "publish_zone": row.publish_zone,
        "problems": [{"pointer": f"#/body{one.pointer}", "detail": one.sentence} for one in lacking],
        "published": _published(session, row, context),
    }
    return Resource({"meta": meta, "noun": row.noun, "body": body}, _tag_of(row))


def _tag_of(row: models.Draft) -> str:
    return tag_of(encoded([row.key, row.revision]))


def _published(session: Session, row: models.Draft, context: Context) -> Object | None:
    item = session.get(models.Item, row.item_id) if row.item_id is not None else None
    if item is None:
        return None
    address = context.site.addresses.to(page_path(item.noun, item.slug))
    return {"noun": item.noun, "slug": item.slug, "address": address}


def changed(
    request: Request, caller: Caller, key: str, step: Step, operation: Operation = Operation.WRITE_DRAFT
) -> Response:
    """Do something with a draft, as who may do that: the draft as it is then. Raises RefusedError, IntakeError."""
    refuse_stranger(caller)
    context = context_of(request)

    def store(writing: Writing) -> Answer:
        row = to_change(request, writing, caller, key, operation)
        step(writing, row)
        writing.session.flush()
        told = draft_resource(writing.session, row, context)
        return Answer(200, {"etag": told.etag, **PRIVATE}, encoded(told.content))

    return persist(context.database, context.edge, store, caller.account).response()


def to_change(request: Request, writing: Writing, caller: Caller, key: str, operation: Operation) -> models.Draft:
    """A draft that the caller may change so, as they have seen it. Raises RefusedError."""
    row = _found(writing.session, caller, key, locked=True)
    maker = row.account_id if operation is Operation.WRITE_DRAFT else None
    refuse(caller, operation, drafts.owners(row), maker)
    judge_seen(tuple(request.headers.getlist("if-match")), _tag_of(row))
    if row.state == "published":
        raise RefusedError(409, "This draft is published: change what became of it.")
    return row


def _found(session: Session, caller: Caller, key: str, *, locked: bool = False) -> models.Draft:
    row = drafts.find(session, key, locked=locked)
    if row is None or not drafts.is_there(caller, row):
        raise RefusedError(404, "There is no such draft.")
    return row


def _revise(writing: Writing, caller: Caller, row: models.Draft, value: Any) -> None:
    body = read(DraftBody, _without_meta(value))
    if body.noun != row.noun:
        raise IntakeError([Problem("/noun", f"noun is {row.noun} already; make another draft for a {body.noun}.")])
    same = body.owner == drafts.body_in(row).get("owner")
    owner = row.owner_id if same else _owner(writing.session, caller, body)
    drafts.revise(writing, row, body.body, owner)


def _owner(session: Session, caller: Caller, body: DraftBody) -> int | None:
    """The organizer that is to own it, for which the caller may write."""
    slug = body.owner
    try:
        owner = editing.owner_of(session, slug)
    except IntakeError as error:
        raise IntakeError([Problem(f"/body{one.pointer}", one.sentence) for one in error.problems]) from None
    if owner is None:
        refuse(caller, Operation.PROPOSE_DRAFT)
        return None
    refuse(caller, Operation.WRITE_DRAFT, [owner.id])
    return owner.id


def _sent(request: Request, content: bytes) -> Any:
    return object_of(request, content)


def _without_meta(value: Any) -> Any:
    return {name: part for name, part in value.items() if name != "meta"} if isinstance(value, dict) else value


def _refuse_reader(caller: Caller) -> None:
    """Who has said who they are may ask for their own, with a scope for that."""
    refuse_stranger(caller)
    if not may(caller, Operation.READ_DRAFT, maker=caller.account):
        refuse(caller, Operation.READ_DRAFT)


def _path(row: models.Draft) -> str:
    return f"{MOUNT}/drafts/{row.key}"


def _private(response: Response) -> Response:
    response.headers["cache-control"] = PRIVATE["cache-control"]
    return response
