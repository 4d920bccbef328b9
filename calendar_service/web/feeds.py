"""Handlers of feeds: choose, look up, answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.intake.window import NAMES, Window, window_of
from calendar_service.publishing import feed
from calendar_service.publishing.feed import Feed
from calendar_service.web import answers
from calendar_service.web.context import context_of
from feeds.errors import FactError
from feeds.registry import ICAL

Making = Callable[[Session, Window], Feed | None]


def calendar(request: Request) -> Response:
    """The feed of everything."""
    context = context_of(request)
    return _answer(request, lambda session, window: feed.site_feed(session, context.site, window, context.clock()))


def noun(name: str) -> Callable[[Request], Response]:
    """The feed of a venue, an artist, an organizer or a series."""
    return partial(_noun, name)


def release(request: Request) -> Response:
    """The feed of a release."""
    context, slug = context_of(request), request.path_params["slug"]
    return _answer(
        request, lambda session, window: feed.release_feed(session, context.site, slug, window, context.clock())
    )


def event(request: Request) -> Response:
    """One event as a file."""
    context, slug = context_of(request), request.path_params["slug"]
    return _answer(
        request, lambda session, _: feed.event_file(session, context.site, slug, context.clock()), single=True
    )


def _noun(name: str, request: Request) -> Response:
    context, slug = context_of(request), request.path_params["slug"]
    return _answer(
        request, lambda session, window: feed.noun_feed(session, context.site, name, slug, window, context.clock())
    )


def _answer(request: Request, make: Making, *, single: bool = False) -> Response:
    try:
        window = window_of(request.query_params.multi_items(), () if single else NAMES)
    except FactError as error:
        return answers.sentence(str(error), 400)
    with context_of(request).database.reading() as session:
        found = make(session, window)
    if found is None:
        return answers.sentence("There is no calendar at this address.", 404)
    return answers.feed(request, found, ICAL, single=single)
