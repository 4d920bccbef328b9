"""An organizer at the desk: the entries that it owns or co-edits, and what its pages have in common."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.permissions import Caller, Operation, may
from calendar_service.store import belonging
from calendar_service.store.belonging import Wanted
from calendar_service.web.context import context_of
from calendar_service.web.desk import teams
from calendar_service.web.desk.forms import seeing, show
from calendar_service.web.desk.frame import ORGANIZERS, organizer_path
from calendar_service.web.desk.rows import rows
from calendar_service.web.desk.visitors import Visitor
from calendar_service.web.leaf import with_pairs
from calendar_service.web.listing import Jump
from calendar_service.web.paged import reader_of
from feeds.tongue import Tongue

Q_LIMIT: Final = 100


def _entries(request: Request, visitor: Visitor) -> Response:
    context, t = context_of(request), reader_of(request).t
    wanted, today = wanted_of(request), context.site.today(context.clock())
    with context.database.reading() as session:
        row = teams.found(request, session, visitor.caller, Operation.READ_OWN)
        entries, more = belonging.page(session, row.id, today, wanted)
        told = rows(session, t, entries, today)
    path = organizer_path(row.slug)
    shown = common(t, visitor, row, path) | {
        "path": path,
        "wanted": wanted,
        "rows": list(told.values()),
        "times": _times(t, path, wanted),
        "previous": _page_of(path, wanted, wanted.number - 1) if wanted.number > 1 else "",
        "next": _page_of(path, wanted, wanted.number + 1) if more else "",
    }
    return show(request, "organizer.html", shown)


entries = seeing(_entries)


def wanted_of(request: Request) -> Wanted:
    """What the parameters of an address ask for; what is not understood is left out."""
    given = request.query_params
    number = given.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) <= 5 else 1
    q = given.get("q", "").replace("\0", "").strip()[:Q_LIMIT]
    return Wanted(q, given.get("when") == "past", max(1, page))


def common(t: Tongue, visitor: Visitor, row: models.Organizer, here: str) -> dict[str, Any]:
    """What every page of an organizer shows: its name, its parts, and the page that everybody sees."""
    parts = [(organizer_path(row.slug), t("Entries"))]
    if may(visitor.caller, Operation.REVISE_ORGANIZER, [row.id]):
        parts.append((organizer_path(row.slug, "facts"), t("Facts")))
    parts.append((organizer_path(row.slug, "people"), t("People")))
    return {
        "title": row.name,
        "current": ORGANIZERS,
        "visitor": visitor,
        "parts": [Jump(name, path, path == here) for path, name in parts],
        "public": path_of("organizer", row.slug),
    }


def role_of(caller: Caller, row: models.Organizer) -> str:
    """What somebody is in an organizer; empty where they do not belong to it."""
    return caller.roles.get(row.id, "")


def _times(t: Tongue, path: str, wanted: Wanted) -> list[Jump]:
    q = [("q", wanted.q)] if wanted.q else []
    return [
        Jump(t("Coming up"), with_pairs(path, q), not wanted.past),
        Jump(t("What was"), with_pairs(path, [("when", "past"), *q]), wanted.past),
    ]


def _page_of(path: str, wanted: Wanted, number: int) -> str:
    pairs = [("when", "past")] if wanted.past else []
    pairs += [("q", wanted.q)] if wanted.q else []
    return with_pairs(path, [*pairs, *([("page", str(number))] if number > 1 else [])])
