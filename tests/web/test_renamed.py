"""Addresses of the past: pages lead on, feeds go on and name the new address, and what was withdrawn says so."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from calendar_service.store import renaming, withdrawing
from calendar_service.store.rendering import refresh
from calendar_service.store.writing import writing
from tests.cast import EVENT, RELEASE, VENUE, House, file_of
from tests.web.client import client_of

BASE = "https://calendar.example.org"
EVENT_SLUG, RELEASE_SLUG = "metropolis-2026-12-05", "metropolis-metropolis"
SERIES = {"id": "s", "name": "Axis Nights", "kind": "recurring"}
PAGES = [
    ("venue", "/venues/", "anthology-film-archives"),
    ("artist", "/artists/", "jeff-mills"),
    ("organizer", "/organizers/", "axis-records"),
    ("series", "/series/", "axis-nights"),
    ("event", "/events/", EVENT_SLUG),
    ("release", "/releases/", RELEASE_SLUG),
]
FORMS = ["ics", "rss", "atom", "json", "csv"]


@pytest.fixture
def client(small_house: House) -> Any:
    events = [EVENT | {"series": ["s"]}]
    assert not small_house.load(file_of(series=[SERIES], events=events, releases=[RELEASE])).failed
    small_house.clock.advance(hours=1)
    return client_of(small_house)


def rename(house: House, noun: str, slug: str, new: str = "new-name") -> None:
    with writing(house.database, house.edge()) as transaction:
        renaming.rename(transaction, noun, slug, new)
    refresh(house.database, house.edge)


def withdraw(house: House, noun: str, slug: str) -> None:
    with writing(house.database, house.edge()) as transaction:
        withdrawing.withdraw(transaction, noun, slug)


def unfolded(text: str) -> str:
    return text.replace("\r\n ", "")


def uids(text: str) -> set[str]:
    return {line for line in unfolded(text).split("\r\n") if line.startswith("UID:")}


@pytest.mark.parametrize(("noun", "folder", "slug"), PAGES)
def test_a_page_leads_on_for_ever(client: Any, small_house: House, noun: str, folder: str, slug: str) -> None:
    assert client.get(folder + slug).status_code == 200  # known by now, and still it must not be answered
    rename(small_house, noun, slug)
    for query in ("", "?lang=de", "?lang=en", "?page=2&past=all"):
        for ask in (client.get, client.head):
            answer = ask(f"{folder}{slug}{query}")
            assert (answer.status_code, answer.headers["location"]) == (308, f"{folder}new-name{query}")
            assert answer.headers["cache-control"] == "public, no-cache"  # it may be renamed back
            assert "set-cookie" not in answer.headers
    there = client.get(f"{folder}new-name")
    assert f'<link rel="canonical" href="{BASE}{folder}new-name">' in there.text
    assert f"{folder}{slug}" not in there.text


@pytest.mark.parametrize(("noun", "folder", "slug"), PAGES)
def test_no_page_links_an_old_address(client: Any, small_house: House, noun: str, folder: str, slug: str) -> None:
    rename(small_house, noun, slug)
    addresses = ["/", "/releases", f"{folder}new-name", "/?view=month&month=2026-12", f"/sitemaps/{noun}-1.xml"]
    if noun != "event":
        addresses.append(folder.rstrip("/"))
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert f"{folder}{slug}" not in answer.text, address
    assert f"{BASE}{folder}new-name<" in client.get(f"/sitemaps/{noun}-1.xml").text


@pytest.mark.parametrize(("noun", "folder", "slug"), PAGES)
def test_a_feed_never_redirects(client: Any, small_house: House, noun: str, folder: str, slug: str) -> None:
    forms = FORMS if noun != "event" else ["ics"]
    before = client.get(f"{folder}{slug}.ics")
    rename(small_house, noun, slug)
    for form in forms:
        old, new = client.get(f"{folder}{slug}.{form}"), client.get(f"{folder}new-name.{form}")
        assert [old.status_code, new.status_code] == [200, 200]
        # Whoever has the old address gets what the new one has, under the name of the new one.
        assert (old.content, old.headers["content-type"]) == (new.content, new.headers["content-type"])
    after = client.get(f"{folder}{slug}.ics")
    assert uids(after.text) == uids(before.text) != set()


@pytest.mark.parametrize(("noun", "folder", "slug"), PAGES[:4])
def test_a_calendar_names_its_new_source(client: Any, small_house: House, noun: str, folder: str, slug: str) -> None:
    rename(small_house, noun, slug)
    source = f"SOURCE;VALUE=URI:{BASE}{folder}new-name.ics"
    for address in (f"{folder}{slug}.ics", f"/calendar.ics?{noun}={slug}", f"/calendar.ics?{noun}=new-name"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert source in unfolded(answer.text).split("\r\n"), address
        assert f"/{slug}" not in unfolded(answer.text), address
    options = client.get(f"{folder}{slug}.ics?alarm=PT1H")
    assert f"SOURCE;VALUE=URI:{BASE}{folder}new-name.ics?alarm=PT1H" in unfolded(options.text).split("\r\n")


def test_a_release_and_its_calendar_name_the_new_address(client: Any, small_house: House) -> None:
    rename(small_house, "release", RELEASE_SLUG)
    for address in (f"/releases/{RELEASE_SLUG}.ics", "/releases/new-name.ics"):
        lines = unfolded(client.get(address).text).split("\r\n")
        assert f"SOURCE;VALUE=URI:{BASE}/releases/new-name.ics" in lines
        assert sorted(line for line in lines if line.startswith("URL:")) == [
            f"URL:{BASE}/releases/new-name",
            f"URL:{BASE}/releases/new-name#dl",
            f"URL:{BASE}/releases/new-name#lp",
        ]


def stamps(text: str) -> dict[str, str]:
    """What moves when an entry changes, for the entry of the event."""
    [entry] = [part for part in unfolded(text).split("BEGIN:VEVENT\r\n")[1:] if "/events/" in part]
    pairs = (line.partition(":") for line in entry.split("\r\n"))
    return {name: value for name, _, value in pairs if name in ("UID", "SEQUENCE", "LAST-MODIFIED", "URL")}


def test_an_entry_is_rendered_anew_with_its_new_page_and_keeps_its_uid(client: Any, small_house: House) -> None:
    before = stamps(client.get("/calendar.ics").text)
    rename(small_house, "event", EVENT_SLUG)
    after = stamps(client.get("/calendar.ics").text)
    assert before["UID"] == after["UID"]
    assert (before["URL"], after["URL"]) == (f"{BASE}/events/{EVENT_SLUG}", f"{BASE}/events/new-name")
    assert after["LAST-MODIFIED"] > before["LAST-MODIFIED"]


def test_a_selection_may_mix_old_and_new_names_and_take_some_out(client: Any, small_house: House) -> None:
    rename(small_house, "venue", "anthology-film-archives")
    rename(small_house, "organizer", "axis-records", "axis")
    new = client.get("/calendar.ics?venue=new-name&label=axis")
    assert client.get("/calendar.ics?venue=anthology-film-archives&label=axis-records").content == new.content
    assert client.get("/calendar.ics?label=axis-records").text.count("BEGIN:VEVENT") == 2
    both = client.get("/calendar.ics?venue=anthology-film-archives&venue=new-name")
    assert f"SOURCE;VALUE=URI:{BASE}/venues/new-name.ics" in unfolded(both.text).split("\r\n")
    without = client.get("/calendar.ics?venue=-anthology-film-archives")
    assert "/events/" not in without.text
    assert "There is no venue" not in client.get("/?venue=-anthology-film-archives&kind=screening").text


def test_a_short_address_outlives_a_name(client: Any, small_house: House) -> None:
    made = client.post("/f", data={"artist": "jeff-mills", "kind": "screening"}, headers={"origin": BASE})
    assert made.status_code == 201, made.text
    path = made.headers["location"].removeprefix(BASE)
    assert client.get(path).text.count("BEGIN:VEVENT") == 1
    rename(small_house, "artist", "jeff-mills")
    after = client.get(path)
    assert (after.status_code, after.text.count("BEGIN:VEVENT")) == (200, 1)


def test_many_names_lead_straight_to_the_last(client: Any, small_house: House) -> None:
    names = ["jeff-mills", "b", "c", "d"]
    for old, new in itertools.pairwise(names):
        rename(small_house, "artist", old, new)
    for old in names[:-1]:
        assert client.get(f"/artists/{old}").headers["location"] == "/artists/d"
        lines = unfolded(client.get(f"/artists/{old}.ics").text).split("\r\n")
        assert f"SOURCE;VALUE=URI:{BASE}/artists/d.ics" in lines


def test_back_to_the_old_name(client: Any, small_house: House) -> None:
    first = client.get("/artists/jeff-mills.ics")
    rename(small_house, "artist", "jeff-mills")
    rename(small_house, "artist", "new-name", "jeff-mills")
    assert client.get("/artists/jeff-mills").status_code == 200
    assert client.get("/artists/new-name").headers["location"] == "/artists/jeff-mills"
    for slug in ("jeff-mills", "new-name"):
        calendar = client.get(f"/artists/{slug}.ics")
        assert f"SOURCE;VALUE=URI:{BASE}/artists/jeff-mills.ics" in unfolded(calendar.text).split("\r\n")
        assert calendar.text.count("BEGIN:VEVENT") == first.text.count("BEGIN:VEVENT")


def test_an_old_address_is_never_that_of_another(client: Any, small_house: House) -> None:
    rename(small_house, "venue", "anthology-film-archives")
    rename(small_house, "event", EVENT_SLUG)
    second = VENUE | {"id": "second"}
    for _ in range(2):  # and not by a later load either
        more = [EVENT | {"id": "another", "venue": "second"}]
        assert not small_house.load(file_of(venues=[VENUE, second], events=more)).failed
        assert client.get("/venues/anthology-film-archives").headers["location"] == "/venues/new-name"
        assert client.get(f"/events/{EVENT_SLUG}").headers["location"] == "/events/new-name"
        assert client.get("/venues/anthology-film-archives-2").status_code == 200
        assert client.get(f"/events/{EVENT_SLUG}-2").status_code == 200
        assert client.get("/venues/anthology-film-archives-3").status_code == 404


@pytest.mark.parametrize(("noun", "folder", "slug"), PAGES[4:])
def test_what_was_withdrawn_says_so_and_has_no_feed(
    client: Any, small_house: House, noun: str, folder: str, slug: str
) -> None:
    assert client.get(folder + slug).status_code == 200
    rename(small_house, noun, slug, "in-between")
    withdraw(small_house, noun, "in-between")
    page = client.get(f"{folder}in-between", headers={"accept": "text/html"})
    assert page.status_code == 410
    assert "This entry was withdrawn." in page.text
    assert "zurückgezogen" in client.get(f"{folder}in-between?lang=de", headers={"accept": "text/html"}).text
    for form in FORMS if noun == "release" else ["ics"]:
        for name in ("in-between", slug):
            assert client.get(f"{folder}{name}.{form}").status_code == 404, (name, form)
    for form in FORMS:
        assert f"{folder}in-between" not in client.get(f"/calendar.{form}").text
    assert f"{folder}in-between" not in client.get("/").text
    assert client.get(folder + slug).status_code == 410  # at once, and not at the end of a way


def test_what_never_was_is_not_found(client: Any) -> None:
    for _, folder, _ in PAGES:
        assert client.get(f"{folder}nobody").status_code == 404
        assert client.get(f"{folder}nobody.ics").status_code == 404


def test_a_change_of_name_is_told_to_other_processes(client: Any, small_house: House) -> None:
    revision = small_house.database.revisions.value
    rename(small_house, "artist", "jeff-mills")
    renamed = small_house.database.revisions.value
    assert renamed > revision
    withdraw(small_house, "event", EVENT_SLUG)
    assert small_house.database.revisions.value > renamed
