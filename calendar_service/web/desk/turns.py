"""What can become of something public, as the desk asks for it: what each is called, what it means for subscribers,
which fields it has, and how they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.life import Reason
from calendar_service.intake.problems import read
from calendar_service.intake.typed import typed
from calendar_service.store.turning import DATE_TURNS, EVENT_TURNS, Turn
from calendar_service.web.desk import event_form, form_parts
from calendar_service.web.desk.form_parts import LANGUAGES, Find, Given, Written
from feeds.errors import FactError
from feeds.facts import Event, ReleaseDate
from feeds.terms import mark
from feeds.tongue import Tongue
from feeds.vocabulary import Availability, DateStatus, EventStatus

Object = dict[str, Any]
Facts = Event | ReleaseDate
FIELDS: Final[Mapping[str, str]] = {
    "when": mark("desk", "When"),
    "ends": mark("desk", "Ends"),
    "doors": mark("desk", "Doors"),
    "venue": mark("desk", "Where"),
    "room": mark("desk", "Room"),
    "online_url": mark("desk", "Online at"),
}
"""What fields are called, by their names."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be said of an entry: its name in forms, what it is called, what it means, its fields, and
    when it can be said; `turn` is what it is in the store."""

    name: str
    label: str
    meaning: str
    fields: tuple[str, ...]
    turn: Turn
    fits: Callable[[Any], bool]


def _sold(facts: Facts) -> bool:
    return any(offer.availability is Availability.SOLD_OUT for offer in facts.offers)


def _on(event: Event) -> bool:
    return event.status not in (EventStatus.CANCELLED, EventStatus.POSTPONED)


def _out(one: ReleaseDate) -> bool:
    return one.status not in (DateStatus.CANCELLED, DateStatus.DELAYED)


_MOVES: Final = mark("desk", "The entry moves in every calendar, and says when it was to be before.")
_STAYS: Final = mark("desk", "The entry stays where it was in every calendar, and says so in front of its title.")
_BACK: Final = mark("desk", "The entry in every calendar loses what stood in front of its title.")

EVENT: Final = (
    Choice(
        "time",
        mark("desk", "Another time"),
        _MOVES,
        ("when", "ends", "doors"),
        EVENT_TURNS["rescheduled"],
        lambda _: True,
    ),
    Choice(
        "place",
        mark("desk", "Another place"),
        mark("desk", "The entry says where it is now, and where it was to be."),
        ("venue", "room"),
        EVENT_TURNS["moved"],
        lambda _: True,
    ),
    Choice(
        "online",
        mark("desk", "Online instead"),
        mark("desk", "The entry has the address instead of the place."),
        ("online_url",),
        EVENT_TURNS["moved"],
        lambda one: one.venue is not None,
    ),
    Choice(
        "sold-out",
        mark("desk", "Sold out"),
        _STAYS,
        (),
        EVENT_TURNS["sold out"],
        lambda one: _on(one) and not _sold(one),
    ),
    Choice("tickets", mark("desk", "There are tickets again"), _BACK, (), EVENT_TURNS["tickets again"], _sold),
    Choice("postponed", mark("desk", "Postponed, and no new date yet"), _STAYS, (), EVENT_TURNS["postponed"], _on),
    Choice(
        "cancelled",
        mark("desk", "Cancelled"),
        _STAYS,
        (),
        EVENT_TURNS["cancelled"],
        lambda one: one.status is not EventStatus.CANCELLED,
    ),
    Choice(
        "restored",
        mark("desk", "It takes place after all"),
        _BACK,
        (),
        EVENT_TURNS["restored"],
        lambda one: not _on(one),
    ),
)
"""What can become of an event."""
DATE: Final = (
    Choice("time", mark("desk", "Another date"), _MOVES, ("when",), DATE_TURNS["rescheduled"], lambda _: True),
    Choice(
        "sold-out",
        mark("desk", "Sold out"),
        _STAYS,
        (),
        DATE_TURNS["sold out"],
        lambda one: _out(one) and not _sold(one),
    ),
    Choice("tickets", mark("desk", "It can be ordered again"), _BACK, (), DATE_TURNS["tickets again"], _sold),
    Choice("delayed", mark("desk", "Delayed, and no new date yet"), _STAYS, (), DATE_TURNS["delayed"], _out),
    Choice(
        "cancelled",
        mark("desk", "Cancelled"),
        _STAYS,
        (),
        DATE_TURNS["cancelled"],
        lambda one: one.status is not DateStatus.CANCELLED,
    ),
    Choice(
        "restored", mark("desk", "It comes out after all"), _BACK, (), DATE_TURNS["restored"], lambda one: not _out(one)
    ),
)
"""What can become of a date of a release."""

_FIELD: Final[Mapping[str, str]] = {"starts": "when", "date": "when"}


def choice_of(noun: str, name: str) -> Choice | None:
    """A choice by its name in forms."""
    return next((one for one in (EVENT if noun == "event" else DATE) if one.name == name), None)


def sent_of(t: Tongue, choice: Choice, given: Given, today: date, find: Find) -> Reason:
    """What a form says, in the shape in which the API takes it. Raises IntakeError with a sentence for each field."""
    made = Written({})
    body: Object = {"reason": given.get("reason", "")}
    if "when" in choice.fields:
        body |= _times(t, choice, given, today, made)
    if "venue" in choice.fields:
        body |= _place(t, given, made, find)
    if "online_url" in choice.fields:
        body["online_url"] = given.get("online_url", "").strip()
        if not body["online_url"]:
            made.problems["online_url"] = t("Where does it take place? Give an address that begins with https://.")
    problems = [Problem(f"/{name}", sentence) for name, sentence in made.problems.items()]
    try:
        sent = read(choice.turn.shape, body)
    except IntakeError as error:
        known = {problem.pointer for problem in problems}
        problems += [one for one in (named(problem) for problem in error.problems) if one.pointer not in known]
    if problems:
        raise IntakeError(problems)
    return sent


def named(problem: Problem) -> Problem:
    """The same, by the field of the form."""
    name = problem.pointer.strip("/").partition("/")[0]
    return Problem(f"/{_FIELD.get(name, name)}", problem.sentence)


def _times(t: Tongue, choice: Choice, given: Given, today: date, made: Written) -> Object:
    if "ends" in choice.fields:
        event_form.times(t, given, today, made)
        return {name: made.body[name] for name in ("starts", "ends", "doors")}
    try:
        return {"date": typed(given.get("when", ""), today, LANGUAGES, "when").starts}
    except FactError as error:
        made.problems["when"] = " ".join(problem.told(t) for problem in error.problems)
        return {"date": ""}


def _place(t: Tongue, given: Given, made: Written, find: Find) -> Object:
    text = given.get("venue", "").strip()
    found = form_parts.meant(text, given.get("venue_slug", "").strip(), "venue", find)
    if len(found) > 1:
        made.problems["venue"] = t("Several places are called so; choose the one that is meant.")
    elif not found:
        sentence = t("No place here is called “{name}”.", name=text) if text else t("Where is it now?")
        made.problems["venue"] = sentence
    return {"venue": found[0].slug if found else None, "room": given.get("room", "").strip()}
