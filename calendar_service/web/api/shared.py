"""The addresses of merges and claims, and what is said of each in the description of the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from calendar_service.intake.sharing import ClaimBody, DecisionBody, MergeBody
from calendar_service.store.merging import NOUNS
from calendar_service.web.api import claiming, merges
from calendar_service.web.api.acts import Act, Object
from calendar_service.web.api.describing import KEY, page

_NUMBER: Final[Object] = {"type": "integer", "description": "Its number."}
_REASON: Final[Object] = {"type": "string", "description": "Why."}
_BY: Final[Object] = {"type": ["string", "null"], "description": "Who; null where that account is deleted."}
_AT: Final[Object] = {"type": "string", "format": "date-time", "description": "When."}

_MERGE: Final[Object] = {
    "type": "object",
    "required": ["id", "noun", "gone", "kept", "reason", "by", "at", "undone_at"],
    "properties": {
        "id": _NUMBER,
        "noun": {"enum": list(NOUNS), "description": "What both are."},
        "gone": {"type": "string", "description": "The slug of the one that went."},
        "kept": {
            "type": ["string", "null"],
            "description": "The slug that the other has now; null where it was merged itself.",
        },
        "reason": _REASON,
        "by": _BY,
        "at": _AT,
        "undone_at": {"type": ["string", "null"], "format": "date-time", "description": "When it was undone."},
    },
}
_MERGED: Final[Object] = {
    "id": 1,
    "noun": "artist",
    "gone": "j-mills",
    "kept": "jeff-mills",
    "reason": "One person, entered twice.",
    "by": "Mona",
    "at": "2027-01-24T10:00:00Z",
    "undone_at": None,
}
_CLAIM: Final[Object] = {
    "type": "object",
    "required": ["id", "noun", "slug", "organizer", "proof", "state", "reason", "by", "at", "decided_at"],
    "properties": {
        "id": _NUMBER,
        "noun": {"enum": ["venue", "artist"], "description": "What is claimed."},
        "slug": {"type": ["string", "null"], "description": "Its slug now."},
        "organizer": {"type": ["string", "null"], "description": "Who is to look after it."},
        "proof": {"type": "string", "description": "What a moderator can verify."},
        "state": {"enum": list(claiming.STATES), "description": "How far it is."},
        "reason": _REASON,
        "by": _BY,
        "at": _AT,
        "decided_at": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "When it was decided, or ended.",
        },
    },
}
_ASKED: Final[Object] = {
    "noun": "venue",
    "slug": "anthology-film-archives",
    "organizer": "axis-records",
    "proof": "We run the house: see the imprint of its site, which names us.",
}
_CLAIMED: Final[Object] = {
    "id": 1,
    **_ASKED,
    "state": "open",
    "reason": "",
    "by": "Alice",
    "at": "2027-01-24T10:00:00Z",
    "decided_at": None,
}


def _schema(shape: type[BaseModel]) -> Object:
    found: Object = shape.model_json_schema()
    return found


def _made(name: str, summary: str, tag: str, shape: type[BaseModel], **more: Any) -> Act:
    refusals = (403, 409, 413, 415, 422)
    return Act(name, summary, tag, _schema(shape), status=201, refusals=refusals, parameters=(KEY,), **more)


def _listed(name: str, summary: str, tag: str, of: Object, one: Object) -> Act:
    return Act(name, summary, tag, answer=page(of), refusals=(403,), answered={"items": [one], "next": None})


_MERGING: Final = {"gone": "j-mills", "kept": "jeff-mills", "noun": "artist", "reason": "One person, entered twice."}
_ROUTES: Final[tuple[tuple[str, str, Callable[..., Response], Act], ...]] = (
    (
        "POST",
        "/merges",
        merges.make,
        _made(
            "merge",
            "Say that two are one: the slug that goes leads on for ever",
            "merges",
            MergeBody,
            answer=_MERGE,
            example=_MERGING,
            answered=_MERGED,
        ),
    ),
    ("GET", "/merges", merges.listed, _listed("list_merges", "All merges, page by page", "merges", _MERGE, _MERGED)),
    (
        "GET",
        "/merges/{number}",
        merges.get,
        Act("read_merge", "One merge", "merges", answer=_MERGE, refusals=(403,), answered=_MERGED),
    ),
    (
        "DELETE",
        "/merges/{number}",
        merges.undo,
        Act(
            "undo_merge",
            "Undo the merge: both stand as they were",
            "merges",
            answer=_MERGE,
            refusals=(403, 409),
            answered=_MERGED | {"undone_at": "2027-01-25T10:00:00Z"},
        ),
    ),
    (
        "POST",
        "/claims",
        claiming.make,
        _made(
            "claim",
            "Ask to look after a venue or an artist, as an owner of an organizer",
            "claims",
            ClaimBody,
            answer=_CLAIM,
            example=_ASKED,
            answered=_CLAIMED,
        ),
    ),
    (
        "GET",
        "/claims",
        claiming.listed,
        _listed("list_claims", "The claims of one's organizers, for moderators all", "claims", _CLAIM, _CLAIMED),
    ),
    (
        "GET",
        "/claims/{number}",
        claiming.get,
        Act("read_claim", "One claim", "claims", answer=_CLAIM, refusals=(403,), answered=_CLAIMED),
    ),
    (
        "PUT",
        "/claims/{number}/decision",
        claiming.decide,
        Act(
            "decide_claim",
            "Grant the claim, or say why not",
            "claims",
            _schema(DecisionBody),
            _CLAIM,
            refusals=(403, 409, 413, 415, 422),
            example={"grant": True, "reason": ""},
            answered=_CLAIMED | {"state": "granted", "decided_at": "2027-01-25T10:00:00Z"},
        ),
    ),
    (
        "DELETE",
        "/claims/{number}",
        claiming.end,
        Act("end_claim", "Take the claim back, or give up what was granted", "claims", status=204, refusals=(403, 409)),
    ),
)


def route(router: APIRouter) -> None:
    """Add the addresses."""
    for method, path, handler, act in _ROUTES:
        router.add_api_route(path, handler, methods=[method], **act.described())
