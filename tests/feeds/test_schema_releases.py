"""JSON-LD of releases: within schema.org's vocabulary, with formats and half-known dates, and nothing that is a lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from feeds import facts
from feeds.entry import Entry
from feeds.vocabulary import DateStatus, Format, OfferKind, ReleaseKind, Role
from feeds.when import TBA, Moment, PartialDate, When
from feeds.writers import schema
from tests.cast import NOW
from tests.readers import linked, markup, vocabulary
from tests.strategies import release_dates

URL = "https://calendar.example.org/releases/metropolis-metropolis"
MILLS = facts.Artist("jm", "Jeff Mills")
AXIS = facts.Organizer("axis", "Axis Records", url="https://example.org/axis")
RELEASE = facts.Release(
    "Metropolis Metropolis",
    url="https://example.org/mm",
    credits=(facts.Credit(MILLS, Role.ARTIST), facts.Credit(facts.Artist("x", "X"), Role.PRODUCER)),
    imprints=(facts.Imprint(AXIS, "AX-100"),),
    works=(facts.Work("metropolis", "Metropolis", 1927, "Fritz Lang", 153),),
    series=(facts.Series("s", "Soundtracks"),),
    tags=("techno",),
)
VINYL = facts.ReleaseDate(
    RELEASE, PartialDate("2027-03-05"), media=(facts.Medium(Format.VINYL, 3, catalogue_number="AX-100LP"),)
)
DIGITAL = facts.ReleaseDate(RELEASE, PartialDate("2027-02-05"), media=(facts.Medium(Format.DIGITAL),))


def pages(noun: facts.Noun) -> str:
    return f"https://calendar.example.org/{type(noun).__name__.lower()}/{noun.slug}"


def written(*dates: facts.ReleaseDate, pictures: Sequence[str] = ()) -> dict[str, Any]:
    entries = [Entry(f"{number}@example.org", f"{URL}#{number}", NOW, found) for number, found in enumerate(dates)]
    return schema.release(dates[0].release, entries, URL, pages, pictures)


def test_a_record_on_one_date_is_a_music_release_of_its_album() -> None:
    assert written(VINYL, pictures=["https://calendar.example.org/images/a.webp"]) == {
        "@type": "MusicRelease",
        "name": "Metropolis Metropolis",
        "url": URL,
        "sameAs": "https://example.org/mm",
        "image": "https://calendar.example.org/images/a.webp",
        "identifier": "0@example.org",
        "keywords": "techno",
        "datePublished": "2027-03-05",
        "musicReleaseFormat": "https://schema.org/VinylFormat",
        "catalogNumber": ["AX-100", "AX-100LP"],
        "recordLabel": {
            "@type": "Organization",
            "name": "Axis Records",
            "url": "https://calendar.example.org/organizer/axis",
            "sameAs": "https://example.org/axis",
        },
        "producer": {"@type": "Person", "name": "X", "url": "https://calendar.example.org/artist/x"},
        "isBasedOn": {
            "@type": "CreativeWork",
            "name": "Metropolis",
            "dateCreated": "1927",
            "creditText": "Fritz Lang",
        },
        "isPartOf": {
            "@type": "CreativeWorkSeries",
            "name": "Soundtracks",
            "url": "https://calendar.example.org/series/s",
        },
        "releaseOf": {
            "@type": "MusicAlbum",
            "name": "Metropolis Metropolis",
            "byArtist": {
                "@type": "MusicGroup",
                "name": "Jeff Mills",
                "url": "https://calendar.example.org/artist/jm",
            },
        },
    }


def test_a_record_on_several_dates_is_an_album_with_a_release_for_each() -> None:
    thing = written(DIGITAL, VINYL)
    assert (thing["@type"], thing["byArtist"]["name"]) == ("MusicAlbum", "Jeff Mills")
    found = [
        (record["@type"], record["url"], record["datePublished"], linked.word(record["musicReleaseFormat"]))
        for record in thing["albumRelease"]
    ]
    assert found == [
        ("MusicRelease", f"{URL}#0", "2027-02-05", "DigitalFormat"),
        ("MusicRelease", f"{URL}#1", "2027-03-05", "VinylFormat"),
    ]
    assert vocabulary.complaints(thing) == []


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (PartialDate("2027-03-05"), "2027-03-05"),
        (PartialDate("2027-03"), "2027-03"),
        (PartialDate("2027"), "2027"),
        (PartialDate("2027-21"), None),
        (PartialDate("2027-33"), None),
        (TBA, None),
        (Moment(datetime(2027, 3, 5, 18, 0), "Europe/Berlin"), "2027-03-05T18:00:00+01:00"),
    ],
)
@pytest.mark.parametrize("kind", ReleaseKind)
def test_a_date_is_said_as_far_as_it_is_known(kind: ReleaseKind, when: When, expected: str | None) -> None:
    thing = written(replace(VINYL, release=replace(RELEASE, kind=kind), date=when))
    assert thing.get("datePublished") == expected
    assert vocabulary.complaints(thing) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"status": DateStatus.CANCELLED},
        {"status": DateStatus.DELAYED},
        {"status": DateStatus.DELAYED, "date": TBA, "previous_dates": (PartialDate("2027-03-05"),)},
    ],
)
def test_a_date_that_does_not_hold_is_not_said(changes: Any) -> None:
    thing = written(replace(VINYL, territory="DE", **changes))
    assert not {"datePublished", "releasedEvent"} & thing.keys()


def test_a_new_date_after_a_delay_is_said() -> None:
    late = replace(VINYL, status=DateStatus.DELAYED, previous_dates=(PartialDate("2027-01-05"),))
    assert written(late)["datePublished"] == "2027-03-05"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (ReleaseKind.FILM, "Movie"),
        (ReleaseKind.GAME, "VideoGame"),
        (ReleaseKind.BOOK, "Book"),
        (ReleaseKind.OTHER, "CreativeWork"),
    ],
)
@pytest.mark.parametrize("who", [MILLS, AXIS])
def test_other_things_that_come_out_are_works(
    kind: ReleaseKind, expected: str, who: facts.Artist | facts.Organizer
) -> None:
    everybody = tuple(facts.Credit(who, role) for role in Role)
    thing = written(replace(VINYL, release=replace(RELEASE, kind=kind, credits=everybody)))
    assert (thing["@type"], thing["publisher"]["name"]) == (expected, "Axis Records")
    assert vocabulary.complaints(thing) == []


def test_a_work_comes_out_on_its_first_date_and_tells_each_country() -> None:
    film = replace(RELEASE, kind=ReleaseKind.FILM)
    order = facts.Offer(OfferKind.PREORDER, price=Decimal(20), currency="EUR")
    later = facts.ReleaseDate(film, PartialDate("2027-05-01"), territory="DE", offers=(order,))
    first = facts.ReleaseDate(film, PartialDate("2027-04-02"), territory="FR")
    thing = written(later, first)
    assert thing["datePublished"] == "2027-04-02"
    told = [(item["startDate"], item["location"]["address"]["addressCountry"]) for item in thing["releasedEvent"]]
    assert told == [("2027-04-02", "FR"), ("2027-05-01", "DE")]
    assert linked.word(thing["offers"]["availability"]) == "PreOrder"
    assert vocabulary.complaints(thing) == []


def test_the_judge_of_structured_data_has_nothing_to_say() -> None:
    found = [written(replace(VINYL, release=replace(RELEASE, kind=kind))) for kind in ReleaseKind]
    text = schema.script(*found, written(DIGITAL, VINYL))
    page = f'<!doctype html><title>x</title><script type="application/ld+json">{text}</script>'
    assert markup.structured_complaints(page) == []


@given(release_dates())
def test_every_fact_of_a_release_comes_back_from_the_page(found: facts.ReleaseDate) -> None:
    text = schema.script(written(found))
    [thing] = linked.things(f'<!doctype html><title>x</title><script type="application/ld+json">{text}</script>')
    assert vocabulary.complaints(thing) == []
    release = found.release
    assert (thing["name"], thing.get("sameAs", ""), thing.get("description", "")) == (
        release.title,
        release.url,
        release.description,
    )
    assert tuple(linked.many(thing, "keywords")) == tuple(dict.fromkeys(release.tags))
    holds = found.status not in (DateStatus.CANCELLED, DateStatus.DELAYED)
    if holds and isinstance(found.date, Moment):
        told = linked.time(thing["datePublished"])
        assert isinstance(told, datetime)
        assert (told, told.replace(tzinfo=None)) == (found.date.utc, found.date.wall)
    if release.kind is ReleaseKind.MUSIC:
        formats = {linked.word(item) for item in linked.many(thing, "musicReleaseFormat")}
        assert formats == {FORMATS[medium.format] for medium in found.media if medium.format in FORMATS}
        assert linked.names(thing, "recordLabel") == (release.imprints[0].label.name,)
        number = release.imprints[0].catalogue_number
        assert linked.many(thing, "catalogNumber") == ([number] if number else [])
        players = [
            credit.who.name
            for credit in release.credits
            if isinstance(credit.who, facts.Artist)
            and credit.role in (Role.ARTIST, Role.PERFORMER, Role.SUPPORT, Role.DJ)
        ]
        assert linked.names(thing["releaseOf"], "byArtist") == tuple(dict.fromkeys(players))


FORMATS = {
    Format.VINYL: "VinylFormat",
    Format.CD: "CDFormat",
    Format.CASSETTE: "CassetteFormat",
    Format.DIGITAL: "DigitalFormat",
    Format.STREAMING: "DigitalFormat",
    Format.DVD: "DVDFormat",
}
