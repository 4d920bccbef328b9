"""The form of guests, a short one: what is typed becomes a draft's body by the desk's own reading, and comes back with
a sentence beside each field that is not understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import guests as marks
from calendar_service.errors import Problem
from calendar_service.intake.people import email_of
from calendar_service.store.guests import Sender
from calendar_service.web.context import context_of
from calendar_service.web.desk import event_form
from calendar_service.web.desk.draft_page import beside_fields, shown_in, written_in
from calendar_service.web.desk.event_page import EVENT
from calendar_service.web.desk.form_parts import Given, Written, new_acts
from calendar_service.web.desk.forms import EMPTY, Filled
from calendar_service.web.paged import private, reader_of
from feeds import terms
from feeds.errors import FactError
from feeds.tongue import Tongue
from feeds.vocabulary import EventKind, OfferKind

SUBMIT: Final = "/submit"
TRAP: Final = "topic"
"""A field that people do not see: what fills it in is a program."""
_ASKED: Final = (
    *("title", "kind", "when", "ends", "venue", "venue_slug", "venue_street", "venue_city", "venue_country", "lineup"),
    *("offer_kind", "offer_url", "price", "currency", "url", "online_url", "description"),
)
"""The fields of an event that guests are asked for: all others stay as moderators have set them."""
NAME_LIMIT: Final = 100
"""Characters of the name of a place or an act that is not here yet, of its street and its city."""
ACTS_LIMIT: Final = 60
"""Acts that are not here yet, in one event."""
_NONE: Final = "-"
"""What is chosen where none of the places of one name is meant."""


@dataclass
class Read:
    """A form as it was understood: the event, who sends it, and a sentence for each field that is wrong."""

    body: dict[str, Any]
    email: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    choices: Mapping[str, Any] = field(default_factory=dict)


def read(request: Request, session: Session, given: Given, old: dict[str, Any]) -> Read:
    """What somebody without an account says of an event, beside what they are not asked for."""
    t, site = reader_of(request).t, context_of(request).site
    made = written_in(request, session, EVENT, _whole(t, given, old), old)
    made.body["owner"] = old.get("owner")
    _forgive(given, made)
    found = Read(made.body, problems=made.problems, choices=made.choices)
    _place(t, found, site.zone)
    _measure(t, found)
    try:
        found.email = email_of(given["email"]) if given.get("email", "").strip() else ""
    except FactError as error:
        found.problems["email"] = " ".join(problem.told(t) for problem in error.problems)
    return found


def shown_of(request: Request, session: Session, body: dict[str, Any]) -> dict[str, str]:
    """What the form shows of a draft."""
    return shown_in(session, reader_of(request).t, EVENT, body)


def wrong_by(found: Read, given: Given, problems: Sequence[Problem]) -> Filled:
    """The form with what the event lacks, beside its fields."""
    beside, rest = beside_fields(EVENT, Written(found.body, found.problems), problems)
    return Filled(given, beside, " ".join(rest))


def sender_of(request: Request, email: str) -> Sender:
    """Who sends a form, as far as it is kept."""
    address = request.client.host if request.client else "unknown"
    source = marks.source_of(context_of(request).secret_key, address)
    return Sender(email, source, reader_of(request).t.code)


def show(request: Request, template: str, shown: dict[str, Any], status: int = 200) -> Response:
    """A page of guests, which no cache and no search engine keeps."""
    t = reader_of(request).t
    content = {
        "noindex": True,
        "filled": EMPTY,
        "choices": {},
        "trap": TRAP,
        "other": _NONE,
        "mails": context_of(request).mailer is not None,
        "kinds": [(kind.value, t.sentence_case(t.term("kind", terms.KINDS[kind]))) for kind in EventKind],
        "offers": [(kind.value, t.term("offer", terms.OFFERS[kind])) for kind in (OfferKind.TICKETS, OfferKind.FREE)],
        **shown,
    }
    return private(request, template, content, status)


def _whole(t: Tongue, given: Given, old: dict[str, Any]) -> dict[str, str]:
    """All fields that the desk's reading knows: those that guests are not asked for say what they said."""
    kept = event_form.shown(t, old, {}) if old else {"offer_kind": OfferKind.TICKETS.value}
    return kept | {name: given.get(name, "") for name in _ASKED if name in given or name not in kept}


def _forgive(given: Given, made: Written) -> None:
    """A guest may name what is not here yet: moderators add it. Of several places of one name, one must be chosen."""
    made.problems.pop("lineup", None)
    if not made.choices.get("venue") or given.get("venue_slug") == _NONE:
        made.problems.pop("venue", None)


def _place(t: Tongue, found: Read, zone: str) -> None:
    """A guest says where it is; what is online alone is told in the site's time."""
    body = found.body
    body.pop("zone", None)
    if body.get("venue"):
        return
    if body.get("online_url"):
        body["zone"] = zone
    else:
        found.problems.setdefault("venue", t("Say where it is: the name of the place, or where it is online."))


def _measure(t: Tongue, found: Read) -> None:
    """What is not here yet is judged by nobody else: names that are no names are not kept."""
    venue, acts = found.body.get("venue"), new_acts(found.body)
    if isinstance(venue, dict) and max(map(len, venue.values())) > NAME_LIMIT:
        found.problems.setdefault("venue", t("At most {most} characters fit in.", most=NAME_LIMIT))
    if len(acts) > ACTS_LIMIT or max(map(len, acts), default=0) > NAME_LIMIT:
        words = t("At most {acts} names of {most} characters fit in.", acts=ACTS_LIMIT, most=NAME_LIMIT)
        found.problems.setdefault("lineup", words)
