"""Handlers of the readers' reports: the open ones, and each closed with what was done, perhaps as an answer by mail."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.intake.people import email_of
from calendar_service.store import reports
from calendar_service.store.writing import Writing
from calendar_service.web import guest_post
from calendar_service.web.context import context_of
from calendar_service.web.desk.forms import EMPTY, Filled, Given, number_of, posting, seeing, show, signed_in
from calendar_service.web.desk.frame import REVIEW
from calendar_service.web.desk.moderating import REPORTS, changed, context_words, refuse_others
from calendar_service.web.desk.visitors import Visitor, on
from calendar_service.web.paged import reader_of
from calendar_service.web.report import TEXT_LIMIT
from feeds.errors import FactError
from feeds.text import clean_text

MOST: Final = 50
"""Open reports on the page; the next ones come up as these are closed."""
CLOSED: Final = 20
"""Closed ones that are still shown."""


def _page(request: Request, visitor: Visitor, filled: Filled = EMPTY, status: int = 200) -> Response:
    refuse_others(visitor.caller)
    t = reader_of(request).t
    with context_of(request).database.reading() as session:
        opened, count = reports.open_reports(session, MOST), reports.open_count(session)
        closed = reports.settled(session, CLOSED)
    shown: dict[str, Any] = {
        "title": t("Reports of readers"),
        "visitor": visitor,
        "current": REVIEW,
        "path": REPORTS,
        "opened": [(row, path_of(row.noun, row.slug), is_email(row.contact)) for row in opened],
        "others": max(0, count - len(opened)),
        "closed": [(row, path_of(row.noun, row.slug), answer, name) for row, answer, name in closed],
        "filled": filled,
        "about": filled.value("number"),
        "notice": t("This is done.") if "done" in request.query_params else "",
        **context_words(request),
    }
    return show(request, "reports.html", shown, status)


page = seeing(_page)


def _settled(request: Request, given: Given, visitor: Visitor) -> Response:
    """Close a report."""
    refuse_others(visitor.caller)
    t, number = reader_of(request).t, number_of(given.get("number", ""))
    text = clean_text(given.get("text", ""))
    if given.get("answer") and not text:
        return _page(request, visitor, Filled(given, {"text": t("An answer needs words.")}), 400)
    if len(text) > TEXT_LIMIT:
        return _page(
            request, visitor, Filled(given, {"text": t("At most {most} characters fit in.", most=TEXT_LIMIT)}), 400
        )

    def act(writing: Writing) -> models.Report | None:
        return reports.settle(writing, number, text)

    before = changed(request, visitor, act)
    if before is not None and given.get("answer") and is_email(before.contact):
        guest_post.send_answer(request, before, text)
    return on(request, f"{REPORTS}?done=1")


settle = posting(signed_in(_settled))


def is_email(contact: str) -> bool:
    """Whether an answer reaches somebody by mail."""
    try:
        return bool(email_of(contact))
    except FactError:
        return False
