"""Handlers of pages: choose, look up, show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.intake.asking import understood
from calendar_service.intake.selection import EVERYDAY, Asked, Selection
from calendar_service.publishing.body import Body, changed_at
from calendar_service.publishing.plans import PAST_DAYS, feed_path, page_path, title_of
from calendar_service.store import reading, selecting
from calendar_service.store.choosing import Choice, Chosen, chosen, there_of
from calendar_service.store.rendering import load_items
from calendar_service.store.slugs import SLUG
from calendar_service.web import answers, details, views
from calendar_service.web.context import Context, context_of
from calendar_service.web.paper import render
from feeds.entry import Entry
from feeds.errors import FactError
from feeds.registry import FORMATS
from feeds.writers import links

PAGE_SIZE: Final = 100
"""Entries on a page; more go on to the next."""
RECENT: Final = 20
"""Entries of the past shown below those to come."""
LONG: Final = 120
"""Characters of a feed's address that are enough: calendar apps cut longer ones."""
HEAVY: Final = 700_000
"""Bytes of a feed above which its size is told: Google stops near a megabyte (feed checklist, 98)."""
MANY: Final = 3_000
"""Entries that are weighed: so many are heavy in any case."""

_DROPPED: Final = ("utm_", "mc_")
_DROPPED_WHOLE: Final = ("fbclid", "gclid")


def listing(request: Request) -> Response:
    """Everything that is to come, and what was; or a selection of it."""
    context = context_of(request)
    with context.database.reading() as session:
        asked, number = _asked(request, None)
        return _page(session, request, "listing.html", _shown(session, context, asked, number))


def noun(name: str) -> Callable[[Request], Response]:
    """The page of a venue, an artist, an organizer, a series, a city or a tag."""
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
    context, slug = context_of(request), request.path_params["slug"]
    with context.database.reading() as session:
        row = selecting.noun_row(session, name, slug) if name in reading.NOUNS else None
        if row is None and not _is_word(session, name, slug):
            raise HTTPException(404)
        asked, number = _asked(request, (name, slug))
        shown = _shown(session, context, asked, number)
        if row is not None:
            shown |= {"facts": details.noun_facts(reading.NOUNS[name](row)), "description": _description(row)}
        return _page(session, request, "listing.html", shown | {"noun": name})


def _is_word(session: Session, name: str, slug: str) -> bool:
    """Whether there is a city or a tag of that name."""
    if name not in ("city", "tag") or (name == "city" and not SLUG.fullmatch(slug)):
        return False
    try:
        chosen(session, understood([(name, slug)]).selection)
    except FactError:
        return False
    return True


def _description(row: Any) -> str:
    text: str = getattr(row, "description", "")
    return text


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


def _shown(session: Session, context: Context, asked: Asked, number: int) -> dict[str, Any]:
    """What the page of a selection shows; what is not understood of it is said, and the rest shown."""
    selection, missing = there_of(session, asked.selection)
    problems = [problem.sentence for problem in (*asked.problems, *missing)]
    asked, found = Asked(selection, asked.options), chosen(session, selection)
    title = title_of(selection, found.titles)
    return {
        "title": title or context.site.name,
        "is_home": not title,
        "page_path": page_path(selection),
        "feed_path": feed_path(asked, "ics"),
        "alternates": [(form, context.site.addresses.to(feed_path(asked, form.ending))) for form in FORMATS],
        "problem": " ".join(problems),
        "noindex": bool(problems) or number > 1,
        "heavy": selecting.weight(session, _in_feed(context, selection, found), MANY) > HEAVY,
        "long": len(context.site.addresses.to(feed_path(asked, "ics"))) > LONG,
        "chosen": asked.pairs(),
        "follow": selection.within(EVERYDAY).pairs() if selection.named or selection.near else [],
        "name": title,
    } | _entries(session, context, selection, found, number)


def _entries(session: Session, context: Context, selection: Selection, found: Chosen, number: int) -> dict[str, Any]:
    today, window = _today(context), selection.window
    within = found.choice.within(window.days(today, 0))
    rows = selecting.listed(session, within, PAGE_SIZE + 1, (number - 1) * PAGE_SIZE)
    plain = window == EVERYDAY and number == 1
    past = selecting.ended(session, found.choice, today, RECENT) if plain else []
    return {
        "groups": views.groups(_with_facts(session, rows[:PAGE_SIZE]), today),
        "past": views.groups(_with_facts(session, past), today),
        "window": window,
        "number": number,
        "more": len(rows) > PAGE_SIZE,
        "page_link": partial(_page_link, page_path(selection)),
        "everything": page_path(selection.within(EVERYDAY)),
    }


def _in_feed(context: Context, selection: Selection, found: Chosen) -> Choice:
    return found.choice.within(selection.window.days(_today(context), PAST_DAYS))


def _asked(request: Request, noun: tuple[str, str] | None) -> tuple[Asked, int]:
    """What the address asks for, and which page of the list."""
    pairs = [pair for pair in request.query_params.multi_items() if not _is_dropped(pair[0])]
    given = next((value for name, value in pairs if name == "page"), "1")
    number = int(given) if len(given) <= 5 and given.isascii() and given.isdigit() else 1
    return understood([pair for pair in pairs if pair[0] != "page"], noun), max(1, number)


def _page_link(path: str, number: int) -> str:
    """The address of another page of the same list."""
    return f"{path}{'&' if '?' in path else '?'}page={quote(str(number))}" if number > 1 else path


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


def _today(context: Context) -> date:
    return context.site.today(context.clock())
