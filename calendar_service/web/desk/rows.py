"""Entries as the desk lists them: when, what, where, and how things stand, in words also where all is well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.web import views
from calendar_service.web.desk.items import desk_path
from calendar_service.web.desk.worries import worries
from calendar_service.web.views import Found, Line
from feeds import terms
from feeds.tongue import Tongue


@dataclass(frozen=True, slots=True)
class Row:
    """An entry: its day (and the same for machines), what it is, how it stands, what listings say of it, its page at
    the desk, and what needs attention."""

    day: str
    stamp: str
    what: str
    status: str
    line: Line
    path: str
    worries: list[str]


def rows(session: Session, t: Tongue, entries: Iterable[models.Entry], today: date) -> dict[int, Row]:
    """Entries by their numbers, in the order given; as many queries for many as for one."""
    return {found[1].id: _row(t, found, today) for found in views.with_facts(session, list(entries))}


def _row(t: Tongue, found: Found, today: date) -> Row:
    item, entry, facts = found
    day, stamp = views.heading(t, entry, facts, today)
    line = views.line(t, item, entry, facts)
    # What is cancelled or put off is marked, and said once.
    status = "" if line.marks else terms.chosen(t, "status", facts.status.value)
    return Row(
        day,
        stamp,
        t.sentence_case(line.formats or line.kind),
        status,
        line,
        desk_path(item.noun, item.slug),
        worries(t, entry, facts, today),
    )
