"""Handlers of co-owners: the organizers that may edit an event or a release beside the one that owns it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.problems import read
from calendar_service.intake.sharing import CoOwnersBody
from calendar_service.permissions import Operation
from calendar_service.store import editing, ownership, renaming
from calendar_service.store.writing import Writing, persist
from calendar_service.web.api.callers import Sent, WhoCalls, object_of, refuse
from calendar_service.web.api.changing import Answer, judge_seen, missing
from calendar_service.web.api.merges import PRIVATE
from calendar_service.web.api.problems import RefusedError
from calendar_service.web.api.resources import Resource, encoded, tag_of
from calendar_service.web.api.things import refuse_stranger, shown
from calendar_service.web.context import context_of

Handler = Callable[..., Response]


def reader(noun: str) -> Handler:
    """GET of the co-owners."""

    def get(request: Request, slug: str, caller: WhoCalls) -> Response:
        refuse_stranger(caller)
        with context_of(request).database.reading() as session:
            row = _found(session, noun, slug)
            refuse(caller, Operation.READ_OWN, ownership.owners_of(session, row.id, Operation.READ_OWN))
            response = shown(request, _told(session, row), [])
        response.headers["cache-control"] = PRIVATE["cache-control"]
        return response

    return get


def replacer(noun: str) -> Handler:
    """PUT of all co-owners, anew."""

    def put(request: Request, slug: str, caller: WhoCalls, content: Sent) -> Response:
        refuse_stranger(caller)
        context = context_of(request)

        def store(writing: Writing) -> Answer:
            session = writing.session
            row = _found(session, noun, slug, locked=True)
            refuse(caller, Operation.SHARE_ITEM, ownership.owners_of(session, row.id, Operation.SHARE_ITEM))
            judge_seen(tuple(request.headers.getlist("if-match")), _told(session, row).etag)
            body = read(CoOwnersBody, object_of(request, content))
            ownership.share_with(writing, row, _organizers(session, row, body.co_owners))
            told = _told(session, row)
            return Answer(200, {"etag": told.etag, **PRIVATE}, encoded(told.content))

        return persist(context.database, context.edge, store, caller.account).response()

    return put


def remover(noun: str) -> Handler:
    """DELETE of one of them: by who shares it, or by that one itself."""

    def delete(request: Request, slug: str, organizer: str, caller: WhoCalls) -> Response:
        refuse_stranger(caller)
        context = context_of(request)

        def store(writing: Writing) -> Answer:
            session = writing.session
            row = _found(session, noun, slug, locked=True, below=f"/co-owners/{quote(organizer, safe='')}")
            now = renaming.current(session, "organizer", organizer)
            known = {one.slug: one.id for one in ownership.co_owners(session, row.id)}
            own = [known[now]] if now in known else []
            owners = ownership.owners_of(session, row.id, Operation.SHARE_ITEM)
            refuse(caller, Operation.SHARE_ITEM, [*owners, *own])
            if not own:
                raise RefusedError(404, f"“{organizer[:100]}” does not edit this {noun} beside its owner.")
            ownership.unshare(writing, row, own[0])
            return Answer(204, {})

        return persist(context.database, context.edge, store, caller.account).response()

    return delete


def _found(session: Session, noun: str, slug: str, *, locked: bool = False, below: str = "/co-owners") -> Any:
    row = editing.locked(session, noun, slug) if locked else renaming.find(session, noun, slug)
    if row is None:
        raise missing(session, noun, slug, below)
    return row


def _organizers(session: Session, row: models.Item, slugs: Sequence[str]) -> list[int]:
    found, problems = [], []
    for place, slug in enumerate(slugs):
        known = renaming.find(session, "organizer", renaming.current(session, "organizer", slug))
        if known is None:
            problems.append(Problem(f"/co_owners/{place}", f"“{slug}” is the slug of no organizer here."))
        elif known.id == row.owner_id:
            problems.append(Problem(f"/co_owners/{place}", f"“{slug}” owns it, and edits it already."))
        else:
            found.append(known.id)
    if problems:
        raise IntakeError(problems)
    return found


def _told(session: Session, row: models.Item) -> Resource:
    content = {"co_owners": [one.slug for one in ownership.co_owners(session, row.id)]}
    # The item is part of the tag: what was read of one is no proof of having read another.
    return Resource(content, tag_of(encoded([row.id, content])))
