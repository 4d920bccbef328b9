"""Two that are one: what goes leads on for ever, all that named it names the other, and it can come back as it was."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from calendar_service import models
from calendar_service.store import accounts, claims, memberships, merging, ownership, references, renaming
from calendar_service.store.nouns import MODELS
from calendar_service.store.rendering import refresh
from calendar_service.store.writing import writing
from feeds.errors import FactError
from tests.cast import ARTIST, EVENT, LABEL, RELEASE, VENUE, House, file_of
from tests.people import ALICE, BOB, join, organizer
from tests.web.client import client_of

TWIN_VENUE = VENUE | {"id": "afa2", "name": "The Anthology", "rooms": ["Deren", "Lobby"]}
TWIN_ARTIST = ARTIST | {"id": "jm2", "name": "Millsart"}
TWIN_LABEL = LABEL | {"id": "axis2", "name": "Axis"}
SERIES = {"id": "tour", "name": "Tour", "kind": "tour"}
TWIN_SERIES = SERIES | {"id": "tour2", "name": "The Tour"}
WORK = {"id": "m", "title": "Metropolis", "year": 1927}
TWIN_WORK = WORK | {"id": "m2", "title": "Metropolis (restored)"}
POST = {"id": "p", "title": "Metropolis is out", "url": "https://axisrecords.com/metropolis"}
TWIN_POST = POST | {"id": "p2", "title": "Out now: Metropolis"}
LATER = EVENT | {
    "id": "later", "title": "Later", "starts": "2026-12-06T20:00", "venue": "afa2", "room": "Lobby",
    "series": ["tour2"], "works": ["m2"], "announcements": ["p2"],
    "credits": [{"artist": "jm2", "role": "performer"}, {"organizer": "axis2", "role": "partner"}],
}  # fmt: skip
RECORD = RELEASE | {
    "id": "record", "title": "Record", "credits": [{"artist": "jm2", "role": "artist"}],
    "imprints": [{"label": "axis2", "catalogue_number": "AX-101"}],
}  # fmt: skip
FILE = file_of(
    venues=[VENUE, TWIN_VENUE], artists=[ARTIST, TWIN_ARTIST], organizers=[LABEL, TWIN_LABEL],
    series=[SERIES, TWIN_SERIES], works=[WORK, TWIN_WORK], announcements=[POST, TWIN_POST],
    events=[EVENT | {"series": ["tour"]}, LATER], releases=[RELEASE, RECORD],
)  # fmt: skip
PAIRS = [
    ("venue", "venues", "the-anthology", "anthology-film-archives"),
    ("artist", "artists", "millsart", "jeff-mills"),
    ("organizer", "organizers", "axis", "axis-records"),
    ("series", "series", "the-tour", "tour"),
]
PAGELESS = [
    ("work", "metropolis-restored", "metropolis"),
    ("announcement", "out-now-metropolis", "metropolis-is-out"),
]


@pytest.fixture
def full(house: House) -> House:
    report = house.load(FILE)
    assert not report.failed, report.lines()
    return house


def merge(house: House, noun: str, gone: str, kept: str) -> int:
    with writing(house.database, house.edge()) as transaction:
        number = merging.merge(transaction, noun, gone, kept, "The same.").id
    refresh(house.database, house.edge)
    return number


def undo(house: House, number: int) -> None:
    with writing(house.database, house.edge()) as transaction:
        row = merging.locked(transaction.session, number)
        assert row is not None
        merging.undo(transaction, row)
    refresh(house.database, house.edge)


def rows(house: House, *also: str) -> dict[str, list[Any]]:
    """All that is stored, but for the log, the merges, and what gets new numbers or stamps."""
    beside = {"changes", "history", "counter", "merges", "site", "entries", "rooms", "claims"} - set(also)
    with house.database.reading() as session:
        tables = [table for table in models.Base.metadata.sorted_tables if table.name not in beside]
        return {table.name: sorted(map(str, session.execute(select(table)))) for table in tables}


def vevents(house: House) -> dict[str, Any]:
    with house.database.reading() as session:
        statement = select(models.Entry.uid, models.Entry.digest, models.Entry.fault).order_by(models.Entry.uid)
        return {row[0]: tuple(row[1:]) for row in session.execute(statement)}


@pytest.mark.parametrize("noun", [pair[0] for pair in (*PAIRS, *PAGELESS)])
def test_no_reference_is_forgotten(noun: str) -> None:
    known = {reference.name for reference in references.REFERENCES[noun]}
    target = MODELS[noun].__table__
    named = {
        f"{table.name}.{key.parent.name}"
        for table in models.Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is target
    }
    # Rooms are part of their venue; claims name venues and artists by noun and number.
    beside = {"claims.noun_id"} if noun in ("venue", "artist") else set()
    assert named - {"rooms.venue_id"} | beside == known


@pytest.mark.parametrize(("noun", "folder", "gone", "kept"), PAIRS)
def test_what_goes_leads_on_and_comes_back_as_it_was(full: House, noun: str, folder: str, gone: str, kept: str) -> None:
    client = client_of(full)
    before, lines = rows(full), vevents(full)
    entries = client.get(f"/{folder}/{gone}.ics").text.count("BEGIN:VEVENT")
    assert entries > 0
    full.clock.advance(hours=1)
    number = merge(full, noun, gone, kept)
    assert (rows(full) != before, vevents(full) == lines) == (True, False)
    page = client.get(f"/{folder}/{gone}")
    assert (page.status_code, page.headers["location"]) == (308, f"/{folder}/{kept}")
    assert client.get(f"/{folder}/{kept}.ics").text.count("BEGIN:VEVENT") > entries
    for feed in (f"/{folder}/{gone}.ics", f"/calendar.ics?{noun}={gone}"):
        assert client.get(feed).text.count("BEGIN:VEVENT") > entries
    assert all(fault == "" for _, fault in vevents(full).values())
    undo(full, number)
    assert rows(full) == before
    assert vevents(full) == lines
    assert client.get(f"/{folder}/{gone}").status_code == 200
    with pytest.raises(FactError, match="undone already"):
        undo(full, number)


@pytest.mark.parametrize(("noun", "gone", "kept"), PAGELESS)
def test_what_has_no_page_is_named_by_what_is_kept_and_comes_back(full: House, noun: str, gone: str, kept: str) -> None:
    before, lines = rows(full), vevents(full)
    number = merge(full, noun, gone, kept)
    with full.database.reading() as session:
        later = renaming.find(session, "event", "later-2026-12-06")
        assert later is not None
        shown = {"work": [row.work.slug for row in later.showings]}
        shown["announcement"] = [row.announcement.slug for row in later.mentions]
    assert shown[noun] == [kept]
    assert vevents(full) != lines
    report = full.load(FILE)
    assert {verb for verbs in report.done.values() for verb in verbs} == {"unchanged"}, report.lines()
    undo(full, number)
    assert (rows(full), vevents(full)) == (before, lines)


def test_a_venue_in_another_zone_is_another_house(full: House) -> None:
    assert not full.load({"source": "test", "venues": [TWIN_VENUE | {"zone": "Europe/Berlin"}]}).failed
    before = rows(full)
    with pytest.raises(FactError, match="kept: its zone is America/New_York, that of the one that goes is Europe/Be"):
        merge(full, "venue", "the-anthology", "anthology-film-archives")
    assert rows(full) == before


def test_a_room_goes_with_its_event_and_back(full: House) -> None:
    number = merge(full, "venue", "the-anthology", "anthology-film-archives")
    assert rooms(full, "anthology-film-archives") == ["Courthouse", "Deren", "Lobby"]
    undo(full, number)
    assert rooms(full, "anthology-film-archives") == ["Courthouse", "Deren"]
    assert rooms(full, "the-anthology") == ["Deren", "Lobby"]


def test_a_room_that_something_takes_place_in_stays(full: House) -> None:
    number = merge(full, "venue", "the-anthology", "anthology-film-archives")
    with writing(full.database, full.edge()) as transaction:
        event = renaming.find(transaction.session, "event", "metropolis-2026-12-05")
        assert event is not None
        event.room = "Lobby"
    undo(full, number)
    assert rooms(full, "anthology-film-archives") == ["Courthouse", "Deren", "Lobby"]


def test_a_room_that_a_file_gives_to_what_is_gone_is_one_of_what_is_kept(full: House) -> None:
    merge(full, "venue", "the-anthology", "anthology-film-archives")
    events = [LATER | {"room": "Roof"}]
    more = FILE | {"venues": [VENUE, TWIN_VENUE | {"rooms": ["Deren", "Lobby", "Roof"]}], "events": events}
    for done in ({"venue": {"unchanged": 1, "revised": 1}, "event": {"revised": 1}}, None):
        report = full.load(more)
        assert not report.failed, report.lines()
        assert rooms(full, "anthology-film-archives") == ["Courthouse", "Deren", "Lobby", "Roof"]
        told = {noun: verbs for noun, verbs in report.done.items() if noun in ("venue", "event")}
        assert told == (done or {"venue": {"unchanged": 2}, "event": {"unchanged": 1}})


def test_a_file_that_names_what_is_gone_finds_what_is_kept(full: House) -> None:
    for noun, _, gone, kept in PAIRS:
        merge(full, noun, gone, kept)
    before, lines = rows(full), vevents(full)
    for options in ({"dry_run": True}, {}):
        report = full.load(FILE, **options)
        assert not report.failed, report.lines()
        assert {verb for verbs in report.done.values() for verb in verbs} == {"unchanged"}, report.lines()
    assert (rows(full), vevents(full)) == (before, lines)


@pytest.mark.parametrize(
    ("noun", "gone", "kept", "why"),
    [
        ("venue", "the-anthology", "the-anthology", "kept must be another venue than the one that goes"),
        ("venue", "nowhere", "the-anthology", "gone: there is no venue “nowhere”"),
        ("venue", "jeff-mills", "the-anthology", "gone: there is no venue “jeff-mills”"),
        ("venue", "the-anthology", "nowhere", "kept: there is no venue “nowhere”"),
        ("tag", "a", "b", "noun must be one of venue, artist, organizer, series, work, announcement"),
    ],
)
def test_what_can_not_be_merged_is_refused(full: House, noun: str, gone: str, kept: str, why: str) -> None:
    with pytest.raises(FactError, match=why):
        merge(full, noun, gone, kept)


def test_merges_in_a_row_are_undone_the_other_way_round(full: House) -> None:
    full.load({"source": "test", "artists": [ARTIST | {"id": "jm3", "name": "Purpose Maker"}]})
    before = rows(full)
    first = merge(full, "artist", "millsart", "jeff-mills")
    with pytest.raises(FactError, match="“millsart” leads on to “jeff-mills” already"):
        merge(full, "artist", "purpose-maker", "millsart")
    second = merge(full, "artist", "jeff-mills", "purpose-maker")
    client = client_of(full)
    for slug in ("millsart", "jeff-mills"):
        assert client.get(f"/artists/{slug}").headers["location"] == "/artists/purpose-maker"
    report = full.load({"source": "test", "artists": [TWIN_ARTIST]})
    assert report.done == {"artist": {"unchanged": 1}}
    with pytest.raises(FactError, match="undo that first"):
        undo(full, first)
    undo(full, second)
    undo(full, first)
    assert rows(full) == before


def test_what_can_not_come_back_is_refused(full: House) -> None:
    number = merge(full, "artist", "millsart", "jeff-mills")
    with writing(full.database, full.edge()) as transaction:
        renaming.rename(transaction, "artist", "jeff-mills", "millsart")  # its own by now
    before = rows(full)
    with pytest.raises(FactError, match="Another artist is called “millsart” now"):
        undo(full, number)
    assert rows(full) == before
    with writing(full.database, full.edge()) as transaction:
        renaming.rename(transaction, "artist", "millsart", "the-wizard")
    undo(full, number)
    client = client_of(full)
    assert client.get("/artists/millsart").status_code == 200
    assert client.get("/artists/jeff-mills").headers["location"] == "/artists/the-wizard"


def test_slugs_that_led_to_what_is_gone_lead_to_it_again(full: House) -> None:
    with writing(full.database, full.edge()) as transaction:
        renaming.rename(transaction, "artist", "millsart", "purpose-maker")
    number = merge(full, "artist", "purpose-maker", "jeff-mills")
    client = client_of(full)
    assert client.get("/artists/millsart").headers["location"] == "/artists/jeff-mills"
    undo(full, number)
    assert client.get("/artists/millsart").headers["location"] == "/artists/purpose-maker"


def test_what_was_taken_out_of_an_event_since_stays_out(house: House) -> None:
    file = FILE | {"events": [BOTH | {"previous_venue": None}], "releases": []}
    assert not house.load(file).failed
    number = merge(house, "artist", "millsart", "jeff-mills")
    assert not house.load(file | {"events": [BOTH | {"previous_venue": None, "credits": []}]}).failed
    undo(house, number)
    with house.database.reading() as session:
        assert session.scalars(select(models.Credit)).all() == []


def test_what_was_changed_since_stays_where_it_is(full: House) -> None:
    number = merge(full, "venue", "the-anthology", "anthology-film-archives")
    elsewhere = LATER | {"venue": None, "room": "", "starts": "2026-12-06T20:00[America/New_York]"}
    report = full.load(FILE | {"events": [elsewhere]})
    assert not report.failed, report.lines()
    undo(full, number)
    with full.database.reading() as session:
        assert renaming.find(session, "event", "later-2026-12-06").venue is None  # type: ignore[union-attr]


def venue(house: House, slug: str) -> models.Venue:
    with house.database.reading() as session:
        return session.scalars(select(models.Venue).where(models.Venue.slug == slug)).one()


def rooms(house: House, slug: str) -> list[str]:
    return [room.name for room in venue(house, slug).rooms]


BOTH = EVENT | {
    "id": "both", "title": "Both", "starts": "2026-12-07T20:00", "previous_venue": "afa2",
    "series": ["tour", "tour2"], "works": ["m", "m2"], "announcements": ["p", "p2"],
    "credits": [
        {"artist": "jm", "role": "performer"}, {"artist": "jm2", "role": "performer"},
        {"artist": "jm2", "role": "host"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(("noun", "folder", "gone", "kept"), PAIRS)
def test_what_names_both_names_one_once(house: House, noun: str, folder: str, gone: str, kept: str) -> None:
    file = FILE | {"events": [BOTH], "releases": []}
    assert not house.load(file).failed
    before, lines = rows(house), vevents(house)
    number = merge(house, noun, gone, kept)
    text = client_of(house).get(f"/{folder}/{kept}.ics").text.replace("\r\n ", "")
    assert text.count("RELATED-TO") <= 2
    assert "Moved from" not in text or noun != "venue"
    assert "Millsart" not in text or noun != "artist"
    assert "Jeff Mills, Jeff Mills" not in text
    report = house.load(file)
    assert {verb for verbs in report.done.values() for verb in verbs} == {"unchanged"}, report.lines()
    undo(house, number)
    assert (rows(house), vevents(house)) == (before, lines)


@pytest.mark.parametrize(("noun", "gone", "kept"), PAGELESS)
def test_what_shows_both_shows_one_once(house: House, noun: str, gone: str, kept: str) -> None:
    file = FILE | {"events": [BOTH], "releases": []}
    assert not house.load(file).failed
    before, lines = rows(house), vevents(house)
    number = merge(house, noun, gone, kept)
    with house.database.reading() as session:
        both = renaming.find(session, "event", "both-2026-12-07")
        assert both is not None
        assert len(both.showings) + len(both.mentions) == 3
    report = house.load(file)
    assert {verb for verbs in report.done.values() for verb in verbs} == {"unchanged"}, report.lines()
    undo(house, number)
    assert (rows(house), vevents(house)) == (before, lines)


def test_people_and_shares_of_both_are_those_of_one_and_part_again(full: House) -> None:
    ours, theirs = organizer(full, "ours"), organizer(full, "theirs")
    alice, bob = join(full, ALICE), join(full, BOB)
    with writing(full.database, full.edge()) as transaction:
        for account, number, role in ((alice, ours, "owner"), (alice, theirs, "editor"), (bob, ours, "editor")):
            memberships.add(transaction, account, number, role)
        memberships.add(transaction, bob, theirs, "owner")
        first, second = transaction.session.scalars(select(models.Item).where(models.Item.noun == "event")).all()
        for item, owner, other in ((first, ours, theirs), (second, theirs, ours)):
            ownership.give(transaction, item, owner)
            ownership.share(transaction, item, other)
        afa = transaction.session.scalars(select(models.Venue).order_by(models.Venue.id)).first()
        granted = claims.ask(transaction, "venue", afa, ours, "We run it.").id
        claims.ask(transaction, "venue", afa, theirs, "We do.")
        claims.decide(transaction, transaction.session.get_one(models.Claim, granted), grant=True, reason="")
    before = rows(full, "claims")
    number = merge(full, "organizer", "ours", "theirs")
    with full.database.reading() as session:
        assert memberships.of(session, alice) == memberships.of(session, bob) == {theirs: "owner"}
        assert session.scalars(select(models.CoOwner)).all() == []
        assert set(session.scalars(select(models.Item.owner_id).where(models.Item.noun == "event"))) == {theirs}
        claim = session.scalars(select(models.Claim)).one()
        assert (claim.id, claim.organizer_id, claim.state) == (granted, theirs, "granted")
    undo(full, number)
    assert rows(full, "claims") == before


def test_who_has_left_meanwhile_does_not_come_back(full: House) -> None:
    ours, theirs = organizer(full, "ours"), organizer(full, "theirs")
    alice = join(full, ALICE)
    with writing(full.database, full.edge()) as transaction:
        for number in (ours, theirs):
            memberships.add(transaction, alice, number, "editor")
    number = merge(full, "organizer", "ours", "theirs")
    with writing(full.database, full.edge()) as transaction:
        accounts.remove(transaction, alice)
    undo(full, number)
    with full.database.reading() as session:
        assert session.scalars(select(models.Membership)).all() == []
