"""What a guest has handed in, behind its private link: how it stands, and ways to change it, send it again, take it
back or delete it. Whoever has the link may do all that, and nobody else can."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.errors import BannedError, IntakeError, TooManyError
from calendar_service.store import drafts, guests
from calendar_service.store.drafts import KEY
from calendar_service.store.writing import Writing, persist
from calendar_service.web import answers
from calendar_service.web.context import context_of
from calendar_service.web.desk.draft_page import public_path, understood, zone_of
from calendar_service.web.desk.form_parts import new_acts, text_of
from calendar_service.web.desk.forms import Filled, Given, posting
from calendar_service.web.desk.visitors import on
from calendar_service.web.guest_form import SUBMIT, Read, read, sender_of, show, shown_of, wrong_by
from calendar_service.web.paged import reader_of
from calendar_service.web.submit import status_of, why_not
from feeds.errors import FactError

OPEN: Final = ("draft", "submitted", "refused")
"""States in which a guest may still change something."""


def page(request: Request) -> Response:
    """How it stands."""
    with context_of(request).database.reading() as session:
        guest, row = _found(request, session)
        values = shown_of(request, session, drafts.body_in(row)) | {"email": guest.email}
        found = Read(drafts.body_in(row))
        return _show(request, session, row, Filled(values), found)


def _changed(request: Request, given: Given) -> Response:
    verb = given.get("do", "")
    if verb in ("take-back", "delete"):
        return _ended(request, verb)
    if verb != "send":
        return answers.sentence(reader_of(request).t("The form is not understood."), 400)
    return _sent_again(request, given)


change = posting(_changed)


def _ended(request: Request, verb: str) -> Response:
    context = context_of(request)

    def store(writing: Writing) -> str:
        _, row = _found(request, writing.session, locked=True)
        if row.state not in OPEN:
            return f"{_path(request)}?late=1"
        if verb == "delete":
            drafts.remove(writing, row)
            return f"{SUBMIT}?gone=1"
        drafts.take_back(writing, row)
        return _path(request)

    return on(request, persist(context.database, context.edge, store))


def _sent_again(request: Request, given: Given) -> Response:
    """Keep what it says now, and have it wait for a moderator."""
    context = context_of(request)
    with context.database.reading() as session:
        _, row = _found(request, session)
        if row.state not in OPEN:
            return on(request, f"{_path(request)}?late=1")
        found = read(request, session, given, drafts.body_in(row))
        if found.problems:
            return _show(request, session, row, Filled(given, found.problems), found, 400)

    def store(writing: Writing) -> str:
        guest, row = _found(request, writing.session, locked=True)
        if row.state not in OPEN:
            return f"{_path(request)}?late=1"
        guests.send_again(writing, guest, row, found.body, sender_of(request, found.email))
        return f"{_path(request)}?again=1"

    try:
        return on(request, persist(context.database, context.edge, store))
    except IntakeError as error:
        filled, status = wrong_by(found, given, error.problems), 400
    except (BannedError, TooManyError, FactError) as error:
        filled, status = Filled(given, problem=why_not(request, error)), status_of(error)
    with context.database.reading() as session:
        _, row = _found(request, session)
        return _show(request, session, row, filled, found, status)


def _show(
    request: Request, session: Session, row: models.Draft, filled: Filled, found: Read, status: int = 200
) -> Response:
    """The page, with the form as it was filled in."""
    context, t, query = context_of(request), reader_of(request).t, request.query_params
    body = drafts.body_in(row)
    told = shown_of(request, session, body)
    shown: dict[str, Any] = {
        "title": str(body.get("title") or "") or t("Without a title"),
        "draft": row,
        "path": _path(request),
        "address": context.site.addresses.submission(request.path_params["secret"]),
        "when": understood(t, text_of(body.get("starts")), zone_of(session, body) or body.get("zone")) or told["when"],
        "told": told,
        "is_new": {"venue": isinstance(body.get("venue"), dict), "lineup": bool(new_acts(body))},
        "public": public_path(session, row) if row.state == "published" else None,
        "filled": filled,
        "choices": found.choices,
        "is_wrong": bool(filled.problems or filled.problem),
        **{name: name in query for name in ("sent", "again", "late")},
    }
    return show(request, "submitted.html", shown, status)


def _path(request: Request) -> str:
    return f"{SUBMIT}/{request.path_params['secret']}"


def _found(request: Request, session: Session, *, locked: bool = False) -> tuple[models.Guest, models.Draft]:
    secret = request.path_params["secret"]
    found = guests.find(session, secret, locked=locked) if KEY.fullmatch(secret) else None
    if found is None:
        raise HTTPException(404)
    return found
