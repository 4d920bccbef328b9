"""The page of an event that is entered: its fields as they are understood, with a sentence beside each that is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.errors import Problem
from calendar_service.permissions import Operation, may
from calendar_service.store import drafts, memberships, named
from calendar_service.web.context import context_of
from calendar_service.web.desk import event_form
from calendar_service.web.desk.event_form import Written
from calendar_service.web.desk.forms import EMPTY, Filled, Given, show
from calendar_service.web.desk.visitors import Visitor
from calendar_service.web.paged import reader_of
from feeds import terms
from feeds.errors import FactError
from feeds.tongue import Tongue
from feeds.vocabulary import EventKind, OfferKind
from feeds.when import Moment, When, when_of

NEW: Final = "/desk/events/new"
_FIELD: Final[Mapping[str, str]] = {"starts": "when", "credits": "lineup"}
_OF_OFFER: Final = ("price", "currency")
BESIDE: Final = ("publish_on", "reason", "submit", "venue_street", "venue_city", "venue_country", "venue_zone")
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


def written_in(request: Request, session: Session, given: Given, old: dict[str, Any]) -> Written:
    """What a form says, beside what it does not show of `old`."""
    context = context_of(request)
    today = context.site.today(context.clock())
    return event_form.written(
        reader_of(request).t, given, old, today, lambda noun, text: named.called(session, noun, text)
    )


def show_draft(
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
    made = written_in(request, session, values, body)
    problems, rest = beside_fields(made, drafts.problems(session, "event", body))
    problems |= extra.problems
    rest += [extra.problems[name] for name in ("submit",) if name in extra.problems]
    lacking = "lacking" in request.query_params
    sentence = t("It is kept, but it can’t be published yet: see below.") if lacking else ""
    zone = {"venue_zone": context_of(request).site.zone}
    filled = Filled({**zone, **extra.values, **values}, problems, " ".join([sentence, *rest]).strip())
    title = str(body.get("title") or "") or t("New event")
    when = understood(t, body, zone_of(session, body))
    look = Look(title, path_of_draft(row), row, when, made.choices)
    return show_event(request, visitor, filled, look, 400 if extra.problems else 200)


def show_as_typed(
    request: Request,
    visitor: Visitor,
    session: Session,
    row: models.Draft | None,
    given: Given,
    found: Sequence[Problem],
) -> Response:
    """The page with what was typed and could not even be kept, and why."""
    t = reader_of(request).t
    made = written_in(request, session, given, drafts.body_in(row) if row is not None else {})
    problems, rest = beside_fields(made, found)
    sentence = t("It is not saved: what waits for its hour or for a moderator must stay complete.") if row else ""
    filled = Filled(given, problems, " ".join([sentence, *rest]).strip())
    path = path_of_draft(row) if row is not None else NEW
    look = Look(given.get("title", "").strip() or t("New event"), path, row, "", made.choices)
    return show_event(request, visitor, filled, look, 400)


def beside_fields(made: Written, found: Sequence[Problem]) -> tuple[dict[str, str], list[str]]:
    """What is wrong, by the fields of the form, and what belongs to none of them. What the form says goes before."""
    problems, rest = dict(made.problems), []
    for one in found:
        name = _field_of(one.pointer.removeprefix("/body"))
        if name in event_form.FIELDS and name != "owner":
            problems.setdefault(name, one.sentence)
        else:
            rest.append(one.sentence)
    return problems, rest


def understood(t: Tongue, body: dict[str, Any], zone: str | None) -> str:
    """How the time was read in a zone, in words: 20:00 in New York is not 20:00 here. Empty where it is none."""
    try:
        when: When = when_of(str(body.get("starts") or ""), zone or "UTC", "starts")
    except FactError:
        return ""
    told = terms.when(t, when)
    if isinstance(when, Moment):
        place = f"{t.weekday(when.day)}, {terms.clock(when)}"
        return t("{time} ({zone})", time=place, zone=zone.replace("_", " ")) if zone else place
    return t.weekday(when.first) if when.is_day else told


def zone_of(session: Session, body: dict[str, Any]) -> str | None:
    """The zone (IANA) of the venue that is named, if any."""
    slug = body.get("venue")
    found = named.by_slug(session, "venue", [slug]) if isinstance(slug, str) else {}
    return next((one.zone for one in found.values()), None)


def public_path(session: Session, row: models.Draft) -> str | None:
    """The page of what a draft has become; None where there is none any more."""
    item = session.get(models.Item, row.item_id) if row.item_id is not None else None
    return path_of(item.noun, item.slug) if item else None


def _field_of(pointer: str) -> str:
    parts = pointer.strip("/").split("/")
    if parts[0] == "offers":
        return parts[-1] if parts[-1] in _OF_OFFER else "offer_url"
    return _FIELD.get(parts[0], parts[0])


def show_event(request: Request, visitor: Visitor, filled: Filled, look: Look, status: int = 200) -> Response:
    """The page."""
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
