"""What the pages of venues, artists, organizers, series, cities and tags show besides their entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.intake.asking import understood
from calendar_service.publishing.recipes import MissingError
from calendar_service.store import beside, listing, reading, renaming
from calendar_service.store.choosing import chosen
from calendar_service.web import cards, details, heads, shared, views
from calendar_service.web.paged import MovedError, Scene, WithdrawnError
from calendar_service.web.report import report_path
from calendar_service.web.words import Link
from feeds import terms
from feeds.facts import Artist, Event, Organizer, Series, Venue
from feeds.tongue import Tongue
from feeds.vocabulary import SeriesKind
from feeds.writers import schema

STOPS: Final = 100
"""Entries of a tour's route."""
RECORDS: Final = 100
"""Releases in the catalogue of a label."""


@dataclass(frozen=True, slots=True)
class Record:
    """A line of a label's catalogue."""

    number: str
    line: views.Line
    day: str
    stamp: str


def shown(session: Session, scene: Scene, name: str, row: Any) -> dict[str, Any]:
    """Facts, description, what machines are told, and what only this sort of noun has."""
    facts = reading.NOUNS[name](row)
    address = scene.site.addresses.to(path_of(name, row.slug))
    lines = cards.noun_lines(scene.site.name, facts)
    picture = heads.card_picture(scene.site.addresses, (name, row.slug), lines)
    head = heads.Head(row.name, address, heads.described(lines, row.description), picture)
    found = {
        "facts": details.noun_facts(scene.t, facts),
        "place": details.address(scene.t, facts) if isinstance(facts, Venue) else "",
        "description": row.description,
        "report_path": report_path(name, row.slug),
        "metas": shared.metas(scene, head),
        "data": [schema.script(_thing(scene, facts))],
    }
    if name == "organizer":
        return found | _catalogue(session, scene, row)
    if isinstance(facts, Series):
        return (
            found
            | {"noun": scene.t.sentence_case(terms.series_kind(scene.t, facts.kind))}
            | _route(session, scene, facts)
        )
    return found


def _thing(scene: Scene, facts: Any) -> schema.Object:
    pages = heads.pages(scene.site.addresses)
    if isinstance(facts, Venue):
        return schema.venue(facts, pages)
    if isinstance(facts, Artist):
        return schema.artist(facts, pages)
    return schema.organizer(facts, pages) if isinstance(facts, Organizer) else schema.series(facts, pages)


def _route(session: Session, scene: Scene, series: Series) -> dict[str, Any]:
    """A tour from city to city, with what was and what is to come."""
    if series.kind is not SeriesKind.TOUR:
        return {}
    choice = chosen(session, understood([("series", series.slug)]).selection).choice
    rows = listing.by_night(session, choice, (date.min, date.max), STOPS)
    stops = []
    for item, row, facts in views.with_facts(session, rows):
        if isinstance(facts, Event) and facts.venue and facts.venue.city:
            day = views.heading(scene.t, row, facts, scene.today)
            stops.append(Link(facts.venue.city, views.href(item, row), scene.t.day(row.night), day[1]))
    return {"route": stops}


def _catalogue(session: Session, scene: Scene, row: models.Organizer) -> dict[str, Any]:
    """What a label has put out and will: by catalogue number, the latest first."""
    found = beside.catalogue(session, row, RECORDS)
    shown = {entry.id: one for one in views.with_facts(session, [entry for _, entry in found]) for entry in [one[1]]}
    records = [_record(scene, number, shown[entry.id]) for number, entry in found if entry.id in shown]
    return {"records": records, "noun": noun_name(scene.t, "label")} if records else {}


def _record(scene: Scene, number: str, found: views.Found) -> Record:
    item, row, facts = found
    return Record(number, views.line(scene.t, item, row, facts), *views.heading(scene.t, row, facts, scene.today))


def noun_name(t: Tongue, name: str) -> str:
    """What a noun is called."""
    names = {
        "venue": t.term("noun", "Venue"),
        "artist": t.term("noun", "Artist"),
        "organizer": t.term("noun", "Organizer"),
        "label": t.term("noun", "Label"),
        "series": t.term("noun", "Series"),
        "city": t.term("noun", "City"),
        "tag": t.term("noun", "Tag"),
        "release": t.term("noun", "Release"),
        "event": t.term("noun", "Event"),
    }
    return names[name]


def missing(session: Session, name: str, slug: str) -> MissingError:
    """Why there is nothing at an address: it never was, it is elsewhere now, or it was withdrawn."""
    found = renaming.past(session, name, slug)
    if found is None:
        return MissingError()
    return MovedError(path_of(name, found.successor)) if found.successor else WithdrawnError()
