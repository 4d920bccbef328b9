"""Handlers of pages: read what the address asks for, and hand out the page that shows it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.intake.asking import understood
from calendar_service.intake.window import Window
from calendar_service.publishing import own as own_pages
from calendar_service.publishing.recipes import MissingError
from calendar_service.store import reading, selecting
from calendar_service.store.choosing import chosen
from calendar_service.store.slugs import SLUG
from calendar_service.web import entries, listing, nouns
from calendar_service.web import subscribe as dialog
from calendar_service.web.leaf import leaf_of
from calendar_service.web.paged import Scene, hand_page, pairs_of
from calendar_service.web.platforms import platform_of
from feeds.errors import FactError

Handler = Callable[[Request], Awaitable[Response]]


async def home(request: Request) -> Response:
    """Everything that is to come, or a selection of it."""
    return await _selection(request, None)


async def releases(request: Request) -> Response:
    """What comes out."""
    return await _selection(request, ("kind", "release"))


def noun(name: str) -> Handler:
    """The page of a venue, an artist, an organizer, a series, a city or a tag."""
    return partial(_noun, name)


async def archive(request: Request) -> Response:
    """A year of the past."""
    year = request.path_params["year"]
    window = Window(first=date(year, 1, 1), last=date(year, 12, 31)) if 1850 <= year <= 2200 else None
    if window is None:
        raise HTTPException(404)
    leaf, rest = leaf_of(pairs_of(request))
    asked = understood([pair for pair in rest if pair[0] not in ("from", "to", "past")])

    def show(session: Session, scene: Scene) -> tuple[str, dict[str, Any]]:
        return "listing.html", listing.shown_year(session, scene, asked, leaf, window)

    return await hand_page(request, show)


async def subscribe(request: Request) -> Response:
    """The dialog that hands a selection to a calendar app, for the device that it is read on."""
    asked = understood(pairs_of(request))
    platform = platform_of(request.headers.get("user-agent", ""))

    def show(session: Session, scene: Scene) -> tuple[str, dict[str, Any]]:
        return "subscribe.html", dialog.shown(session, scene, asked, platform)

    return await hand_page(request, show, platform.value)


async def own(request: Request) -> Response:
    """A page that the operator has written."""

    def show(_: Session, scene: Scene) -> tuple[str, dict[str, Any]]:
        found = own_pages.shown(scene.site.own, request.path_params["name"], scene.t) if scene.site.own else None
        if found is None:
            raise MissingError
        return "own.html", found

    return await hand_page(request, show)


async def event(request: Request) -> Response:
    """An event."""
    return await hand_page(request, partial(_item, "event", _slug(request)))


async def release(request: Request) -> Response:
    """A release with all its dates."""
    return await hand_page(request, partial(_item, "release", _slug(request)))


async def _selection(request: Request, base: tuple[str, str] | None) -> Response:
    leaf, rest = leaf_of(pairs_of(request))
    asked = understood(rest, base)

    def show(session: Session, scene: Scene) -> tuple[str, dict[str, Any]]:
        return "listing.html", listing.shown(session, scene, asked, leaf)

    return await hand_page(request, show)


async def _noun(name: str, request: Request) -> Response:
    slug = request.path_params["slug"]
    leaf, rest = leaf_of(pairs_of(request))
    asked = understood(rest, (name, slug))

    def show(session: Session, scene: Scene) -> tuple[str, dict[str, Any]]:
        row = selecting.noun_row(session, name, slug) if name in reading.NOUNS else None
        if row is None and not _is_word(session, name, slug):
            raise nouns.missing(session, name, slug)
        shown = listing.shown(session, scene, asked, leaf) | {"noun": nouns.noun_name(scene.t, name)}
        # The page of a noun tells of it on its own address; narrowed further, it is a listing.
        alone = row is not None and asked.selection.only() == (name, slug) and not leaf.pairs()
        return "listing.html", shown | (nouns.shown(session, scene, name, row) if alone else {})

    return await hand_page(request, show)


def _is_word(session: Session, name: str, slug: str) -> bool:
    """Whether there is a city or a tag of that name."""
    if name not in ("city", "tag") or (name == "city" and not SLUG.fullmatch(slug)):
        return False
    selection = understood([], (name, slug)).selection
    try:
        chosen(session, selection)
    except FactError:
        return False
    # A hyphen in front would exclude it, and a blank asks for nothing.
    return selection.only() is not None


def _slug(request: Request) -> str:
    slug: str = request.path_params["slug"]
    return slug


def _item(name: str, slug: str, session: Session, scene: Scene) -> tuple[str, dict[str, Any]]:
    row = selecting.item_row(session, name, slug)
    if row is None:
        raise nouns.missing(session, name, slug)
    return f"{name}.html", entries.shown(session, scene, row)
