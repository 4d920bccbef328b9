"""Handlers of histories: who changed what, when and why; and of undo, which is a change like any other."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.intake.differences import differences
from calendar_service.intake.life import Undoing
from calendar_service.intake.problems import read
from calendar_service.permissions import Operation
from calendar_service.store import history as past
from calendar_service.store import paging, renaming, undoing
from calendar_service.store.history import Past
from calendar_service.store.ownership import owners_of
from calendar_service.store.renaming import ITEMS
from calendar_service.store.writing import Writing, persist
from calendar_service.web.api.callers import Sent, WhoCalls, object_of, refuse
from calendar_service.web.api.changing import Answer, below_of, judge_seen, missing, refuse_revision, to_change
from calendar_service.web.api.lists import USUAL, Cursor, Limit, Page
from calendar_service.web.api.problems import RefusedError
from calendar_service.web.api.resources import Object, encoded, instant, resource
from calendar_service.web.api.things import Handler, json_response, refuse_stranger
from calendar_service.web.context import context_of

PRIVATE: Final = {"cache-control": "private, no-store"}


def lister(noun: str) -> Handler:
    """GET of a history, the newest line first."""

    def get(request: Request, slug: str, caller: WhoCalls, limit: Limit = USUAL, cursor: Cursor = "") -> Response:
        refuse_stranger(caller)
        with context_of(request).database.reading() as session:
            row = _row(request, session, noun, slug)
            refuse(caller, Operation.READ_OWN, _owners(session, noun, row))
            before = paging.number_of(cursor) if cursor else None
            # One more tells whether there are others, and what the last of these differs from.
            found = past.lines(session, noun, row.id, before, limit + 1)
        lines = [_line(one, older) for one, older in zip(found, past.bodies_before(found), strict=True)]
        following = paging.cursor_of([found[limit - 1].revision]) if len(found) > limit else ""
        response = Page(lines[:limit], following).response(request)
        response.headers["cache-control"] = PRIVATE["cache-control"]
        return response

    return get


def reader(noun: str) -> Handler:
    """GET of one line of a history, with all that the thing said then."""

    def get(request: Request, slug: str, revision: int, caller: WhoCalls) -> Response:
        refuse_stranger(caller)
        with context_of(request).database.reading() as session:
            row = _row(request, session, noun, slug)
            refuse(caller, Operation.READ_OWN, _owners(session, noun, row))
            line = past.line(session, noun, row.id, revision)
            if line is None:
                raise RefusedError(404, f"This {noun} has no revision {revision}.")
        return json_response({**_told(line), "body": line.body}, headers=PRIVATE)

    return get


def undoer(noun: str) -> Handler:
    """POST of an undo: what a version said holds again, as far as the rest of the world allows."""

    def post(request: Request, slug: str, caller: WhoCalls, content: Sent) -> Response:
        refuse_stranger(caller)
        context = context_of(request)

        def store(writing: Writing) -> Answer:
            session, addresses = writing.session, context.site.addresses
            row = to_change(session, noun, slug, below_of(request, noun))
            refuse_revision(session, caller, noun, row)
            judge_seen(tuple(request.headers.getlist("if-match")), resource(noun, row, addresses).etag)
            sent = read(Undoing, object_of(request, content))
            undoing.undo(writing, noun, row, sent.revision, sent.reason)
            found = resource(noun, row, addresses)
            return Answer(200, {"etag": found.etag}, encoded(found.content))

        return persist(context.database, context.edge, store, caller.account).response()

    return post


def _line(one: Past, older: Any) -> Object:
    found = () if one.body is None or older is None else differences(older, one.body)
    told_ = [
        {"pointer": f"#{item.pointer}", "before": item.before, "after": item.after, "sentence": item.sentence}
        for item in found
    ]
    return {**_told(one), "differences": told_}


def _told(one: Past) -> Object:
    return {
        "revision": one.revision,
        "at": instant(one.at),
        "verb": one.verb,
        "act": one.act,
        "reason": one.reason,
        "by": one.by or None,
    }


def _row(request: Request, session: Session, noun: str, slug: str) -> Any:
    row = renaming.find(session, noun, slug)
    if row is None:
        raise missing(session, noun, slug, below_of(request, noun))
    return row


def _owners(session: Session, noun: str, row: Any) -> frozenset[int]:
    if noun in ITEMS:
        return owners_of(session, row.id, Operation.READ_OWN)
    return frozenset({row.id}) if noun == "organizer" else frozenset()
