"""Facts of every shape, with hostile text, for hypothesis. Text is cleaned as intake cleans it, so facts are clean."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from feeds import facts, text
from feeds.entry import Entry
from feeds.errors import FactError
from feeds.vocabulary import (
    Availability,
    DateStatus,
    EventKind,
    EventStatus,
    Format,
    OfferKind,
    ReleaseKind,
    Role,
)
from feeds.when import Moment, PartialDate, When, local, zone_names
from tests.cast import NOW

PIECES = [
    "\r\n", "\n", "\r", "\\n", "\\N", "\\", ";", ",", ":", '"', "'", "^", "^n", "^'", "=", "%0a", "BEGIN:VEVENT",
    "END:VCALENDAR", "\nATTENDEE:mailto:a@b", "\x00", "\x07", "\x1b", "\x85", "\u2028", "\u2029", "\ufeff", "\u200f",
    "\u202e", "\u2066", "\ud800", "\udfff", "\u0301", "e\u0301", "é", "ß", "\u200d",
    "👩\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "🇩🇪",
    "👍🏽", "שלום", "مرحبا", "日本語", "\t", "  ", "\xa0", "\u3000", "<b>", "&amp;", "{{x}}", "٣",
    "Z̸͎͝a̴͍", "a" * 80, " ",
]  # fmt: skip
HOSTILE = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8), st.characters()), max_size=24).map("".join)
ZONES = sorted(zone_names())


def _line(raw: str) -> str:
    return text.clean_line(text.clean_line(raw)[: text.LINE_LIMIT])


LINES = HOSTILE.map(_line).filter(bool)
TEXTS = st.one_of(
    HOSTILE.map(text.clean_text), st.just("long words " * 1000), HOSTILE.map(lambda raw: text.clean_text(raw * 40))
)
URLS = st.sampled_from(
    ["https://example.org/a?b=c&d=e#f", "http://xn--bcher-kva.example/%C3%BC,;", "https://example.org/" + "x" * 300]
)
DAYS = st.dates(date(1990, 1, 1), date(2037, 12, 31))
MOMENTS = st.builds(
    local,
    st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    st.sampled_from(ZONES),
)
PARTIALS = st.one_of(
    DAYS.map(lambda on: PartialDate(on.isoformat())),
    st.sampled_from([PartialDate(form) for form in ("2027", "2027-03", "2027-33", "2027-21", "2027-24", "tba")]),
)
WHENS = st.one_of(MOMENTS, PARTIALS)
CITIES = st.one_of(st.just(""), LINES)
VENUES = st.builds(
    facts.Venue,
    slug=st.just("venue"),
    name=LINES,
    zone=st.sampled_from(ZONES),
    street=CITIES,
    city=CITIES,
    country=st.sampled_from(["", "DE", "US"]),
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    access=CITIES,
)
ARTISTS = st.builds(facts.Artist, slug=st.just("artist"), name=LINES)
ORGANIZERS = st.builds(facts.Organizer, slug=st.just("organizer"), name=LINES)
CREDITS = st.lists(
    st.builds(facts.Credit, who=st.one_of(ARTISTS, ORGANIZERS), role=st.sampled_from(Role)), max_size=5
).map(tuple)
WORKS = st.lists(
    st.builds(facts.Work, slug=st.just("work"), title=LINES, year=st.just(1927), runtime=st.sampled_from([None, 153])),
    max_size=2,
).map(tuple)
SERIES = st.lists(
    st.builds(facts.Series, slug=st.just("series"), name=LINES, uid=st.just("1@example.org")), max_size=1
).map(tuple)
ANNOUNCEMENTS = st.lists(
    st.builds(facts.Announcement, slug=st.just("a"), title=LINES, url=st.one_of(st.just(""), URLS), author=CITIES),
    max_size=2,
).map(tuple)
TAGS = st.lists(
    LINES.map(lambda line: text.clean_line(re.sub(r"[,;\\]", " ", line))[:50].strip()).filter(bool), max_size=3
).map(tuple)
OFFERS = st.lists(
    st.builds(
        facts.Offer,
        kind=st.sampled_from(OfferKind),
        url=st.one_of(st.just(""), URLS),
        name=CITIES,
        price=st.just(Decimal("20.50")),
        currency=st.just("EUR"),
        opens=st.one_of(st.none(), MOMENTS),
        availability=st.sampled_from(Availability),
    ),
    max_size=2,
).map(tuple)
MEDIA = st.lists(
    st.builds(facts.Medium, format=st.sampled_from(Format), quantity=st.integers(1, 12), edition=CITIES), max_size=4
).map(tuple)
SHARED: dict[str, Any] = {
    "title": LINES,
    "url": st.one_of(st.just(""), URLS),
    "description": TEXTS,
    "credits": CREDITS,
    "works": WORKS,
    "series": SERIES,
    "announcements": ANNOUNCEMENTS,
    "tags": TAGS,
}


@st.composite
def events(draw: st.DrawFn) -> facts.Event:
    """Events: with and without an hour, an end, doors, a place; in every state."""
    starts = draw(WHENS)
    place = draw(st.one_of(st.none(), VENUES))
    values = {name: draw(strategy) for name, strategy in SHARED.items()}
    try:
        return facts.Event(
            kind=draw(st.sampled_from(EventKind)),
            status=draw(st.sampled_from(EventStatus)),
            starts=starts,
            ends=draw(_ends(starts)),
            doors=starts.plus(timedelta(hours=-1)) if isinstance(starts, Moment) and draw(st.booleans()) else None,
            venue=place,
            room=draw(CITIES) if place else "",
            online_url=draw(st.one_of(st.just(""), URLS)),
            minimum_age=draw(st.sampled_from([None, 0, 18])),
            offers=draw(OFFERS),
            previous_starts=tuple(draw(st.lists(WHENS, max_size=2))),
            previous_venue=draw(st.one_of(st.none(), VENUES)),
            **values,
        )
    except FactError as error:  # the strategy made what facts rightly refuse: that is a fault here
        raise AssertionError(error) from error


@st.composite
def release_dates(draw: st.DrawFn) -> facts.ReleaseDate:
    """Release dates: known to the day, to a month, or not; at an instant; in every state."""
    release = facts.Release(
        kind=draw(st.sampled_from(ReleaseKind)),
        imprints=(facts.Imprint(draw(ORGANIZERS), draw(CITIES)),),
        **{name: draw(strategy) for name, strategy in SHARED.items()},
    )
    return facts.ReleaseDate(
        release=release,
        date=draw(WHENS),
        status=draw(st.sampled_from(DateStatus)),
        territory=draw(st.sampled_from(["", "DE"])),
        media=draw(MEDIA),
        offers=draw(OFFERS),
        previous_dates=tuple(draw(st.lists(WHENS, max_size=2))),
    )


def entries_of(facts_of: st.SearchStrategy[facts.Facts]) -> st.SearchStrategy[list[Entry]]:
    """A few entries with different UIDs."""

    def number(found: list[facts.Facts]) -> list[Entry]:
        return [
            Entry(f"{place:032d}@example.org", f"https://calendar.example.org/events/{place}", NOW, item)
            for place, item in enumerate(found)
        ]

    return st.lists(facts_of, min_size=1, max_size=4).map(number)


ENTRIES = entries_of(st.one_of(events(), release_dates()))


def _ends(starts: When) -> st.SearchStrategy[When | None]:
    if isinstance(starts, Moment):
        spans = st.timedeltas(timedelta(minutes=1), timedelta(days=4)).map(
            lambda span: span - span % timedelta(minutes=1)
        )
        return st.one_of(st.none(), spans.map(starts.plus))
    if starts.is_day:
        days = st.integers(0, 10).map(lambda later: PartialDate((starts.first + timedelta(days=later)).isoformat()))
        return st.one_of(st.none(), days)
    return st.none()
