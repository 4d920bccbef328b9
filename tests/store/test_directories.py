"""Directories: every name once, in the order of its letters whatever its accents, on every database."""

from __future__ import annotations

from datetime import date
from string import ascii_lowercase
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.addresses import FOLDERS
from calendar_service.store import directories
from calendar_service.store.directories import DIGITS, OTHER, Directory, Find, directory
from tests.cast import EVENT, RELEASE, House, file_of
from tests.store import crowd
from tests.store.test_plans import plan, recorded, scanned

TODAY = date(2026, 11, 23)
NAMES = ("Ärmel", "arm", "Åse", "bjørk", "Björk", "2 Bad", "東京", "zeta", "The Net", "!!!")


def filled(house: House) -> House:
    artists = [{"id": name, "name": name} for name in NAMES]
    event = EVENT | {"venue": "v", "credits": [{"artist": "zeta", "role": "performer"}], "tags": ["Live"]}
    venues = [{"id": "v", "name": "Große Halle", "city": "Köln", "country": "DE", "zone": "Europe/Berlin"},
              {"id": "w", "name": "Mill", "zone": "Europe/Berlin"}]  # fmt: skip
    past = event | {"id": "past", "starts": "2026-01-05T20:00"}
    report = house.load(file_of(artists=artists, venues=venues, events=[event, past]))
    assert not report.failed, report.lines()
    return house


def found(house: House, noun: str, **find: Any) -> Directory:
    with house.database.reading() as session:
        return directory(session, noun, TODAY, Find(**find))


def names(house: House, **find: Any) -> list[str]:
    return [name.name for name in found(house, "artist", **find).names]


def test_names_are_in_the_order_of_their_letters(house: House) -> None:
    filled(house)
    assert names(house) == ["!!!", "2 Bad", "arm", "Ärmel", "Åse", "bjørk", "Björk", "The Net", "zeta", "東京"]


def test_letters_lead_to_their_names(house: House) -> None:
    filled(house)
    assert found(house, "artist").letters == ("a", "b", "t", "z", DIGITS, OTHER)
    assert names(house, letter="a") == ["arm", "Ärmel", "Åse"]
    assert names(house, letter=DIGITS) == ["2 Bad"]
    assert set(names(house, letter=OTHER)) == {"東京", "!!!"}
    assert names(house, letter="q") == []


@pytest.mark.parametrize(
    ("q", "expected"),
    [("bjork", ["bjørk", "Björk"]), ("NET", ["The Net"]), ("n", ["The Net"]), ("ba", ["2 Bad"]),
     ("the ne", ["The Net"]),
     ("et", []), ("%", []), ("_", []), ("東", ["東京"])],
)  # fmt: skip
def test_a_search_finds_the_beginnings_of_words(house: House, q: str, expected: list[str]) -> None:
    filled(house)
    assert names(house, q=q) == expected


def test_places_are_told_and_what_is_to_come_is_counted(house: House) -> None:
    filled(house)
    [hall, mill] = found(house, "venue").names
    assert (hall.name, hall.city, hall.country, hall.coming) == ("Große Halle", "Köln", "DE", 1)
    assert (mill.name, mill.city, mill.coming) == ("Mill", "", 0)
    [city] = found(house, "city").names
    assert (city.slug, city.name, city.country, city.coming) == ("koln-de", "Köln", "DE", 1)
    assert [(tag.name, tag.coming) for tag in found(house, "tag").names] == [("Live", 1)]
    assert {name.name: name.coming for name in found(house, "artist").names}["zeta"] == 1
    assert [name.coming for name in found(house, "organizer").names] == [0]


def test_pages_hold_every_name_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(house)
    monkeypatch.setattr(directories, "PAGE", 4)
    pages = [found(house, "artist", number=number) for number in (1, 2, 3)]
    assert [page.more for page in pages] == [True, True, False]
    assert sorted(name.name for page in pages for name in page.names) == sorted(NAMES)


def test_a_name_that_changes_changes_its_place(house: House) -> None:
    filled(house)
    assert not house.load(file_of(artists=[{"id": "zeta", "name": "Alpha"}])).failed
    assert names(house)[2:4] == ["Alpha", "arm"]


@pytest.mark.parametrize("noun", directories.NOUNS)
def test_a_page_costs_three_queries(house: House, noun: str) -> None:
    filled(house)
    with house.database.reading() as session:
        sent = recorded(house, lambda: directory(session, noun, TODAY, Find(q="a")))
    assert len([statement for statement, _ in sent if statement.startswith("SELECT")]) == 3


def test_a_night_with_two_credits_of_an_act_is_one(house: House) -> None:
    filled(house)
    twice = [{"artist": "jm", "role": "performer"}, {"artist": "jm", "role": "dj"}]
    release = RELEASE | {"credits": [{"organizer": "axis", "role": "organizer"}]}
    report = house.load(file_of(events=[EVENT | {"id": "twice", "credits": twice}], releases=[release]))
    assert not report.failed, report.lines()
    assert {name.name: name.coming for name in found(house, "artist").names}["Jeff Mills"] == 1
    assert [name.coming for name in found(house, "organizer").names] == [2]


def test_what_has_very_much_is_counted_to_one_more_than_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(house)
    monkeypatch.setattr(directories, "MOST", 2)
    for number, expected in enumerate((2, 3, 3, 3)):
        coming = {"title": f"Night {number}", "id": f"coming {number}", "venue": "v", "tags": ["Live"]}
        assert not house.load(file_of(events=[EVENT | coming])).failed
        for noun in ("venue", "city", "tag"):
            assert max(name.coming for name in found(house, noun).names) == expected, (noun, number)


def test_a_page_is_answered_by_indexes(house: House) -> None:
    crowd.fill(house.database)
    with house.database.writing() as session:
        for table in (models.Venue, models.Artist, models.Organizer, models.Series, models.Tag):
            rows = [{"id": n, "sort_name": f"{ascii_lowercase[n % 26]}{n}"} for n in range(1, crowd.NOUNS + 1)]
            session.execute(update(table), rows)
    with house.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    house.database.engine.dispose()
    for noun in directories.NOUNS:  # among one crowd: it is slow to fill
        with house.database.reading() as session:
            names, coming, letters = plans(house, session, noun)
        assert scanned(names) == [], names
        assert {*scanned(letters)} <= {"CONSTANT"}, letters
        # A hundred of two thousand names may well be read from their table; what they have may not.
        assert {*scanned(coming)} <= {FOLDERS[noun] if noun != "city" else "venues"}, coming


def plans(house: House, session: Session, noun: str) -> list[list[str]]:
    """How a database reads the three things that a page shows: names, how much they have coming, letters."""
    # The slugs of cities all begin with a c there.
    sent = recorded(house, lambda: directory(session, noun, TODAY, Find(letter="c")))
    return [plan(session, *query) for query in sent if query[0].startswith("SELECT")]
