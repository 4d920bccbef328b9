"""Handlers of signing in and out, of forgotten passwords, and of letters that set one.

No answer tells whether an address has an account: not by its words, its status, or its time.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.errors import AccessError, TooManyError
from calendar_service.intake.people import email_of
from calendar_service.store import entrance, letters, signins
from calendar_service.store.entrance import Entered, Presented
from calendar_service.store.writing import writing
from calendar_service.web.context import context_of
from calendar_service.web.desk.forms import EMPTY, Filled, Given, posting, show, too_many, wrong
from calendar_service.web.desk.post import later
from calendar_service.web.desk.visitors import (
    DEVICE,
    SIGN_IN,
    cookie_of,
    forget_cookie,
    inside,
    on,
    visitor_of,
    welcome,
)
from calendar_service.web.paged import reader_of
from feeds.errors import FactError


def sign_in_page(request: Request) -> Response:
    """The form for signing in; who is signed in already goes on."""
    goal = request.query_params.get("next", "")
    if visitor_of(request) is not None:
        return on(request, inside(goal))
    return _sign_in_form(request, Filled({"next": inside(goal) if goal else ""}))


def _signed_in(request: Request, given: Given) -> Response:
    context, t = context_of(request), reader_of(request).t
    presented = presented_by(request, given.get("email", ""), given.get("password", ""))
    try:
        entered = entrance.sign_in(context.database, context.edge(), presented, request.headers.get("user-agent", ""))
    except TooManyError as error:
        return _sign_in_form(request, Filled(given, problem=too_many(request, error)), 429)
    except AccessError:
        sentence = t("The address and the password do not fit together.")
        return _sign_in_form(request, Filled(given, problem=sentence), 400)
    return welcome(request, entered, given.get("next", ""))


sign_in = posting(_signed_in)


def _signed_out(request: Request, _: Given) -> Response:
    context, secret = context_of(request), cookie_of(request, SIGN_IN)
    if secret is not None:
        with writing(context.database, context.edge()) as transaction:
            signins.sign_out(transaction, secret)
    response = on(request, "/desk/sign-in")
    forget_cookie(request, response, SIGN_IN)
    return response


sign_out = posting(_signed_out)


def forgotten_page(request: Request) -> Response:
    """The form for asking for a letter; or what happens now, once it was sent."""
    return _forgotten_form(request, EMPTY, sent="sent" in request.query_params)


def _asked(request: Request, given: Given) -> Response:
    try:
        email = email_of(given.get("email", ""))
    except FactError as error:
        return _forgotten_form(request, wrong(reader_of(request).t, given, error, ["email"]), status=400)
    later(request, lambda transaction: entrance.ask_to_reset(transaction, email))
    return on(request, "/desk/forgotten?sent=1")


forgotten = posting(_asked)


def letter_page(request: Request) -> Response:
    """The form for setting a password by a letter."""
    return _letter_form(request, EMPTY)


def _letter_used(request: Request, given: Given) -> Response:
    context, t = context_of(request), reader_of(request).t
    secret, edge = request.path_params["secret"], context.edge()
    try:
        account = entrance.by_letter(context.database, edge, secret, given.get("password", ""), context.site.name)
    except FactError as error:
        return _letter_form(request, wrong(t, given, error, ["password"]), 400)
    return begin(request, account.id)


letter = posting(_letter_used)


def begin(request: Request, account_id: int) -> Response:
    """Sign in who has just set a password."""
    context = context_of(request)
    with writing(context.database, context.edge()) as transaction:
        secret = signins.begin(transaction, account_id, request.headers.get("user-agent", ""))
        device = signins.remember(transaction, account_id, cookie_of(request, DEVICE))
    with context.database.reading() as session:
        account = session.get_one(models.Account, account_id)
    return welcome(request, Entered(account, secret, device))


def presented_by(request: Request, email: str, password: str) -> Presented:
    """What somebody signs in with here."""
    address = request.client.host if request.client else "unknown"
    return Presented(email, password, address, cookie_of(request, DEVICE))


def _sign_in_form(request: Request, filled: Filled, status: int = 200) -> Response:
    t, context = reader_of(request).t, context_of(request)
    shown = {"title": t("Sign in"), "filled": filled, "registration": context.registration}
    return show(request, "sign-in.html", shown, status)


def _forgotten_form(request: Request, filled: Filled, *, sent: bool = False, status: int = 200) -> Response:
    t, context = reader_of(request).t, context_of(request)
    shown = {"title": t("A new password"), "filled": filled, "sent": sent, "mails": context.mailer is not None}
    return show(request, "forgotten.html", shown, status)


def _letter_form(request: Request, filled: Filled, status: int = 200) -> Response:
    context, t = context_of(request), reader_of(request).t
    try:
        with context.database.reading() as session:
            _, account = letters.read(session, request.path_params["secret"], context.clock())
    except FactError as error:
        return gone(request, error, "/desk/forgotten", t("Ask for a new link"))
    shown: dict[str, Any] = {"title": t("Choose a password"), "filled": filled, "email": account.email}
    return show(request, "letter.html", shown, status)


def gone(request: Request, error: FactError, path: str, label: str) -> Response:
    """What stands behind a link that opens nothing any more, or never did."""
    t = reader_of(request).t
    sentence = " ".join(problem.told(t) for problem in error.problems)
    return show(request, "gone.html", {"title": sentence, "path": path, "label": label}, 404)
