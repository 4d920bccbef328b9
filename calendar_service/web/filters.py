"""The ways to narrow a selection: search, what is chosen and can be taken away, and facets as links with counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from calendar_service.intake.asking import understood
from calendar_service.intake.selection import EVERYDAY, Selection
from calendar_service.publishing.plans import own_path, page_path, word_of
from calendar_service.store.facets import WIDE, Facets, Value
from feeds.tongue import Tongue
from feeds.vocabulary import EventKind

MOST: Final = 500
"""A count above it is no longer told exactly."""
NEAR_KM: Final = 25
"""The circle around a reader who tells their position."""

Pairs = Sequence[tuple[str, str]]
Titles = Mapping[tuple[str, str], str]
Address = Callable[[Selection], str]
"""The canonical path of a selection, in the view that the reader has chosen."""


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


def filters(t: Tongue, selection: Selection, titles: Titles, found: Facets, address: Address = page_path) -> Filters:
    """The filters of a selection whose values are called `titles`; their links keep to what `address` makes."""
    pairs = selection.pairs()
    ways = _Ways(t, pairs, titles, found.more, address)
    groups = (_group(ways, name, values) for name, values in found.values.items())
    elsewhere = ways.to([pair for pair in pairs if pair[0] not in ("near", "within", "city", "venue", "country")])
    return Filters(
        q=" ".join(value for name, value in pairs if name == "q"),
        carried=tuple(pair for pair in pairs if pair[0] != "q"),
        chips=tuple(_chips(ways, selection)),
        groups=tuple(group for group in groups if _narrows(group)),
        near=f"{elsewhere}{'&' if '?' in elsewhere else '?'}within={NEAR_KM}&near=",
    )


@dataclass(frozen=True, slots=True)
class _Ways:
    """What all links have in common: the language, what is asked for and called, and how addresses are made."""

    t: Tongue
    pairs: Pairs
    titles: Titles
    more: bool
    address: Address

    def to(self, pairs: Pairs) -> str:
        """The address of these parameters."""
        return self.address(understood(pairs).selection)

    def without(self, *pairs: tuple[str, str]) -> str:
        """The address without some of what is asked for."""
        return self.to([other for other in self.pairs if other not in pairs])

    def adding(self, pair: tuple[str, str]) -> str:
        """The address with one more: in place of the kind that holds it, or the “or” of both would narrow nothing."""
        wide = ("kind", _holder(pair[1])) if pair[0] == "kind" else None
        return self.to([*(other for other in self.pairs if other != wide), pair])


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


def _chips(ways: _Ways, selection: Selection) -> list[Chip]:
    t, own = ways.t, selection.only()
    chips = []
    # What a page is of by its own address stands above it as its title.
    for name, values in selection.named if own is None or not own_path(own) else ():
        chips += [Chip(word_of(t, name, one, ways.titles), ways.without((name, one))) for one in values.wanted]
        for one in values.unwanted:
            words = t("not {names}", names=word_of(t, name, one, ways.titles))
            chips.append(Chip(words, ways.without((name, f"-{one}"))))
    if selection.near:
        words = t("within {kilometres} km", kilometres=f"{selection.near.within:g}")
        chips.append(Chip(words, ways.without(*(pair for pair in ways.pairs if pair[0] in ("near", "within")))))
    if selection.window != EVERYDAY:
        chips.append(Chip(window_name(t, selection), ways.address(selection.within(EVERYDAY))))
    if selection.without_cancelled:
        chips.append(Chip(t("without what is cancelled"), ways.without(("cancelled", "hide"))))
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


def _group(ways: _Ways, name: str, values: Sequence[Value]) -> Group:
    wide = [value for key, value in ways.pairs if key == name == "kind" and value in WIDE]
    # Of events alone, or of releases, the kinds of the others would be more and not less.
    offered = [one for one in values if not wide or one.value in WIDE or _holder(one.value) in wide or _has(ways, one)]
    return Group(heading(ways.t, name), tuple(_option(ways, name, value) for value in offered))


def _has(ways: _Ways, kind: Value) -> bool:
    return ("kind", kind.value) in ways.pairs


def _option(ways: _Ways, name: str, value: Value) -> Option:
    pair = (name, value.value)
    chosen = pair in ways.pairs
    known = {pair: value.title} if value.title != value.value else {}
    title = word_of(ways.t, name, value.value, {**ways.titles, **known})
    href = ways.without(pair) if chosen else ways.adding(pair)
    words = ways.t.sentence_case(title) if name in ("kind", "format") else title
    return Option(words, _count(ways, value.count), href, chosen)


def _count(ways: _Ways, count: int) -> str:
    """How many: where not all were counted, it is the least; that none was found there says nothing."""
    if ways.more and not count:
        return ""
    return f"{ways.t.number(min(count, MOST))}{'+' if ways.more or count > MOST else ''}"


def _holder(kind: str) -> str:
    """The kind that holds a kind."""
    return "event" if kind in {*EventKind} else "release"


def _narrows(group: Group) -> bool:
    """Whether there is anything to choose: what all entries have in common is no choice."""
    return len(group.options) > 1 or any(option.chosen for option in group.options)
