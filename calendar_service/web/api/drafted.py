"""The addresses of drafts, and what is said of each in the description of the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from calendar_service.intake.drafts import DraftBody, RefusalBody, ScheduleBody
from calendar_service.web.api import deciding, drafts
from calendar_service.web.api.acts import CHANGES, Act, Object
from calendar_service.web.api.describing import KEY, page

_PROBLEM: Final[Object] = {
    "type": "object",
    "required": ["pointer", "detail"],
    "properties": {
        "pointer": {"type": "string", "description": "Where in the draft."},
        "detail": {"type": "string", "description": "What would be right."},
    },
}
_PUBLISHED: Final[Object] = {
    "type": ["object", "null"],
    "description": "What became of it; null before that, and where that was withdrawn.",
    "properties": {
        "noun": {"enum": ["event", "release"], "description": "What it is."},
        "slug": {"type": "string", "description": "Its name in addresses."},
        "address": {"type": "string", "description": "Its page."},
    },
}
_META: Final[Object] = {
    "type": "object",
    "required": ["key", "state", "revision", "problems"],
    "description": "What only the calendar knows. What is sent of it is ignored.",
    "properties": {
        "key": {"type": "string", "description": "Its name in addresses; it tells nothing."},
        "state": {"enum": ["draft", "submitted", "refused", "published"], "description": "How far it is."},
        "revision": {"type": "integer", "description": "How often it was changed."},
        "created_at": {"type": "string", "format": "date-time", "description": "When it was made."},
        "changed_at": {"type": "string", "format": "date-time", "description": "When it was changed last."},
        "made_by": {"type": ["string", "null"], "description": "Who made it; null where that account is deleted."},
        "reason": {"type": "string", "description": "Why it was refused, or was not published at its hour."},
        "publish_at": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "The hour at which it becomes public by itself (UTC).",
        },
        "publish_zone": {"type": ["string", "null"], "description": "The zone in which that hour was said."},
        "problems": {"type": "array", "items": _PROBLEM, "description": "What it lacks to be published now."},
        "published": _PUBLISHED,
    },
}
_DRAFT: Final[Object] = {
    "type": "object",
    "required": ["meta", "noun", "body"],
    "properties": {
        "meta": _META,
        "noun": {"enum": ["event", "release"], "description": "What it is to become."},
        "body": {"type": "object", "description": "What would be sent to make it, as far as it is known."},
    },
}
_VERSION: Final[Object] = {
    "type": "object",
    "required": ["revision", "at", "by", "act", "reason", "body"],
    "properties": {
        "revision": {"type": "integer", "description": "Its number."},
        "at": {"type": "string", "format": "date-time", "description": "When."},
        "by": {"type": ["string", "null"], "description": "Who; null where that account is deleted."},
        "act": {"type": "string", "description": "What was done: made, revised, submitted …"},
        "reason": {"type": "string", "description": "Why, where that was said."},
        "body": {"type": "object", "description": "What it said then."},
    },
}


def _many(of: Object) -> Object:
    items = {"type": "array", "items": of, "description": "All of them."}
    return {"type": "object", "required": ["items"], "properties": {"items": items}}


def _schema(shape: type[Any]) -> Object:
    found: Object = shape.model_json_schema()
    return found


_BODY: Final[Object] = {"noun": "event", "body": {"title": "Metropolis", "kind": "screening", "starts": "2027-03"}}
_TOLD: Final[Object] = {
    "meta": {
        "key": "oWd4d9Q8cZ",
        "state": "draft",
        "revision": 1,
        "created_at": "2027-01-24T10:00:00Z",
        "changed_at": "2027-01-24T10:00:00Z",
        "made_by": "Alice",
        "reason": "",
        "publish_at": None,
        "publish_zone": None,
        "problems": [],
        "published": None,
    },
    **_BODY,
}


def _change(name: str, summary: str, body: Object | None = None, **more: Any) -> Act:
    given = {"answer": _DRAFT, "answered": _TOLD, "refusals": CHANGES, "condition": True}
    return Act(name, summary, "drafts", body, **{**given, **more})


_MAKE: Final = Act(
    "create_draft",
    "A new draft, which nobody else can see",
    "drafts",
    _schema(DraftBody),
    _DRAFT,
    status=201,
    refusals=(403, 409, 413, 415, 422),
    parameters=(KEY,),
    example=_BODY,
    answered=_TOLD,
)
_LIST: Final = Act(
    "list_drafts",
    "The drafts that the caller may read, page by page",
    "drafts",
    answer=page(_DRAFT),
    refusals=(403,),
    answered={"items": [_TOLD], "next": None},
)
_READ: Final = Act("read_draft", "One draft", "drafts", answer=_DRAFT, refusals=(304, 403), answered=_TOLD)
_HISTORY: Final = Act(
    "read_draft_history",
    "What became of the draft, the newest first",
    "drafts",
    answer=_many(_VERSION),
    refusals=(403,),
    answered={
        "items": [{"revision": 1, "at": "2027-01-24T10:00:00Z", "by": "Alice", "act": "made", "reason": "", "body": {}}]
    },
)
_PUBLISH: Final = _change(
    "publish_draft", "Publish the draft now: it gets its slug, and `location` names it", status=201
)

_ROUTES: Final[tuple[tuple[str, str, Callable[..., Response], Act], ...]] = (
    ("GET", "", drafts.listed, _LIST),
    ("POST", "", drafts.make, _MAKE),
    ("GET", "/{key}", drafts.get, _READ),
    (
        "PUT",
        "/{key}",
        drafts.replace,
        _change("replace_draft", "All that the draft says, anew", _schema(DraftBody), example=_BODY),
    ),
    (
        "PATCH",
        "/{key}",
        drafts.patch,
        _change(
            "patch_draft",
            "Some of what the draft says, anew (JSON Merge Patch, RFC 7396)",
            {"type": "object"},
            media_type="application/merge-patch+json",
            example={"body": {"starts": "2027-03-05T20:00"}},
        ),
    ),
    (
        "DELETE",
        "/{key}",
        drafts.delete,
        _change("delete_draft", "Delete the draft", answer=None, answered={}, status=204),
    ),
    ("GET", "/{key}/history", drafts.history, _HISTORY),
    ("PUT", "/{key}/submission", deciding.submit, _change("submit_draft", "Hand the draft to the moderators")),
    ("DELETE", "/{key}/submission", deciding.take_back, _change("take_back_draft", "Take the draft back from them")),
    (
        "PUT",
        "/{key}/refusal",
        deciding.refuse_it,
        _change(
            "refuse_draft",
            "Say why a submitted draft is not published",
            _schema(RefusalBody),
            example={"reason": "The date is taken."},
        ),
    ),
    (
        "PUT",
        "/{key}/schedule",
        deciding.schedule,
        _change(
            "schedule_draft",
            "The hour at which the draft becomes public by itself",
            _schema(ScheduleBody),
            example={"at": "2027-03-01T12:00[Europe/Berlin]"},
        ),
    ),
    ("DELETE", "/{key}/schedule", deciding.unschedule, _change("unschedule_draft", "Let the draft wait for no hour")),
    ("POST", "/{key}/publication", deciding.publish, _PUBLISH),
)


def route(router: APIRouter) -> None:
    """Add the addresses."""
    for method, path, handler, act in _ROUTES:
        router.add_api_route(f"/drafts{path}", handler, methods=[method], **act.described())
