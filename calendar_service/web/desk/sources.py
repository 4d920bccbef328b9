"""Handlers of where drafts come from: a source with what it has handed in and published, stopped for a while, and a
burst of it undone; and the list of bans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.store import accounts, bans, queue, reports, sources
from calendar_service.store.bans import Source
from calendar_service.store.sources import Known
from calendar_service.store.writing import Writing
from calendar_service.web import guest_post
from calendar_service.web.context import context_of
from calendar_service.web.desk.forms import EMPTY, Filled, Given, posting, seeing, show, signed_in, wrong
from calendar_service.web.desk.frame import REVIEW
from calendar_service.web.desk.moderating import (
    SOURCES,
    changed,
    context_words,
    picked,
    reason_of,
    refuse_others,
    telling,
    told_in,
)
from calendar_service.web.desk.queue import Fate
from calendar_service.web.desk.visitors import Visitor, on
from calendar_service.web.paged import reader_of
from feeds.errors import FactError
from feeds.tongue import Tongue

SPANS: Final = {"1": 1, "6": 6, "24": 24, "72": 72, "168": 168, "720": 720}
"""Hours back from now, as the form names them."""
DAYS: Final = (1, 7, 30, 365)
"""How long a ban may last: it always ends, since addresses find other people."""


def _bans_page(request: Request, visitor: Visitor) -> Response:
    refuse_others(visitor.caller)
    context, t = context_of(request), reader_of(request).t
    with context.database.reading() as session:
        found = bans.listed(session)
        names = accounts.names(session, (row.account_id for row in found))
        named = [(row, _name(t, names.get(row.account_id or 0)), f"{SOURCES}/{_of(row).word}") for row in found]
        reported = reports.open_count(session)
    shown = {"title": t("Bans"), "visitor": visitor, "current": REVIEW, "bans": named, "reported": reported}
    return show(request, "bans.html", {**shown, **context_words(request)})


bans_page = seeing(_bans_page)


def _page(request: Request, visitor: Visitor, filled: Filled = EMPTY, status: int = 200) -> Response:
    refuse_others(visitor.caller)
    context, t = context_of(request), reader_of(request).t
    since = filled.value("since") or request.query_params.get("since", "")
    with context.database.reading() as session:
        found = _known(request, session)
        shown: dict[str, Any] = {
            "title": _name(t, found.account.name if found.account else None),
            "known": found,
            "bans": bans.listed(session, found.source),
            "standing": bans.standing(session, found.source, context.clock()),
            "burst": _burst(request, session, found.source, since),
            "fates": _fates(session, told_in(request)),
        }
    shown |= {"visitor": visitor, "current": REVIEW, "path": f"{SOURCES}/{found.source.word}", "filled": filled}
    shown |= {"since": since if since in SPANS else "", "days": DAYS, "may_ban": _may_ban(found)}
    shown["notice"] = t("This is done.") if "done" in request.query_params else ""
    return show(request, "source.html", {**shown, **context_words(request)}, status)


page = seeing(_page)


def _changed(request: Request, given: Given, visitor: Visitor) -> Response:
    refuse_others(visitor.caller)
    acts = {"ban": _ban, "lift": _lift, "refuse": _refuse_all, "withdraw": _withdraw}
    act = acts.get(given.get("do", ""))
    if act is None:
        raise HTTPException(400, reader_of(request).t("The form is not understood."))
    with context_of(request).database.reading() as session:
        source = _known(request, session).source
    try:
        return on(request, act(request, given, visitor, source))
    except FactError as error:
        fields = ("reason", "picks", "days")
        # Three forms of the page ask for a reason: what is wrong stands beside the one that was sent.
        return _page(request, visitor, wrong(reader_of(request).t, given, error, fields), 400)


change = posting(signed_in(_changed))


def _ban(request: Request, given: Given, visitor: Visitor, source: Source) -> str:
    reason, days = reason_of(given), given.get("days", "")
    if days not in [str(number) for number in DAYS]:
        raise FactError.of("days", "Choose for how long.")

    def act(writing: Writing) -> None:
        bans.ban(writing, source, writing.edge.now.replace(microsecond=0) + timedelta(days=int(days)), reason)

    changed(request, visitor, act)
    return f"{SOURCES}/{source.word}?done=1"


def _lift(request: Request, _: Given, visitor: Visitor, source: Source) -> str:
    changed(request, visitor, lambda writing: bans.lift(writing, source))
    return f"{SOURCES}/{source.word}?done=1"


def _refuse_all(request: Request, given: Given, visitor: Visitor, source: Source) -> str:
    """Refuse all that waits from there, held or not, each by itself."""
    reason = reason_of(given)
    with context_of(request).database.reading() as session:
        parts = (queue.waiting(session, part, 0, sources.MOST, source) for part in ("new", "held"))
        rows = [(row.id, row.revision) for part in parts for row in part]
    for number, seen in rows:
        changed(request, visitor, partial(_refuse, number=number, seen=seen, reason=reason))
    guest_post.tell_decisions(request)
    return f"{SOURCES}/{source.word}?done=1"


def _refuse(writing: Writing, number: int, seen: int, reason: str) -> bool:
    return queue.decide(writing, number, seen, "refuse", reason)


def _withdraw(request: Request, given: Given, visitor: Visitor, source: Source) -> str:
    """Take out what is ticked of what a source has published, each by itself."""
    reason, chosen = reason_of(given), picked(given)
    for number in chosen:
        changed(request, visitor, partial(sources.withdraw, source=source, number=number, reason=reason))
    return telling(f"{SOURCES}/{source.word}", list(chosen))


def _burst(request: Request, session: Session, source: Source, since: str) -> Sequence[tuple[int, str, str]]:
    """What was published since then: number, title, path."""
    if since not in SPANS:
        return []
    start: datetime = context_of(request).clock() - timedelta(hours=SPANS[since])
    found = sources.published(session, source, start)
    return [(item.id, item.title, path_of(item.noun, item.slug)) for item in found]


def _fates(session: Session, numbers: Sequence[int]) -> list[Fate]:
    """What became of what was to be taken out."""
    gone = sources.withdrawn(session, numbers)
    there = [item for number in numbers if (item := session.get(models.Item, number)) is not None]
    return [
        *(Fate(row.slug, path_of(row.noun, row.slug), "withdrawn", row.reason, []) for row in gone),
        *(Fate(item.title, path_of(item.noun, item.slug), "there", "", []) for item in there),
    ]


def _known(request: Request, session: Session) -> Known:
    source = bans.source_of(request.path_params["source"])
    found = sources.known(session, source) if source is not None else None
    if found is None:
        raise HTTPException(404)
    return found


def _may_ban(found: Known) -> bool:
    return found.account is None or found.account.site_role == "member"


def _of(row: models.Ban) -> Source:
    return Source(row.account_id, row.source)


def _name(t: Tongue, name: str | None) -> str:
    return t("A guest’s address") if name is None else name
