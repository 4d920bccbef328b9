"""What the pages of venues, artists, organizers, series, cities and tags show besides their entries."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from calendar_service.addresses import path_of
from calendar_service.publishing.recipes import MissingError
from calendar_service.store import reading, renaming
from calendar_service.web.details import noun_facts
from calendar_service.web.paged import MovedError, Scene, WithdrawnError
from feeds.tongue import Tongue


def shown(session: Session, scene: Scene, name: str, row: Any | None, *, plain: bool) -> dict[str, Any]:
    """Facts, description, and what this sort of noun is called. `plain`: nothing else was asked for."""
    found: dict[str, Any] = {"noun": noun_name(scene.t, name)}
    if row is not None:
        facts = reading.NOUNS[name](row)
        found |= {"facts": noun_facts(scene.t, facts), "description": getattr(facts, "description", "")}
    return found


def noun_name(t: Tongue, name: str) -> str:
    """What a noun is called."""
    names = {
        "venue": t.term("noun", "Venue"),
        "artist": t.term("noun", "Artist"),
        "organizer": t.term("noun", "Organizer"),
        "label": t.term("noun", "Label"),
        "series": t.term("noun", "Series"),
        "city": t.term("noun", "City"),
        "tag": t.term("noun", "Tag"),
        "release": t.term("noun", "Release"),
        "event": t.term("noun", "Event"),
    }
    return names[name]


def missing(session: Session, name: str, slug: str) -> MissingError:
    """Why there is nothing at an address: it never was, it is elsewhere now, or it was withdrawn."""
    found = renaming.past(session, name, slug)
    if found is None:
        return MissingError()
    return MovedError(path_of(name, found.successor)) if found.successor else WithdrawnError()
