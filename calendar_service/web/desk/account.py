"""Handlers of one's own account: name, password, sign-ins, tokens, all that is held, and the end of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from calendar_service.errors import AccessError, TooManyError
from calendar_service.permissions import SCOPES
from calendar_service.store import accounts, entrance, holdings, memberships, signins, tokens
from calendar_service.store.database import Database
from calendar_service.store.writing import writing
from calendar_service.web import answers
from calendar_service.web.context import context_of
from calendar_service.web.desk.entering import presented_by
from calendar_service.web.desk.forms import EMPTY, Filled, Given, number_of, posting, show, signed_in, too_many, wrong
from calendar_service.web.desk.visitors import (
    ACCOUNT,
    SIGN_IN,
    Visitor,
    forget_cookie,
    on,
    set_cookie,
    to_sign_in,
    visitor_of,
)
from calendar_service.web.paged import reader_of
from feeds.errors import FactError


def page(request: Request) -> Response:
    """The account of who is signed in."""
    visitor = visitor_of(request)
    return _page(request, visitor, EMPTY) if visitor is not None else to_sign_in(request, ACCOUNT)


def export(request: Request) -> Response:
    """All that the account holds, as a file."""
    visitor, context = visitor_of(request), context_of(request)
    if visitor is None:
        return to_sign_in(request, ACCOUNT)
    with context.database.reading() as session:
        told = holdings.exported(session, visitor.account)
    content = json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"
    headers = {"content-type": "application/json", "content-disposition": 'attachment; filename="account.json"'}
    return answers.private_page(content, headers=headers)


def _change(request: Request, given: Given, visitor: Visitor) -> Response:
    verb = given.get("do", "")
    act = _ACTS.get(verb)
    if act is None:
        return answers.sentence(reader_of(request).t("The form is not understood."), 400)
    try:
        return act(request, given, visitor)
    except FactError as error:
        filled = wrong(reader_of(request).t, given, error, _FIELDS)
    except TooManyError as error:
        filled = Filled(given, {"current": too_many(request, error)})
    except AccessError:
        filled = Filled(given, {"current": reader_of(request).t("This is not your password.")})
    return _page(request, visitor, filled, 400)


change = posting(signed_in(_change))


def _rename(request: Request, given: Given, visitor: Visitor) -> Response:
    context = context_of(request)
    with writing(context.database, context.edge()) as transaction:
        accounts.rename(transaction, visitor.account.id, given.get("name", ""))
    return on(request, ACCOUNT)


def _set_password(request: Request, given: Given, visitor: Visitor) -> Response:
    context = context_of(request)
    account = _proved(request, given, visitor)
    secret = entrance.change_password(
        context.database, context.edge(), account, given.get("password", ""), context.site.name
    )
    response = on(request, ACCOUNT)
    set_cookie(request, response, SIGN_IN, secret)
    return response


def _end(request: Request, given: Given, visitor: Visitor) -> Response:
    context = context_of(request)
    with writing(context.database, context.edge()) as transaction:
        signins.end(transaction, visitor.account.id, number_of(given.get("number", "")))
    return on(request, ACCOUNT)


def _end_others(request: Request, _: Given, visitor: Visitor) -> Response:
    context = context_of(request)
    with writing(context.database, context.edge()) as transaction:
        signins.end_all(transaction, visitor.account.id, keep=visitor.secret)
    return on(request, ACCOUNT)


def _make_token(request: Request, given: Given, visitor: Visitor) -> Response:
    """The one answer that shows a token: it is not led on from, since no other page could."""
    context, t = context_of(request), reader_of(request).t
    scopes = [scope for scope in SCOPES if f"scope-{scope}" in given]
    days = given.get("days", "")
    if days and not (days.isascii() and days.isdigit() and 0 < len(days) <= 4):
        raise FactError.of("days", "days must be a whole number from 1 to 9999, or be left out.")
    with writing(context.database, context.edge()) as transaction:
        until = tokens.lifetime(int(days) if days else None, transaction.edge.now)
        token, secret = tokens.make(transaction, visitor.account.id, given.get("name", ""), scopes, until)
    shown = {"title": t("Your new token"), "token": token, "secret": secret, "visitor": visitor}
    return show(request, "token.html", shown)


def _revoke(request: Request, given: Given, visitor: Visitor) -> Response:
    context = context_of(request)
    with writing(context.database, context.edge()) as transaction:
        tokens.revoke(transaction, number_of(given.get("number", "")), visitor.account.id)
    return on(request, ACCOUNT)


def _remove(request: Request, given: Given, visitor: Visitor) -> Response:
    context = context_of(request)
    account = _proved(request, given, visitor)
    with writing(context.database, context.edge()) as transaction:
        accounts.remove(transaction, account.id)
    response = on(request, "/desk/sign-in")
    forget_cookie(request, response, SIGN_IN)
    return response


_ACTS: Final[dict[str, Callable[[Request, Given, Visitor], Response]]] = {
    "rename": _rename,
    "password": _set_password,
    "end": _end,
    "end-others": _end_others,
    "token": _make_token,
    "revoke": _revoke,
    "remove": _remove,
}
_FIELDS: Final = ("name", "password", "current", "days", "scopes")


def _proved(request: Request, given: Given, visitor: Visitor) -> Any:
    """The account, once its password is typed again: a browser left open is not enough to take an account over."""
    context = context_of(request)
    presented = presented_by(request, visitor.account.email, given.get("current", ""))
    return entrance.prove(context.database, context.edge(), presented)


def _page(request: Request, visitor: Visitor, filled: Filled, status: int = 200) -> Response:
    context, t = context_of(request), reader_of(request).t
    shown = {
        "title": t("Your account"),
        "current": ACCOUNT,
        "filled": filled,
        "empty": EMPTY,
        "visitor": visitor,
        "scopes": SCOPES,
        **_holding(context.database, visitor, context.clock()),
    }
    return show(request, "account.html", shown, status)


def _holding(database: Database, visitor: Visitor, now: Any) -> dict[str, Any]:
    number = visitor.account.id
    with database.reading() as session:
        return {
            "sign_ins": signins.of(session, number, now),
            "tokens": [token for token in tokens.of(session, number) if token.revoked_at is None],
            "belongings": memberships.belongings(session, account_id=number),
            "now": now,
        }
