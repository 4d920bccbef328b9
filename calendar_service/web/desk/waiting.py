"""What is not public yet, as the desk lists it: the drafts that somebody works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.permissions import Caller
from calendar_service.store import drafts, named
from calendar_service.web.desk.draft_page import path_of_draft
from calendar_service.web.desk.sorts import SORTS
from feeds.tongue import Tongue

OWN: Final = 20
"""Drafts of one's own on the first page."""
UNPUBLISHED: Final = ("draft", "submitted", "refused")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft in a list: its title and time as they are understood, and how it stands."""

    path: str
    title: str
    when: str
    where: str
    state: str
    reason: str
    lacks: bool


def own(session: Session, t: Tongue, caller: Caller) -> list[Waiting]:
    """The drafts that somebody works on: of their organizers and their own, the latest first."""
    rows = drafts.latest(session, caller, UNPUBLISHED, OWN)
    return _told(session, t, rows)


def _told(session: Session, t: Tongue, rows: Sequence[models.Draft]) -> list[Waiting]:
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
                SORTS[row.noun].when(t, body, venue.zone if venue else None),
                venue.name if venue else "",
                _state(t, row),
                row.reason,
                lacks=bool(drafts.problems(session, row.noun, body)),
            )
        )
    return found


def _state(t: Tongue, row: models.Draft) -> str:
    if row.state == "submitted":
        return t("held by the moderators") if row.reason else t("waits for a moderator")
    if row.state == "refused":
        return t("refused")
    return t("public from {day}", day=t.day(row.publish_at.date())) if row.publish_at else ""


def _slug(body: dict[str, Any]) -> str:
    return _text(body.get("venue"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
