"""Handlers of what is public, at the desk: how calendars show it, and what has become of it, which is looked at before
it is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.drafts import REASON_LIMIT
from calendar_service.permissions import Caller, Operation, may, moderates
from calendar_service.store import drafts, named, reading, told, turning, withdrawing
from calendar_service.store.ownership import owners_of
from calendar_service.store.writing import Writing
from calendar_service.web.context import context_of
from calendar_service.web.desk import turns
from calendar_service.web.desk.draft_page import path_of_draft
from calendar_service.web.desk.forms import EMPTY, Filled, Given, posting, seeing, show, signed_in
from calendar_service.web.desk.items import OvertakenError, changed, desk_path, found, tag_of
from calendar_service.web.desk.turns import Choice, Facts
from calendar_service.web.desk.visitors import Visitor, on
from calendar_service.web.paged import reader_of
from feeds import terms, wording
from feeds.errors import FactError
from feeds.facts import Event
from feeds.text import line_of
from feeds.tongue import Tongue

Handler = Callable[[Request], Response]
Poster = Callable[[Request], Awaitable[Response]]
Said = list[tuple[str, str]]
"""What calendars show of an entry: labels and texts."""
_LASTING: Final = ("status", "previous_starts", "previous_venue", "starts", "ends", "doors")
"""What a copy of an event does not take along."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at before it is done: of which date, what, and each line before and then."""

    date: str
    choice: str
    lines: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """An entry of what is shown: its id (empty for an event), what calendars show, and what can become of it."""

    date: str
    said: Said
    choices: list[Choice] = field(default_factory=list)


def page(noun: str) -> Handler:
    """A handler of the page of something public."""

    def act(request: Request, visitor: Visitor) -> Response:
        return _shown(request, visitor, noun)

    return seeing(act)


def change(noun: str) -> Poster:
    """A handler of what has become of it."""

    def act(request: Request, given: Given, visitor: Visitor) -> Response:
        verb = given.get("do", "")
        if verb == "copy":
            return _copied(request, visitor, noun)
        if verb == "withdrawn":
            return _withdrawn(request, given, visitor, noun)
        choice = turns.choice_of(noun, verb)
        if choice is None:
            raise HTTPException(400, reader_of(request).t("The form is not understood."))
        return _turned(request, given, visitor, noun, choice)

    return posting(signed_in(act))


def _turned(request: Request, given: Given, visitor: Visitor, noun: str, choice: Choice) -> Response:
    """Show what would be, or do it."""
    t, context = reader_of(request).t, context_of(request)
    key, seen = given.get("date", ""), given.get("seen", "")
    today = context.site.today(context.clock())

    def sent_in(session: Session) -> Any:
        return turns.sent_of(t, choice, given, today, lambda what, text: named.called(session, what, text))

    def store(writing: Writing, row: Any, _: Caller) -> None:
        if noun == "event":
            turning.turn_event(writing, row, choice.turn, sent_in(writing.session))
        else:
            turning.turn_date(writing, row, key, choice.turn, sent_in(writing.session))

    try:
        if given.get("step") != "do":
            with context.database.reading() as session:
                row = found(request, session, noun, visitor.caller, Operation.LIFE_CYCLE)
                now, then = _both(session, row, key, choice, sent_in(session))
            lines = _other(context.site.tongue, t, now, then)
            return _shown(request, visitor, noun, Filled(given), Look(key, choice.name, lines))
        changed(request, visitor, (noun, Operation.LIFE_CYCLE), seen, store)
    except KeyError:
        raise HTTPException(404) from None
    except OvertakenError:
        return _overtaken(request, given, visitor, noun)
    except IntakeError as error:
        return _wrong(request, given, visitor, noun, error)
    return on(request, f"{desk_path(noun, request.path_params['slug'])}?saved=1")


def _withdrawn(request: Request, given: Given, visitor: Visitor, noun: str) -> Response:
    """Take it out altogether."""

    def store(writing: Writing, row: Any, caller: Caller) -> None:
        reason = line_of(given.get("reason", ""), "reason", REASON_LIMIT) if given.get("reason", "").strip() else ""
        owners = owners_of(writing.session, row.id, Operation.WITHDRAW_ITEM)
        withdrawing.withdraw(writing, noun, row.slug, reason, moderated=moderates(caller, owners))

    try:
        changed(request, visitor, (noun, Operation.WITHDRAW_ITEM), given.get("seen", ""), store)
    except OvertakenError:
        return _overtaken(request, given, visitor, noun)
    except FactError as error:
        wrong = IntakeError([Problem("/reason", item.sentence) for item in error.problems])
        return _wrong(request, given, visitor, noun, wrong)
    return on(request, "/desk")


def _copied(request: Request, visitor: Visitor, noun: str) -> Response:
    """A draft of the same, for another date."""

    def store(writing: Writing, row: Any, caller: Caller) -> str:
        body = {name: value for name, value in told.told(noun, row).items() if name not in _LASTING}
        if noun == "release":
            body["dates"] = [
                {name: one[name] for name in ("territory", "media", "offers")} for one in body.get("dates", [])
            ]
        owner = row.owner if row.owner is not None and may(caller, Operation.WRITE_DRAFT, [row.owner.id]) else None
        body["owner"] = owner.slug if owner else None
        made = drafts.add(writing, noun, body, owner.id if owner else None)
        writing.session.flush()
        return path_of_draft(made)

    return on(request, changed(request, visitor, (noun, Operation.READ_OWN), None, store))


def _overtaken(request: Request, given: Given, visitor: Visitor, noun: str) -> Response:
    t = reader_of(request).t
    sentence = t("Somebody else has changed this meanwhile. Look at it as it stands now, and do it again.")
    return _shown(request, visitor, noun, Filled(given, problem=sentence), status=412)


def _wrong(request: Request, given: Given, visitor: Visitor, noun: str, error: IntakeError) -> Response:
    named_ones = [turns.named(problem) for problem in error.problems]
    known = {one.pointer.strip("/"): one.sentence for one in named_ones}
    fields = (*turns.FIELDS, "reason")
    beside = {name: sentence for name, sentence in known.items() if name in fields}
    others = [sentence for name, sentence in known.items() if name not in fields]
    return _shown(request, visitor, noun, Filled(given, beside, " ".join(others)), status=400)


def _shown(
    request: Request,
    visitor: Visitor,
    noun: str,
    filled: Filled = EMPTY,
    look: Look | None = None,
    status: int = 200,
) -> Response:
    context, t = context_of(request), reader_of(request).t
    with context.database.reading() as session:
        row = found(request, session, noun, visitor.caller, Operation.READ_OWN)
        owners = owners_of(session, row.id, Operation.WITHDRAW_ITEM)
        shown: dict[str, Any] = {
            "title": row.title,
            "noun": noun,
            "parts": _parts(context.site.tongue, t, noun, row),
            "seen": tag_of(request, row) if look is None or status == 412 else filled.value("seen"),
            "public": path_of(noun, row.slug),
            "path": desk_path(noun, row.slug),
            "owner": row.owner.name if row.owner else "",
        }
    shown |= {"visitor": visitor, "current": "", "filled": filled, "nothing": EMPTY, "look": look}
    shown["chosen"] = (filled.value("date"), filled.value("do"))
    shown["labels"] = {name: t.term("desk", word) for name, word in turns.FIELDS.items()}
    shown["may_withdraw"] = may(visitor.caller, Operation.WITHDRAW_ITEM, owners)
    shown["saved"] = "saved" in request.query_params
    return show(request, "published.html", shown, status)


def _parts(spoken: Tongue, t: Tongue, noun: str, row: Any) -> list[Part]:
    if noun == "event":
        known: Event = reading.event(row)
        return [Part("", _said(spoken, t, known), [one for one in turns.EVENT if one.fits(known)])]
    return [
        Part(key, _said(spoken, t, date), [one for one in turns.DATE if one.fits(date)])
        for key, date in reading.dates(row)
    ]


def _said(spoken: Tongue, t: Tongue, facts: Facts) -> Said:
    """What calendars show, in the language that feeds speak; labels in the reader's."""
    when = facts.starts if isinstance(facts, Event) else facts.date
    lines = [(t("Title"), wording.summary(spoken, facts)), (t("When"), terms.when(spoken, when))]
    if isinstance(facts, Event):
        lines.append((t("Where"), wording.location(spoken, facts)))
    else:
        lines.append((t("Formats"), terms.media(spoken, facts.media)))
    return [(label, text) for label, text in lines if text]


def _both(session: Session, row: Any, key: str, choice: Choice, sent: Any) -> tuple[Facts, Facts]:
    """The facts as they are, and as they would be."""
    if isinstance(row, models.Event):
        return reading.event(row), turning.event_then(session, row, choice.turn, sent)
    return dict(reading.dates(row))[key], turning.date_then(session, row, key, choice.turn, sent)


def _other(spoken: Tongue, t: Tongue, now: Facts, then: Facts) -> list[tuple[str, str, str]]:
    """Each line of the calendar, now and then; those that stay the same too, so that the whole is seen."""
    before: Mapping[str, str] = dict(_said(spoken, t, now))
    after: Mapping[str, str] = dict(_said(spoken, t, then))
    labels: Sequence[str] = list(dict.fromkeys([*before, *after]))
    return [(label, before.get(label, ""), after.get(label, "")) for label in labels]
