"""Open Graph: what networks need of a page, in the words of its language."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from babel import Locale

from calendar_service.pictures.cards import Card
from calendar_service.web.heads import (
    Head,
    Picture,
    described,
    entry_head,
    locale,
    open_graph,
    pages,
    site_picture,
)
from feeds import facts
from feeds.tongue import ENGLISH, Tongue
from feeds.vocabulary import EventKind, EventStatus, ReleaseKind
from feeds.when import Moment, PartialDate
from tests.cast import ADDRESSES, SITE

VENUE = facts.Venue("afa", "Anthology Film Archives", "America/New_York", city="New York")
EVENT = facts.Event(
    "Metropolis", EventKind.SCREENING, Moment(datetime(2026, 12, 5, 20, 0), "America/New_York"), venue=VENUE
)
GERMAN = Tongue("de", Locale.parse("de"))


def tags(*found: facts.Facts, poster: Picture | None = None) -> dict[str, str]:
    noun = "event" if isinstance(found[0], facts.Event) else "release"
    return dict(open_graph(ENGLISH, "Calendar", entry_head(ENGLISH, SITE, (noun, "metropolis"), found, poster)))


def test_an_event_without_a_poster_is_shown_with_a_card() -> None:
    found = tags(EVENT)
    card = found.pop("og:image")
    assert card.startswith("https://calendar.example.org/cards/event/metropolis.png?v=")
    assert found == {
        "og:title": "Metropolis",
        "og:type": "article",
        "og:url": "https://calendar.example.org/events/metropolis",
        "og:description": "Saturday 5 December 2026, 20:00 · Anthology Film Archives, New York",
        "og:site_name": "Calendar",
        "og:locale": "en_GB",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Metropolis · Saturday 5 December 2026, 20:00 · Anthology Film Archives, New York",
        "twitter:card": "summary_large_image",
    }


def test_a_poster_takes_the_place_of_the_card() -> None:
    poster = Picture("https://calendar.example.org/images/a-1200.webp", 1200, 800, "A robot")
    found = tags(EVENT, poster=poster)
    assert (found["og:image"], found["og:image:height"], found["og:image:alt"]) == (poster.url, "800", "A robot")


def test_the_state_stands_before_the_title_and_changes_the_picture() -> None:
    found = tags(replace(EVENT, status=EventStatus.CANCELLED))
    assert found["og:title"] == "Cancelled: Metropolis"
    assert found["og:image"] != tags(EVENT)["og:image"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (ReleaseKind.MUSIC, "music.album"),
        (ReleaseKind.FILM, "video.movie"),
        (ReleaseKind.BOOK, "book"),
        (ReleaseKind.GAME, "article"),
    ],
)
def test_a_release_is_what_it_is(kind: ReleaseKind, expected: str) -> None:
    found = tags(facts.ReleaseDate(facts.Release("Metropolis", kind), PartialDate("2027-03")))
    assert (found["og:type"], found["og:url"]) == (expected, "https://calendar.example.org/releases/metropolis")


def test_a_listing_is_a_website_in_several_languages() -> None:
    head = Head("Calendar", "https://calendar.example.org/?lang=de", picture=site_picture(SITE))
    found = open_graph(GERMAN, "Calendar", head, [ENGLISH])
    assert ("og:type", "website") in found
    assert ("og:locale", "de_DE") in found
    assert ("og:locale:alternate", "en_GB") in found
    assert not [name for name, _ in found if name == "og:description"]
    assert dict(found)["og:image"].startswith("https://calendar.example.org/cards/site/card.png?v=")


def test_without_a_picture_the_card_of_twitter_is_small() -> None:
    assert open_graph(ENGLISH, "Calendar", Head("A", "https://example.org/"))[-1] == ("twitter:card", "summary")


@pytest.mark.parametrize(
    ("code", "expected"), [("en_GB", "en_GB"), ("de", "de_DE"), ("fr", "fr_FR"), ("ja", "ja_JP"), ("ar", "ar_EG")]
)
def test_a_language_gets_its_likeliest_territory(code: str, expected: str) -> None:
    assert locale(Tongue(code, Locale.parse(code))) == expected


def test_a_description_is_cut_at_a_words_end() -> None:
    lines = Card("", "", "5 December", "New York")
    assert described(lines, "One.\n\nTwo") == "5 December · New York – One. Two"
    found = described(lines, "many words " * 40)
    assert len(found) <= 200
    assert found.endswith((" many…", " words…"))
    assert described(lines) == "5 December · New York"
    assert described(Card(""), "x" * 300) == "x" * 199 + "…"


def test_nouns_have_addresses_and_works_have_none() -> None:
    page_of = pages(ADDRESSES)
    assert page_of(VENUE) == "https://calendar.example.org/venues/afa"
    assert page_of(facts.Work("metropolis", "Metropolis")) == ""
