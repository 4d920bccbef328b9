"""Who belongs to an organizer, as what; and who is invited to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.permissions import ROLES, Operation, may
from calendar_service.store import invitations, memberships
from calendar_service.store.writing import Writing
from calendar_service.web import answers
from calendar_service.web.context import context_of
from calendar_service.web.desk import inviting, teams
from calendar_service.web.desk.forms import EMPTY, Filled, Given, number_of, posting, seeing, show, signed_in, wrong
from calendar_service.web.desk.frame import organizer_path
from calendar_service.web.desk.organizer import common
from calendar_service.web.desk.visitors import HOME, Visitor, on
from calendar_service.web.paged import reader_of
from feeds.errors import FactError

Act = Callable[[Request, Given, Visitor], Response]


def _page(request: Request, visitor: Visitor, filled: Filled = EMPTY, status: int = 200) -> Response:
    context, t = context_of(request), reader_of(request).t
    with context.database.reading() as session:
        row = teams.found(request, session, visitor.caller, Operation.READ_OWN)
        manages = may(visitor.caller, Operation.MANAGE_MEMBERS, [row.id])
        members = memberships.belongings(session, organizer_id=row.id)
        waiting = inviting.waiting(session, row.id, context.clock()) if manages else []
    path = organizer_path(row.slug, "people")
    shown: dict[str, Any] = common(t, visitor, row, path) | {
        "path": path,
        "members": members,
        "manages": manages,
        "waiting": waiting,
        "day_of": context.site.today,
        "mails": context.mailer is not None,
        "roles": ROLES,
        "filled": filled,
    }
    return show(request, "people.html", shown, status)


page = seeing(_page)


def _change(request: Request, given: Given, visitor: Visitor) -> Response:
    act = _ACTS.get(given.get("do", ""))
    if act is None:
        return answers.sentence(reader_of(request).t("The form is not understood."), 400)
    try:
        return act(request, given, visitor)
    except FactError as error:
        fields = ("email",) if given.get("do") == "invite" else ()
        return _page(request, visitor, wrong(reader_of(request).t, given, error, fields), 400)


change = posting(signed_in(_change))


def _set_role(request: Request, given: Given, visitor: Visitor) -> Response:
    def store(transaction: Writing, row: models.Organizer) -> None:
        number = number_of(given.get("number", ""))
        if number not in _members(transaction, row):
            raise FactError.of("account", "There is no such account.")
        memberships.add(transaction, number, row.id, given.get("role", ""))

    teams.changed(request, visitor, Operation.MANAGE_MEMBERS, store)
    return _back(request)


def _remove(request: Request, given: Given, visitor: Visitor) -> Response:
    number = number_of(given.get("number", ""))
    teams.changed(
        request,
        visitor,
        Operation.MANAGE_MEMBERS,
        lambda transaction, row: memberships.remove(transaction, number, row.id),
    )
    return on(request, HOME) if number == visitor.account.id else _back(request)


def _leave(request: Request, _: Given, visitor: Visitor) -> Response:
    teams.changed(
        request,
        visitor,
        Operation.READ_OWN,
        lambda transaction, row: memberships.remove(transaction, visitor.account.id, row.id),
    )
    return on(request, HOME)


def _invite(request: Request, given: Given, visitor: Visitor) -> Response:
    invited = teams.changed(
        request,
        visitor,
        Operation.MANAGE_MEMBERS,
        lambda transaction, row: inviting.invite(request, visitor, transaction, inviting.into_of(given, row.id)),
    )
    return inviting.told(request, visitor, invited, request.scope["path"])


def _withdraw(request: Request, given: Given, visitor: Visitor) -> Response:
    number = number_of(given.get("number", ""))
    teams.changed(
        request,
        visitor,
        Operation.MANAGE_MEMBERS,
        lambda transaction, row: invitations.take_back(transaction, number, row.id),
    )
    return _back(request)


_ACTS: Final[dict[str, Act]] = {
    "role": _set_role,
    "remove": _remove,
    "leave": _leave,
    "invite": _invite,
    "withdraw": _withdraw,
}


def _members(transaction: Writing, row: models.Organizer) -> set[int]:
    return {one.account.id for one in memberships.belongings(transaction.session, organizer_id=row.id)}


def _back(request: Request) -> Response:
    return on(request, request.scope["path"])
