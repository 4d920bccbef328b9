"""Handlers of events that are not public yet: entered, read back as they are understood, submitted, published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.drafts import REASON_LIMIT, hour_of
from calendar_service.intake.nouns import NOUN_FIELDS
from calendar_service.intake.problems import read
from calendar_service.intake.typed import typed
from calendar_service.permissions import Operation, may
from calendar_service.store import drafts, editing, memberships, named
from calendar_service.store.writing import Writing, persist
from calendar_service.web.context import context_of
from calendar_service.web.desk import event_form
from calendar_service.web.desk.event_form import LANGUAGES, Written
from calendar_service.web.desk.forms import EMPTY, Filled, Given, posting, seeing, show, signed_in
from calendar_service.web.desk.visitors import Visitor, on
from calendar_service.web.paged import reader_of
from feeds import terms
from feeds.errors import FactError
from feeds.text import line_of
from feeds.tongue import Tongue
from feeds.vocabulary import EventKind, OfferKind
from feeds.when import Moment, When, when_of

NEW: Final = "/desk/events/new"
_FIELD: Final[Mapping[str, str]] = {"starts": "when", "credits": "lineup"}
_OF_OFFER: Final = ("price", "currency")
_BESIDE: Final = ("publish_on", "reason", "venue_street", "venue_city", "venue_country", "venue_zone")
"""Fields of the page that are no part of the event."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the page of an event needs besides its fields."""

    title: str
    path: str
    draft: models.Draft | None = None
    understood: str = ""
    choices: Mapping[str, Any] = field(default_factory=dict)


def path_of_draft(row: models.Draft) -> str:
    """The page of a draft at the desk."""
    return f"/desk/drafts/{row.key}"


def _new_page(request: Request, visitor: Visitor) -> Response:
    t = reader_of(request).t
    filled = Filled({"owner": request.query_params.get("owner", "")})
    return _show(request, visitor, filled, Look(t("New event"), NEW))


new_page = seeing(_new_page)


def _made(request: Request, given: Given, visitor: Visitor) -> Response:
    t = reader_of(request).t
    if not any(
        given.get(name, "").strip() for name in event_form.FIELDS if name not in ("kind", "owner", "offer_kind")
    ):
        filled = Filled(given, {"title": t("The title is missing.")})
        return _show(request, visitor, filled, Look(t("New event"), NEW), 400)
    return _stored(request, given, visitor, None)


make = posting(signed_in(_made))


def _draft_page(request: Request, visitor: Visitor) -> Response:
    context = context_of(request)
    with context.database.reading() as session:
        row = _found(session, visitor, request.path_params["key"])
        if row.state == "published":
            return on(request, _public_path(session, row) or "/desk")
        return _show_draft(request, visitor, session, row)


draft_page = seeing(_draft_page)


def _changed(request: Request, given: Given, visitor: Visitor) -> Response:
    return _stored(request, given, visitor, request.path_params["key"])


change = posting(signed_in(_changed))


def _stored(request: Request, given: Given, visitor: Visitor, key: str | None) -> Response:
    """Keep what was typed, whatever else is asked for; then do that, if it can be done."""
    context = context_of(request)

    def store(writing: Writing) -> str:
        row = _kept(request, writing, given, visitor, key)
        writing.session.flush()
        return _done(request, writing, given, visitor, row)

    try:
        return on(request, persist(context.database, context.edge, store, visitor.account.id))
    except IntakeError as error:
        beside = {one.pointer[1:]: one.sentence for one in error.problems if one.pointer[1:] in _BESIDE}

    # It can't be done yet: the draft is kept all the same, and its page says what it lacks.
    plain = {name: value for name, value in given.items() if name not in ("add_acts", "add_venue")}

    def keep(writing: Writing) -> str:
        row = _kept(request, writing, plain, visitor, key)
        writing.session.flush()
        return row.key

    kept = persist(context.database, context.edge, keep, visitor.account.id)
    if not beside:
        return on(request, f"/desk/drafts/{kept}?lacking=1")
    with context.database.reading() as session:
        extra = Filled({name: given.get(name, "") for name in _BESIDE}, beside)
        return _show_draft(request, visitor, session, _found(session, visitor, kept), extra)


def _kept(request: Request, writing: Writing, given: Given, visitor: Visitor, key: str | None) -> models.Draft:
    session = writing.session
    row = _found(session, visitor, key, locked=True) if key is not None else None
    if row is not None and row.state == "published":
        raise HTTPException(409)
    _add_named(writing, given, visitor)
    old = drafts.body_in(row) if row is not None else {}
    made = _written(request, session, given, old)
    owner = _owner(session, visitor, made)
    if row is None:
        return drafts.add(writing, "event", made.body, owner)
    if not may(visitor.caller, Operation.WRITE_DRAFT, drafts.owners(row), row.account_id):
        raise HTTPException(403)
    drafts.revise(writing, row, made.body, owner)
    return row


def _done(request: Request, writing: Writing, given: Given, visitor: Visitor, row: models.Draft) -> str:
    """Do what the button says: where to go afterwards. Raises IntakeError where it can't be done yet."""
    verb, path = given.get("do", "save"), path_of_draft(row)
    if verb == "delete":
        drafts.remove(writing, row)
        return "/desk"
    if verb == "submit":
        drafts.submit(writing, row)
    elif verb == "take-back":
        drafts.take_back(writing, row)
    elif verb == "unschedule":
        drafts.unschedule(writing, row)
    elif verb in ("publish", "schedule"):
        if not may(visitor.caller, Operation.CREATE_ITEM, drafts.owners(row)):
            raise HTTPException(403)
        if verb == "publish":
            item = drafts.publish(writing, row)
            return path_of(item.noun, item.slug)
        drafts.schedule(writing, row, *_hour(request, writing, given, row))
    elif verb == "refuse":
        if not may(visitor.caller, Operation.REVIEW, drafts.owners(row)) or row.state != "submitted":
            raise HTTPException(403)
        try:
            drafts.refuse(writing, row, line_of(given.get("reason", ""), "reason", REASON_LIMIT))
        except FactError as error:
            raise IntakeError([Problem("/reason", item.sentence) for item in error.problems]) from None
        return "/desk/review"
    return f"{path}?saved=1"


def _hour(request: Request, writing: Writing, given: Given, row: models.Draft) -> tuple[Any, str | None]:
    """The hour of publication, in the zone of the venue or of the site."""
    context = context_of(request)
    body = drafts.body_in(row)
    zone = _zone(writing.session, body) or context.site.zone
    try:
        found = typed(given.get("publish_on", ""), context.site.today(context.clock()), LANGUAGES, "publish_on")
        return hour_of(f"{found.starts}[{zone}]", writing.edge.now)
    except FactError as error:
        raise IntakeError([Problem("/publish_on", item.sentence) for item in error.problems]) from None


def _add_named(writing: Writing, given: Given, visitor: Visitor) -> None:
    """Make the acts and the place that somebody says are new: they are public from then on."""
    if not may(visitor.caller, Operation.PROPOSE_NOUN):
        return
    session = writing.session
    if given.get("add_acts"):
        for name in given.get("new_acts", "").splitlines():
            if name.strip() and not named.called(session, "artist", name):
                editing.save(writing, None, read(NOUN_FIELDS["artist"], {"name": name.strip()}))
                session.flush()
    if given.get("add_venue") and not named.called(session, "venue", given.get("venue", "")):
        wanted = {"name": given.get("venue", ""), "zone": given.get("venue_zone", "")}
        body = wanted | {part: given.get(f"venue_{part}", "").strip() for part in ("street", "city")}
        body["country"] = given.get("venue_country", "").strip().upper()
        try:
            editing.save(writing, None, read(NOUN_FIELDS["venue"], body))
        except IntakeError as error:
            raise IntakeError([Problem(f"/venue_{one.pointer[1:]}", one.sentence) for one in error.problems]) from None
        session.flush()


def _written(request: Request, session: Session, given: Given, old: dict[str, Any]) -> Written:
    context = context_of(request)
    today = context.site.today(context.clock())
    return event_form.written(
        reader_of(request).t, given, old, today, lambda noun, text: named.called(session, noun, text)
    )


def _owner(session: Session, visitor: Visitor, made: Written) -> int | None:
    """The organizer that is to own it, if it is one for which the visitor may write."""
    owner = editing.owner_of(session, made.body["owner"])
    if owner is not None and not may(visitor.caller, Operation.WRITE_DRAFT, [owner.id]):
        raise HTTPException(403)
    return owner.id if owner else None


def _found(session: Session, visitor: Visitor, key: str, *, locked: bool = False) -> models.Draft:
    row = drafts.find(session, key, locked=locked)
    if row is None or row.noun != "event" or not drafts.is_there(visitor.caller, row):
        raise HTTPException(404)
    return row


def _show_draft(
    request: Request, visitor: Visitor, session: Session, row: models.Draft, extra: Filled = EMPTY
) -> Response:
    """The page of a draft is made from what the draft says: so it looks the same whenever it is opened. `extra` are the
    fields that are no part of it, as they came."""
    t = reader_of(request).t
    body = drafts.body_in(row)
    names = {
        noun: named.by_slug(session, noun, [slug for slug in slugs if slug])
        for noun, slugs in event_form.slugs_in(body).items()
    }
    values = event_form.shown(t, body, names)
    made = _written(request, session, values, body)
    problems, rest = {**made.problems, **extra.problems}, []
    for one in drafts.problems(session, "event", body):
        name = _field_of(one.pointer)
        if name in event_form.FIELDS:
            problems.setdefault(name, one.sentence)
        else:
            rest.append(one.sentence)
    lacking = "lacking" in request.query_params
    sentence = t("It is kept, but it can’t be published yet: see below.") if lacking else ""
    zone = {"venue_zone": context_of(request).site.zone}
    filled = Filled({**zone, **extra.values, **values}, problems, " ".join([sentence, *rest]).strip())
    title = str(body.get("title") or "") or t("New event")
    understood = _understood(t, session, body)
    look = Look(title, path_of_draft(row), row, understood, made.choices)
    return _show(request, visitor, filled, look, 400 if extra.problems else 200)


def _understood(t: Tongue, session: Session, body: dict[str, Any]) -> str:
    """How the time was read, in words: 20:00 in New York is not 20:00 here."""
    zone = _zone(session, body)
    try:
        when: When = when_of(str(body.get("starts") or ""), zone or "UTC", "starts")
    except FactError:
        return ""
    told = terms.when(t, when)
    if isinstance(when, Moment):
        place = f"{t.weekday(when.day)}, {terms.clock(when)}"
        return t("{time} ({zone})", time=place, zone=zone.replace("_", " ")) if zone else place
    return t.weekday(when.first) if when.is_day else told


def _zone(session: Session, body: dict[str, Any]) -> str | None:
    slug = body.get("venue")
    found = named.by_slug(session, "venue", [slug]) if isinstance(slug, str) else {}
    return next((one.zone for one in found.values()), None)


def _public_path(session: Session, row: models.Draft) -> str | None:
    item = session.get(models.Item, row.item_id) if row.item_id is not None else None
    return path_of(item.noun, item.slug) if item else None


def _field_of(pointer: str) -> str:
    parts = pointer.strip("/").split("/")
    if parts[0] == "offers":
        return parts[-1] if parts[-1] in _OF_OFFER else "offer_url"
    return _FIELD.get(parts[0], parts[0])


def _show(request: Request, visitor: Visitor, filled: Filled, look: Look, status: int = 200) -> Response:
    context, t = context_of(request), reader_of(request).t
    with context.database.reading() as session:
        own = [one.organizer for one in memberships.belongings(session, account_id=visitor.account.id)]
    row = look.draft
    owners = drafts.owners(row) if row is not None else [one.id for one in own]
    content = {
        "title": look.title,
        "visitor": visitor,
        "current": "",
        "filled": filled,
        "look": look,
        "own": own,
        "kinds": [(kind.value, t.sentence_case(t.term("kind", terms.KINDS[kind]))) for kind in EventKind],
        "offers": [(kind.value, t.term("offer", terms.OFFERS[kind])) for kind in OfferKind],
        "may_publish": may(visitor.caller, Operation.CREATE_ITEM, owners),
        "may_review": may(visitor.caller, Operation.REVIEW, owners),
        "saved": "saved" in request.query_params,
    }
    return show(request, "event.html", content, status)
