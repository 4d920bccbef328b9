"""What is not public yet, as the desk lists it: one's drafts, and for moderators what waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.permissions import Caller, Operation, may
from calendar_service.store import drafts, named, paging
from calendar_service.web.context import context_of
from calendar_service.web.desk.event_page import path_of_draft, understood
from calendar_service.web.desk.forms import seeing, show
from calendar_service.web.desk.frame import REVIEW
from calendar_service.web.desk.visitors import Visitor
from calendar_service.web.paged import reader_of
from feeds.tongue import Tongue

MOST: Final = 50
"""Drafts on a page."""
OWN: Final = 20
"""Drafts of one's own on the first page."""
UNPUBLISHED: Final = ("draft", "submitted", "refused")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft in a list: its title and time as they are understood, how it stands, and by whom it was made."""

    path: str
    title: str
    when: str
    where: str
    state: str
    reason: str
    by: str
    lacks: bool


def own(session: Session, t: Tongue, caller: Caller) -> list[Waiting]:
    """The drafts that somebody works on: of their organizers and their own, the latest first."""
    rows = drafts.latest(session, caller, UNPUBLISHED, OWN)
    return _told(session, t, rows)


def _page(request: Request, visitor: Visitor) -> Response:
    if not may(visitor.caller, Operation.REVIEW):
        raise HTTPException(404)
    context, t = context_of(request), reader_of(request).t
    after = paging.number_of(request.query_params.get("cursor", ""))
    with context.database.reading() as session:
        rows = drafts.listed(session, visitor.caller, ("submitted",), after, MOST + 1)
        told = _told(session, t, rows[:MOST])
    more = f"{REVIEW}?cursor={paging.cursor_of([rows[MOST - 1].id])}" if len(rows) > MOST else ""
    shown = {"title": t("Waiting for you"), "visitor": visitor, "current": REVIEW, "waiting": told, "more": more}
    return show(request, "review.html", shown)


review = seeing(_page)


def _told(session: Session, t: Tongue, rows: Sequence[models.Draft]) -> list[Waiting]:
    names = drafts.makers(session, rows)
    bodies = {row.id: drafts.body_in(row) for row in rows}
    venues = named.by_slug(session, "venue", sorted({slug for body in bodies.values() if (slug := _slug(body))}))
    found = []
    for row in rows:
        body = bodies[row.id]
        venue = venues.get(_slug(body))
        found.append(
            Waiting(
                path_of_draft(row),
                _text(body.get("title")) or t("Without a title"),
                understood(t, body, venue.zone if venue else None),
                venue.name if venue else "",
                _state(t, row),
                row.reason,
                names.get(row.account_id or 0, ""),
                lacks=bool(drafts.problems(session, row.noun, body)),
            )
        )
    return found


def _state(t: Tongue, row: models.Draft) -> str:
    if row.state == "submitted":
        return t("waits for a moderator")
    if row.state == "refused":
        return t("refused")
    return t("public from {day}", day=t.day(row.publish_at.date())) if row.publish_at else ""


def _slug(body: dict[str, Any]) -> str:
    return _text(body.get("venue"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
