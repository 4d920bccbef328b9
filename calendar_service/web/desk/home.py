"""The first page of the desk: what is coming up of the organizers that somebody belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.permissions import Operation, may
from calendar_service.store import belonging, memberships
from calendar_service.store.memberships import Belonging
from calendar_service.web.context import context_of
from calendar_service.web.desk import waiting
from calendar_service.web.desk.forms import seeing, show
from calendar_service.web.desk.frame import ORGANIZERS, organizer_path
from calendar_service.web.desk.rows import Row, rows
from calendar_service.web.desk.visitors import HOME, Visitor
from calendar_service.web.paged import reader_of
from feeds.tongue import Tongue

MOST: Final = 20
"""Organizers on the page; the others are a link away."""


@dataclass(frozen=True, slots=True)
class Programme:
    """An organizer's own part of the page: its entries to come, the first of them, and how many there are."""

    belonging: Belonging
    path: str
    rows: list[Row]
    total: int


def _page(request: Request, visitor: Visitor) -> Response:
    context, t = context_of(request), reader_of(request).t
    with context.database.reading() as session:
        own = memberships.belongings(session, account_id=visitor.account.id)
        programmes = _programmes(session, t, own[:MOST], context.site.today(context.clock()))
        drafts = waiting.own(session, t, visitor.caller)
    shown = {
        "title": t("Desk"),
        "current": HOME,
        "visitor": visitor,
        "programmes": programmes,
        "drafts": drafts,
        "worrying": [row for one in programmes for row in one.rows if row.worries][:MOST],
        "sees_all": may(visitor.caller, Operation.REVISE_ORGANIZER),
        "more": ORGANIZERS if len(own) > MOST else "",
    }
    return show(request, "home.html", shown)


page = seeing(_page)


def _programmes(session: Session, t: Tongue, own: Sequence[Belonging], today: date) -> list[Programme]:
    found = belonging.coming(session, [one.organizer.id for one in own], today)
    entries = {entry.id: entry for part in found.values() for entry in part.entries}
    told = rows(session, t, entries.values(), today)
    programmes = []
    for one in own:
        part = found[one.organizer.id]
        path = organizer_path(one.organizer.slug)
        programmes.append(Programme(one, path, [told[entry.id] for entry in part.entries], part.total))
    return programmes
