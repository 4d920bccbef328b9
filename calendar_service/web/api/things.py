"""Handlers of one thing each: read it, make it, replace it, patch it, take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from calendar_service.intake.bodies import BODIES
from calendar_service.permissions import Caller
from calendar_service.store import renaming
from calendar_service.store.writing import persist
from calendar_service.web.api.callers import Sent, WhoCalls, object_of
from calendar_service.web.api.changing import Change, applied, missing
from calendar_service.web.api.once import once
from calendar_service.web.api.problems import RefusedError
from calendar_service.web.api.resources import Resource, encoded, resource, sparse
from calendar_service.web.context import context_of
from feeds.errors import FactError

Handler = Callable[..., Response]


def reader(noun: str) -> Handler:
    """GET of a thing."""

    def get(request: Request, slug: str, fields: str = "") -> Response:
        context = context_of(request)
        with context.database.reading() as session:
            row = renaming.find(session, noun, slug)
            if row is None:
                raise missing(session, noun, slug)
            told = resource(noun, row, context.site.addresses)
        return shown(request, told, fields_of(noun, fields))

    return get


def maker(noun: str) -> Handler:
    """POST of a new thing."""

    def post(request: Request, caller: WhoCalls, content: Sent) -> Response:
        refuse_stranger(caller)
        addresses = context_of(request).site.addresses
        change = Change("POST", noun, value=lambda: object_of(request, content))
        return once(request, caller, content, lambda writing: applied(writing, caller, addresses, change))

    return post


def changer(noun: str, method: str) -> Handler:
    """PUT of all that is said of a thing, or PATCH of some of it (JSON Merge Patch, RFC 7396)."""

    def change(request: Request, slug: str, caller: WhoCalls, content: Sent) -> Response:
        refuse_stranger(caller)
        seen = tuple(request.headers.getlist("if-match"))
        return _stored(request, caller, Change(method, noun, slug, seen, lambda: object_of(request, content)))

    return change


def withdrawer(noun: str) -> Handler:
    """DELETE of an event or a release: it is withdrawn, and its page says so."""

    def delete(request: Request, slug: str, caller: WhoCalls) -> Response:
        refuse_stranger(caller)
        return _stored(request, caller, Change("DELETE", noun, slug, tuple(request.headers.getlist("if-match"))))

    return delete


def _stored(request: Request, caller: Caller, change: Change) -> Response:
    context = context_of(request)
    addresses = context.site.addresses
    return persist(
        context.database, context.edge, lambda writing: applied(writing, caller, addresses, change), caller.account
    ).response()


def shown(request: Request, told: Resource, fields: list[str]) -> Response:
    """A thing, or 304 to who has it (RFC 9110 section 13.1.2)."""
    # What is sent in part is another representation, and has no tag of ours.
    headers = {"cache-control": "no-cache"} | ({} if fields else {"etag": told.etag})
    known = [tag.strip().removeprefix("W/") for tag in ",".join(request.headers.getlist("if-none-match")).split(",")]
    if not fields and (told.etag in known or "*" in known):
        return Response(status_code=304, headers=headers)
    return json_response(sparse(told.content, fields), headers=headers)


def json_response(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON."""
    return Response(encoded(content), status, {"content-type": "application/json", **(headers or {})})


def fields_of(noun: str, text: str) -> list[str]:
    """The names of `fields=title,venue`. Raises FactError for those that a noun does not have."""
    names = [name for part in text.split(",") if (name := part.strip())]
    known = ("meta", *BODIES[noun].model_fields)
    for name in names:
        if name not in known:
            raise FactError.of("fields", f"fields: a {noun} has no “{name[:40]}”; it has {', '.join(known)}.")
    return names


def refuse_stranger(caller: Caller) -> None:
    """Raises RefusedError, 401, before anything else is said to somebody who did not say who they are."""
    if caller.account is None:
        raise RefusedError(401, "This needs a token.")
