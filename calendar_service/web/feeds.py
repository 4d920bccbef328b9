"""Handlers of feeds: what an address asks for, the body that the publisher has of it, and how it is handed out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from calendar_service.intake.asking import asked_of
from calendar_service.intake.selection import Asked
from calendar_service.publishing.recipes import EventRecipe, MissingError, Recipe, ReleaseRecipe, SelectionRecipe
from calendar_service.store.slugs import SLUG
from calendar_service.web import answers
from calendar_service.web.context import context_of
from calendar_service.web.handed import Manner
from calendar_service.web.published import published
from feeds.errors import FactError
from feeds.registry import BY_ENDING, FeedFormat

NOTHING = "There is no calendar at this address."

Handler = Callable[[Request], Awaitable[Response]]


async def calendar(request: Request) -> Response:
    """The feed of everything, or of a selection."""
    form = _form(request)
    return await _selection(request, "calendar", form, None)


async def releases(request: Request) -> Response:
    """The feed of all that comes out."""
    return await _selection(request, "releases", _form(request), ("kind", "release"))


def noun(name: str) -> Handler:
    """The feed of a venue, an artist, an organizer, a series, a city or a tag."""
    return partial(_noun, name)


async def release(request: Request) -> Response:
    """The feed of a release."""
    slug, form = request.path_params["slug"], _form(request)
    if not SLUG.fullmatch(slug):
        return answers.sentence(NOTHING, 404)
    try:
        asked = asked_besides(request, "a release")
    except FactError as error:
        return answers.sentence(str(error), 400)
    return await hand_out(request, ReleaseRecipe(slug, asked, form), Manner(f"{slug}.{form.ending}"))


async def event(request: Request) -> Response:
    """One event as a file."""
    slug = request.path_params["slug"]
    if not SLUG.fullmatch(slug):
        return answers.sentence(NOTHING, 404)
    if request.query_params:
        return answers.sentence("The file of one event takes no parameters.", 400)
    return await hand_out(request, EventRecipe(slug), Manner(f"{slug}.ics", attachment=True))


async def hand_out(request: Request, recipe: Recipe, manner: Manner, missing: str = NOTHING) -> Response:
    """The body of a recipe as this reader asks for it; the address is remembered."""
    try:
        handed, response = await published(request, recipe, manner)
    except MissingError:
        return answers.sentence(missing, 404)
    except FactError as error:
        return answers.sentence(str(error), 400)
    context_of(request).known.learn(request.scope, handed)
    return response


def asked_besides(request: Request, what: str) -> Asked:
    """The options and the window of a feed whose entries its path has chosen. Raises FactError for other choices."""
    asked = asked_of(request.query_params.multi_items())
    if asked.selection.named or asked.selection.near:
        raise FactError.of("query", f"The feed of {what} takes options and a window, and no other choice.")
    return asked


async def _noun(name: str, request: Request) -> Response:
    slug = request.path_params["slug"]
    if not slug or (name != "tag" and not SLUG.fullmatch(slug)):
        return answers.sentence(NOTHING, 404)
    return await _selection(request, slug, _form(request), (name, slug))


async def _selection(request: Request, file_name: str, form: FeedFormat, noun: tuple[str, str] | None) -> Response:
    try:
        asked: Asked = asked_of(request.query_params.multi_items(), noun)
    except FactError as error:
        return answers.sentence(str(error), 400)
    response = await hand_out(request, SelectionRecipe(asked, form), Manner(_file_name(file_name, form)))
    if response.status_code == 400 and noun is not None and asked.selection.only() == noun:
        return answers.sentence(NOTHING, 404)  # the address itself names nothing
    return response


def _form(request: Request) -> FeedFormat:
    ending: Any = request.path_params["ending"]
    return BY_ENDING[ending]


def _file_name(name: str, form: FeedFormat) -> str:
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "-" for letter in name)
    return f"{plain}.{form.ending}"
