"""Drafts that wait, as moderators see them: their facts, what is other than when they were sent before, what they may
be duplicates of, and where they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.intake.alike import Likeness
from calendar_service.intake.drafts import known_part
from calendar_service.store import accounts, alike, drafts, guests, queue
from calendar_service.store.alike import Like
from calendar_service.store.bans import Source
from calendar_service.web.desk import form_parts
from calendar_service.web.desk.draft_page import path_of_draft, public_path, shown_in, zone_of
from calendar_service.web.desk.form_parts import Fact
from calendar_service.web.desk.moderating import SOURCES
from calendar_service.web.desk.sorts import SORTS
from feeds.tongue import Tongue

WORDS: Final = 600
"""Characters of a description on the page; the draft's own page has all."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A draft in the queue. `changes`: label, before, after. `likes`: title, path, in what both agree. `lacks`: what
    keeps it from being published now."""

    number: int
    revision: int
    path: str
    title: str
    facts: list[Fact]
    changes: list[tuple[str, str, str]]
    likes: list[tuple[str, str, str]]
    lacks: list[str]
    held: str
    by: str
    by_path: str
    contact: str
    since: Any


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a draft: its title, its page, how it stands, why, and what it still lacks."""

    title: str
    path: str
    state: str
    reason: str
    lacks: list[str]


def pieces(session: Session, t: Tongue, rows: Sequence[models.Draft]) -> list[Piece]:
    """Drafts as the queue shows them, in the order given."""
    makers = accounts.names(session, (row.account_id for row in rows))
    senders, like = guests.by_draft(session, rows), alike.likes(session, rows)
    return [
        _piece(session, t, row, senders.get(row.id), makers.get(row.account_id or 0, ""), like.get(row.id, []))
        for row in rows
    ]


def fates(session: Session, t: Tongue, numbers: Sequence[int]) -> list[Fate]:
    """How drafts stand after something was done to them."""
    found = []
    for row in queue.by_numbers(session, numbers):
        path = public_path(session, row) if row.state == "published" else path_of_draft(row)
        lacks = _lacks(session, t, row) if row.state == "submitted" and not row.reason else []
        state = "held" if row.state == "submitted" and row.reason else row.state
        found.append(Fate(_title(t, drafts.body_in(row)), path or "", state, row.reason, lacks))
    return found


def _piece(
    session: Session, t: Tongue, row: models.Draft, guest: models.Guest | None, maker: str, likes: Sequence[Like]
) -> Piece:
    body = drafts.body_in(row)
    source = Source(address=guest.source) if guest else Source(row.account_id)
    is_known = guest is not None or row.account_id is not None
    return Piece(
        number=row.id,
        revision=row.revision,
        path=path_of_draft(row),
        title=_title(t, body),
        facts=_facts(session, t, row.noun, body),
        changes=_changes(session, t, row),
        likes=[_like(t, one) for one in likes],
        lacks=_lacks(session, t, row),
        held=row.reason,
        by=maker or (t("a guest") if guest else t("an account that is deleted")),
        by_path=f"{SOURCES}/{source.word}" if is_known else "",
        contact=guest.email if guest else "",
        since=row.changed_at,
    )


def _facts(session: Session, t: Tongue, noun: str, body: dict[str, Any]) -> list[Fact]:
    """What a draft says, as people read it."""
    sort = SORTS[noun]
    zone = zone_of(session, body) or body.get("zone")
    told = sort.facts(t, body, shown_in(session, t, sort, body), zone if isinstance(zone, str) else None)
    return [(label, text if len(text) <= WORDS else f"{text[: WORDS - 1]}…") for label, text in told if text]


def _changes(session: Session, t: Tongue, row: models.Draft) -> list[tuple[str, str, str]]:
    """What is other than when it was last sent or decided."""
    before = queue.sent_before(session, row)
    if before is None:
        return []
    was, now = (_whole(session, t, row.noun, drafts.body_in(one)) for one in (before, row))
    labels, nothing = dict.fromkeys([*was, *now]), t("nothing")
    found = [(label, was.get(label) or nothing, now.get(label) or nothing) for label in labels]
    return [one for one in found if one[1] != one[2]]


def _whole(session: Session, t: Tongue, noun: str, body: dict[str, Any]) -> dict[str, str]:
    return {t("Title"): form_parts.text_of(body.get("title")), **dict(_facts(session, t, noun, body))}


def _like(t: Tongue, one: Like) -> tuple[str, str, str]:
    words: Mapping[Likeness, str] = {
        Likeness.PLACE: t("the same place"),
        Likeness.ACT: t("the same act"),
        Likeness.TITLE: t("a similar title"),
    }
    path = path_of("event", one.slug) if one.slug else f"/desk/drafts/{one.key}"
    shared = [words[name] for name in Likeness if name in one.shared]
    waits = [] if one.slug else [t("waits too")]
    return one.title or t("Without a title"), path, ", ".join([*shared, *waits])


def _lacks(session: Session, t: Tongue, row: models.Draft) -> list[str]:
    """What keeps it from being published now: first the names of what is not here yet."""
    body = drafts.body_in(row)
    venue, acts = body.get("venue"), form_parts.new_acts(body)
    found = []
    if isinstance(venue, dict):
        found.append(t("No place here is called “{name}”: open it to add it.", name=str(venue.get("name") or "")))
    label = next(iter(form_parts.listed(body.get("imprints"))), None)
    if isinstance(label, dict) and isinstance(label.get("label"), dict):
        name = form_parts.reference(label["label"])
        found.append(t("No label here is called “{name}”: open it to add it.", name=name))
    if acts:
        found.append(t("New here: {names}. Open it to add them.", names=t.listed(acts)))
    return found + [one.sentence for one in drafts.problems(session, row.noun, known_part(body))]


def _title(t: Tongue, body: dict[str, Any]) -> str:
    title = body.get("title")
    return title if isinstance(title, str) and title else t("Without a title")
