"""What is wrong with an object is told in one sentence each, which names the field and what would be right."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.beside import NOTHING
from calendar_service.intake.entries import ENTRY_SHAPES, EventShape, ReleaseShape
from calendar_service.intake.judge import missing, noun_facts
from calendar_service.intake.nouns import NOUN_SHAPES
from calendar_service.intake.problems import read
from calendar_service.intake.scan import Found
from calendar_service.pictures.shrinking import Measure
from feeds import facts
from feeds.vocabulary import EventKind, Format, Role
from feeds.when import YEARS, Moment, PartialDate
from tests.intake.files import VENUE, event, problems, release, without

KINDS = (
    "screening, concert, club_night, festival, talk, broadcast, listening_session, workshop, exhibition, performance "
    "or other"
)


class Known:
    """A hall, and one of every other noun under the id `x`."""

    nouns: dict[tuple[str, str], facts.Noun] = {
        ("venue", "hall"): facts.Venue("", "Hall", "Europe/Berlin", rooms=("Cellar", "Roof")),
        ("venue", "loft"): facts.Venue("", "Loft", "America/New_York"),
        ("artist", "x"): facts.Artist("", "X"),
        ("organizer", "x"): facts.Organizer("", "X"),
        ("work", "x"): facts.Work("", "X"),
        ("series", "x"): facts.Series("", "X"),
        ("announcement", "x"): facts.Announcement("", "X"),
    }

    def get(self, noun: str, ref: str) -> facts.Noun | None:
        return self.nouns.get((noun, ref))

    def picture(self, name: str) -> Measure:
        return NOTHING.picture(name)

    def missing(self, noun: str, ref: str) -> str:
        return missing(noun, ref)


@pytest.mark.parametrize(
    ("fields", "pointer", "sentence"),
    [
        ({"titel": "x"}, "/titel", "“titel” is no field here; did you mean title?"),
        (
            {"credits": [{"role": "dj", "artst": "alice"}]},
            "/credits/0/artst",
            "“artst” is no field here; did you mean artist?",
        ),
        ({"title": 3}, "/title", "title must be text."),
        ({"title": None}, "/title", "title must be text."),
        ({"title": " \t\r\n"}, "/title", "title must not be empty."),
        ({"title": "x" * 201}, "/title", "title has 201 characters; at most 200 are allowed."),
        ({"description": "x" * 20_001}, "/description", "description has 20001 characters; at most 20000 are allowed."),
        ({"kind": "gig"}, "/kind", f"kind must be one of {KINDS}."),
        ({"kind": 5}, "/kind", f"kind must be one of {KINDS}."),
        ({"status": "off"}, "/status", "status must be one of tentative, scheduled, postponed or cancelled."),
        ({"minimum_age": -1}, "/minimum_age", "minimum_age must be at least 0."),
        ({"minimum_age": 121}, "/minimum_age", "minimum_age must be at most 120."),
        ({"minimum_age": "18"}, "/minimum_age", "minimum_age must be a whole number."),
        ({"minimum_age": 1.5}, "/minimum_age", "minimum_age must be a whole number."),
        ({"minimum_age": True}, "/minimum_age", "minimum_age must be a whole number."),
        ({"url": "javascript:alert(1)"}, "/url", "url must be an http:// or https:// address."),
        ({"online_url": "ftp://a.example"}, "/online_url", "online_url must be an http:// or https:// address."),
        (
            {"zone": "Europe/Berlon"},
            "/zone",
            "zone “Europe/Berlon” is not an IANA time zone; right is for example Europe/Berlin.",
        ),
        ({"starts": ""}, "/starts", "starts must not be empty."),
        ({"starts": "2027-02-30"}, "/starts", "starts “2027-02-30” is not a day of the calendar."),
        ({"starts": "2027-03-05T25:00"}, "/starts", "starts “25:00” is not a time of day; right is 00:00 to 23:59."),
        ({"starts": "1700"}, "/starts", f"starts has the year 1700; years from {YEARS[0]} to {YEARS[1]} are allowed."),
        (
            {"starts": "2027-03-28T02:30"},
            "/starts",
            (
                "starts 02:30 on 2027-03-28 does not exist in Europe/Berlin: the clocks go forward then; right is for "
                "example 03:30."
            ),
        ),
        (
            {"starts": "2027-03-28T01:30", "zone": "Europe/London"},
            "/starts",
            (
                "starts 01:30 on 2027-03-28 does not exist in Europe/London: the clocks go forward then; right is for "
                "example 02:30."
            ),
        ),
        (
            {"starts": "2027-03-05T20:00+05:00"},
            "/starts",
            "starts has the offset +05:00, but Europe/Berlin has +01:00 then; leave it out.",
        ),
        ({"ends": "2027-03-05T19:00"}, "/ends", "ends must be after starts."),
        ({"ends": "2027-03-05"}, "/ends", "ends must have an hour exactly where starts has one."),
        ({"starts": "2027-03-05", "ends": "2027-03-04"}, "/ends", "ends must not be before starts."),
        (
            {"starts": "2027-03-05", "ends": "22:00"},
            "/ends",
            "ends “22:00” is a time of day alone, and starts has no hour.",
        ),
        ({"doors": "21:00"}, "/doors", "doors must not be after starts."),
        ({"doors": "2027-03-05"}, "/doors", "doors must be a day with an hour, such as 2027-03-05T20:00."),
        (
            {"starts": "2027-03", "doors": "19:00"},
            "/doors",
            "doors “19:00” is a time of day alone, and starts has no day.",
        ),
        ({"starts": "2027-03-05", "doors": "2027-03-06T19:00"}, "/doors", "doors must be on the day of starts."),
        ({"room": "Attic"}, "/room", "room must be one of the venue's rooms (Cellar, Roof)."),
        ({"venue": "x"}, "/venue", "venue “x” is the id of no venue in this file or stored from this source."),
        ({"works": ["x"]}, "/works/0", "works “x” is the id of no work in this file or stored from this source."),
        ({"series": ["x"]}, "/series/0", "series “x” is the id of no series in this file or stored from this source."),
        ({"credits": {}}, "/credits", "credits must be a list."),
        ({"credits": ["alice"]}, "/credits/0", "credits[0] must be an object."),
        ({"credits": [{"artist": "alice"}]}, "/credits/0/role", "role is missing."),
        ({"credits": [{"role": "dj"}]}, "/credits/0", "A credit names either an artist or an organizer."),
        (
            {"credits": [{"role": "dj", "artist": "alice", "organizer": "b"}]},
            "/credits/0",
            "A credit names either an artist or an organizer.",
        ),
        (
            {"credits": [{"role": "dj", "artist": "bob"}]},
            "/credits/0/artist",
            "artist “bob” is the id of no artist in this file or stored from this source.",
        ),
        (
            {"tags": ["a", "b, c"]},
            "/tags/1",
            "tags[1] must not hold a comma, semicolon or backslash; give several tags as a list.",
        ),
        ({"tags": ["Dub", "dub"]}, "/tags", "tags must differ from each other, capitals and signs aside."),
        (
            {"tags": ["Drum & Bass", "drum bass"]},
            "/tags",
            "tags must differ from each other, capitals and signs aside.",
        ),
        ({"tags": [""]}, "/tags/0", "tags[0] must not be empty."),
        ({"tags": [str(n) for n in range(51)]}, "/tags", "tags holds 51; at most 50 are allowed."),
        (
            {"offers": [{"price": "NaN", "currency": "EUR"}]},
            "/offers/0/price",
            "price must be an amount such as 20 or “20.50”.",
        ),
        (
            {"offers": [{"price": True, "currency": "EUR"}]},
            "/offers/0/price",
            "price must be an amount such as 20 or “20.50”.",
        ),
        (
            {"offers": [{"price": [1], "currency": "EUR"}]},
            "/offers/0/price",
            "price must be an amount such as 20 or “20.50”.",
        ),
        (
            {"offers": [{"price": -1, "currency": "EUR"}]},
            "/offers/0/price",
            "price must be at least 0, below 1,000,000,000, with at most 4 decimals.",
        ),
        (
            {"offers": [{"price": 1e300, "currency": "EUR"}]},
            "/offers/0/price",
            "price must be at least 0, below 1,000,000,000, with at most 4 decimals.",
        ),
        ({"offers": [{"price": "12"}]}, "/offers/0/currency", "currency is missing: a price needs one, such as EUR."),
        (
            {"offers": [{"price": "12", "currency": "euro"}]},
            "/offers/0/currency",
            "currency must be a currency of ISO 4217 in three capitals such as EUR.",
        ),
        ({"offers": [{"price_max": 1}]}, "/offers/0/price", "price is missing: price_max alone says nothing."),
        (
            {"offers": [{"price": 2, "price_max": 1, "currency": "EUR"}]},
            "/offers/0/price_max",
            "price_max must not be below price.",
        ),
        (
            {"offers": [{"opens": "2027-01-01"}]},
            "/offers/0/opens",
            "opens must be a day with an hour, such as 2027-03-05T20:00.",
        ),
        (
            {"offers": [{"opens": "2027-01-02T10:00", "closes": "2027-01-02T10:00"}]},
            "/offers/0/closes",
            "closes must be after opens.",
        ),
        (
            {"offers": [{"availability": "gone"}]},
            "/offers/0/availability",
            "availability must be one of available, limited or sold_out.",
        ),
    ],
)
def test_an_event_that_is_wrong_is_told_in_one_sentence(
    tmp_path: Path, fields: dict[str, Any], pointer: str, sentence: str
) -> None:
    assert problems(tmp_path, events=[event(**fields)]) == [(pointer, sentence)]


@pytest.mark.parametrize("name", ["title", "kind", "starts"])
def test_a_field_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    assert problems(tmp_path, events=[without(name, event())]) == [(f"/{name}", f"{name} is missing.")]


@pytest.mark.parametrize(
    ("fields", "pointer", "sentence"),
    [
        ({"dates": []}, "/dates", "dates must hold at least 1."),
        ({"dates": "tba"}, "/dates", "dates must be a list."),
        ({"dates": [{"status": "announced"}]}, "/dates/0/date", "date is missing."),
        ({"kind": "record"}, "/kind", "kind must be one of music, film, game, book or other."),
        (
            {"dates": [{"date": "2027", "territory": "Germany"}]},
            "/dates/0/territory",
            "territory must be a country of ISO 3166-1 in two capitals, such as DE.",
        ),
        (
            {"dates": [{"date": "2027", "media": [{"format": "vinyl", "quantity": 0}]}]},
            "/dates/0/media/0/quantity",
            "quantity must be at least 1.",
        ),
        ({"dates": [{"date": "2027", "media": [{"quantity": 2}]}]}, "/dates/0/media/0/format", "format is missing."),
        (
            {"dates": [{"date": "2027", "media": [{"format": "cd", "barcode": "123"}]}]},
            "/dates/0/media/0/barcode",
            "barcode must be an EAN or UPC of 8, 12 or 13 digits.",
        ),
        (
            {"dates": [{"date": "2027", "media": [{"format": "cd", "barcode": "2000000000016"}]}]},
            "/dates/0/media/0/barcode",
            "The barcode’s last digit does not fit the others (the check digit of EAN and UPC).",
        ),
        (
            {"dates": [{"id": "a", "date": "2027"}, {"id": "a", "date": "2028"}]},
            "/dates/1/id",
            "id “a” is given twice in this release.",
        ),
        (
            {"dates": [{"id": "a", "date": "2027"}, {"date": "2028"}]},
            "/dates/1/id",
            "id is missing: where a release has two dates, each needs one.",
        ),
        (
            {"imprints": [{"label": "x"}]},
            "/imprints/0/label",
            "label “x” is the id of no organizer in this file or stored from this source.",
        ),
        ({"imprints": [{}]}, "/imprints/0/label", "label is missing."),
        ({"dates": [{"date": "2027", "previous_dates": ["2026-01-01", "2026-13"]}]}, "/dates/0/previous_dates/1", None),
    ],
)
def test_a_release_that_is_wrong_is_told_in_one_sentence(
    tmp_path: Path, fields: dict[str, Any], pointer: str, sentence: str | None
) -> None:
    [(where, what)] = problems(tmp_path, releases=[release(**fields)])
    assert (where, what) == (pointer, sentence or what)


@pytest.mark.parametrize(
    ("name", "item", "pointer", "sentence"),
    [
        (
            "venues",
            {"zone": "UTC+1"},
            "/zone",
            "zone “UTC+1” is not an IANA time zone; right is for example Europe/Berlin.",
        ),
        ("venues", {"latitude": 52.5}, "/latitude", "latitude and longitude are given together or not at all."),
        ("venues", {"latitude": "52", "longitude": 13.0}, "/latitude", "latitude must be a number."),
        ("venues", {"rooms": ["A", "A"]}, "/rooms", "rooms must have different names."),
        ("works", {"runtime": 0}, "/runtime", "runtime must be at least 1."),
        ("works", {"year": 99_999}, "/year", "year must be at most 9900."),
        ("series", {"kind": "loop"}, "/kind", "kind must be one of tour, festival, recurring, season or other."),
        ("announcements", {"date": "tba"}, "/date", "date must be a date as far as it is known, or be left out."),
        ("announcements", {"date": 5}, "/date", "date must be text."),
    ],
)
def test_a_noun_that_is_wrong_is_told_in_one_sentence(
    tmp_path: Path, name: str, item: dict[str, Any], pointer: str, sentence: str
) -> None:
    whole: dict[str, Any] = {
        "venues": VENUE | {"id": "n"},
        "works": {"id": "n", "title": "N"},
        "series": {"id": "n", "name": "N"},
        "announcements": {"id": "n", "title": "N"},
    }
    assert problems(tmp_path, **{name: [whole[name] | item]}) == [(pointer, sentence)]


@pytest.mark.parametrize("rule", ["FREQ=NEVER", "FREQ=HOURLY", "BYDAY=FR", "FREQ=WEEKLY\nX:1", "every friday"])
def test_a_rule_that_is_none_is_refused(tmp_path: Path, rule: str) -> None:
    [(pointer, _)] = problems(tmp_path, series=[{"id": "s", "name": "S", "rule": rule}])
    assert pointer == "/rule"


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, events=[{"id": "e", "kind": "gig", "minimum_age": 200, "colour": 1}])
    assert [pointer for pointer, _ in found] == ["/title", "/kind", "/starts", "/minimum_age", "/colour"]
    found = problems(tmp_path, events=[event(venue="x", works=["y"], credits=[{"role": "dj", "artist": "z"}])])
    assert {pointer for pointer, _ in found} == {"/venue", "/works/0", "/credits/0/artist"}


def test_a_field_without_likeness_lists_what_is_known(tmp_path: Path) -> None:
    [(_, sentence)] = problems(tmp_path, artists=[{"id": "a", "name": "A", "qqqq": 1}])
    assert sentence == "“qqqq” is no field here; known are id, name, url, description."


def test_an_hour_needs_a_zone(tmp_path: Path) -> None:
    [(pointer, sentence)] = problems(tmp_path, events=[without("venue", event())])
    assert pointer == "/starts"
    assert sentence == "zone is missing: starts has an hour; name an IANA time zone or a venue with one."


def test_a_start_that_is_not_understood_is_the_only_problem(tmp_path: Path) -> None:
    [(pointer, sentence)] = problems(tmp_path, events=[event(starts="5 March", ends="22:00", doors="19:00")])
    assert (pointer, sentence[:33]) == ("/starts", "starts “5 March” is not understoo")


def test_an_event_becomes_facts() -> None:
    made = make(
        event(
            room="Roof",
            doors="19:00",
            ends="01:00",
            previous_starts=["2027-03-04T20:00", "2027-02"],
            credits=[{"artist": "x", "role": "dj"}, {"organizer": "x", "role": "promoter"}],
            offers=[{"price": "20.50", "currency": "EUR", "opens": "2027-01-01T10:00"}],
            works=["x"],
            tags=["dub"],
        )
    )
    assert made.kind is EventKind.CONCERT
    assert (str(made.starts), str(made.doors), str(made.ends)) == (
        "2027-03-05T20:00",
        "2027-03-05T19:00",
        "2027-03-06T01:00",
    )
    assert [str(time) for time in made.previous_starts] == ["2027-03-04T20:00", "2027-02"]
    assert [(type(credit.who), credit.role) for credit in made.credits] == [
        (facts.Artist, Role.DJ),
        (facts.Organizer, Role.PROMOTER),
    ]
    assert (made.offers[0].price, str(made.offers[0].opens)) == (Decimal("20.50"), "2027-01-01T10:00")
    assert (made.room, made.tags) == ("Roof", ("dub",))


@pytest.mark.parametrize(
    ("starts", "ends", "whole"),
    [
        ("2027-03-05T23:00", "06:00", "2027-03-06T06:00"),
        ("2027-03-05T20:00", "20:00", "2027-03-06T20:00"),
        ("2027-03-05T20:00", "20:00:01", "2027-03-05T20:00:01"),
        ("2027-03-05T20:00:30", "20:00", "2027-03-06T20:00"),
        ("2027-03-27T23:00", "06:00", "2027-03-28T06:00"),
        ("2027-03-28T20:00", "02:30", "2027-03-29T02:30"),  # which the clocks skip on the day of the start
        ("2027-10-30T23:00", "02:30", "2027-10-31T02:30"),
        ("2027-12-31T23:00", "05:00", "2028-01-01T05:00"),
    ],
)
def test_an_end_that_is_a_time_of_day_is_the_first_after_the_start(starts: str, ends: str, whole: str) -> None:
    assert str(make(event(starts=starts, ends=ends)).ends) == whole


def test_an_offset_picks_the_second_of_two_equal_hours() -> None:
    first, second = "2027-10-31T02:30+02:00", "2027-10-31T02:30+01:00"
    assert make(event(starts=first)).starts == make(event(starts="2027-10-31T02:30")).starts
    starts, ends = make(event(starts=first, ends=second)).starts, make(event(starts=first, ends=second)).ends
    assert isinstance(starts, Moment)
    assert isinstance(ends, Moment)
    assert (ends.second, (ends.utc - starts.utc).total_seconds()) == (True, 3600)


def test_the_zone_is_the_events_own_else_the_venues_else_the_previous_venues() -> None:
    def zone(**fields: Any) -> str:
        starts = make(event(**fields)).starts
        assert isinstance(starts, Moment)
        return starts.zone

    assert zone(zone="Asia/Tokyo", venue="hall") == "Asia/Tokyo"
    assert zone(venue="hall", previous_venue="loft") == "Europe/Berlin"
    assert zone(venue=None, previous_venue="loft", online_url="https://a.example") == "America/New_York"


def test_doors_may_be_known_where_the_start_is_not() -> None:
    made = make(event(starts="2027-03-05", doors="19:00"))
    assert (made.starts, str(made.doors)) == (PartialDate("2027-03-05"), "2027-03-05T19:00")


def test_texts_are_cleaned_once() -> None:
    made = make(event(title=" A\u202e\tB\r\n C\x07 ", description="a\r\nb\x00 ", tags=[" Dub  Techno "]))
    assert (made.title, made.description, made.tags) == ("A B C", "a\nb", ("Dub Techno",))


def test_barcodes_and_prices_are_brought_to_one_form() -> None:
    media = [{"format": "vinyl", "quantity": 3, "barcode": "2-000000 000015"}]
    [(_, date)] = dates(release(dates=[{"date": "2027", "media": media, "offers": [{"price": 20, "currency": "EUR"}]}]))
    assert date.media == (facts.Medium(Format.VINYL, 3, barcode="2000000000015"),)
    assert date.offers[0].price == Decimal(20)


@pytest.mark.parametrize("number", ["2000000000015", "200000000004", "20000011"])
def test_of_ten_barcodes_one_has_the_right_check_digit(number: str) -> None:
    def fits(barcode: str) -> bool:
        media = [{"format": "cd", "barcode": barcode}]
        try:
            return bool(dates(release(dates=[{"date": "2027", "media": media}])))
        except IntakeError:
            return False

    assert [digit for digit in "0123456789" if fits(number[:-1] + digit)] == [number[-1]]


def test_a_single_date_has_the_id_of_its_release_unless_it_has_one() -> None:
    assert [key for key, _ in dates(release())] == ["r"]
    assert [key for key, _ in dates(release(dates=[{"id": "d", "date": "tba"}]))] == ["d"]
    two = release(dates=[{"id": "d", "date": "2027-Q1"}, {"id": "c", "date": "2027-spring"}])
    assert [(key, str(date.date)) for key, date in dates(two)] == [("d", "2027-33"), ("c", "2027-21")]


def test_the_references_of_a_shape_are_those_that_its_facts_need() -> None:
    shape = read(
        EventShape,
        event(
            credits=[{"artist": "a", "role": "dj"}, {"organizer": "b", "role": "host"}], works=["w"], previous_venue="p"
        ),
    )
    assert sorted(shape.references()) == [
        ("artist", "a"), ("organizer", "b"), ("venue", "hall"), ("venue", "p"), ("work", "w")
    ]  # fmt: skip
    assert list(read(ReleaseShape, release(imprints=[{"label": "l"}])).references()) == [("organizer", "l")]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["x", "hall", "2027-03-05"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def spoiled(noun: str) -> st.SearchStrategy[dict[str, Any]]:
    whole: dict[str, Any] = {"event": event(), "release": release(), "venue": dict(VENUE)}
    shape = (ENTRY_SHAPES | NOUN_SHAPES)[noun]
    names = st.sampled_from(sorted(shape.model_fields)) | st.text(max_size=5)
    base = whole.get(noun, {"id": "x", "name": "X", "title": "X"})
    base = {name: value for name, value in base.items() if name in shape.model_fields}
    return st.dictionaries(names, json_values, max_size=4).map(lambda fields: base | fields)


@pytest.mark.parametrize("noun", sorted(ENTRY_SHAPES | NOUN_SHAPES))
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_any_object_becomes_facts_or_is_refused_with_sentences(noun: str, data: st.DataObject) -> None:
    value = data.draw(spoiled(noun) | st.dictionaries(st.text(), json_values))
    found = Found(noun, 1, value, json.dumps(value), 1)
    told: tuple[Problem, ...] | None = None
    try:
        read(ENTRY_SHAPES[noun], value).facts(Known()) if noun in ENTRY_SHAPES else noun_facts(found)
    except IntakeError as error:
        told = error.problems
    assert told != ()
    for problem in told or ():
        assert problem.pointer == "" or problem.pointer.startswith("/")
        assert problem.sentence.endswith((".", "?"))
        assert not problem.sentence.startswith(("It ", "Its "))


def make(value: dict[str, Any]) -> facts.Event:
    return read(EventShape, value).facts(Known())


def dates(value: dict[str, Any]) -> list[tuple[str, facts.ReleaseDate]]:
    return read(ReleaseShape, value).facts(Known())
