"""Handlers of registering, and of invitations by link."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.intake.people import email_of, name_of
from calendar_service.store import entrance, invitations
from calendar_service.store.writing import writing
from calendar_service.web.context import context_of
from calendar_service.web.desk.entering import begin, gone
from calendar_service.web.desk.forms import EMPTY, Filled, Given, posting, show, wrong
from calendar_service.web.desk.post import later
from calendar_service.web.desk.visitors import HOME, on, visitor_of
from calendar_service.web.paged import reader_of
from feeds.errors import FactError
from feeds.tongue import Tongue


def register_page(request: Request) -> Response:
    """The form for making an account; or what happens now, once it was sent."""
    given = Filled({"invitation": request.query_params.get("invitation", "")})
    return _register_form(request, given, sent="sent" in request.query_params)


def _registered(request: Request, given: Given) -> Response:
    """The same answer whether or not the address has an account: who owns it is told by a letter."""
    try:
        number = _invited(request, given.get("invitation", ""))
        email, name = email_of(given.get("email", "")), name_of(given.get("name", ""))
    except FactError as error:
        return _register_form(request, wrong(reader_of(request).t, given, error, ["email", "name"]), status=400)
    later(request, lambda transaction: entrance.register(transaction, email, name, number))
    return on(request, "/desk/register?sent=1")


register = posting(_registered)


def _invited(request: Request, secret: str) -> int | None:
    """The invitation by which somebody registers, if it takes one. Raises FactError where it is gone."""
    context = context_of(request)
    if context.registration == "closed" or (context.registration == "invitation" and not secret):
        raise HTTPException(403, reader_of(request).t("Accounts are made by invitation here."))
    if not secret:
        return None
    with context.database.reading() as session:
        return invitations.read(session, secret, context.clock()).id


def invitation_page(request: Request) -> Response:
    """What somebody is invited to, and how to accept."""
    return _invitation_form(request, EMPTY)


def _answered(request: Request, given: Given) -> Response:
    context, visitor = context_of(request), visitor_of(request)
    secret, t = request.path_params["secret"], reader_of(request).t
    try:
        if visitor is None:
            newcomer = (given.get("email", ""), given.get("name", ""), given.get("password", ""))
            made = entrance.by_invitation(context.database, context.edge(), secret, newcomer, context.site.name)
            return begin(request, made.id)
        with writing(context.database, context.edge()) as transaction:
            invitations.accept(transaction, secret, visitor.account)
    except FactError as error:
        return _invitation_form(request, wrong(t, given, error, ["email", "name", "password"]), 400)
    return on(request, HOME)


invitation = posting(_answered)


def _register_form(request: Request, filled: Filled, *, sent: bool = False, status: int = 200) -> Response:
    t, context = reader_of(request).t, context_of(request)
    is_open = context.registration == "open" or (context.registration == "invitation" and filled.value("invitation"))
    shown = {
        "title": t("Register"),
        "filled": filled,
        "sent": sent,
        "is_open": bool(is_open),
        "mails": context.mailer is not None,
    }
    return show(request, "register.html", shown, status)


def _invitation_form(request: Request, filled: Filled, status: int = 200) -> Response:
    context, t = context_of(request), reader_of(request).t
    secret, visitor = request.path_params["secret"], visitor_of(request)
    try:
        with context.database.reading() as session:
            found = invitations.read(session, secret, context.clock())
            row = session.get(models.Organizer, found.organizer_id) if found.organizer_id else None
            admits = invitations.admits_new(session, secret)
    except FactError as error:
        return gone(request, error, "/desk/sign-in", t("Sign in"))
    shown: dict[str, Any] = {
        "title": t("You are invited"),
        "filled": filled,
        "visitor": visitor,
        "sentence": _told(t, found.role, row.name if row else context.site.name, is_site=row is None),
        "email": found.email,
        "admits_new": admits,
        "goal": f"/desk/invitation/{secret}",
        "secret": secret,
        "may_register": context.registration != "closed",
    }
    return show(request, "invitation.html", shown, status)


def _told(t: Tongue, role: str, name: str, *, is_site: bool) -> str:
    if is_site:
        return {
            "member": t("You are invited to have an account at {name}.", name=name),
            "moderator": t("You are invited to look after {name} as a moderator.", name=name),
            "admin": t("You are invited to run {name} as an admin.", name=name),
        }[role]
    if role == "owner":
        return t("You are invited to edit what {name} puts on, and to decide who else may.", name=name)
    return t("You are invited to edit what {name} puts on.", name=name)
