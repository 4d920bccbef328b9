"""Handlers of short addresses: `/f/{code}/{name}.ics` stands for a longer selection."""

from __future__ import annotations

from urllib.parse import parse_qsl

from slugify import slugify
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.intake.asking import asked_of, understood
from calendar_service.intake.selection import Asked
from calendar_service.publishing.plans import page_path, title_of
from calendar_service.publishing.recipes import SelectionRecipe
from calendar_service.store import choices
from calendar_service.store.choosing import chosen
from calendar_service.web import answers
from calendar_service.web.context import Context, context_of
from calendar_service.web.feeds import NOTHING, hand_out
from calendar_service.web.handed import Manner
from calendar_service.web.paged import private, reader_of
from calendar_service.web.posting import form_of, form_problem, refusal
from feeds.errors import FactError
from feeds.registry import BY_ENDING, FORMATS
from feeds.tongue import Tongue
from feeds.writers import links

NAME_LENGTH = 40
"""Characters of the readable last part: with the code and most hosts the whole address stays below 120."""


async def make(request: Request) -> Response:
    """Give a selection its short address; asked for again, it is the same."""
    refused = refusal(request)
    if refused:
        return refused
    try:
        asked = asked_of(await form_of(request))
        path, title = await run_in_threadpool(_saved, context_of(request), asked, reader_of(request).t)
    except (FactError, ValueError) as error:
        return answers.sentence(form_problem(error, reader_of(request).t), 400)
    return _shown(request, asked, path, title)


async def feed(request: Request) -> Response:
    """The feed behind a short address, whatever its last part is called."""
    code, name, form = (request.path_params[part] for part in ("code", "name", "ending"))
    context = context_of(request)
    query = context.known.query_of(code) or await run_in_threadpool(_query_of, context, code)
    if query is None:
        return answers.sentence(NOTHING, 404)
    if request.query_params:
        return answers.sentence("A short address takes no parameters: its selection holds them.", 400)
    recipe = SelectionRecipe(understood(parse_qsl(query)), BY_ENDING[form])
    return await hand_out(request, recipe, Manner(f"{slugify(name) or 'calendar'}.{form}"))


def _saved(context: Context, asked: Asked, t: Tongue) -> tuple[str, str]:
    with context.database.reading() as session:
        titles = chosen(session, asked.selection).titles
    title = title_of(t, asked.selection, titles) or context.site.name
    code = choices.save(context.database, context.edge(), asked.query)
    name = slugify(title, max_length=NAME_LENGTH, word_boundary=True) or "calendar"
    return f"/f/{code}/{name}", title


def _query_of(context: Context, code: str) -> str | None:
    with context.database.reading() as session:
        query = choices.saved(session, code)
    if query is not None:
        context.known.learn_code(code, query)
    return query


def _shown(request: Request, asked: Asked, path: str, title: str) -> Response:
    context = context_of(request)
    address = context.site.addresses.to
    if "text/html" not in request.headers.get("accept", ""):
        return answers.sentence(address(f"{path}.ics"), 201, {"location": address(f"{path}.ics")})
    shown = {
        "title": title,
        "feeds": [(form, address(f"{path}.{form.ending}")) for form in FORMATS],
        "back": page_path(asked.selection),
        "subscribe": links.subscribe(address(f"{path}.ics"), title),
        "feed_url": address(f"{path}.ics"),
        "noindex": True,
    }
    return private(request, "short.html", shown, 201)
