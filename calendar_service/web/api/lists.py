"""Handlers of lists: things page by page, entries of a selection, and what has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.intake.asking import asked_of
from calendar_service.store import paging, reading, rendering
from calendar_service.store.changed import changed_since
from calendar_service.store.choice import Choice
from calendar_service.store.choosing import chosen
from calendar_service.web.api.resources import Object, instant, resource, sparse
from calendar_service.web.api.things import fields_of, json_response
from calendar_service.web.context import context_of
from feeds.errors import FactError
from feeds.options import PLAIN

USUAL: Final = 50
MOST: Final = 100
"""Things on a page."""
OURS: Final = ("limit", "cursor", "fields")
"""Parameters of lists that belong to no selection."""

Limit = Annotated[int, Query(ge=1, le=MOST, description="Things on a page.")]
Cursor = Annotated[str, Query(max_length=500, description="`next` of the page before.")]
Since = Annotated[str, Query(max_length=500, description="`next` of the last answer; without it from the start.")]
Fields = Annotated[str, Query(max_length=500, description="Names with commas between: these fields alone, and meta.")]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, and the cursor of the next one; empty where this is the last."""

    items: Sequence[Object]
    next: str

    def response(self, request: Request) -> Response:
        """As it is sent, with a link to the next page (RFC 8288)."""
        headers = {"cache-control": "no-cache"}
        if self.next:
            url = request.url.include_query_params(cursor=self.next)
            headers["link"] = f'<{url.path}?{url.query}>; rel="next"'
        return json_response({"items": list(self.items), "next": self.next or None}, headers=headers)


def nouns(noun: str) -> Callable[..., Response]:
    """GET of all venues, artists …, in the order in which they were added."""

    def get(
        request: Request,
        q: Annotated[str, Query(max_length=200, description="Words that the name holds, or that begin so.")] = "",
        limit: Limit = USUAL,
        cursor: Cursor = "",
        fields: Fields = "",
    ) -> Response:
        _refuse_unknown(request, ("q", *OURS))
        context = context_of(request)
        after = paging.number_of(cursor)
        with context.database.reading() as session:
            rows = paging.noun_rows(session, noun, q, after, limit + 1)
            told = [resource(noun, row, context.site.addresses).content for row in rows[:limit]]
        items = [sparse(one, fields_of(noun, fields)) for one in told]
        return Page(items, paging.cursor_of([rows[limit - 1].id]) if len(rows) > limit else "").response(request)

    return get


def items(noun: str) -> Callable[..., Response]:
    """GET of the events or releases of a selection, in the order in which they were added."""

    def get(request: Request, limit: Limit = USUAL, cursor: Cursor = "", fields: Fields = "") -> Response:
        context = context_of(request)
        after = paging.number_of(cursor)
        with context.database.reading() as session:
            choice = _choice(request, session)
            rows = paging.item_rows(session, noun, choice, after, limit + 1)
            told = [resource(noun, row, context.site.addresses).content for row in rows[:limit]]
        found = [sparse(one, fields_of(noun, fields)) for one in told]
        return Page(found, paging.cursor_of([rows[limit - 1].id]) if len(rows) > limit else "").response(request)

    return get


def entries(request: Request, limit: Limit = USUAL, cursor: Cursor = "") -> Response:
    """GET of the lines of the calendar that a selection holds, in the order of days."""
    context = context_of(request)
    after = paging.place_of(cursor)
    with context.database.reading() as session:
        rows = paging.entry_rows(session, _choice(request, session) or Choice(), after, limit + 1)
        page = rows[:limit]
        owners = rendering.load_items(session, {row.item_id for row in page})
        told = [_line(owners[row.item_id], row, context.site.addresses) for row in page]
    more = len(rows) > limit
    return Page(told, paging.cursor_of(paging.place_in_calendar(page[-1])) if more else "").response(request)


def changes(
    request: Request,
    since: Annotated[
        str, Query(max_length=500, description="`next` of the last answer; without it from the start.")
    ] = "",
    limit: Limit = USUAL,
) -> Response:
    """GET of what has changed, the oldest first: with `next` anyone keeps a copy. What is gone says so."""
    _refuse_unknown(request, ("since", "limit"))
    context = context_of(request)
    after = paging.number_of(since)
    with context.database.reading() as session:
        found, last = changed_since(session, after, limit)
        told = []
        for change in found:
            row = change.row
            about = resource(change.noun, row, context.site.addresses).content if row is not None else None
            told.append(
                {
                    "noun": change.noun,
                    "slug": change.slug,
                    "formerly": list(change.formerly),
                    "at": instant(change.at),
                    "gone": row is None,
                    "now": about,
                }
            )
    # Always a cursor: whoever is up to date asks with it again.
    return json_response({"items": told, "next": paging.cursor_of([last])}, headers={"cache-control": "no-cache"})


def _choice(request: Request, session: Session) -> Choice | None:
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] not in OURS]
    asked = asked_of(pairs)
    if asked.options != PLAIN:
        raise FactError.of("query", "Options of feeds, such as alarm, mean nothing here.")
    if not pairs:
        return None
    context = context_of(request)
    found = chosen(session, asked.selection)
    window = asked.selection.window
    if window.first or window.last or window.past is not None:
        return found.choice.within(window.days(context.site.today(context.clock()), 0))
    return found.choice


def _line(item: models.Item, row: models.Entry, addresses: Any) -> Object:
    facts = next(facts for entry, facts in reading.entries(item) if entry.id == row.id)
    entry = rendering.entry_of(addresses, item, row, facts)
    return {
        "uid": row.uid,
        "noun": item.noun,
        "slug": item.slug,
        "date_id": row.date.source_id if row.date else None,
        "address": entry.url,
        "title": item.title,
        "kind": item.kind,
        "status": facts.status.value,
        "when": str(getattr(facts, "starts", None) or getattr(facts, "date", "")),
        "zone": row.zone,
        "first_day": _day(row.first_day),
        "last_day": _day(row.last_day),
        "revision": row.revision,
        "changed_at": instant(row.changed_at),
    }


def _day(on: Any) -> str | None:
    return on.isoformat() if on.year < 9999 else None


def _refuse_unknown(request: Request, known: Sequence[str]) -> None:
    for name in request.query_params:
        if name not in known:
            raise FactError.of(
                name[:40], f"“{name[:40]}” is not a name that is known here; known are {', '.join(known)}."
            )
