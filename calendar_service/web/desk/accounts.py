"""The accounts of the site, for admins: found, given a role, closed and opened again, and invited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.permissions import SITE_ROLES, Caller, Operation, may
from calendar_service.store import accounts, invitations, memberships
from calendar_service.store.writing import Writing, persist
from calendar_service.web import answers
from calendar_service.web.context import context_of
from calendar_service.web.desk import inviting
from calendar_service.web.desk.forms import EMPTY, Filled, Given, number_of, posting, seeing, show, signed_in, wrong
from calendar_service.web.desk.frame import ACCOUNTS
from calendar_service.web.desk.organizer import wanted_of
from calendar_service.web.desk.visitors import Visitor, on
from calendar_service.web.leaf import with_pairs
from calendar_service.web.paged import reader_of
from feeds.errors import FactError

Change = Callable[[Writing, int], object]


def _page(request: Request, visitor: Visitor, filled: Filled = EMPTY, status: int = 200) -> Response:
    _refuse(request, visitor.caller)
    context, t, wanted = context_of(request), reader_of(request).t, wanted_of(request)
    with context.database.reading() as session:
        found, more = accounts.search(session, wanted.q, wanted.number)
        waiting = inviting.waiting(session, None, context.clock())
    shown: dict[str, Any] = {
        "title": t("Accounts"),
        "current": ACCOUNTS,
        "visitor": visitor,
        "path": ACCOUNTS,
        "q": wanted.q,
        "accounts": found,
        "previous": _page_of(wanted.q, wanted.number - 1) if wanted.number > 1 else "",
        "next": _page_of(wanted.q, wanted.number + 1) if more else "",
        "waiting": waiting,
        "day_of": context.site.today,
        "mails": context.mailer is not None,
        "roles": SITE_ROLES,
        "filled": filled,
    }
    return show(request, "accounts.html", shown, status)


page = seeing(_page)


def _change(request: Request, given: Given, visitor: Visitor) -> Response:
    """Invite somebody to the site, or withdraw that."""
    t, verb = reader_of(request).t, given.get("do", "")
    try:
        if verb == "invite":
            into = inviting.into_of(given)
            invited = _changed(request, visitor, lambda one: inviting.invite(request, visitor, one, into))
            return inviting.told(request, visitor, invited, ACCOUNTS)
        if verb == "withdraw":
            number = number_of(given.get("number", ""))
            _changed(request, visitor, lambda one: invitations.take_back(one, number, None))
            return on(request, ACCOUNTS)
    except FactError as error:
        return _page(request, visitor, wrong(t, given, error, ["email"]), 400)
    return answers.sentence(t("The form is not understood."), 400)


change = posting(signed_in(_change))


def _account_page(request: Request, visitor: Visitor, filled: Filled = EMPTY, status: int = 200) -> Response:
    _refuse(request, visitor.caller)
    context, t = context_of(request), reader_of(request).t
    with context.database.reading() as session:
        account = _account(request, session)
        belongings = memberships.belongings(session, account_id=account.id)
    shown = {
        "title": account.name,
        "current": ACCOUNTS,
        "visitor": visitor,
        "path": f"{ACCOUNTS}/{account.id}",
        "account": account,
        "belongings": belongings,
        "day_of": context.site.today,
        "roles": SITE_ROLES,
        "filled": filled,
        "notice": t("This is done.") if "done" in request.query_params else "",
    }
    return show(request, "person.html", shown, status)


account_page = seeing(_account_page)


def _change_account(request: Request, given: Given, visitor: Visitor) -> Response:
    acts: dict[str, Change] = {
        "role": lambda one, number: accounts.set_role(one, number, given.get("role", "")),
        "close": accounts.close,
        "reopen": accounts.reopen,
    }
    act = acts.get(given.get("do", ""))
    if act is None:
        return answers.sentence(reader_of(request).t("The form is not understood."), 400)
    try:
        _changed(request, visitor, lambda one: act(one, _account(request, one.session).id))
    except FactError as error:
        return _account_page(request, visitor, wrong(reader_of(request).t, given, error, ()), 400)
    return on(request, f"{request.scope['path']}?done=1")


change_account = posting(signed_in(_change_account))


def _changed(request: Request, visitor: Visitor, act: Callable[[Writing], Any]) -> Any:
    """Do something in a transaction, as who may still do it then. Raises HTTPException, 403."""
    context = context_of(request)

    def store(transaction: Writing) -> Any:
        session = transaction.session
        _refuse(request, memberships.caller(session, session.get_one(models.Account, visitor.account.id)))
        return act(transaction)

    return persist(context.database, context.edge, store, visitor.account.id)


def _refuse(request: Request, caller: Caller) -> None:
    if not may(caller, Operation.MANAGE_SITE):
        raise HTTPException(403, reader_of(request).t("This is for admins of the site."))


def _account(request: Request, session: Session) -> models.Account:
    account = session.get(models.Account, number_of(request.path_params["number"]))
    if account is None:
        raise HTTPException(404)
    return account


def _page_of(q: str, number: int) -> str:
    pairs = [("q", q)] if q else []
    return with_pairs(ACCOUNTS, [*pairs, *([("page", str(number))] if number > 1 else [])])
