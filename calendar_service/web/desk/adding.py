"""What forms add beside the thing itself: acts, labels and places that somebody says are new."""

from __future__ import annotations

from typing import Final

from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.nouns import NOUN_FIELDS
from calendar_service.intake.problems import read
from calendar_service.permissions import Operation, may
from calendar_service.store import editing, named
from calendar_service.store.writing import Writing
from calendar_service.web.desk.forms import Given
from calendar_service.web.desk.visitors import Visitor

ADDING: Final = ("add_acts", "add_label", "add_venue")
"""Ticks that make something."""


def add_named(writing: Writing, given: Given, visitor: Visitor) -> None:
    """Make the acts, the label and the place that somebody says are new: they are public from then on.

    Raises IntakeError, its pointers being those of the form.
    """
    if not may(visitor.caller, Operation.PROPOSE_NOUN):
        return
    session = writing.session
    if given.get("add_acts"):
        for name in given.get("new_acts", "").splitlines():
            if name.strip() and not named.called(session, "artist", name):
                editing.save(writing, None, read(NOUN_FIELDS["artist"], {"name": name.strip()}))
                session.flush()
    if given.get("add_label") and not named.called(session, "organizer", given.get("label", "")):
        try:
            editing.save(writing, None, read(NOUN_FIELDS["organizer"], {"name": given.get("label", "").strip()}))
        except IntakeError as error:
            raise IntakeError([Problem("/label", one.sentence) for one in error.problems]) from None
        session.flush()
    if given.get("add_venue") and not named.called(session, "venue", given.get("venue", "")):
        wanted = {"name": given.get("venue", ""), "zone": given.get("venue_zone", "")}
        body = wanted | {part: given.get(f"venue_{part}", "").strip() for part in ("street", "city")}
        body["country"] = given.get("venue_country", "").strip().upper()
        try:
            editing.save(writing, None, read(NOUN_FIELDS["venue"], body))
        except IntakeError as error:
            raise IntakeError([Problem(f"/venue_{one.pointer[1:]}", one.sentence) for one in error.problems]) from None
        session.flush()
