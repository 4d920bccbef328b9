"""Handlers of the queue: what waits for the moderators, and many of it approved, held or refused by one press, each in
a transaction of its own."""

from __future__ import annotations

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.errors import IntakeError
from calendar_service.permissions import Operation
from calendar_service.store import paging, queue, reports
from calendar_service.store.bans import source_of
from calendar_service.store.queue import PARTS, VERBS
from calendar_service.web import guest_post
from calendar_service.web.context import context_of
from calendar_service.web.desk.forms import EMPTY, Filled, Given, posting, seeing, show, signed_in, wrong
from calendar_service.web.desk.frame import REVIEW
from calendar_service.web.desk.moderating import (
    changed,
    context_words,
    picked,
    reason_of,
    refuse_others,
    telling,
    told_in,
)
from calendar_service.web.desk.queue import fates, pieces
from calendar_service.web.desk.visitors import Visitor, on
from calendar_service.web.paged import reader_of
from feeds.errors import FactError

MOST: Final = 20
"""Drafts on a page."""


def _page(request: Request, visitor: Visitor, filled: Filled = EMPTY, status: int = 200) -> Response:
    refuse_others(visitor.caller, Operation.REVIEW)
    context, t, part = context_of(request), reader_of(request).t, _part(request)
    query = request.query_params
    source = source_of(query.get("from", ""))
    try:
        after = paging.number_of(query.get("cursor", ""))
    except FactError as error:
        raise HTTPException(404) from error
    with context.database.reading() as session:
        rows = queue.waiting(session, part, after, MOST + 1, source)
        shown: dict[str, Any] = {
            "pieces": pieces(session, t, rows[:MOST]),
            "fates": fates(session, t, told_in(request)),
            "counts": queue.counts(session),
            "reported": reports.open_count(session),
        }
    shown |= {"title": t("Waiting for you"), "visitor": visitor, "current": REVIEW, "filled": filled, "part": part}
    shown |= {"path": _path(request), "source": source, **context_words(request)}
    shown["more"] = _more(request, rows[MOST - 1].id) if len(rows) > MOST else ""
    return show(request, "review.html", shown, status)


page = seeing(_page)


def _decided(request: Request, given: Given, visitor: Visitor) -> Response:
    """Decide what is ticked; the page then tells what became of each."""
    refuse_others(visitor.caller, Operation.REVIEW)
    verb = given.get("do", "")
    if verb not in VERBS:
        raise HTTPException(400, reader_of(request).t("The form is not understood."))
    try:
        reason = reason_of(given, needed=verb != "approve")
        chosen = picked(given)
    except FactError as error:
        return _page(request, visitor, wrong(reader_of(request).t, given, error, ("reason", "picks")), 400)
    for number, seen in chosen.items():
        _decide(request, visitor, number, seen, verb, reason)
    guest_post.tell_decisions(request)
    return on(request, telling(_path(request), list(chosen)))


decide = posting(signed_in(_decided))


def _decide(request: Request, visitor: Visitor, number: int, seen: int, verb: str, reason: str) -> None:
    """Decide one; where it can't be done, the page says so of it, and the others go on."""
    try:
        changed(request, visitor, lambda one: queue.decide(one, number, seen, verb, reason), Operation.REVIEW)
    except IntakeError:
        return


def _part(request: Request) -> str:
    part = request.query_params.get("part", PARTS[0])
    return part if part in PARTS else PARTS[0]


def _path(request: Request) -> str:
    """The address of this part of the queue."""
    source = source_of(request.query_params.get("from", ""))
    pairs = [f"part={_part(request)}"] if _part(request) != PARTS[0] else []
    pairs += [f"from={source.word}"] if source else []
    return f"{REVIEW}?{'&'.join(pairs)}" if pairs else REVIEW


def _more(request: Request, number: int) -> str:
    path = _path(request)
    return f"{path}{'&' if '?' in path else '?'}cursor={paging.cursor_of([number])}"
