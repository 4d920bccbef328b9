"""What is renamed keeps leading on, what is withdrawn keeps its slug, and feeds never redirect."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from sqlalchemy import func, select

from calendar_service import models
from calendar_service.store import renaming, withdrawing
from calendar_service.store.rendering import refresh
from calendar_service.store.writing import writing
from feeds.errors import FactError
from tests.cast import ARTIST, EVENT, RELEASE, House, file_of
from tests.web.client import client_of

OLD = "metropolis-2026-12-05"


def rename(house: House, noun: str, slug: str, new: str) -> None:
    with writing(house.database, house.edge()) as transaction:
        renaming.rename(transaction, noun, slug, new)
    refresh(house.database, house.edge)


def withdraw(house: House, noun: str, slug: str) -> None:
    with writing(house.database, house.edge()) as transaction:
        withdrawing.withdraw(transaction, noun, slug)


@pytest.fixture
def client(house: House) -> Any:
    assert not house.load(file_of(events=[EVENT], releases=[RELEASE])).failed
    return client_of(house)


@pytest.mark.parametrize(
    ("noun", "folder", "slug"),
    [("artist", "artists", "jeff-mills"), ("organizer", "organizers", "axis-records"), ("event", "events", OLD),
     ("venue", "venues", "anthology-film-archives"), ("release", "releases", "metropolis-metropolis")],
)  # fmt: skip
def test_pages_lead_on_and_feeds_go_on(house: House, client: Any, noun: str, folder: str, slug: str) -> None:
    before = client.get(f"/{folder}/{slug}.ics")
    assert client.get(f"/{folder}/{slug}").status_code == 200
    house.clock.advance(hours=1)
    rename(house, noun, slug, "another-name")
    page = client.get(f"/{folder}/{slug}?lang=de")
    assert (page.status_code, page.headers["location"]) == (308, f"/{folder}/another-name?lang=de")
    assert client.get(f"/{folder}/another-name").status_code == 200
    feed = client.get(f"/{folder}/{slug}.ics")
    assert feed.status_code == 200
    assert feed.text.count("BEGIN:VEVENT") == before.text.count("BEGIN:VEVENT") > 0
    flat = feed.text.replace("\r\n ", "")
    if noun != "event":
        assert f"SOURCE;VALUE=URI:https://calendar.example.org/{folder}/another-name.ics" in flat
    if noun in ("event", "release"):
        assert f"URL:https://calendar.example.org/{folder}/another-name" in flat
    assert client.get(f"/{folder}/another-name.ics").status_code == 200


def test_a_selection_of_an_old_name_is_that_of_the_new_one(house: House, client: Any) -> None:
    rename(house, "artist", "jeff-mills", "the-wizard")
    old, new = (client.get(f"/calendar.ics?artist={slug}&kind=screening") for slug in ("jeff-mills", "the-wizard"))
    assert old.content == new.content
    assert "There is no artist" not in client.get("/?artist=jeff-mills&kind=screening").text
    assert client.get("/calendar.ics?artist=-jeff-mills").status_code == 200


def test_names_in_a_row_all_lead_to_the_last(house: House, client: Any) -> None:
    for old, new in (("jeff-mills", "b"), ("b", "c"), ("c", "d")):
        rename(house, "artist", old, new)
    for old in ("jeff-mills", "b", "c"):
        assert client.get(f"/artists/{old}").headers["location"] == "/artists/d"
    rename(house, "artist", "d", "jeff-mills")
    assert client.get("/artists/jeff-mills").status_code == 200
    for old in ("b", "c", "d"):
        assert client.get(f"/artists/{old}").headers["location"] == "/artists/jeff-mills"


def test_an_old_name_is_given_to_nobody_else(house: House, client: Any) -> None:
    rename(house, "artist", "jeff-mills", "the-wizard")
    assert not house.load(file_of(artists=[ARTIST, {"id": "other", "name": "Jeff Mills"}])).failed
    assert client.get("/artists/jeff-mills-2").status_code == 200
    with pytest.raises(FactError, match="belongs or belonged"):
        rename(house, "artist", "jeff-mills-2", "jeff-mills")
    with pytest.raises(FactError, match="belongs or belonged"):
        rename(house, "artist", "jeff-mills-2", "the-wizard")


@pytest.mark.parametrize("slug", ["", "Ä", "a b", "a.b", "a/b", "x" * 101])
def test_a_name_must_be_one(house: House, client: Any, slug: str) -> None:
    with pytest.raises(FactError, match="slug"):
        rename(house, "artist", "jeff-mills", slug)
    assert client.get("/artists/jeff-mills").status_code == 200


def test_what_is_withdrawn_says_so_and_leaves_the_feeds(house: House, client: Any) -> None:
    assert OLD in client.get("/calendar.ics").text
    withdraw(house, "event", OLD)
    assert client.get(f"/events/{OLD}", headers={"accept": "text/html"}).status_code == 410
    assert "This entry was withdrawn." in client.get(f"/events/{OLD}", headers={"accept": "text/html"}).text
    assert client.get(f"/events/{OLD}.ics").status_code == 404
    assert OLD not in client.get("/calendar.ics").text
    assert OLD not in client.get("/").text
    for _ in range(2):
        assert not house.load(file_of(events=[EVENT | {"id": "again"}])).failed
        assert client.get(f"/events/{OLD}-2").status_code == 200
        assert client.get(f"/events/{OLD}").status_code == 410
        assert client.get(f"/events/{OLD}-3").status_code == 404


def test_a_release_goes_with_all_its_dates_and_each_name_that_it_had(house: House, client: Any) -> None:
    names = ["metropolis-metropolis", "b", "c"]
    for old, new in itertools.pairwise(names):
        rename(house, "release", old, new)
    withdraw(house, "release", "c")
    for name in names:
        assert client.get(f"/releases/{name}").status_code == 410
        assert client.get(f"/releases/{name}.ics").status_code == 404
    with house.database.reading() as session:
        assert [row.item_id for row in session.scalars(select(models.Entry))] == [
            session.scalars(select(models.Item.id)).one()
        ]
        assert renaming.past(session, "release", "b") == renaming.Past(None)
        assert renaming.current(session, "release", "b") == "b"
    assert not house.load(file_of(releases=[RELEASE | {"id": "again"}])).failed
    assert client.get("/releases/metropolis-metropolis-2").status_code == 200


def test_the_name_that_it_has_is_no_change(house: House, client: Any) -> None:
    revision = house.database.revisions.value
    rename(house, "artist", "jeff-mills", "jeff-mills")
    assert house.database.revisions.value == revision
    assert client.get("/artists/jeff-mills").status_code == 200


def test_a_noun_and_its_entries_are_rendered_once_and_log_it(house: House, client: Any) -> None:
    with house.database.reading() as session:
        before = {row.id: (row.uid, row.revision) for row in session.scalars(select(models.Entry))}
        first = session.scalars(select(func.max(models.Change.revision))).one()
    house.clock.advance(hours=1)
    rename(house, "event", OLD, "metropolis")
    with house.database.reading() as session:
        after = {row.id: (row.uid, row.revision) for row in session.scalars(select(models.Entry))}
        change = models.Change
        lines = session.execute(select(change.noun, change.verb).where(change.revision > first)).all()
        assert not session.scalars(select(models.Entry).where(models.Entry.stale)).all()
    moved = [number for number in before if after[number] != before[number]]
    assert [before[number][0] for number in moved] == [after[number][0] for number in moved]
    assert len(moved) == 1  # the dates of the release have other pages
    assert [tuple(line) for line in lines] == [("event", "revised"), ("entry", "rendered")]


def test_what_had_a_name_is_found_by_it_and_what_never_had_it_is_not(house: House, client: Any) -> None:
    rename(house, "venue", "anthology-film-archives", "anthology")
    with house.database.reading() as session:
        assert renaming.past(session, "venue", "anthology-film-archives") == renaming.Past("anthology")
        assert renaming.current(session, "venue", "anthology-film-archives") == "anthology"
        for noun, slug in (("venue", "anthology"), ("artist", "anthology-film-archives"), ("venue", "never"),
                           ("venue", "no\x00slug"), ("venue", "")):  # fmt: skip
            assert renaming.past(session, noun, slug) is None
            assert renaming.current(session, noun, slug) == slug


def test_only_what_is_there_can_be_withdrawn(house: House, client: Any) -> None:
    for noun, slug in (("event", "nothing"), ("tag", "techno"), ("release", OLD)):
        with pytest.raises(FactError, match="There is no"):
            withdraw(house, noun, slug)
    assert client.get(f"/events/{OLD}").status_code == 200
