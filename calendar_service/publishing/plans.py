"""Plans: what an address comes to in one state of the database: a choice of entries, its days, and its head."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import quote

from sqlalchemy.orm import Session

from calendar_service.addresses import Addresses, path_of
from calendar_service.intake.selection import EVERYDAY, Asked, Selection
from calendar_service.intake.window import Window
from calendar_service.publishing.site import Site
from calendar_service.store.choice import Choice
from calendar_service.store.choosing import chosen
from feeds import terms
from feeds.options import PLAIN, Options
from feeds.tongue import Tongue
from feeds.writers.ical import Head

PAST_DAYS: Final = 365
"""How far feeds reach back unless told otherwise (design, section 4, Window)."""
RELEASES: Final = ("kind", "release")
"""What `/releases` holds."""
NAME_LIMIT: Final = 120
"""Characters of a calendar's name that is put together from a selection."""
PAGES: Final = ("venue", "artist", "organizer", "series", "city", "tag")
"""The names whose values have pages and feeds of their own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A choice of entries without its window, first and last day of the window, what the feed says of itself.

    `windowed`: somebody asked for this window. `today`: the feed's day.
    """

    choice: Choice
    days: tuple[date, date]
    head: Head
    addresses: Addresses
    today: date
    options: Options = PLAIN
    windowed: bool = False


def plan_of(session: Session, site: Site, asked: Asked, ending: str, day: date) -> Plan:
    """The plan of a selection. Raises FactError where a value names nothing that is there."""
    selection = asked.selection
    found = chosen(session, selection)
    selection = found.selection
    t = site.tongue
    title = title_of(t, selection, found.titles)
    base = selection.only()
    if base is not None and base[0] in PAGES:
        text = t("Events and releases of {name}, from {site}.", name=title, site=site.name)
    else:
        text = described(t, site.name, title)
    head = Head(
        title or site.name,
        text,
        site.addresses.to(feed_path(replace(asked, selection=selection), ending)),
        site.addresses.to(page_path(selection.within(EVERYDAY))),
        site.zone,
        t,
    )
    days = selection.window.days(day, PAST_DAYS)
    windowed = selection.window != EVERYDAY
    return Plan(found.choice, days, head, site.addresses, day, asked.options, windowed)


def described(t: Tongue, site: str, title: str) -> str:
    """What a selection holds, in a sentence."""
    if title:
        return t("Events and releases of {site}: {title}.", site=site, title=title)
    return t("All events and releases of {site}.", site=site)


def feed_path(asked: Asked, ending: str) -> str:
    """The canonical path and query of a feed: below a noun's own page where the selection is that noun alone."""
    return _path(asked, lambda base: f"{base or '/calendar'}.{ending}")


def page_path(selection: Selection) -> str:
    """The canonical path and query of the page of a selection."""
    year = _whole_year(selection.window)
    if year and selection.within(EVERYDAY) == Selection():
        return f"/archive/{year}"
    return _path(Asked(selection), lambda base: base or "/")


def _whole_year(window: Window) -> int | None:
    """The year of which a window holds all days, and no others."""
    year = window.first.year if window.first else 0
    return year if year and window == Window(first=date(year, 1, 1), last=date(year, 12, 31)) else None


def own_path(base: tuple[str, str]) -> str:
    """The path that a name and value have for themselves; empty where they have none."""
    if base == RELEASES:
        return "/releases"
    return path_of(*base) if base[0] in PAGES else ""


def title_of(t: Tongue, selection: Selection, titles: Mapping[tuple[str, str], str]) -> str:
    """What a selection is called, in one line; empty for everything."""
    text = " · ".join(_titles(t, selection, titles))
    return text if len(text) <= NAME_LIMIT else f"{text[: NAME_LIMIT - 1].rstrip()}…"


def plain_head(site: Site, name: str, text: str, source: str, page: str) -> Head:
    """The head of a feed that is no selection, from paths."""
    return Head(name, text, site.addresses.to(source), site.addresses.to(page), site.zone, site.tongue)


def _path(asked: Asked, address: Callable[[str], str]) -> str:
    base = asked.selection.only()
    folder = own_path(base) if base else ""
    pairs = [pair for pair in asked.pairs() if not (folder and pair == base)]
    query = "&".join(f"{name}={quote(value, safe=',')}" for name, value in pairs)
    path = address(folder)
    return f"{path}?{query}" if query else path


def _titles(t: Tongue, selection: Selection, titles: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for name, values in selection.named:
        if values.wanted:
            yield _list(t, name, values.wanted, titles)
        if values.unwanted:
            yield t("not {names}", names=_list(t, name, values.unwanted, titles))
    if selection.near:
        yield t("within {kilometres} km", kilometres=f"{selection.near.within:g}")
    if selection.without_cancelled:
        yield t("without what is cancelled")


def _list(t: Tongue, name: str, values: Iterable[str], titles: Mapping[tuple[str, str], str]) -> str:
    return ", ".join(word_of(t, name, value, titles) for value in values)


def word_of(t: Tongue, name: str, value: str, titles: Mapping[tuple[str, str], str]) -> str:
    """What a value of a selection is called."""
    if name == "q":
        return f"“{value}”"
    if name in ("country", "territory"):
        return t.country(value)
    return titles.get((name, value)) or terms.chosen(t, name, value) or value.replace("_", " ")
