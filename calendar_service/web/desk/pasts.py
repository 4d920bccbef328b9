"""Handlers of the history of what is public, at the desk: who changed what, when and why; and undo, to any of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.errors import IntakeError
from calendar_service.intake.differences import differences
from calendar_service.permissions import Caller, Operation, may
from calendar_service.store import history, named, paging, undoing
from calendar_service.store.history import Past
from calendar_service.store.ownership import owners_of
from calendar_service.store.writing import Writing
from calendar_service.web.context import context_of
from calendar_service.web.desk.form_parts import Fact, Names, text_of
from calendar_service.web.desk.forms import EMPTY, Filled, Given, number_of, posting, seeing, show, signed_in
from calendar_service.web.desk.items import OvertakenError, changed, desk_path, found, tag_of
from calendar_service.web.desk.published import Handler, Poster
from calendar_service.web.desk.sorts import SORTS
from calendar_service.web.desk.visitors import Visitor, on
from calendar_service.web.paged import reader_of
from feeds.errors import FactError
from feeds.terms import mark
from feeds.tongue import Tongue

MOST: Final = 30
"""Lines on a page."""
_ACTS: Final = {
    "": mark("act", "changed"),
    "cancelled": mark("act", "cancelled"),
    "postponed": mark("act", "postponed"),
    "delayed": mark("act", "delayed"),
    "rescheduled": mark("act", "rescheduled"),
    "moved": mark("act", "moved"),
    "sold out": mark("act", "sold out"),
    "tickets again": mark("act", "tickets again"),
    "restored": mark("act", "back as it was announced"),
    "split": mark("act", "formats split"),
    "joined": mark("act", "formats joined"),
    "withdrawn": mark("act", "withdrawn"),
    "undone": mark("act", "undone"),
    "merged": mark("act", "merged"),
    "parted": mark("act", "parted"),
}

_SHOWN: Final = frozenset(
    {"title", "kind", "starts", "ends", "doors", "zone", "venue", "room", "online_url", "credits", "offers", "url",
     "minimum_age", "tags", "description", "dates", "imprints", "status", "previous_starts", "previous_venue"}
)  # fmt: skip
"""Fields that forms show, or that what was done says already."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number, when, what was done by whom and why, what became other, and whether that can come back."""

    revision: int
    at: Any
    act: str
    by: str
    reason: str
    other: list[tuple[str, str, str]]
    can_return: bool


def page(noun: str) -> Handler:
    """A handler of the history of something public."""

    def act(request: Request, visitor: Visitor) -> Response:
        return _shown(request, visitor, noun)

    return seeing(act)


def undo(noun: str) -> Poster:
    """A handler that has something say again what it said."""

    def act(request: Request, given: Given, visitor: Visitor) -> Response:
        revision = number_of(given.get("revision", ""))

        def store(writing: Writing, row: Any, _: Caller) -> None:
            undoing.undo(writing, noun, row, revision, "")

        try:
            changed(request, visitor, (noun, Operation.REVISE_ITEM), given.get("seen", ""), store)
        except OvertakenError:
            sentence = reader_of(request).t(
                "Somebody else has changed this meanwhile. Look at it as it stands now, and do it again."
            )
            return _shown(request, visitor, noun, Filled(given, problem=sentence), 412)
        except IntakeError as error:
            return _shown(request, visitor, noun, Filled(given, problem=str(error)), 400)
        return on(request, f"{desk_path(noun, request.path_params['slug'], 'history')}?saved=1")

    return posting(signed_in(act))


def _shown(request: Request, visitor: Visitor, noun: str, filled: Filled = EMPTY, status: int = 200) -> Response:
    context, t = context_of(request), reader_of(request).t
    try:
        before = paging.number_of(request.query_params.get("cursor", ""))
    except FactError:
        before = 0
    with context.database.reading() as session:
        row = found(request, session, noun, visitor.caller, Operation.READ_OWN)
        lines = history.lines(session, noun, row.id, before or None, MOST + 1)
        path = desk_path(noun, row.slug, "history")
        shown: dict[str, Any] = {
            "title": row.title,
            "lines": _lines(session, t, noun, lines),
            "newest": not before,
            "seen": tag_of(request, row),
            "path": path,
            "back": desk_path(noun, row.slug),
            "may_undo": may(visitor.caller, Operation.REVISE_ITEM, owners_of(session, row.id, Operation.REVISE_ITEM)),
        }
    more = f"{path}?cursor={paging.cursor_of([lines[MOST - 1].revision])}" if len(lines) > MOST else ""
    shown |= {"visitor": visitor, "current": "", "filled": filled, "more": more, "day_of": context.site.today}
    shown["saved"] = "saved" in request.query_params
    return show(request, "history.html", shown, status)


def _lines(session: Session, t: Tongue, noun: str, found: Sequence[Past]) -> list[Line]:
    """All but the last, which only tells what the one before it differs from, where there is one line too many."""
    bodies = [body for body in (*(one.body for one in found), *history.bodies_before(found)) if body is not None]
    names = _names(session, noun, bodies)
    pairs = list(zip(found, history.bodies_before(found), strict=True))[:MOST]
    return [_line(t, noun, names, one, older) for one, older in pairs]


def _names(session: Session, noun: str, bodies: Sequence[Any]) -> Names:
    """The names of all that is named in bodies: one query for each noun, however many lines there are."""
    wanted: dict[str, set[str]] = {}
    for body in bodies:
        for what, slugs in SORTS[noun].slugs_in(body).items():
            wanted.setdefault(what, set()).update(slug for slug in slugs if slug)
    return {what: named.by_slug(session, what, sorted(slugs)) for what, slugs in wanted.items()}


def _line(t: Tongue, noun: str, names: Names, one: Past, older: Any) -> Line:
    act = t.term("act", _ACTS.get(one.act, _ACTS[""])) if one.verb != "created" else t("entered")
    other = [] if one.body is None or older is None else _other(t, noun, names, older, one.body)
    return Line(one.revision, one.at, act, one.by, one.reason, other, one.can_return)


def _other(t: Tongue, noun: str, names: Names, older: Any, newer: Any) -> list[tuple[str, str, str]]:
    """What became other: by the fields of the form in words, and by their names where no form shows them."""
    then, now = (dict(_facts(t, noun, names, body)) for body in (older, newer))
    told = [
        (label, then.get(label, ""), now.get(label, ""))
        for label in dict.fromkeys([*then, *now])
        if then.get(label, "") != now.get(label, "")
    ]
    rest = [one for one in differences(older, newer) if one.pointer.split("/")[1] not in _SHOWN]
    return told + [(one.pointer.strip("/"), *one.words) for one in rest]


def _facts(t: Tongue, noun: str, names: Names, body: Any) -> list[Fact]:
    sort, zone = SORTS[noun], body.get("zone")
    found = sort.facts(t, body, sort.shown(t, body, names), zone if isinstance(zone, str) else None)
    return [(t("Title"), text_of(body.get("title"))), *found]
