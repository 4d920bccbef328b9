"""The API as an application of its own: a table of contents of its addresses, and their description (OpenAPI 3.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import Response

from calendar_service.permissions import Caller
from calendar_service.web.api import (
    batches,
    co_owned,
    describing,
    drafted,
    lists,
    lived,
    pictures,
    problems,
    shared,
    things,
)
from calendar_service.web.api.callers import Limits, WhoCalls, caller_of
from calendar_service.web.api.resources import PLURALS
from calendar_service.web.api.things import json_response
from calendar_service.web.context import Context


def make_api(context: Context) -> tuple[FastAPI, Limits]:
    """The API, and the same behind its limits: what is mounted."""
    # Whoever says who they are is known, or refused, even where anybody may.
    known = [Depends(caller_of)]
    api = FastAPI(
        title="Calendar", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, dependencies=known
    )
    api.state.context = context
    problems.handle(api)
    _route(api.router)
    return api, Limits(api, context.api_rate)


def _route(router: APIRouter) -> None:
    for noun, plural in PLURALS.items():
        is_item = noun in ("event", "release")
        listed = lists.items(noun) if is_item else lists.nouns(noun)
        _add(router, "GET", f"/{plural}", listed, ("list", noun))
        _add(router, "POST", f"/{plural}", things.maker(noun), ("create", noun))
        _add(router, "GET", f"/{plural}/{{slug}}", things.reader(noun), ("read", noun))
        _add(router, "PUT", f"/{plural}/{{slug}}", things.changer(noun, "PUT"), ("replace", noun))
        _add(router, "PATCH", f"/{plural}/{{slug}}", things.changer(noun, "PATCH"), ("patch", noun))
        if is_item:
            _add(router, "DELETE", f"/{plural}/{{slug}}", things.withdrawer(noun), ("withdraw", noun))
    _add(router, "GET", "/entries", lists.entries, ("list", "entry"))
    _add(router, "GET", "/changes", lists.changes, ("list", "change"))
    _add(router, "POST", "/batch", batches.post, ("change", "batch"))
    _add(router, "POST", "/images", pictures.post, ("create", "image"))
    drafted.route(router)
    lived.route(router)
    shared.route(router)
    co_owned.route(router)
    _add(router, "GET", "/me", me, ("read", "me"))


def me(caller: WhoCalls) -> Response:
    """GET of who calls: the account of the token, and what it may."""
    things.refuse_stranger(caller)
    return json_response(_told(caller), headers={"cache-control": "private, no-store"})


def _told(caller: Caller) -> dict[str, Any]:
    return {"name": caller.name, "site_role": caller.site_role, "scopes": sorted(caller.scopes or ())}


def _add(router: APIRouter, method: str, path: str, handler: Callable[..., Response], what: tuple[str, str]) -> None:
    verb, noun = what
    router.add_api_route(
        path,
        handler,
        methods=[method],
        operation_id=f"{verb}_{noun}" if verb != "list" else f"list_{PLURALS.get(noun, noun)}",
        tags=[PLURALS.get(noun, noun)],
        **describing.operation(verb, noun),
    )
