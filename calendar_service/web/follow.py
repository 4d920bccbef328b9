"""Handlers of follow lists: put together by presses of “follow”, without an account, behind one secret address.

The editing secret lives in a cookie for `/follow` alone, so that public pages neither set nor see one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import parse_qsl

from slugify import slugify
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from calendar_service.intake.asking import asked_of, understood
from calendar_service.intake.selection import EVERYDAY, Asked
from calendar_service.publishing.lists import ListRecipe, plain_name
from calendar_service.publishing.plans import page_path, title_of
from calendar_service.store import choices
from calendar_service.store.choices import Secrets
from calendar_service.store.choosing import chosen
from calendar_service.web import answers
from calendar_service.web.context import Context, context_of
from calendar_service.web.feeds import asked_besides, hand_out
from calendar_service.web.handed import Manner
from calendar_service.web.nouns import noun_name
from calendar_service.web.paged import private, reader_of
from calendar_service.web.posting import form_of, form_problem, refusal
from feeds.errors import FactError
from feeds.registry import BY_ENDING
from feeds.text import line_of
from feeds.tongue import Tongue
from feeds.writers import links

COOKIE: Final = "follow"
COOKIE_DAYS: Final = 400
"""As long as browsers keep a cookie at most; each visit begins it anew."""
NAME_LIMIT: Final = 60

_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{20,64}")
SINGLE: Final = [[name] for name in ("venue", "artist", "organizer", "label", "series", "city", "tag")]
_NO_LIST: Final = "There is no follow list at this address."


def page(request: Request) -> Response:
    """What this reader follows, and the address of its feed."""
    context = context_of(request)
    secrets = _secrets(request, context)
    t = reader_of(request).t
    shown: dict[str, Any] = {
        "title": plain_name(t),
        "current": "/follow",
        "noindex": True,
        "choices": [],
        "list": None,
        "name": "",
    }
    with context.database.reading() as session:
        row = choices.list_to_edit(session, secrets.editing) if secrets else None
        if row is not None and secrets is not None:
            shown |= {
                "list": row,
                "name": row.name,
                "choices": _choices(session, t, [one.query for one in row.choices]),
            }
            shown |= _feed(context, secrets, row.name or plain_name(t))
    response = private(request, "follow.html", shown)
    if row is not None and secrets is not None:
        _remember(request, response, secrets.editing)
    return response


def export(request: Request) -> Response:
    """The list as a file: its selections as addresses of pages and of feeds."""
    context = context_of(request)
    secrets, t = _secrets(request, context), reader_of(request).t
    with context.database.reading() as session:
        row = choices.list_to_edit(session, secrets.editing) if secrets else None
        if row is None:
            return answers.sentence(t("There is no follow list in this browser."), 404)
        found = _choices(session, t, [one.query for one in row.choices])
    base = context.site.addresses
    items = [{"title": item["title"], "query": item["query"], "page": base.to(item["path"])} for item in found]
    content = json.dumps({"name": row.name or plain_name(t), "follows": items}, ensure_ascii=False, indent=2) + "\n"
    headers = {"content-disposition": 'attachment; filename="follow-list.json"', "content-type": "application/json"}
    return answers.private_page(content.encode(), headers=headers)


async def change(request: Request) -> Response:
    """Follow, unfollow, call the list otherwise, or revoke it; then its page is shown."""
    refused = refusal(request)
    if refused:
        return refused
    context = context_of(request)
    try:
        pairs = await form_of(request)
        verb = next((value for name, value in pairs if name == "do"), "follow")
        rest = [pair for pair in pairs if pair[0] != "do"]
        secrets = _secrets(request, context)
        made = await run_in_threadpool(_change, context, secrets, verb, rest)
    except (FactError, ValueError) as error:
        return answers.sentence(form_problem(error, reader_of(request).t), 400)
    # 303: the page is then got by GET, and loading it again sends nothing twice.
    response = RedirectResponse(
        reader_of(request).to("/follow"), 303, {"cache-control": "no-store", "referrer-policy": "no-referrer"}
    )
    if made is None:
        response.delete_cookie(COOKIE, path="/follow", httponly=True, samesite="lax")
    else:
        _remember(request, response, made.editing)
    return response


async def feed(request: Request) -> Response:
    """The feed of a list, whatever its last part is called."""
    secret, name, form = (request.path_params[part] for part in ("secret", "name", "ending"))
    if not _SECRET.fullmatch(secret):
        return answers.sentence(_NO_LIST, 404)
    try:
        asked = asked_besides(request, "a follow list")
    except FactError as error:
        return answers.sentence(str(error), 400)
    recipe = ListRecipe(choices.hash_of(secret), asked, BY_ENDING[form])
    manner = Manner(f"{slugify(name) or 'following'}.{form}", private=True)
    return await hand_out(request, recipe, manner, _NO_LIST)


def _change(context: Context, secrets: Secrets | None, verb: str, pairs: Sequence[tuple[str, str]]) -> Secrets | None:
    """Do what a form says; the secrets of the list afterwards, None where there is none any more."""
    edge, database = context.edge(), context.database
    if verb == "follow":
        query = _query(context, pairs)
        here = secrets if secrets is not None and _is_there(context, secrets) else context.new_secrets()
        choices.follow(database, edge, here, query)
        return here
    if secrets is None:
        raise FactError.of("follow", "There is no follow list in this browser; follow something first.")
    if verb == "unfollow":
        known = choices.unfollow(database, edge, secrets, dict(pairs).get("query", ""))
    elif verb == "rename":
        known = choices.rename(database, edge, secrets, line_of(dict(pairs).get("name", ""), "name", NAME_LIMIT))
    elif verb == "revoke":
        choices.revoke(database, edge, secrets)
        return None
    else:
        raise FactError.of("do", "do must be follow, unfollow, rename or revoke.")
    return secrets if known else None


def _query(context: Context, pairs: Sequence[tuple[str, str]]) -> str:
    asked = asked_of(pairs)
    if not asked.selection.named and asked.selection.near is None:
        raise FactError.of("follow", "Say what is to be followed, such as an artist.")
    with context.database.reading() as session:
        chosen(session, asked.selection)  # refuses what is not there
    return Asked(asked.selection.within(EVERYDAY)).query


def _is_there(context: Context, secrets: Secrets) -> bool:
    with context.database.reading() as session:
        return choices.list_to_edit(session, secrets.editing) is not None


def _choices(session: Any, t: Tongue, queries: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    for query in queries:
        selection = understood(parse_qsl(query)).selection
        try:
            title = title_of(t, selection, chosen(session, selection).titles)
        except FactError:
            title = t("{name} (no longer there)", name=query)
        names = [name for name, _ in selection.named]
        noun = noun_name(t, names[0]) if names in SINGLE else t("Search")
        found.append({"title": title, "query": query, "path": page_path(selection), "noun": noun})
    return found


def _feed(context: Context, secrets: Secrets, name: str) -> dict[str, Any]:
    path = f"/follow/{secrets.reading}/{slugify(name, max_length=30) or 'following'}"
    address = context.site.addresses.to(f"{path}.ics")
    return {"feed_url": address, "subscribe": links.subscribe(address, name)}


def _secrets(request: Request, context: Context) -> Secrets | None:
    editing = request.cookies.get(COOKIE, "")
    return Secrets.of(editing, context.secret_key) if _SECRET.fullmatch(editing) else None


def _remember(request: Request, response: Response, editing: str) -> None:
    response.set_cookie(
        COOKIE,
        editing,
        max_age=COOKIE_DAYS * 24 * 3600,
        path="/follow",
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="lax",
    )
