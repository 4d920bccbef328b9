"""Handlers of what is not public yet: entered, read back as it is understood, submitted, published."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.errors import BannedError, IntakeError, Problem
from calendar_service.intake.drafts import REASON_LIMIT, hour_of
from calendar_service.intake.typed import typed
from calendar_service.permissions import Operation, may
from calendar_service.store import drafts, editing
from calendar_service.store.writing import Writing, persist
from calendar_service.web import guest_post
from calendar_service.web.context import context_of
from calendar_service.web.desk.adding import ADDING, add_named
from calendar_service.web.desk.draft_page import (
    BESIDE,
    Sort,
    path_of_draft,
    public_path,
    show_as_typed,
    show_draft,
    show_new,
    written_in,
    zone_of,
)
from calendar_service.web.desk.form_parts import LANGUAGES, Written
from calendar_service.web.desk.forms import Filled, Given, posting, seeing, signed_in
from calendar_service.web.desk.frame import REVIEW
from calendar_service.web.desk.sorts import SORTS
from calendar_service.web.desk.visitors import HOME, Visitor, on
from calendar_service.web.paged import reader_of
from feeds.errors import FactError
from feeds.text import line_of

Handler = Callable[[Request], Response]
Poster = Callable[[Request], Awaitable[Response]]


def new_page(noun: str) -> Handler:
    """A handler of the page of something new."""

    def act(request: Request, visitor: Visitor) -> Response:
        filled = Filled({"owner": request.query_params.get("owner", "")})
        return show_new(request, visitor, SORTS[noun], filled)

    return seeing(act)


def make(noun: str) -> Poster:
    """A handler of the form of something new."""

    def act(request: Request, given: Given, visitor: Visitor) -> Response:
        sort = SORTS[noun]
        if not sort.says(given):
            filled = Filled(given, {"title": reader_of(request).t("The title is missing.")})
            return show_new(request, visitor, sort, filled, 400)
        return _stored(request, given, visitor, sort, None)

    return posting(signed_in(act))


def _draft_page(request: Request, visitor: Visitor) -> Response:
    context = context_of(request)
    with context.database.reading() as session:
        row = _found(session, visitor, request.path_params["key"])
        if row.state == "published":
            return on(request, public_path(session, row) or HOME)
        return show_draft(request, visitor, SORTS[row.noun], session, row)


draft_page = seeing(_draft_page)


def _changed(request: Request, given: Given, visitor: Visitor) -> Response:
    key = request.path_params["key"]
    with context_of(request).database.reading() as session:
        sort = SORTS[_found(session, visitor, key).noun]
    return _stored(request, given, visitor, sort, key)


change = posting(signed_in(_changed))


def _stored(request: Request, given: Given, visitor: Visitor, sort: Sort, key: str | None) -> Response:
    """Keep what was typed, whatever else is asked for; then do that, if it can be done."""
    context = context_of(request)

    def store(writing: Writing) -> str:
        if given.get("do") == "delete":
            return _removed(writing, visitor, key)
        row = _kept(request, writing, given, visitor, (sort, key))
        writing.session.flush()
        return _done(request, writing, given, visitor, row)

    try:
        goal = persist(context.database, context.edge, store, visitor.account.id)
        if given.get("do") in ("publish", "refuse"):
            guest_post.tell_decisions(request)
        return on(request, goal)
    except IntakeError as error:
        beside = {one.pointer[1:]: one.sentence for one in error.problems if one.pointer[1:] in BESIDE}

    # It can't be done yet: the draft is kept all the same, and its page says what it lacks.
    plain = {name: value for name, value in given.items() if name not in ADDING}

    def keep(writing: Writing) -> str:
        row = _kept(request, writing, plain, visitor, (sort, key))
        writing.session.flush()
        return row.key

    try:
        kept = persist(context.database, context.edge, keep, visitor.account.id)
    except IntakeError as error:
        # Nor can it be kept: what waits for its hour or for a moderator stays complete. Nothing typed is lost.
        with context.database.reading() as session:
            row = _found(session, visitor, key) if key is not None else None
            return show_as_typed(request, visitor, sort, session, row, given, error.problems)
    if not beside:
        return on(request, f"/desk/drafts/{kept}?lacking=1")
    with context.database.reading() as session:
        extra = Filled({name: given.get(name, "") for name in BESIDE}, beside)
        return show_draft(request, visitor, sort, session, _found(session, visitor, kept), extra)


def _kept(
    request: Request, writing: Writing, given: Given, visitor: Visitor, which: tuple[Sort, str | None]
) -> models.Draft:
    session, (sort, key) = writing.session, which
    row = _found(session, visitor, key, locked=True) if key is not None else None
    if row is not None and row.state == "published":
        raise HTTPException(409)
    add_named(writing, given, visitor)
    old = drafts.body_in(row) if row is not None else {}
    made = written_in(request, session, sort, given, old)
    owner = _owner(session, visitor, made)
    if row is None:
        return drafts.add(writing, sort.noun, made.body, owner)
    if not may(visitor.caller, Operation.WRITE_DRAFT, drafts.owners(row), row.account_id):
        raise HTTPException(403)
    if given.get("do") == "take-back":
        drafts.take_back(writing, row)
    if given.get("do") == "unschedule":
        _refuse_publisher(visitor, row)
        drafts.unschedule(writing, row)
    drafts.revise(writing, row, made.body, owner)
    return row


def _removed(writing: Writing, visitor: Visitor, key: str | None) -> str:
    if key is not None:
        row = _found(writing.session, visitor, key, locked=True)
        if not may(visitor.caller, Operation.WRITE_DRAFT, drafts.owners(row), row.account_id):
            raise HTTPException(403)
        if row.state == "published":
            raise HTTPException(409)
        drafts.remove(writing, row)
    return HOME


def _refuse_publisher(visitor: Visitor, row: models.Draft) -> None:
    """Only who may publish something sets its hour, or takes that away."""
    if not may(visitor.caller, Operation.CREATE_ITEM, drafts.owners(row)):
        raise HTTPException(403)


def _done(request: Request, writing: Writing, given: Given, visitor: Visitor, row: models.Draft) -> str:
    """Do what the button says: where to go afterwards. Raises IntakeError where it can't be done yet."""
    verb, path = given.get("do", "save"), path_of_draft(row)
    if verb == "submit":
        _submit(request, writing, row)
    elif verb in ("publish", "schedule"):
        _refuse_publisher(visitor, row)
        if verb == "publish":
            item = drafts.publish(writing, row)
            return path_of(item.noun, item.slug)
        drafts.schedule(writing, row, *_hour(request, writing, given, row))
    elif verb == "refuse":
        if not may(visitor.caller, Operation.REVIEW, drafts.owners(row)) or row.state != "submitted":
            raise HTTPException(403)
        try:
            drafts.refuse(writing, row, line_of(given.get("reason", ""), "reason", REASON_LIMIT))
        except FactError as error:
            raise IntakeError([Problem("/reason", item.sentence) for item in error.problems]) from None
        return REVIEW
    return f"{path}?saved=1"


def _submit(request: Request, writing: Writing, row: models.Draft) -> None:
    try:
        drafts.submit(writing, row)
    except BannedError as error:
        site, t = context_of(request).site, reader_of(request).t
        sentence = t(
            "You can hand in nothing before {day}; the moderators say: {reason}",
            day=t.day(site.today(error.until)),
            reason=error.reason,
        )
        raise IntakeError([Problem("/submit", sentence)]) from None


def _hour(request: Request, writing: Writing, given: Given, row: models.Draft) -> tuple[Any, str | None]:
    """The hour of publication, in the zone of the venue or of the site."""
    context = context_of(request)
    body = drafts.body_in(row)
    zone = zone_of(writing.session, body) or context.site.zone
    try:
        found = typed(given.get("publish_on", ""), context.site.today(context.clock()), LANGUAGES, "publish_on")
        return hour_of(f"{found.starts}[{zone}]", writing.edge.now)
    except FactError as error:
        raise IntakeError([Problem("/publish_on", item.sentence) for item in error.problems]) from None


def _owner(session: Session, visitor: Visitor, made: Written) -> int | None:
    """The organizer that is to own it, if it is one for which the visitor may write."""
    owner = editing.owner_of(session, made.body["owner"])
    if owner is not None and not may(visitor.caller, Operation.WRITE_DRAFT, [owner.id]):
        raise HTTPException(403)
    return owner.id if owner else None


def _found(session: Session, visitor: Visitor, key: str, *, locked: bool = False) -> models.Draft:
    row = drafts.find(session, key, locked=locked)
    if row is None or not drafts.is_there(visitor.caller, row):
        raise HTTPException(404)
    return row
