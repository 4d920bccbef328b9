"""What the pages of events and releases show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.store import beside, reading
from calendar_service.store.rendering import entry_of
from calendar_service.web import details, heads, posters, shared, views
from calendar_service.web.nouns import noun_name
from calendar_service.web.paged import Scene
from calendar_service.web.report import report_path
from feeds import news
from feeds.entry import Entry
from feeds.facts import Artist, Event, Facts, Image, Organizer, Release, Series, Venue
from feeds.registry import FORMATS, ICAL, FeedFormat
from feeds.tongue import Tongue
from feeds.vocabulary import BILLED
from feeds.writers import links, schema

WAYS: Final = 5
"""Calendars that are offered beside an entry."""
TOLD: Final = 20
"""Pieces of news on the page of an entry."""


@dataclass(frozen=True, slots=True)
class Others:
    """Other entries beside this one, under a heading that leads to the page of what they share."""

    heading: str
    href: str
    groups: list[views.Group]


@dataclass(frozen=True, slots=True)
class Told:
    """What became known, on which day (in words and for machines), and why."""

    words: str
    day: str
    stamp: str
    reason: str


def shown(session: Session, scene: Scene, row: models.Item) -> dict[str, Any]:
    """An event, or a release with all its dates."""
    found = sorted(reading.entries(row), key=lambda pair: (pair[0].night, pair[0].starts_at, pair[0].id))
    entries = [entry_of(scene.site.addresses, row, entry, facts) for entry, facts in found]
    path = path_of(row.noun, row.slug)
    image = _image(found[0][1])
    poster = posters.picture(scene.site, image)
    head = heads.entry_head(scene.t, scene.site, (row.noun, row.slug), [facts for _, facts in found], poster)
    return {
        "title": row.title,
        "description": row.description,
        "page_path": path,
        "feed_path": f"{path}.ics",
        "url": scene.site.addresses.to(path),
        "kind": views.kind(scene.t, found[0][1]),
        "in_calendar": any(entry.digest is not None for entry, _ in found),
        "report_path": report_path(row.noun, row.slug),
        "poster": posters.poster(image),
        "alternates": _alternates(scene, path, row.noun),
        "metas": shared.metas(scene, head),
        "data": [_data(scene, row, entries)],
        "others": others(session, scene, row),
        "history": _history(session, scene, row),
    } | (_event(scene, entries[0], found[0]) if row.noun == "event" else _release(scene, row, found))


def others(session: Session, scene: Scene, row: models.Item) -> list[Others]:
    """What comes by the same artists, at the same venue, in the same series, on the same label."""
    found = []
    for group in beside.neighbours(session, row, scene.today):
        lines = views.groups(scene.t, views.with_facts(session, group.entries), scene.today)
        noun = "organizer" if group.noun == "label" else group.noun
        href = path_of(noun, group.slug) if group.slug else ""
        found.append(Others(_heading(scene.t, group), href, lines))
    return found


def _alternates(scene: Scene, path: str, noun: str) -> list[tuple[FeedFormat, str]]:
    """The same as a feed: a release in each format, an event as a file."""
    forms = FORMATS if noun == "release" else (ICAL,)
    return [(form, scene.site.addresses.to(f"{path}.{form.ending}")) for form in forms]


def _image(facts: Facts) -> Image | None:
    return facts.image if isinstance(facts, Event) else facts.release.image


def _event(scene: Scene, entry: Entry, found: tuple[models.Entry, Facts]) -> dict[str, Any]:
    row, facts = found
    assert isinstance(facts, Event)
    t = scene.t
    return {
        "facts": details.event_facts(t, facts),
        "marks": views.marks(t, facts),
        "off": views.is_off(facts),
        "add": links.add(entry, t) if row.last_day >= scene.today else [],
        "ways": _ways(facts),
    }


def _ways(item: Event | Release) -> list[tuple[str, str]]:
    """What can be subscribed to so as to hear of such things, the closest first, with the dialog of each."""
    billed = [credit.who for credit in item.credits if credit.role in BILLED and isinstance(credit.who, Artist)]
    found: list[tuple[str, Series | Artist | Venue | Organizer]] = [("series", series) for series in item.series]
    found += [("artist", artist) for artist in billed]
    if isinstance(item, Event) and item.venue:
        found.append(("venue", item.venue))
    if isinstance(item, Release):
        found += [("label", imprint.label) for imprint in item.imprints]
    return list(dict.fromkeys((noun.name, f"/subscribe?{name}={noun.slug}") for name, noun in found))[:WAYS]


def _release(scene: Scene, row: models.Item, found: Sequence[tuple[models.Entry, Facts]]) -> dict[str, Any]:
    assert isinstance(row, models.Release)
    facts = reading.release(row)
    return {
        "facts": details.release_facts(scene.t, facts),
        "ways": _ways(facts),
        "dates": [views.release_date(scene.t, entry, facts, scene.today) for entry, facts in found],
    }


def _heading(t: Tongue, group: beside.Beside) -> str:
    if group.name:
        return t("More: {name}", name=group.name)
    return t("More by the same artists") if group.noun == "artist" else t("More: {name}", name=noun_name(t, group.noun))


def _data(scene: Scene, row: models.Item, entries: Sequence[Entry]) -> str:
    pages = heads.pages(scene.site.addresses)
    url = scene.site.addresses.to(path_of(row.noun, row.slug))
    if isinstance(row, models.Release):
        release = reading.release(row)
        thing = schema.release(release, entries, url, pages, posters.urls(scene.site, release.image))
        folder = ("/releases", scene.t("Releases"))
    else:
        thing = schema.event(entries[0], pages, posters.urls(scene.site, _image(entries[0].facts))) or {}
        folder = ("/", scene.site.name)
    trail = [(folder[1], scene.site.addresses.to(folder[0])), (row.title, url)]
    return schema.script(*(found for found in (thing, schema.breadcrumbs(trail)) if found))


def _history(session: Session, scene: Scene, row: models.Item) -> list[Told]:
    """What became known and when; that it was announced is no news while nothing else has happened."""
    found = beside.history(session, row, TOLD)
    told = []
    for item in found:
        day = scene.site.today(item.at)
        told.append(Told(news.words(scene.t, item.headline), scene.t.day(day), day.isoformat(), item.reason))
    if {item.headline for item in found} == {news.Headline.ANNOUNCED} and len({item.day for item in told}) == 1:
        return []
    return list(dict.fromkeys(told))
