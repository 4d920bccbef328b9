"""One verb changes an entry; only changed lines move its stamps; nothing that is shown is ever out of date."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from calendar_service import models
from calendar_service.addresses import Addresses
from calendar_service.store import rendering
from calendar_service.store.writing import revision
from tests.cast import ARTIST, EVENT, LABEL, NOW, RELEASE, VENUE, House, edge_of, file_of


def entries(house: House) -> dict[str, models.Entry]:
    """All entries by the id of their date, or of their event."""
    with house.database.reading() as session:
        rows = session.scalars(select(models.Entry).options(undefer(models.Entry.vevent))).all()
        items = rendering.load_items(session, {row.item_id for row in rows})
        return {row.date.source_id if row.date else str(items[row.item_id].source_id): row for row in rows}


def lines(entry: models.Entry) -> list[str]:
    assert entry.vevent is not None
    return entry.vevent.decode().replace("\r\n ", "").split("\r\n")


def summary(entry: models.Entry) -> str:
    return next(line.removeprefix("SUMMARY:") for line in lines(entry) if line.startswith("SUMMARY:"))


def log(house: House) -> list[tuple[int, str, str]]:
    with house.database.reading() as session:
        rows = session.scalars(select(models.Change).order_by(models.Change.revision))
        return [(row.revision, row.noun, row.verb) for row in rows]


def test_the_same_file_twice_changes_nothing(house: House) -> None:
    file = file_of(events=[EVENT], releases=[RELEASE])
    first = house.load(file)
    assert {noun: dict(counts) for noun, counts in first.done.items()} == {
        "venue": {"created": 1},
        "artist": {"created": 1},
        "organizer": {"created": 1},
        "event": {"created": 1},
        "release": {"created": 1},
    }
    before, written = {key: entry.vevent for key, entry in entries(house).items()}, log(house)
    house.clock.advance(days=1)

    second = house.load(file)

    assert all(set(counts) == {"unchanged"} for counts in second.done.values())
    assert {key: entry.vevent for key, entry in entries(house).items()} == before
    assert log(house) == written


def test_a_changed_line_moves_revision_and_stamps_of_that_entry_alone(house: House) -> None:
    house.load(file_of(events=[EVENT], releases=[RELEASE]))
    before = entries(house)
    house.clock.advance(hours=1)

    dates = [RELEASE["dates"][0] | {"date": "2027-03-19", "previous_dates": ["2027-03-05"]}, RELEASE["dates"][1]]
    house.load(file_of(releases=[RELEASE | {"dates": dates}]))

    after = entries(house)
    assert {key: entry.revision for key, entry in after.items()} == {"metropolis": 0, "lp": 1, "dl": 0}
    assert after["lp"].uid == before["lp"].uid
    assert after["lp"].changed_at == house.clock.now
    assert after["dl"].vevent == before["dl"].vevent
    assert "DTSTART;VALUE=DATE:20270319" in lines(after["lp"])
    assert "SEQUENCE:1" in lines(after["lp"])
    assert summary(after["lp"]) == "NEW DATE: Jeff Mills – Metropolis Metropolis (3×vinyl)"


def test_two_changes_within_a_second_still_grow_the_stamps(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    for title in ("Metropolis I", "Metropolis II"):
        house.load(file_of(events=[EVENT | {"title": title}]))
    entry = entries(house)["metropolis"]
    assert (entry.revision, (entry.changed_at - NOW).total_seconds()) == (2, 2.0)


def test_facts_that_no_line_shows_move_no_stamp(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    before = entries(house)["metropolis"]
    house.clock.advance(hours=1)

    report = house.load(file_of(venues=[VENUE | {"description": "Two screens in an old courthouse."}]))

    assert report.done["venue"] == {"revised": 1}
    assert entries(house)["metropolis"].vevent == before.vevent


def test_a_renamed_venue_artist_or_organizer_reaches_the_entries_that_show_it(house: House) -> None:
    house.load(file_of(events=[EVENT], releases=[RELEASE]))
    house.clock.advance(hours=1)
    house.load(file_of(venues=[VENUE | {"name": "AFA"}]))
    after_venue = entries(house)
    house.clock.advance(hours=1)
    house.load(file_of(venues=[VENUE | {"name": "AFA"}], artists=[ARTIST | {"name": "Mills"}]))
    after_artist = entries(house)
    house.clock.advance(hours=1)
    names = file_of(
        venues=[VENUE | {"name": "AFA"}],
        artists=[ARTIST | {"name": "Mills"}],
        organizers=[LABEL | {"name": "Axis"}],
    )
    house.load(names)

    after = entries(house)
    assert {key: entry.revision for key, entry in after_venue.items()} == {"metropolis": 1, "lp": 0, "dl": 0}
    assert {key: entry.revision for key, entry in after_artist.items()} == {"metropolis": 2, "lp": 1, "dl": 1}
    assert {key: entry.revision for key, entry in after.items()} == {"metropolis": 3, "lp": 2, "dl": 2}
    assert summary(after["metropolis"]) == "Mills: Metropolis @ AFA"
    assert any("Label: Axis (AX-100)" in line for line in lines(after["lp"]))
    assert not any(entry.stale for entry in after.values())


def test_slugs_follow_no_later_edit(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    house.load(file_of(events=[EVENT | {"title": "Another title", "starts": "2026-12-24T20:00"}]))
    with house.database.reading() as session:
        assert session.scalars(select(models.Item.slug)).all() == ["metropolis-2026-12-05"]


def test_equal_titles_get_numbered_slugs(house: House) -> None:
    events = [EVENT | {"id": str(number), "title": title} for number, title in enumerate(["A b", "A  b", "A.b!", "?"])]
    house.load(file_of(events=events[:1]))
    house.load(file_of(events=events))
    with house.database.reading() as session:
        slugs = session.scalars(select(models.Item.slug).order_by(models.Item.slug)).all()
    assert slugs == ["a-b-2026-12-05", "a-b-2026-12-05-2", "a-b-2026-12-05-3", "event-2026-12-05"]


def test_dates_that_a_later_file_does_not_name_stay(house: House) -> None:
    house.load(file_of(releases=[RELEASE]))
    house.load(file_of(releases=[RELEASE | {"dates": RELEASE["dates"][:1]}]))
    assert set(entries(house)) == {"lp", "dl"}


def test_a_date_without_an_id_is_known_by_that_of_its_release(house: House) -> None:
    alone = {"date": "2027-03-05", "media": [{"format": "cd"}]}
    house.load(file_of(releases=[RELEASE | {"dates": [alone]}]))
    before = entries(house)["mm"]
    house.load(file_of(releases=[RELEASE | {"dates": [alone | {"id": "mm"}, alone | {"id": "2", "territory": "DE"}]}]))
    after = entries(house)
    assert (after["mm"].uid, after["mm"].vevent) == (before.uid, before.vevent)
    assert set(after) == {"mm", "2"}


def test_to_be_announced_then_known_then_moved_keeps_the_uid(house: House) -> None:
    seen = []
    for date, before in (("tba", []), ("2027-04", []), ("2027-04-02", []), ("2027-05-07", ["2027-04-02"])):
        dates = [{"id": "lp", "date": date, "previous_dates": before}]
        house.load(file_of(releases=[RELEASE | {"dates": dates}]))
        house.clock.advance(days=1)
        entry = entries(house)["lp"]
        seen.append((entry.uid, entry.revision, entry.vevent is not None, str(entry.first_day), str(entry.last_day)))
    uid = seen[0][0]
    assert seen == [
        (uid, 0, False, "9999-12-31", "9999-12-31"),
        (uid, 1, False, "2027-04-01", "2027-04-30"),  # feeds with partial=tentative show it
        (uid, 2, True, "2027-04-02", "2027-04-02"),
        (uid, 3, True, "2027-05-07", "2027-05-07"),
    ]


def test_the_log_counts_without_holes_and_history_keeps_the_facts(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    house.load(file_of(events=[EVENT | {"title": "Metropolis (1927)"}]))
    with house.database.reading() as session:
        numbers = session.scalars(select(models.Change.revision).order_by(models.Change.revision)).all()
        assert numbers == list(range(1, revision(session) + 1))
        versions: list[dict[str, Any]] = [
            json.loads(facts)
            for facts in session.scalars(
                select(models.Version.facts)
                .join(models.Change, models.Change.revision == models.Version.revision)
                .where(models.Change.noun == "event")
                .order_by(models.Change.revision)
            )
        ]
    assert [version["title"] for version in versions] == ["Metropolis", "Metropolis (1927)"]
    assert (versions[0]["starts"], versions[0]["zone"]) == ("2026-12-05T20:00", "America/New_York")


def test_facts_read_back_are_the_facts_stored(house: House) -> None:
    full = EVENT | {
        "status": "cancelled",
        "doors": "19:00",
        "ends": "01:30",
        "room": "Deren",
        "online_url": "https://stream.example/1",
        "minimum_age": 18,
        "offers": [
            {
                "kind": "presale",
                "url": "https://tickets.example/1",
                "price": "20.50",
                "price_max": 25,
                "currency": "USD",
                "opens": "2026-11-01T01:30-05:00",
                "closes": "2026-12-05T18:00",
                "availability": "sold_out",
            }
        ],
        "previous_starts": ["2026-11-28T20:00", "2026-11"],
        "previous_venue": "afa",
        "tags": ["techno", "Film"],
    }
    house.load(file_of(events=[full]))
    assert house.load(file_of(events=[full])).done["event"] == {"unchanged": 1}
    changed = full | {"offers": [full["offers"][0] | {"opens": "2026-11-01T01:30-04:00"}]}
    assert house.load(file_of(events=[changed])).done["event"] == {"revised": 1}


def test_what_all_entries_depend_on_is_followed_once(house: House) -> None:
    house.load(file_of(events=[EVENT], releases=[RELEASE]))
    loaded = {key: entry.vevent for key, entry in entries(house).items()}

    # Loaded with the same words and addresses: looked at once, and nothing moves.
    rendering.follow_site(house.database, house.edge())
    assert rendering.refresh(house.database, house.edge) == 3
    assert {key: entry.vevent for key, entry in entries(house).items()} == loaded
    rendering.follow_site(house.database, house.edge())
    assert rendering.refresh(house.database, house.edge) == 0

    moved = edge_of(house.clock, Addresses("https://elsewhere.example"))
    rendering.follow_site(house.database, moved())
    assert rendering.refresh(house.database, moved) == 3
    after = entries(house)
    assert {entry.revision for entry in after.values()} == {1}
    assert "URL:https://elsewhere.example/events/metropolis-2026-12-05" in lines(after["metropolis"])
    assert all(entry.uid.endswith("@calendar.example.org") for entry in after.values())


def test_credits_may_change_places(house: House) -> None:
    artist, organizer = {"artist": "jm", "role": "performer"}, {"organizer": "axis", "role": "partner"}
    for given in ([artist, organizer], [organizer], [organizer, artist], [artist], [artist, organizer]):
        assert not house.load(file_of(events=[EVENT | {"credits": given}])).failed
        with house.database.reading() as session:
            rows = session.scalars(select(models.Credit).order_by(models.Credit.position)).all()
            assert [row.role for row in rows] == [credit["role"] for credit in given]
            assert [row.artist_id is not None for row in rows] == ["artist" in credit for credit in given]
