"""Making of `.csv` bodies: a line for each entry."""

from __future__ import annotations

from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.publishing.facts import entries_of
from calendar_service.publishing.plans import Plan
from calendar_service.publishing.pressed import Made, Tag
from calendar_service.store import selecting
from calendar_service.store.choice import Choice
from feeds.writers.table import csv_table


def table(session: Session, plan: Plan, known: Made | None) -> Made:
    """The `.csv` of a plan: the entries that its `.ics` holds."""
    choice = plan.choice.within(plan.days)
    if not plan.options.tentative:
        choice = Choice((*choice.conditions, models.Entry.vevent.is_not(None)))
    tags: list[Tag] = [tuple(row) for row in selecting.revisions(session, choice)]
    if known and known.tags == tags:
        return known
    entries = entries_of(session, plan.addresses, (tag[0] for tag in tags))
    return Made(csv_table(entries.values()), None, tags)
