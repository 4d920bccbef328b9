"""What may be one and the same event: on the same night, at the same place, with the same act, or by a similar title.
Decided purely, from what is known of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from feeds.errors import FactError
from feeds.nights import BY_DAY, NIGHT_ENDS
from feeds.search import fold, folded
from feeds.when import Moment, when_of

SIMILAR: Final = 0.6
"""Which part of the words of two titles is shared by titles that are similar (Dice's coefficient)."""


class Likeness(StrEnum):
    """What two events of one night have in common."""

    PLACE = "place"
    ACT = "act"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is compared: the night, the folded names of place (or nothing) and acts, the words of the title."""

    night: date
    place: str
    acts: frozenset[str]
    words: frozenset[str]


def likeness(one: Sketch, other: Sketch) -> frozenset[Likeness]:
    """What both have in common; nothing where the nights are two."""
    if one.night != other.night:
        return frozenset()
    shared = len(one.words & other.words)
    found = {
        Likeness.PLACE: bool(one.place) and one.place == other.place,
        Likeness.ACT: bool(one.acts & other.acts),
        Likeness.TITLE: shared > 0 and 2 * shared / (len(one.words) + len(other.words)) >= SIMILAR,
    }
    return frozenset(name for name, holds in found.items() if holds)


def sketch_of(body: Mapping[str, Any], names: Mapping[tuple[str, str], str]) -> Sketch | None:
    """A draft of an event as it is compared; None where no day is known. `names`: of slugs, by noun and slug."""
    on = night_of(body)
    if on is None:
        return None
    credits = [one for one in body.get("credits") or [] if isinstance(one, dict) and one.get("artist")]
    acts = frozenset(_name("artist", one["artist"], names) for one in credits)
    return Sketch(on, _name("venue", body.get("venue"), names), acts - {""}, words_of(str(body.get("title") or "")))


def words_of(title: str) -> frozenset[str]:
    """The words of a title, folded as the search folds them."""
    return frozenset(fold(title))


def night_of(body: Mapping[str, Any]) -> date | None:
    """The day to whose evening a draft belongs (`feeds.nights`); None where no day is known, or no event is meant."""
    try:
        when = when_of(str(body.get("starts") or ""), "UTC", "starts")
    except FactError:
        return None
    if not isinstance(when, Moment):
        return when.first if when.is_day else None
    is_late = when.wall.time() < NIGHT_ENDS and body.get("kind") not in BY_DAY
    return when.day - timedelta(days=1) if is_late else when.day


def _name(noun: str, value: Any, names: Mapping[tuple[str, str], str]) -> str:
    if isinstance(value, dict):
        return folded(str(value.get("name") or ""))
    return folded(names.get((noun, value), value)) if isinstance(value, str) and value else ""
