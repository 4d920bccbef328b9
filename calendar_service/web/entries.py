"""What the pages of events and releases show."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.store import reading
from calendar_service.web import details, views
from calendar_service.web.paged import Scene
from feeds.entry import Entry
from feeds.writers import links


def shown(session: Session, scene: Scene, row: models.Item) -> dict[str, Any]:
    """An event, or a release with all its dates."""
    path = path_of(row.noun, row.slug)
    found = {
        "title": row.title,
        "description": row.description,
        "page_path": path,
        "feed_path": f"{path}.ics",
        "url": scene.site.addresses.to(path),
    }
    if isinstance(row, models.Event):
        return found | _event(scene, row, found["url"])
    assert isinstance(row, models.Release)
    return found | _release(scene, row)


def _event(scene: Scene, row: models.Event, url: str) -> dict[str, Any]:
    [(entry, facts)] = reading.entries(row)
    t = scene.t
    return {
        "facts": details.event_facts(t, reading.event(row)),
        "marks": views.marks(t, facts),
        "off": views.is_off(facts),
        "kind": views.kind(t, facts),
        "add": links.add(Entry(entry.uid, url, entry.created_at, facts), t),
        "in_calendar": entry.digest is not None,
    }


def _release(scene: Scene, row: models.Release) -> dict[str, Any]:
    dates = sorted(reading.entries(row), key=lambda pair: (pair[0].first_day, pair[0].id))
    t = scene.t
    return {
        "facts": details.release_facts(t, reading.release(row)),
        "dates": [views.release_date(t, entry, facts, scene.today) for entry, facts in dates],
        "kind": views.kind(t, dates[0][1]),
        "in_calendar": True,
    }
