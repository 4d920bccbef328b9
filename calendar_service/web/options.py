"""The options of a feed as a form that is sent by GET: what is ticked is what the address asks for already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from calendar_service.intake.durations import duration_of
from calendar_service.intake.selection import Asked
from calendar_service.intake.window import Window
from feeds import terms
from feeds.tongue import Tongue
from feeds.vocabulary import Format

ALARMS: Final = ("PT1H", "PT2H", "P1D", "P7D")
"""Reminders that are offered, in the canonical form; others that an address asks for stand beside them."""
PAST: Final = (0, 30)
"""Days back that are offered, beside the usual year and everything."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing to tick: the value that is sent, its words, and whether it is ticked."""

    name: str
    value: str
    label: str
    on: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Things to tick under one heading: several (`checkbox`) or one of them (`radio`)."""

    legend: str
    kind: str
    ticks: tuple[Tick, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The groups, what is carried along unseen, and how many options are not as usual."""

    groups: tuple[Group, ...]
    carried: tuple[tuple[str, str], ...]
    number: int


def form_of(t: Tongue, asked: Asked, formats: Sequence[Format]) -> Form:
    """The form of a selection whose releases have these formats; nothing that the address asks for is lost in it."""
    groups = [_alarms(t, asked.options.alarms), _cancelled(t, asked)]
    chosen = asked.selection.of("format").wanted
    if formats or chosen:
        groups.append(_formats(t, formats, chosen))
    if not (asked.selection.window.first or asked.selection.window.last):
        groups.append(_past(t, asked.selection.window))
    groups.append(_besides(t, asked))
    offered = {(tick.name, tick.value) for group in groups for tick in group.ticks}
    carried = tuple(pair for pair in asked.pairs() if pair not in offered)
    number = sum(tick.on and bool(tick.value) for group in groups for tick in group.ticks)
    return Form(tuple(groups), carried, number)


def before(t: Tongue, minutes: int) -> str:
    """How long before the start a reminder comes, in words: `2 hours before`."""
    if minutes and minutes % 10080 == 0:
        return t.plural("{number} week before", "{number} weeks before", minutes // 10080)
    if minutes and minutes % 1440 == 0:
        return t.plural("{number} day before", "{number} days before", minutes // 1440)
    if minutes and minutes % 60 == 0:
        return t.plural("{number} hour before", "{number} hours before", minutes // 60)
    if minutes:
        return t.plural("{number} minute before", "{number} minutes before", minutes)
    return t("At the start")


def _alarms(t: Tongue, given: Iterable[str]) -> Group:
    durations = sorted(duration_of(text) for text in {*ALARMS, *given})
    ticks = tuple(Tick("alarm", text, before(t, minutes), text in given) for minutes, text in durations)
    note = t("Google ignores reminders, Nextcloud removes them, and Apple asks first.")
    return Group(t("Reminders"), "checkbox", ticks, note)


def _cancelled(t: Tongue, asked: Asked) -> Group:
    value = "hide" if asked.selection.without_cancelled else "mark" if asked.options.confirmed else ""
    labels = {
        "": t("Keep it, marked as cancelled"),
        "mark": t("Keep it visible in Google too, which hides what is cancelled"),
        "hide": t("Leave it out"),
    }
    return Group(t("What is cancelled"), "radio", _one_of("cancelled", labels, value))


def _formats(t: Tongue, formats: Sequence[Format], chosen: Sequence[str]) -> Group:
    offered = [form for form in Format if form in formats or form in chosen]
    ticks = tuple(Tick("format", form, t.sentence_case(terms.format_name(t, form)), form in chosen) for form in offered)
    return Group(t("Only these formats"), "checkbox", ticks, t("Then only releases are left, and no events."))


def _past(t: Tongue, window: Window) -> Group:
    value = {None: "", -1: "all"}.get(window.past, str(window.past))
    given = [window.past] if window.past not in (None, -1, *PAST) else []
    labels = {str(past): _back(t, past) for past in sorted([*PAST, *given])}
    labels |= {"": t("A year back"), "all": t("Everything that ever was")}
    return Group(t("What is over"), "radio", _one_of("past", labels, value))


def _back(t: Tongue, past: int) -> str:
    if not past:
        return t("Only what is to come")
    return t.plural("{number} day back", "{number} days back", past)


def _besides(t: Tongue, asked: Asked) -> Group:
    options = asked.options
    ticks = (
        Tick("onsale", "1", t("The opening of ticket sales and pre-orders, as entries of their own"), options.onsale),
        Tick("partial", "tentative", t("What has no day yet, on the last day that it may be"), options.tentative),
        Tick("busy", "1", t("Show me as busy at the time of events"), options.busy),
    )
    return Group(t("Besides"), "checkbox", ticks)


def _one_of(name: str, labels: dict[str, str], value: str) -> tuple[Tick, ...]:
    return tuple(Tick(name, choice, label, choice == value) for choice, label in labels.items())


def window_words(t: Tongue, window: Window) -> str:
    """The days that an address asks for outright, in a sentence; empty where it does not."""
    if window.first and window.last:
        return t("Only {days}.", days=t.days(window.first, window.last))
    if window.first:
        return t("Only from {day}.", day=t.day(window.first))
    return t("Only until {day}.", day=t.day(window.last)) if window.last else ""
