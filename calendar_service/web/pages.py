"""Handlers of pages: choose, look up, show."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.intake.window import Window, window_of
from calendar_service.publishing.body import Body
from calendar_service.publishing.feed import changed_at
from calendar_service.store import reading, selecting
from calendar_service.store.nouns import title_of
from calendar_service.store.rendering import load_items
from calendar_service.store.selecting import Choice
from calendar_service.web import answers, details, views
from calendar_service.web.context import Context, context_of
from feeds.entry import Entry
from feeds.errors import FactError
from feeds.writers import links

PAGE_SIZE: Final = 100
"""Entries on a page; more go on to the next."""
RECENT: Final = 20
"""Entries of the past shown below those to come."""

_PACKAGE: Final = Path(__file__).parent.parent
_DROPPED: Final = ("utm_", "mc_")
_DROPPED_WHOLE: Final = ("fbclid", "gclid")


def listing(request: Request) -> Response:
    """Everything that is to come, and what was."""
    context = context_of(request)
    with context.database.reading() as session:
        shown = _selection(session, context, request, Choice())
        shown |= {"title": context.site.name, "page_path": "/", "feed_path": "/calendar.ics", "facts": []}
        return _page(session, request, "listing.html", shown)


def noun(name: str) -> Callable[[Request], Response]:
    """The page of a venue, an artist, an organizer or a series."""
    return partial(_noun, name)


def event(request: Request) -> Response:
    """An event."""
    with context_of(request).database.reading() as session:
        row = _item(session, request, "event")
        [(entry, facts)] = reading.entries(row)
        assert isinstance(row, models.Event)
        found = reading.event(row)
        shown = _item_shown(context_of(request), row)
        shown |= {
            "facts": details.event_facts(found),
            "marks": views.marks(facts),
            "off": views.is_off(facts),
            "kind": views.kind(facts),
            "add": links.add(Entry(entry.uid, shown["url"], entry.created_at, facts)),
            "in_calendar": entry.digest is not None,
        }
        return _page(session, request, "event.html", shown)


def release(request: Request) -> Response:
    """A release with all its dates."""
    context = context_of(request)
    with context.database.reading() as session:
        row = _item(session, request, "release")
        assert isinstance(row, models.Release)
        dates = sorted(reading.entries(row), key=lambda pair: (pair[0].first_day, pair[0].id))
        shown = _item_shown(context, row)
        shown |= {
            "facts": details.release_facts(reading.release(row)),
            "dates": [views.release_date(entry, facts, _today(context)) for entry, facts in dates],
            "kind": views.kind(dates[0][1]),
        }
        return _page(session, request, "release.html", shown)


def _noun(name: str, request: Request) -> Response:
    context = context_of(request)
    with context.database.reading() as session:
        row = selecting.noun_row(session, name, request.path_params["slug"])
        if row is None:
            raise HTTPException(404)
        found = reading.NOUNS[name](row)
        path = path_of(name, row.slug)
        shown = _selection(session, context, request, Choice(name, row.id))
        shown |= {"title": title_of(found), "page_path": path, "feed_path": f"{path}.ics", "noun": name}
        shown |= {"facts": details.noun_facts(found), "description": getattr(row, "description", "")}
        return _page(session, request, "listing.html", shown)


def _item(session: Session, request: Request, name: str) -> models.Item:
    row = selecting.item_row(session, name, request.path_params["slug"])
    if row is None:
        raise HTTPException(404)
    return row


def _item_shown(context: Context, row: models.Item) -> dict[str, Any]:
    path = path_of(row.noun, row.slug)
    return {
        "title": row.title,
        "description": row.description,
        "page_path": path,
        "feed_path": f"{path}.ics",
        "url": context.site.addresses.to(path),
    }


def _selection(session: Session, context: Context, request: Request, choice: Choice) -> dict[str, Any]:
    window, number, problem = _asked(request)
    today = _today(context)
    days = window.days(today, 0)
    found = selecting.listed(session, choice, days, PAGE_SIZE + 1, (number - 1) * PAGE_SIZE)
    plain = window == Window() and number == 1
    past = selecting.ended(session, choice, today, RECENT) if plain else []
    return {
        "groups": views.groups(_with_facts(session, found[:PAGE_SIZE]), today),
        "past": views.groups(_with_facts(session, past), today),
        "window": window,
        "number": number,
        "more": len(found) > PAGE_SIZE,
        "page_link": partial(_page_link, window),
        "problem": problem,
    }


def _asked(request: Request) -> tuple[Window, int, str]:
    """The window and the page of the list; what is not understood is said, and the rest shown."""
    pairs = [pair for pair in request.query_params.multi_items() if not _is_dropped(pair[0])]
    given = next((value for name, value in pairs if name == "page"), "1")
    number = int(given) if len(given) <= 5 and given.isascii() and given.isdigit() else 1
    try:
        window, problem = window_of(pair for pair in pairs if pair[0] != "page"), ""
    except FactError as error:
        window, problem = Window(), str(error)
    return window, max(1, number), problem


def _page_link(window: Window, number: int) -> str:
    """The query of another page of the same window."""
    query = window.query
    return f"{query}{'&' if query else '?'}page={number}" if number > 1 else query or "?"


def _is_dropped(name: str) -> bool:
    return name.startswith(_DROPPED) or name in _DROPPED_WHOLE


def _with_facts(session: Session, rows: Sequence[models.Entry]) -> list[tuple[models.Item, models.Entry, Any]]:
    items = load_items(session, {row.item_id for row in rows})
    facts = {entry.id: found for item in items.values() for entry, found in reading.entries(item)}
    return [(items[row.item_id], row, facts[row.id]) for row in rows]


def _page(session: Session, request: Request, template: str, shown: dict[str, Any]) -> Response:
    context = context_of(request)
    content = render(context, template, shown)
    return answers.page(request, Body.of(content, changed_at(session, context.site, context.clock())))


def render(context: Context, template: str, shown: dict[str, Any]) -> bytes:
    """A page's bytes from a template."""
    base = context.site.addresses
    feed = base.to(shown["feed_path"]) if shown.get("feed_path") else ""
    given = {"site": context.site, "feed_url": feed, "subscribe": links.subscribe(feed, shown["title"]) if feed else []}
    given["canonical"] = base.to(shown["page_path"]) if shown.get("page_path") else ""
    return _environment().get_template(template).render({**_EMPTY, **given, **shown}).encode()


_EMPTY: Final[dict[str, Any]] = {
    "problem": "",
    "noun": "",
    "description": "",
    "facts": [],
    "marks": (),
    "off": False,
    "in_calendar": True,
}


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_PACKAGE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = _static
    return environment


@lru_cache
def _static(name: str) -> str:
    """The address of one of our files, with a hash of its content: it may be kept for ever."""
    content = (_PACKAGE / "static" / name).read_bytes()
    return f"/static/{name}?{hashlib.sha256(content).hexdigest()[:12]}"


def _today(context: Context) -> date:
    return context.site.today(context.clock())
