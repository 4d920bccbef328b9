"""The addresses of what becomes of things, and of their histories, and what the description says of each."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter

from calendar_service.intake.life import DateRescheduling, Join, Move, Reason, Rescheduling, Split, Undoing
from calendar_service.web.api import histories, life
from calendar_service.web.api.acts import CHANGES, Act, Object
from calendar_service.web.api.describing import page
from calendar_service.web.api.resources import PLURALS
from calendar_service.web.api.things import Handler

_SUMMARIES: Final = {
    ("PUT", "cancellation"): ("cancel", "It does not take place"),
    ("DELETE", "cancellation"): ("restore_cancelled", "It takes place after all"),
    ("PUT", "postponement"): ("postpone", "It does not take place then; nobody knows yet when it will"),
    ("DELETE", "postponement"): ("restore_postponed", "It takes place after all, as it was announced"),
    ("PUT", "delay"): ("delay", "It does not come out then; nobody knows yet when it will"),
    ("DELETE", "delay"): ("restore_delayed", "It comes out after all"),
    ("PUT", "sell-out"): ("sell_out", "There are no tickets or copies any more"),
    ("DELETE", "sell-out"): ("offer_again", "There are tickets or copies again"),
    ("POST", "reschedulings"): ("reschedule", "Another time: the one until now is told as the previous one"),
    ("POST", "moves"): ("move", "Another place, or online"),
}
_EXAMPLES: Final[dict[type[Reason], Object]] = {
    Reason: {"reason": "The singer is ill."},
    Rescheduling: {"starts": "2027-03-12T20:00", "reason": "The singer is ill."},
    Move: {"venue": "anthology-film-archives", "reason": "So many want to come."},
    DateRescheduling: {"date": "2027-04-02", "reason": "The pressing plant is late."},
    Split: {"from": "all", "to": "vinyl", "date": "2027-04-02", "media": [0], "reason": "The pressing plant is late."},
    Join: {"from": "vinyl", "into": "all", "reason": ""},
    Undoing: {"revision": 42, "reason": ""},
}
_LINE: Final[Object] = {
    "type": "object",
    "required": ["revision", "at", "verb", "act", "reason", "by"],
    "properties": {
        "revision": {"type": "integer", "description": "Its number, by which it can be read and undone to."},
        "at": {"type": "string", "format": "date-time", "description": "When."},
        "verb": {"type": "string", "description": "created or revised."},
        "act": {"type": "string", "description": "What was done, such as cancelled, where more is known than that."},
        "reason": {"type": "string", "description": "Why, where that was said."},
        "by": {"type": ["string", "null"], "description": "Who; null for the operator and for deleted accounts."},
        "differences": {
            "type": "array",
            "description": "What became other.",
            "items": {
                "type": "object",
                "required": ["pointer", "sentence"],
                "properties": {
                    "pointer": {"type": "string", "description": "The field (JSON Pointer)."},
                    "before": {"description": "What it said."},
                    "after": {"description": "What it says."},
                    "sentence": {"type": "string", "description": "Both in words."},
                },
            },
        },
        "body": {"description": "All that it said then; null where no facts changed."},
    },
}
_EXAMPLE: Final[Object] = {
    "revision": 42,
    "at": "2027-01-24T10:00:00Z",
    "verb": "revised",
    "act": "cancelled",
    "reason": "The singer is ill.",
    "by": "Alice",
}


def route(router: APIRouter) -> None:
    """Add the addresses."""
    for (method, name), turn in life.EVENT_TURNS.items():
        act = _act("event", method, name, turn.shape)
        handler = life.of_event(turn)
        router.add_api_route(f"/events/{{slug}}/{name}", handler, methods=[method], **act.described())
    for (method, name), turn in life.DATE_TURNS.items():
        act = _act("release", method, name, turn.shape)
        handler = life.of_date(turn)
        path = f"/releases/{{slug}}/dates/{{date}}/{name}"
        router.add_api_route(path, handler, methods=[method], **act.described())
    _add(router, "POST", "/releases/{slug}/splits", life.split, _SPLIT)
    _add(router, "POST", "/releases/{slug}/joins", life.join, _JOIN)
    for noun in ("event", "release"):
        path = f"/{PLURALS[noun]}/{{slug}}/withdrawal"
        _add(router, "PUT", path, life.withdrawer(noun), _withdrawal(noun))
        _add(router, "DELETE", path, life.restorer(noun), _restoration(noun))
    for noun, plural in PLURALS.items():
        _add(router, "GET", f"/{plural}/{{slug}}/history", histories.lister(noun), _history(noun))
        _add(router, "GET", f"/{plural}/{{slug}}/history/{{revision}}", histories.reader(noun), _version(noun))
        _add(router, "POST", f"/{plural}/{{slug}}/undo", histories.undoer(noun), _undo(noun))


def _add(router: APIRouter, method: str, path: str, handler: Handler, act: Act) -> None:
    router.add_api_route(path, handler, methods=[method], **act.described())


def _act(noun: str, method: str, name: str, shape: type[Reason]) -> Act:
    verb, summary = _SUMMARIES[method, name]
    return _change(f"{verb}_{noun}" if noun == "event" else f"{verb}_release_date", summary, noun, shape)


def _change(name: str, summary: str, noun: str, shape: type[Reason]) -> Act:
    return Act(
        name,
        summary,
        PLURALS[noun],
        _schema(shape),
        _thing(noun),
        refusals=(*CHANGES, 308, 410),
        condition=True,
        example=_EXAMPLES[shape],
    )


def _withdrawal(noun: str) -> Act:
    summary = f"Withdraw the {noun}, with a reason: its page says so"
    codes = (*CHANGES, 308, 410)
    return Act(
        f"withdraw_{noun}_because",
        summary,
        PLURALS[noun],
        _schema(Reason),
        status=204,
        refusals=codes,
        condition=True,
        example=_EXAMPLES[Reason],
    )


def _restoration(noun: str) -> Act:
    summary = f"Bring the {noun} back that was withdrawn last under this slug, with its UIDs"
    return Act(f"restore_{noun}", summary, PLURALS[noun], answer=_thing(noun), refusals=(403, 409, 422), example=None)


def _history(noun: str) -> Act:
    told = {"items": [{**_EXAMPLE, "differences": []}], "next": None}
    return Act(
        f"list_{noun}_history",
        f"What became of the {noun}, the newest first",
        PLURALS[noun],
        answer=page(_LINE),
        refusals=(308, 403, 410),
        answered=told,
    )


def _version(noun: str) -> Act:
    return Act(
        f"read_{noun}_version",
        f"What the {noun} said after one change",
        PLURALS[noun],
        answer=_LINE,
        refusals=(308, 403, 410),
        answered={**_EXAMPLE, "body": {}},
    )


def _undo(noun: str) -> Act:
    summary = f"Have the {noun} say again what it said after one change"
    return Act(
        f"undo_{noun}",
        summary,
        PLURALS[noun],
        _schema(Undoing),
        _thing(noun),
        refusals=(*CHANGES, 308, 410),
        condition=True,
        example=_EXAMPLES[Undoing],
    )


def _thing(noun: str) -> Object:
    return {"allOf": [{"$ref": f"#/components/schemas/{noun.capitalize()}"}, {"required": ["meta"]}]}


def _schema(shape: type[Any]) -> Object:
    found: Object = shape.model_json_schema()
    return found


_SPLIT: Final = _change(
    "split_release", "Some media come out on another date; the UID of what stays, stays", "release", Split
)
_JOIN: Final = _change("join_release", "The media of a date come out on another one after all", "release", Join)
