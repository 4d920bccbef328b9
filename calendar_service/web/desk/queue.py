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
from calendar_service.intake.differences import differences
from calendar_service.intake.drafts import known_part
from calendar_service.store import accounts, alike, drafts, guests, named, queue
from calendar_service.store.alike import Like
from calendar_service.store.bans import Source
from calendar_service.web.desk import event_form
from calendar_service.web.desk.event_page import path_of_draft, public_path, understood, zone_of
from calendar_service.web.desk.moderating import SOURCES
from feeds import terms
from feeds.tongue import Tongue
from feeds.vocabulary import EventKind

WORDS: Final = 600
"""Characters of a description on the page; the draft's own page has all."""

Fact = tuple[str, str]
"""A label, and what is said."""


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
    if noun != "event":
        return [(one.pointer.strip("/"), one.sentence.partition(" → ")[2]) for one in differences({}, body)]
    told = _told(session, t, body)
    when = understood(t, body, zone_of(session, body) or body.get("zone"))
    return [(label, when if name == "when" and when else told[name]) for name, label in _labels(t) if told.get(name)]


def _changes(session: Session, t: Tongue, row: models.Draft) -> list[tuple[str, str, str]]:
    """What is other than when it was last sent or decided."""
    before = queue.sent_before(session, row)
    if before is None:
        return []
    old, new = drafts.body_in(before), drafts.body_in(row)
    if row.noun != "event":
        return [(one.pointer.strip("/"), *_halves(one.sentence)) for one in differences(old, new)]
    was, now = _told(session, t, old), _told(session, t, new)
    nothing = t("nothing")
    return [
        (label, was.get(name) or nothing, now.get(name) or nothing)
        for name, label in [("title", t("Title")), *_labels(t)]
        if was.get(name, "") != now.get(name, "")
    ]


def _told(session: Session, t: Tongue, body: dict[str, Any]) -> dict[str, str]:
    """The fields of the form, with names instead of slugs."""
    slugs = event_form.slugs_in(body)
    names = {noun: named.by_slug(session, noun, [one for one in some if one]) for noun, some in slugs.items()}
    told = event_form.shown(t, body, names)
    kind = body.get("kind")
    told["kind"] = t.sentence_case(t.term("kind", terms.KINDS[EventKind(kind)])) if kind in list(EventKind) else ""
    place = (told["venue"], told.get("venue_street", ""), told.get("venue_city", ""), told.get("venue_country", ""))
    told["venue"] = ", ".join(part for part in place if part)
    told["price"] = " ".join(part for part in (told["price"], told["currency"]) if part)
    text = told["description"]
    told["description"] = text if len(text) <= WORDS else f"{text[: WORDS - 1]}…"
    return told


def _labels(t: Tongue) -> list[tuple[str, str]]:
    return [
        ("kind", t("What it is")),
        ("when", t("When")),
        ("ends", t("Ends")),
        ("doors", t("Doors")),
        ("venue", t("Where")),
        ("room", t("Room")),
        ("online_url", t("Online at")),
        ("lineup", t("Who")),
        ("offer_url", t("Tickets: where")),
        ("price", t("Price")),
        ("url", t("Page of its own")),
        ("minimum_age", t("Minimum age, in years")),
        ("tags", t("Tags")),
        ("description", t("In words")),
    ]


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
    venue, acts = body.get("venue"), event_form.new_acts(body)
    found = []
    if isinstance(venue, dict):
        found.append(t("No place here is called “{name}”: open it to add it.", name=str(venue.get("name") or "")))
    if acts:
        found.append(t("New here: {names}. Open it to add them.", names=t.listed(acts)))
    return found + [one.sentence for one in drafts.problems(session, row.noun, known_part(body))]


def _title(t: Tongue, body: dict[str, Any]) -> str:
    title = body.get("title")
    return title if isinstance(title, str) and title else t("Without a title")


def _halves(sentence: str) -> tuple[str, str]:
    before, _, after = sentence.partition(": ")[2].partition(" → ")
    return before, after
