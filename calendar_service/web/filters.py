"""The ways to narrow a selection: search, what is chosen and can be taken away, and facets as links with counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from calendar_service.intake.asking import understood
from calendar_service.intake.selection import EVERYDAY, Selection
from calendar_service.publishing.plans import own_path, page_path, word_of
from calendar_service.store.facets import Facets, Value
from feeds.tongue import Tongue

MOST: Final = 500
"""A count above it is no longer told exactly."""
NEAR_KM: Final = 25
"""The circle around a reader who tells their position."""

Pairs = Sequence[tuple[str, str]]
Titles = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that is asked for, and the address without it."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Option:
    """A value that can be chosen: how many entries have it, and the address with it; without it where it is chosen."""

    name: str
    count: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The options of one parameter."""

    heading: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What stands above a listing. `carried` goes with a search; `near` is the address that a position is added to."""

    q: str
    carried: tuple[tuple[str, str], ...]
    chips: tuple[Chip, ...]
    groups: tuple[Group, ...]
    near: str


def filters(t: Tongue, selection: Selection, titles: Titles, found: Facets) -> Filters:
    """The filters of a selection whose values are called `titles`."""
    pairs = selection.pairs()
    groups = (_group(t, pairs, name, values, found) for name, values in found.values.items())
    elsewhere = _path([pair for pair in pairs if pair[0] not in ("near", "within", "city", "venue", "country")])
    return Filters(
        q=" ".join(value for name, value in pairs if name == "q"),
        carried=tuple(pair for pair in pairs if pair[0] != "q"),
        chips=tuple(_chips(t, selection, titles)),
        groups=tuple(group for group in groups if _narrows(group)),
        near=f"{elsewhere}{'&' if '?' in elsewhere else '?'}within={NEAR_KM}&near=",
    )


def heading(t: Tongue, name: str) -> str:
    """What a parameter is called."""
    names = {
        "kind": t("Kind"),
        "city": t("City"),
        "country": t("Country"),
        "venue": t.term("noun", "Venue"),
        "artist": t.term("noun", "Artist"),
        "organizer": t.term("noun", "Organizer"),
        "label": t.term("noun", "Label"),
        "series": t.term("noun", "Series"),
        "format": t("Formats"),
        "tag": t("Tags"),
    }
    return names[name]


def _chips(t: Tongue, selection: Selection, titles: Titles) -> list[Chip]:
    pairs = selection.pairs()
    chips = []
    own = selection.only()
    # What a page is of by its own address stands above it as its title.
    for name, values in selection.named if own is None or not own_path(own) else ():
        chips += [Chip(word_of(t, name, one, titles), _path(_without(pairs, (name, one)))) for one in values.wanted]
        for one in values.unwanted:
            words = t("not {names}", names=word_of(t, name, one, titles))
            chips.append(Chip(words, _path(_without(pairs, (name, f"-{one}")))))
    if selection.near:
        words = t("within {kilometres} km", kilometres=f"{selection.near.within:g}")
        chips.append(Chip(words, _path([pair for pair in pairs if pair[0] not in ("near", "within")])))
    if selection.window != EVERYDAY:
        chips.append(Chip(window_name(t, selection), page_path(selection.within(EVERYDAY))))
    if selection.without_cancelled:
        chips.append(Chip(t("without what is cancelled"), _path(_without(pairs, ("cancelled", "hide")))))
    return chips


def window_name(t: Tongue, selection: Selection) -> str:
    """The days that are asked for, in short."""
    first, last = selection.window.first, selection.window.last
    if first and last:
        return t.day(first) if first == last else t.days(first, last)
    if first:
        return t("from {time}", time=t.day(first))
    if last:
        return t("until {time}", time=t.day(last))
    return t("with what was")


def _group(t: Tongue, pairs: Pairs, name: str, values: Sequence[Value], found: Facets) -> Group:
    return Group(heading(t, name), tuple(_option(t, pairs, name, value, found) for value in values))


def _option(t: Tongue, pairs: Pairs, name: str, value: Value, found: Facets) -> Option:
    pair = (name, value.value)
    chosen = pair in pairs
    title = word_of(t, name, value.value, {pair: value.title} if value.title != value.value else {})
    more = found.more or value.count > MOST
    count = f"{t.number(min(value.count, MOST))}{'+' if more else ''}"
    href = _path(_without(pairs, pair) if chosen else [*pairs, pair])
    return Option(t.sentence_case(title) if name in ("kind", "format") else title, count, href, chosen)


def _narrows(group: Group) -> bool:
    """Whether there is anything to choose: what all entries have in common is no choice."""
    return len(group.options) > 1 or any(option.chosen for option in group.options)


def _without(pairs: Pairs, pair: tuple[str, str]) -> Pairs:
    return [other for other in pairs if other != pair]


def _path(pairs: Pairs) -> str:
    return page_path(understood(pairs).selection)
