"""What is stored, as it would be sent to make it again: the form in which history and undo keep things."""

from __future__ import annotations

import json
from typing import Any

from calendar_service import models
from calendar_service.intake.telling import told_event, told_noun, told_release
from calendar_service.store import reading
from feeds import facts

Object = dict[str, Any]


def told(noun: str, row: Any, known: object = None) -> Object:
    """A row as an object of the API, without what only we know (`meta`). `known`: its facts, where they are at hand."""
    if isinstance(row, models.Event):
        facts_of = known if isinstance(known, facts.Event) else reading.event(row)
        return told_event(facts_of, _slug) | _beside(row)
    if isinstance(row, models.Release):
        return told_release(reading.release(row), reading.dates(row), _slug) | _beside(row)
    return told_noun(reading.NOUNS[noun](row))


def encoded(noun: str, row: Any, known: object = None) -> str:
    """The same as JSON."""
    return json.dumps(told(noun, row, known), ensure_ascii=False, separators=(",", ":"))


def _beside(row: models.Item) -> Object:
    image = {"digest": row.image.digest, "alt": row.image_alt} if row.image else None
    return {"image": image, "owner": row.owner.slug if row.owner else None}


def _slug(noun: facts.Noun) -> str:
    return noun.slug
