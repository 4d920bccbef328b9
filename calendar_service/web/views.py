"""What listings show: entries turned into lines under their nights. Nothing here escapes: templates do, at output."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.addresses import anchor, path_of
from calendar_service.store import reading
from calendar_service.store.rendering import load_items
from calendar_service.web.details import Fact, date_facts, link_to
from calendar_service.web.times import hour, machine_time, near_day
from calendar_service.web.words import Link
from feeds import terms, wording
from feeds.entry import announced, is_put_off, span
from feeds.facts import Event, Facts, ReleaseDate
from feeds.tongue import Tongue
from feeds.vocabulary import DateStatus, EventStatus
from feeds.when import Moment, PartialDate

Found = tuple[models.Item, models.Entry, Facts]
"""What is shown of an entry: its item, its row, its facts."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in a listing. `late`: it begins after the midnight of its night."""

    title: str
    href: str
    time: str
    moment: str
    late: bool
    kind: str
    who: str
    place: Link | None
    formats: str
    marks: tuple[str, ...]
    off: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The lines under one heading; `stamp` is its day as HTML's `datetime` has it, empty for what that cannot say."""

    heading: str
    stamp: str
    lines: tuple[Line, ...]

    @property
    def pieces(self) -> list[str]:
        """The heading in parts that are best kept on one line each."""
        return re.split(r"(?<=[,–]) ", self.heading)


def with_facts(session: Session, rows: Sequence[models.Entry]) -> list[Found]:
    """Entries with their items and their facts, in the order given."""
    items = load_items(session, {row.item_id for row in rows})
    facts = {entry.id: found for item in items.values() for entry, found in reading.entries(item)}
    return [(items[row.item_id], row, facts[row.id]) for row in rows if row.id in facts]


def groups(t: Tongue, found: Iterable[Found], today: date) -> list[Group]:
    """Listing lines under their nights, in the order given."""
    headed = ((heading(t, row, facts, today), line(t, item, row, facts)) for item, row, facts in found)
    return [
        Group(text, stamp, tuple(item for _, item in lines))
        for (text, stamp), lines in groupby(headed, key=lambda pair: pair[0])
    ]


def line(t: Tongue, item: models.Item, row: models.Entry, facts: Facts) -> Line:
    """An entry as a line of a listing."""
    place = span(facts)
    starts = place.starts if place and isinstance(place.starts, Moment) else None
    return Line(
        title=wording.title(facts),
        href=href(item, row),
        time=hour(t, place, row.night),
        moment=machine_time(starts) if starts else "",
        late=bool(starts and starts.day > row.night),
        kind=terms.kind(t, facts),
        who=_who(t, facts),
        place=_place(t, facts),
        formats=terms.media(t, facts.media) if isinstance(facts, ReleaseDate) else "",
        marks=marks(t, facts),
        off=is_off(facts),
    )


@dataclass(frozen=True, slots=True)
class DateCard:
    """One date on the page of a release."""

    anchor: str
    heading: str
    stamp: str
    facts: tuple[Fact, ...]
    marks: tuple[str, ...]
    off: bool


def release_date(t: Tongue, entry: models.Entry, facts: Facts, today: date) -> DateCard:
    """One date of a release as its page shows it."""
    assert isinstance(facts, ReleaseDate)
    assert entry.date is not None
    text, stamp = heading(t, entry, facts, today)
    rows = tuple(date_facts(t, facts))
    return DateCard(entry.date.source_id, text, stamp, rows, marks(t, facts), is_off(facts))


def kind(t: Tongue, facts: Facts) -> str:
    """What sort of entry it is, in words."""
    return t.sentence_case(terms.kind(t, facts))


def href(item: models.Item, entry: models.Entry) -> str:
    """The path of an entry's page."""
    path = path_of(item.noun, item.slug)
    return f"{path}#{anchor(entry.date.source_id)}" if entry.date else path


def marks(t: Tongue, facts: Facts) -> tuple[str, ...]:
    """The state of an entry in words for a page; empty where all is as announced."""
    return tuple(terms.state(t, state) for state in wording.states(facts))


def is_off(facts: Facts) -> bool:
    """Whether it does not take place (or come out) when it was to."""
    return is_put_off(facts) or facts.status in (EventStatus.CANCELLED, DateStatus.CANCELLED)


def heading(t: Tongue, row: models.Entry, facts: Facts, today: date) -> tuple[str, str]:
    """The night, the days or the period under which an entry is listed, and the same for machines."""
    place, when = span(facts), announced(facts)
    if place is None:
        assert isinstance(when, PartialDate)
        return t.sentence_case(terms.period(t, when)), machine_time(when)
    if isinstance(place.ends, PartialDate) and place.ends != place.starts:
        assert isinstance(place.starts, PartialDate)
        return t.days(place.starts.first, place.ends.last), ""
    return near_day(t, row.night, today), row.night.isoformat()


def _who(t: Tongue, facts: Facts) -> str:
    credits = facts.credits if isinstance(facts, Event) else facts.release.credits
    names = [name for name in wording.billed(credits) if name.casefold() not in wording.title(facts).casefold()]
    who = ", ".join(names[:3])
    return t("{names} and others", names=who) if len(names) > 3 else who


def _place(t: Tongue, facts: Facts) -> Link | None:
    if isinstance(facts, ReleaseDate):
        return Link(t.country(facts.territory)) if facts.territory else None
    if facts.venue is None:
        return Link(t("Online")) if facts.online_url else None
    city = f", {facts.venue.city}" if facts.venue.city else ""
    return Link(f"{facts.venue.name}{city}", link_to(facts.venue))
