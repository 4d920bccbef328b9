"""What is stored, as it would be sent to make it again: the form in which history and undo keep things."""

from __future__ import annotations

import json
from typing import Any

from calendar_service import models
from calendar_service.intake.telling import told_event, told_noun, told_release
from calendar_service.store import reading
from feeds import facts

Object = dict[str, Any]


def told(noun: str, row: Any) -> Object:
    """A row as an object of the API, without what only we know (`meta`)."""
    if isinstance(row, models.Event):
        return told_event(reading.event(row), _slug) | _beside(row)
    if isinstance(row, models.Release):
        return told_release(reading.release(row), reading.dates(row), _slug) | _beside(row)
    return told_noun(reading.NOUNS[noun](row))


def encoded(noun: str, row: Any) -> str:
    """The same as JSON."""
    return json.dumps(told(noun, row), ensure_ascii=False, separators=(",", ":"))


def _beside(row: models.Item) -> Object:
    image = {"digest": row.image.digest, "alt": row.image_alt} if row.image else None
    return {"image": image, "owner": row.owner.slug if row.owner else None}


def _slug(noun: facts.Noun) -> str:
    return noun.slug
