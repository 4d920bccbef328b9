"""Events entered at the desk: what is typed is read, kept, read back, and published; nothing typed is lost."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from calendar_service.store import drafts
from calendar_service.web import posting
from tests.cast import EVENT, House, file_of
from tests.people import ALICE, CHARLIE, MONA, PASSWORD, join, organizer
from tests.web.client import client_of

pytestmark = pytest.mark.usefixtures("quick_passwords")

TYPED = {
    "title": "Metropolis, once more",
    "kind": "screening",
    "when": "22 feb 20h",
    "venue": "anthology film archives",
    "lineup": "Jeff Mills",
    "owner": "club",
}


class Desk:
    """The desk of somebody who is signed in."""

    def __init__(self, house: House, email: str) -> None:
        self.client: TestClient = client_of(house)
        self.client.post("/desk/sign-in", data={"email": email, "password": PASSWORD})

    def send(self, path: str, **fields: str) -> Any:
        posting._limiter.cache_clear()
        return self.client.post(path, data=fields)

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def value(self, path: str, name: str) -> str:
        match = re.search(rf'<input id="{name}"[^>]*? value="([^"]*)"', self.client.get(path).text)
        assert match, name
        return unescape(match[1])


@pytest.fixture
def site(small_house: House) -> House:
    posting._limiter.cache_clear()
    small_house.load(file_of(events=[EVENT]))
    for email, role in ((ALICE, "member"), (CHARLIE, "member"), (MONA, "moderator")):
        join(small_house, email, role, password=PASSWORD)
    organizer(small_house, "club", alice="editor")
    return small_house


def test_an_event_is_published_from_six_fields(site: House) -> None:
    alice = Desk(site, ALICE)
    assert "Metropolis" not in alice.page("/desk/events/new")
    answer = alice.send("/desk/events/new", **TYPED, do="publish")
    assert (answer.status_code, answer.headers["location"]) == (303, "/events/metropolis-once-more-2027-02-22")
    told = alice.client.get("/api/v1/events/metropolis-once-more-2027-02-22").json()
    assert (told["starts"], told["zone"], told["venue"]) == (
        "2027-02-22T20:00",
        "America/New_York",
        "anthology-film-archives",
    )
    assert told["credits"] == [{"artist": "jeff-mills", "organizer": None, "role": "performer"}]
    assert told["owner"] == "club"


def test_a_draft_reads_back_how_it_was_understood(site: House) -> None:
    alice = Desk(site, ALICE)
    path = alice.send("/desk/events/new", **TYPED, do="save").headers["location"]
    assert path.endswith("?saved=1")
    page = alice.page(path)
    assert "Monday 22 February 2027, 20:00 (America/New York)" in page
    assert "Saved." in page
    assert alice.value(path, "when") == "2027-02-22 20:00"
    assert alice.client.get("/events/metropolis-once-more-2027-02-22").status_code == 404
    # What is read back can be sent again unchanged.
    assert alice.send(path.partition("?")[0], **TYPED | {"when": "2027-02-22 20:00"}, do="publish").status_code == 303
    assert alice.client.get(path).headers["location"] == "/events/metropolis-once-more-2027-02-22"


@pytest.mark.parametrize("ends", ["23h", "23:00", "11pm", "23 Uhr", "22 feb 23h"])
def test_an_end_is_an_hour_of_that_night(site: House, ends: str) -> None:
    alice = Desk(site, ALICE)
    assert alice.send("/desk/events/new", **TYPED, ends=ends, do="publish").status_code == 303
    told = alice.client.get("/api/v1/events/metropolis-once-more-2027-02-22").json()
    assert told["ends"] == "2027-02-22T23:00"


def test_what_is_not_understood_stays_and_is_told_beside_its_field(site: House) -> None:
    alice = Desk(site, ALICE)
    fields = TYPED | {"when": "soonish", "venue": "Nowhere", "lineup": "Jeff Mills\nNobody (dj)", "price": "much"}
    path = alice.send("/desk/events/new", **fields, do="publish").headers["location"]
    page = alice.page(path)
    assert "It is kept, but it can’t be published yet" in page
    for sentence in ("“soonish” is not understood", "No place here is called “Nowhere”.", "New here: Nobody."):
        assert sentence in page
    assert "price must be an amount such as 20 or “20.50”." in page
    assert (alice.value(path, "when"), alice.value(path, "venue"), alice.value(path, "price")) == (
        "soonish",
        "Nowhere",
        "much",
    )
    assert "Jeff Mills\nNobody (DJ)" in page
    for name in ("when", "venue", "price", "lineup"):
        assert f'aria-describedby="{name}-wrong' in page


def test_a_new_act_and_a_new_place_are_added_on_a_press(site: House) -> None:
    alice = Desk(site, ALICE)
    fields = TYPED | {"venue": "Hall", "lineup": "Nobody"}
    path = alice.send("/desk/events/new", **fields, do="publish").headers["location"].partition("?")[0]
    more = {"add_acts": "1", "new_acts": "Nobody\n", "add_venue": "1", "venue_city": "Lyon", "venue_country": "fr"}
    wrong = alice.send(path, **fields, **more, venue_zone="Paris", do="publish")
    assert wrong.status_code == 400
    assert "zone “Paris” is not an IANA time zone" in unescape(wrong.text)
    answer = alice.send(path, **fields, **more, venue_zone="Europe/Paris", do="publish")
    assert answer.headers["location"] == "/events/metropolis-once-more-2027-02-22"
    told = alice.client.get("/api/v1/venues/hall").json()
    assert (told["city"], told["country"], told["zone"]) == ("Lyon", "FR", "Europe/Paris")
    assert alice.client.get("/api/v1/artists/nobody").status_code == 200


def test_of_two_places_of_one_name_somebody_chooses(site: House) -> None:
    halls = [{"id": city, "name": "Hall", "zone": "UTC", "city": city} for city in ("Lyon", "Lodz")]
    report = site.load({"source": "other", "venues": halls})
    assert not report.failed, report.lines()
    alice = Desk(site, ALICE)
    path = alice.send("/desk/events/new", **TYPED | {"venue": "hall"}, do="publish").headers["location"]
    page = alice.page(path)
    assert "Several places are called so" in page
    assert "Lyon" in page
    assert "Lodz" in page
    slug = re.findall(r'name="venue_slug" value="([^"]+)"', page)[1]
    answer = alice.send(path.partition("?")[0], **TYPED | {"venue": "hall"}, venue_slug=slug, do="publish")
    told = alice.client.get(answer.headers["location"].replace("/events", "/api/v1/events")).json()
    assert told["venue"] == slug


def test_what_the_form_does_not_show_stays(site: House) -> None:
    alice = Desk(site, ALICE)
    body = {
        "title": "X",
        "kind": "concert",
        "starts": "2027-02-22T20:00",
        "venue": "anthology-film-archives",
        "owner": "club",
        "credits": [{"organizer": "axis-records", "role": "partner"}],
        "offers": [{"kind": "presale", "url": "https://a.example", "name": "Early"}, {"url": "https://b.example"}],
    }
    path = alice.send("/desk/events/new", **TYPED, do="save").headers["location"].partition("?")[0]
    with site.database.writing() as session:
        row = drafts.find(session, path.rpartition("/")[2])
        assert row is not None
        row.body = drafts._encoded(body)
    fields = TYPED | {"offer_url": "https://c.example", "offer_kind": "presale"}
    alice.send(path, **fields, do="save")
    with site.database.reading() as session:
        row = drafts.find(session, path.rpartition("/")[2])
        assert row is not None
        kept = drafts.body_in(row)
    assert kept["offers"][0]["name"] == "Early"
    assert kept["offers"][0]["url"] == "https://c.example"
    assert kept["offers"][1] == {"url": "https://b.example"}
    assert kept["credits"][1] == {"organizer": "axis-records", "role": "partner"}


def test_an_hour_is_set_in_the_time_of_the_place(site: House) -> None:
    alice = Desk(site, ALICE)
    path = alice.send("/desk/events/new", **TYPED, do="save").headers["location"].partition("?")[0]
    wrong = alice.send(path, **TYPED, publish_on="yesterday", do="schedule")
    assert wrong.status_code == 400
    assert 'value="yesterday"' in wrong.text
    assert alice.send(path, **TYPED, publish_on="1 dec 12:00", do="schedule").status_code == 303
    with site.database.reading() as session:
        row = drafts.find(session, path.rpartition("/")[2])
        assert row is not None
        assert row.publish_at is not None
        assert (row.publish_at.isoformat(), row.publish_zone) == ("2026-12-01T17:00:00+00:00", "America/New_York")
    assert "Waits for its hour" in alice.page(path)
    alice.send(path, **TYPED, do="unschedule")
    assert "nobody else can see it" in alice.page(path)


def test_who_belongs_nowhere_hands_it_to_the_moderators(site: House) -> None:
    charlie, mona = Desk(site, CHARLIE), Desk(site, MONA)
    fields = TYPED | {"owner": ""}
    path = charlie.send("/desk/events/new", **fields, do="submit").headers["location"].partition("?")[0]
    assert "Waits for a moderator" in charlie.page(path)
    assert charlie.send(path, **fields, do="publish").status_code == 403
    empty = mona.send(path, **fields, reason=" ", do="refuse")
    assert empty.status_code == 400
    mona.send(path, **fields, reason="The date is taken.", do="refuse")
    page = charlie.page(path)
    assert "Refused" in page
    assert "The date is taken." in page
    charlie.send(path, **fields | {"when": "23 feb 20h"}, do="submit")
    answer = mona.send(path, **fields | {"when": "23 feb 20h"}, do="publish")
    assert answer.headers["location"] == "/events/metropolis-once-more-2027-02-23"


def test_a_draft_is_there_for_those_alone_who_may_know_of_it(site: House) -> None:
    alice, charlie, mona = Desk(site, ALICE), Desk(site, CHARLIE), Desk(site, MONA)
    path = alice.send("/desk/events/new", **TYPED, do="save").headers["location"].partition("?")[0]
    assert charlie.client.get(path).status_code == 404
    assert charlie.send(path, **TYPED, do="delete").status_code == 404
    assert mona.client.get(path).status_code == 200
    stranger = client_of(site)
    assert stranger.get(path).headers["location"].startswith("/desk/sign-in")
    assert charlie.send("/desk/events/new", **TYPED, do="save").status_code == 403
    posting._limiter.cache_clear()
    foreign = alice.client.post(path, data=TYPED | {"do": "delete"}, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    assert alice.send(path, **TYPED, do="delete").headers["location"] == "/desk"
    assert alice.client.get(path).status_code == 404


def test_an_empty_form_makes_nothing(site: House) -> None:
    alice = Desk(site, ALICE)
    answer = alice.send("/desk/events/new", title=" ", kind="talk", owner="club", do="save")
    assert answer.status_code == 400
    assert "The title is missing." in answer.text
    assert alice.client.get("/api/v1/drafts").status_code == 401


def test_the_desk_lists_what_is_not_public_yet(site: House) -> None:
    alice, charlie, mona = Desk(site, ALICE), Desk(site, CHARLIE), Desk(site, MONA)
    alice.send("/desk/events/new", **TYPED, do="save")
    alice.send("/desk/events/new", title="Half known", kind="talk", owner="club", do="save")
    page = alice.page("/desk")
    assert "Monday 22 February 2027, 20:00 (America/New York)" in page
    assert page.index("Half known") < page.index("Metropolis, once more")
    assert page.count("not complete yet") == 1
    assert "Half known" not in charlie.page("/desk")
    charlie.send("/desk/events/new", **TYPED | {"owner": "", "title": "For Mona"}, do="submit")
    assert charlie.client.get("/desk/review").status_code == 404
    queue = mona.page("/desk/review")
    assert "For Mona" in queue
    assert "by Charlie" in queue
    assert "Half known" not in queue
    assert "Waiting for you" not in charlie.page("/desk")


def test_what_waits_for_its_hour_stays_complete_and_nothing_typed_is_lost(site: House) -> None:
    alice = Desk(site, ALICE)
    path = alice.send("/desk/events/new", **TYPED, do="save").headers["location"].partition("?")[0]
    alice.send(path, **TYPED, publish_on="1 dec 12:00", do="schedule")
    answer = alice.send(path, **TYPED | {"when": "soonish", "lineup": "Jeff Mills\nNobody"}, do="save")
    page = unescape(answer.text)
    assert answer.status_code == 400
    assert "It is not saved: what waits for its hour or for a moderator must stay complete." in page
    for text in ('value="soonish"', "Nobody", "“soonish” is not understood", "New here: Nobody."):
        assert text in page
    assert alice.value(path, "when") == "2027-02-22 20:00"
    # What takes it out of waiting may leave it incomplete; and what goes need not be complete.
    assert alice.send(path, **TYPED | {"when": "soonish"}, do="unschedule").status_code == 303
    assert alice.value(path, "when") == "soonish"
    assert alice.send(path, **TYPED | {"when": "soonish"}, do="delete").headers["location"] == "/desk"
    assert alice.client.get(path).status_code == 404


def test_what_no_form_of_ours_would_send_is_refused_in_a_sentence(site: House) -> None:
    alice = Desk(site, ALICE)
    answer = alice.send("/desk/events/new", **TYPED | {"owner": "nobody"}, do="save")
    assert answer.status_code == 400
    assert "owner “nobody” is the slug of no organizer here." in unescape(answer.text)
    assert "Metropolis, once more" in answer.text
    path = alice.send("/desk/events/new", **TYPED, minimum_age="9" * 5_000, do="save").headers["location"]
    assert "minimum_age must be a whole number." in alice.page(path)
    strange = alice.send("/desk/events/new", **TYPED | {"venue": "a\0b", "lineup": "\0"}, do="save")
    assert "No place here is called" in alice.page(strange.headers["location"])
