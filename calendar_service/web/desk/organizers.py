"""The organizers of somebody who is signed in, all of them for those who look after the site; and proposing one."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.errors import IntakeError
from calendar_service.permissions import Operation, may
from calendar_service.store import belonging, editing, memberships
from calendar_service.store.directories import Find, directory
from calendar_service.store.writing import Writing, persist
from calendar_service.web.context import context_of
from calendar_service.web.desk.facts import body_of, wrong
from calendar_service.web.desk.forms import EMPTY, Filled, Given, posting, seeing, show, signed_in
from calendar_service.web.desk.frame import ORGANIZERS, organizer_path
from calendar_service.web.desk.organizer import wanted_of
from calendar_service.web.desk.visitors import Visitor, on
from calendar_service.web.leaf import with_pairs
from calendar_service.web.paged import reader_of


class NamesakeError(Exception):
    """There are organizers of this name already; carries their names and slugs."""

    def __init__(self, known: list[tuple[str, str]]) -> None:
        super().__init__(known)
        self.known = known


def _page(request: Request, visitor: Visitor) -> Response:
    context, t, wanted = context_of(request), reader_of(request).t, wanted_of(request)
    sees_all = may(visitor.caller, Operation.REVISE_ORGANIZER)
    with context.database.reading() as session:
        own = memberships.belongings(session, account_id=visitor.account.id)
        find = Find(q=wanted.q, number=wanted.number)
        every = directory(session, "organizer", context.site.today(context.clock()), find) if sees_all else None
    shown: dict[str, Any] = {
        "title": t("Organizers"),
        "current": ORGANIZERS,
        "visitor": visitor,
        "own": own,
        "every": every,
        "q": wanted.q,
        "previous": _page_of(wanted.q, wanted.number - 1) if every and wanted.number > 1 else "",
        "next": _page_of(wanted.q, wanted.number + 1) if every and every.more else "",
        "path": ORGANIZERS,
        "path_of": organizer_path,
    }
    return show(request, "organizers.html", shown)


page = seeing(_page)


def _proposal(request: Request, visitor: Visitor) -> Response:
    return _form(request, visitor, EMPTY)


proposal = seeing(_proposal)


def _propose(request: Request, given: Given, visitor: Visitor) -> Response:
    context, t = context_of(request), reader_of(request).t

    def store(transaction: Writing) -> str:
        body, session = body_of(given), transaction.session
        known = belonging.namesakes(session, body.name)
        if known and "another" not in given:
            raise NamesakeError(known)
        row, _ = editing.save(transaction, None, body)
        caller = memberships.caller(session, session.get_one(models.Account, visitor.account.id))
        memberships.found(transaction, caller, row)
        session.flush()
        return str(row.slug)

    try:
        slug = persist(context.database, context.edge, store, visitor.account.id)
    except IntakeError as error:
        return _form(request, visitor, wrong(t, given, error), status=400)
    except NamesakeError as error:
        return _form(request, visitor, Filled(given), known=error.known, status=400)
    return on(request, organizer_path(slug, "people"))


propose = posting(signed_in(_propose))


def _form(
    request: Request, visitor: Visitor, filled: Filled, *, known: list[tuple[str, str]] | None = None, status: int = 200
) -> Response:
    t = reader_of(request).t
    shown = {"title": t("A new organizer"), "current": ORGANIZERS, "visitor": visitor, "filled": filled}
    return show(request, "propose.html", shown | {"known": known or [], "is_mine": not _for_others(visitor)}, status)


def _for_others(visitor: Visitor) -> bool:
    return may(visitor.caller, Operation.REVISE_ORGANIZER)


def _page_of(q: str, number: int) -> str:
    pairs = [("q", q)] if q else []
    return with_pairs(ORGANIZERS, [*pairs, *([("page", str(number))] if number > 1 else [])])
