"""The description of the API (OpenAPI 3.1): what each operation takes, answers, and refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from calendar_service.intake.asking import NAMES
from calendar_service.intake.bodies import BODIES
from calendar_service.web.api.batches import Batch
from calendar_service.web.api.examples import EXAMPLES, PATCHES
from calendar_service.web.api.linking import link
from calendar_service.web.api.problems import MEDIA_TYPE, ProblemDetails
from calendar_service.web.api.resources import PLURALS

Object = dict[str, Any]

_ITEMS: Final = ("event", "release")
REFUSALS: Final[Mapping[int, str]] = {
    304: "What you have is still true (If-None-Match).",
    308: "It has another slug now: see Location.",
    400: "The request is not understood.",
    401: "This needs a token that is good.",
    403: "The caller may not do this.",
    404: "There is no such thing.",
    409: "Another request with this Idempotency-Key is under way.",
    410: "It was withdrawn.",
    412: "It has changed since it was read.",
    413: "What was sent is too large.",
    415: "What was sent is of another media type.",
    422: "What was sent is wrong: `errors` names each field.",
    428: "If-Match is missing.",
    429: "Too many requests in a minute.",
    503: "The database does not answer.",
}
ALWAYS: Final = (400, 401, 404, 429, 503)
_OF: Final[Mapping[str, tuple[int, ...]]] = {
    "list": (),
    "read": (304, 308, 410),
    "create": (403, 409, 413, 415, 422),
    "replace": (308, 403, 410, 412, 413, 415, 422, 428),
    "patch": (308, 403, 410, 412, 413, 415, 422, 428),
    "withdraw": (308, 403, 410, 412, 428),
    "change": (403, 409, 413, 415, 422),
}
_DESCRIPTION: Final = (
    "Events and releases, and the nouns that they show, read and written. Everything is named by its slug. "
    "A thing is read with an ETag, and is changed with If-Match. What is refused is answered as problem details "
    "(RFC 9457) that name every field. Requests that make something may carry an Idempotency-Key. "
    "RateLimit headers tell how many more requests a minute takes."
)
_SUMMARIES: Final[Mapping[str, str]] = {
    "list": "All {plural}, page by page",
    "read": "One {noun}",
    "create": "A new {noun}",
    "replace": "All that is said of the {noun}, anew",
    "patch": "Some of what is said of the {noun}, anew (JSON Merge Patch, RFC 7396)",
    "change": "Up to 1,000 changes at once: all of them or none, or each by itself",
    "withdraw": "Withdraw the {noun}: its page says so, and its slug is given to nobody",
}
CONDITION: Final[Object] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag that was read with it.",
    "schema": {"type": "string"},
}
KEY: Final[Object] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Words of your own choice: a request that comes twice under them makes something once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
_IMAGE: Final[Object] = {
    "type": "object",
    "required": ["digest", "width", "height", "address"],
    "properties": {
        "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "By which things name it."},
        "width": {"type": "integer", "description": "In pixels."},
        "height": {"type": "integer", "description": "In pixels."},
        "address": {"type": "string", "description": "Where it is shown."},
    },
}
_ENTRY: Final[Object] = {
    "type": "object",
    "required": ["uid", "noun", "slug", "address", "title", "kind", "status", "when", "revision", "changed_at"],
    "properties": {
        "uid": {"type": "string", "description": "For ever the same, as in feeds."},
        "noun": {"enum": list(_ITEMS), "description": "What it is an entry of."},
        "when": {"type": "string", "description": "A moment, or a date as far as it is known."},
        "zone": {"type": ["string", "null"], "description": "The zone of `when`, where it has an hour."},
        "first_day": {"type": ["string", "null"], "format": "date", "description": "The first day of `when`."},
        "last_day": {"type": ["string", "null"], "format": "date", "description": "The last day of `when`."},
        "revision": {"type": "integer", "description": "SEQUENCE of the feeds."},
        "changed_at": {"type": "string", "format": "date-time", "description": "LAST-MODIFIED of the feeds."},
    },
}
_CHANGE: Final[Object] = {
    "type": "object",
    "required": ["noun", "slug", "formerly", "at", "gone", "now"],
    "properties": {
        "noun": {"enum": list(PLURALS), "description": "What has changed."},
        "slug": {"type": "string", "description": "The slug that it has, or had."},
        "formerly": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Slugs that it had, or others that are part of it now: a copy has them no more.",
        },
        "at": {"type": "string", "format": "date-time", "description": "When it changed last."},
        "gone": {"type": "boolean", "description": "Whether it is there no longer."},
        "now": {"description": "It as it is now; null where it is gone.", "type": ["object", "null"]},
    },
}
_STATUS: Final[Object] = {"type": "integer", "description": "The status that it has by itself."}
_RESULTS: Final[Object] = {
    "type": "object",
    "required": ["results"],
    "properties": {
        "results": {
            "type": "array",
            "description": "In the order of the operations: `body` of what is stored, or `problem` of what is refused.",
            "items": {"type": "object", "required": ["status"], "properties": {"status": _STATUS}},
        }
    },
}
_ME: Final[Object] = {
    "type": "object",
    "required": ["name", "site_role", "scopes"],
    "properties": {
        "name": {"type": "string", "description": "Who calls."},
        "site_role": {"type": "string", "description": "What they may do in the whole site."},
        "scopes": {"type": "array", "items": {"type": "string"}, "description": "What the token is good for."},
    },
}
_META: Final[Object] = {
    "type": "object",
    "readOnly": True,
    "description": "What only the calendar knows: slug, address, feed, UID, revision. What is sent of it is ignored.",
}


def operation(verb: str, noun: str) -> Object:
    """What FastAPI is told of an operation."""
    plural = PLURALS.get(noun, "entries" if noun == "entry" else f"{noun}s")
    extra: Object = {"parameters": _parameters(verb, noun), "security": [{"token": []}]}
    if verb in ("list", "read") and noun != "me":
        extra["security"] = [{}, {"token": []}]
    body = _body(verb, noun)
    if body:
        extra["requestBody"] = {"required": True, "content": body}
    status = {"create": 201, "withdraw": 204}.get(verb, 200)
    good: Object = {"description": "Done." if verb == "withdraw" else "What was asked for."}
    if verb != "withdraw":
        good["content"] = {"application/json": {"schema": _answer(verb, noun)}}
    refused: Object = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}}
    codes = sorted({*ALWAYS, *_OF[verb]})
    refusals = {code: {"description": REFUSALS[code], **({} if code < 400 else refused)} for code in codes}
    return {
        "summary": _SUMMARIES[verb].format(noun=noun, plural=plural),
        "status_code": status,
        "responses": {status: good, **refusals},
        "openapi_extra": extra,
    }


def page(of: Object) -> Object:
    """The schema of one page of a list, from that of what is listed."""
    return {
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": of, "description": "Those of this page."},
            "next": {"type": ["string", "null"], "description": "The cursor of the next page; null at the end."},
        },
    }


def document(api: FastAPI, base: str) -> Object:
    """The whole description, for an API below a base address."""
    made = get_openapi(
        title=api.title, version="1", description=_DESCRIPTION, routes=api.routes, servers=[{"url": f"{base}/api/v1"}]
    )
    _tidy(made)
    link(made)
    parts = made.setdefault("components", {})
    parts["schemas"] = _schemas()
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "description": "A token: `cal_…`."}}
    return made


def _tidy(made: Object) -> None:
    """What FastAPI says of its own refusals does not hold here."""
    for path in made["paths"].values():
        for told in path.values():
            wrong = told["responses"].get("422", {}).get("content", {})
            if "HTTPValidationError" in str(wrong):
                del told["responses"]["422"]


def _schemas() -> Object:
    shapes: list[type[BaseModel]] = [*BODIES.values(), Batch, ProblemDetails]
    wanted: Any = [(shape, "validation") for shape in shapes]
    _, made = models_json_schema(wanted, ref_template="#/components/schemas/{model}")
    schemas: Object = _renamed(made["$defs"])
    for noun in PLURALS:
        schemas[noun.capitalize()]["properties"]["meta"] = _META
    schemas["KeptImage"]["properties"]["address"] = _IMAGE["properties"]["address"] | {"readOnly": True}
    return schemas


def _renamed(part: Any) -> Any:
    """The same with `Event` for `EventBody`: how our classes are called is of no use to readers."""
    if isinstance(part, dict):
        return {_short(key): _renamed(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_renamed(value) for value in part]
    return _short(part) if isinstance(part, str) and part.startswith("#/") else part


def _short(name: str) -> str:
    return name.removesuffix("Body").removesuffix("Fields").removesuffix("Shape")


def _answer(verb: str, noun: str) -> Object:
    own: Mapping[str, Object] = {"image": _IMAGE, "entry": _ENTRY, "change": _CHANGE, "me": _ME, "batch": _RESULTS}
    one: Object = own.get(noun) or {
        "allOf": [{"$ref": f"#/components/schemas/{noun.capitalize()}"}, {"required": ["meta"]}]
    }
    # With `fields` some are left out, so what is read is not promised whole.
    part: Object = {"type": "object", "required": ["meta"]}
    if verb == "read" and noun not in own:
        return {"anyOf": [one, part]}
    if verb != "list":
        return one
    listed = one if noun in own else part
    return page(listed)


def _body(verb: str, noun: str) -> Object:
    if verb == "create" and noun == "image":
        binary = {"schema": {"type": "string", "format": "binary"}}
        return {f"image/{form}": binary for form in ("jpeg", "png", "webp")}
    reference = {"schema": {"$ref": f"#/components/schemas/{noun.capitalize()}"}, "example": EXAMPLES.get(noun)}
    if verb in ("create", "replace", "change"):
        return {"application/json": reference}
    if verb == "patch":
        return {"application/merge-patch+json": {"schema": {"type": "object"}, "example": PATCHES[noun]}}
    return {}


def _parameters(verb: str, noun: str) -> list[Object]:
    if verb in ("replace", "patch", "withdraw"):
        return [CONDITION]
    if (verb == "create" and noun != "image") or verb == "change":
        return [KEY]
    if verb == "list" and noun in (*_ITEMS, "entry"):
        return [_selection(name) for name in NAMES if name not in ("alarm", "onsale", "busy", "partial")]
    return []


def _selection(name: str) -> Object:
    values = {"type": "array", "items": {"type": "string"}}
    return {"name": name, "in": "query", "required": False, "schema": values, "description": f"Selection: {name}."}
