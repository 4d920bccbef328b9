"""The page of a draft, of an event or of a release: its fields as they are understood, with a sentence beside each that
is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
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
from calendar_service.web.desk.form_parts import Fact, Find, Given, Names, Object, Written, text_of
from calendar_service.web.desk.forms import EMPTY, Filled, show
from calendar_service.web.desk.visitors import Visitor
from calendar_service.web.paged import reader_of
from feeds import terms
from feeds.errors import FactError
from feeds.tongue import Tongue
from feeds.when import Moment, When, when_of

BESIDE: Final = ("publish_on", "reason", "submit", "label", "venue_street", "venue_city", "venue_country", "venue_zone")
"""Fields of the page that are no part of the event or the release."""


@dataclass(frozen=True, slots=True)
class Sort:
    """What the pages of events and of releases have of their own.

    `first` are the fields that say nothing by themselves, since something always stands there. `hints` tell, from a
    body and the zone of its place, how fields were read, and `when` it is; `facts` are all that a body says, as people
    read it, from what the form shows of it. `lists` is what the template shows besides the fields.
    """

    noun: str
    new: str
    template: str
    first: tuple[str, ...]
    is_field: Callable[[str], bool]
    written: Callable[[Tongue, Given, Object, date, Find], Written]
    shown: Callable[[Tongue, Object, Names], dict[str, str]]
    slugs_in: Callable[[Object], dict[str, list[str]]]
    field_of: Callable[[str, Written], str]
    hints: Callable[[Tongue, Object, str | None], dict[str, str]]
    when: Callable[[Tongue, Object, str | None], str]
    facts: Callable[[Tongue, Object, dict[str, str], str | None], list[Fact]]
    lists: Callable[[Tongue, Filled], dict[str, Any]]
    title: Callable[[Tongue], str]

    def says(self, given: Given) -> bool:
        """Whether a form says anything at all."""
        return any(value.strip() for name, value in given.items() if self.is_field(name) and not self._always(name))

    def _always(self, name: str) -> bool:
        return name.partition("-")[0] in self.first


@dataclass(frozen=True, slots=True)
class Look:
    """What the page needs besides its fields: `hints` tell how they were read, `choices` who may be meant, by field;
    whether it `revises` what is public."""

    title: str
    path: str
    draft: models.Draft | None = None
    hints: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Any] = field(default_factory=dict)
    revises: bool = False


def path_of_draft(row: models.Draft) -> str:
    """The page of a draft at the desk."""
    return f"/desk/drafts/{row.key}"


def written_in(request: Request, session: Session, sort: Sort, given: Given, old: Object) -> Written:
    """What a form says, beside what it does not show of `old`."""
    context = context_of(request)
    today = context.site.today(context.clock())
    return sort.written(reader_of(request).t, given, old, today, lambda noun, text: named.called(session, noun, text))


def shown_in(session: Session, t: Tongue, sort: Sort, body: Object) -> dict[str, str]:
    """What the form shows of a body, with names instead of slugs."""
    wanted = {noun: [slug for slug in slugs if slug] for noun, slugs in sort.slugs_in(body).items()}
    return sort.shown(t, body, {noun: named.by_slug(session, noun, slugs) for noun, slugs in wanted.items()})


def show_new(request: Request, visitor: Visitor, sort: Sort, filled: Filled, status: int = 200) -> Response:
    """The page of something that is not kept yet."""
    return show_fields(request, visitor, sort, filled, Look(sort.title(reader_of(request).t), sort.new), status)


def show_draft(
    request: Request, visitor: Visitor, sort: Sort, session: Session, row: models.Draft, extra: Filled = EMPTY
) -> Response:
    """The page of a draft is made from what the draft says: so it looks the same whenever it is opened. `extra` are the
    fields that are no part of it, as they came."""
    t = reader_of(request).t
    body = drafts.body_in(row)
    values = shown_in(session, t, sort, body)
    made = written_in(request, session, sort, values, body)
    problems, rest = beside_fields(sort, made, drafts.problems(session, sort.noun, body))
    problems |= extra.problems
    rest += [extra.problems[name] for name in ("submit",) if name in extra.problems]
    lacking = "lacking" in request.query_params
    sentence = t("It is kept, but it can’t be published yet: see below.") if lacking else ""
    zone = {"venue_zone": context_of(request).site.zone}
    filled = Filled({**zone, **extra.values, **values}, problems, " ".join([sentence, *rest]).strip())
    title = text_of(body.get("title")) or sort.title(t)
    look = Look(title, path_of_draft(row), row, sort.hints(t, body, zone_of(session, body)), made.choices)
    return show_fields(request, visitor, sort, filled, look, 400 if extra.problems else 200)


def show_as_typed(
    request: Request,
    visitor: Visitor,
    sort: Sort,
    session: Session,
    row: models.Draft | None,
    given: Given,
    found: Sequence[Problem],
) -> Response:
    """The page with what was typed and could not even be kept, and why."""
    t = reader_of(request).t
    made = written_in(request, session, sort, given, drafts.body_in(row) if row is not None else {})
    problems, rest = beside_fields(sort, made, found)
    sentence = t("It is not saved: what waits for its hour or for a moderator must stay complete.") if row else ""
    filled = Filled(given, problems, " ".join([sentence, *rest]).strip())
    path = path_of_draft(row) if row is not None else sort.new
    look = Look(given.get("title", "").strip() or sort.title(t), path, row, {}, made.choices)
    return show_fields(request, visitor, sort, filled, look, 400)


def beside_fields(sort: Sort, made: Written, found: Sequence[Problem]) -> tuple[dict[str, str], list[str]]:
    """What is wrong, by the fields of the form, and what belongs to none of them. What the form says goes before."""
    problems, rest = dict(made.problems), []
    for one in found:
        name = sort.field_of(one.pointer.removeprefix("/body"), made)
        if sort.is_field(name) and name != "owner":
            problems.setdefault(name, one.sentence)
        else:
            rest.append(one.sentence)
    return problems, rest


def understood(t: Tongue, text: str, zone: str | None) -> str:
    """How a time was read in a zone, in words: 20:00 in New York is not 20:00 here. Empty where it is none."""
    try:
        when: When = when_of(text, zone or "UTC", "starts")
    except FactError:
        return ""
    told = terms.when(t, when)
    if isinstance(when, Moment):
        place = f"{t.weekday(when.day)}, {terms.clock(when)}"
        return t("{time} ({zone})", time=place, zone=zone.replace("_", " ")) if zone else place
    return t.weekday(when.first) if when.is_day else told


def zone_of(session: Session, body: Object) -> str | None:
    """The zone (IANA) of the venue that is named, if any."""
    slug = body.get("venue")
    found = named.by_slug(session, "venue", [slug]) if isinstance(slug, str) else {}
    return next((one.zone for one in found.values()), None)


def public_path(session: Session, row: models.Draft) -> str | None:
    """The page of what a draft has become; None where there is none any more."""
    item = session.get(models.Item, row.item_id) if row.item_id is not None else None
    return path_of(item.noun, item.slug) if item else None


def show_fields(
    request: Request, visitor: Visitor, sort: Sort, filled: Filled, look: Look, status: int = 200
) -> Response:
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
        "may_publish": may(visitor.caller, Operation.CREATE_ITEM, owners),
        "may_review": may(visitor.caller, Operation.REVIEW, owners),
        "saved": "saved" in request.query_params,
        **sort.lists(t, filled),
    }
    return show(request, sort.template, content, status)
