"""Organizers at the desk: what is coming up of them, found and in pages; and what holds on all of their pages."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import event as listening
from sqlalchemy import select
from starlette.testclient import TestClient

from calendar_service import models
from calendar_service.store import ownership
from calendar_service.store.writing import writing
from tests.cast import EVENT, RELEASE, House, file_of
from tests.people import ADA, ALICE, BOB, CHARLIE, PASSWORD, join, organizer
from tests.readers.markup import complaints
from tests.web.axis import AXIS, alice_of, given_to
from tests.web.client import client_of
from tests.web.signing import at_desk, send

pytestmark = pytest.mark.usefixtures("quick_passwords")

HOSTILE = '"><script>alert(1)</script>\r\nSet-Cookie: a=b'


@pytest.fixture
def alice(small_house: House) -> TestClient:
    return alice_of(small_house)


def statements(house: House, client: TestClient, path: str) -> int:
    sent: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    listening.listen(house.database.engine, "before_cursor_execute", note)
    assert client.get(path).status_code == 200
    listening.remove(house.database.engine, "before_cursor_execute", note)
    return len(sent)


def test_a_stranger_signs_in_first_and_comes_back(small_house: House) -> None:
    join(small_house, ALICE, password=PASSWORD)
    organizer(small_house, "axis", alice="owner")
    client = client_of(small_house)
    led = client.get(f"{AXIS}?when=past&q=slow+water")
    assert led.status_code == 303
    form = client.get(led.headers["location"])
    [goal] = re.findall(r'name="next" value="([^"]+)"', form.text)
    answer = send(client, "/desk/sign-in", email=ALICE, password=PASSWORD, next=unescape(goal))
    assert answer.headers["location"] == f"{AXIS}?when=past&q=slow+water"
    assert client.get(answer.headers["location"]).status_code == 200


def test_the_cookie_is_another_one_after_signing_in(small_house: House) -> None:
    join(small_house, ALICE, password=PASSWORD)
    client = client_of(small_house)
    planted = "x" * 43
    secrets = {planted}
    for _ in range(2):
        client.headers["cookie"] = f"__Host-sign-in={planted}"
        answer = send(client, "/desk/sign-in", email=ALICE, password=PASSWORD)
        secrets.update(re.findall("__Host-sign-in=([^;]+)", answer.headers["set-cookie"]))
    assert len(secrets) == 3
    assert client.get("/desk").headers["location"].startswith("/desk/sign-in")


def test_the_desk_shows_what_is_coming_with_its_state_in_words(alice: TestClient, small_house: House) -> None:
    off = EVENT | {"id": "off", "title": "Off", "status": "cancelled", "starts": "2026-12-06T01:30"}
    past = EVENT | {"id": "past", "title": "Long ago", "starts": "2026-01-01"}
    small_house.load(file_of(events=[EVENT, off, past], releases=[RELEASE]))
    assert "Metropolis" not in alice.get("/desk").text  # what others own
    given_to(small_house)
    page = unescape(alice.get("/desk").text)
    assert page.index("Metropolis</a>") < page.index("Off</a>") < page.index("Metropolis Metropolis</a>")
    assert "Long ago" not in page
    assert "Screening · scheduled" in page
    assert '<strong class="mark">Cancelled</strong>' in page
    assert 'href="/desk/events/metropolis-2026-12-05"' in page
    assert 'href="/desk/releases/metropolis-metropolis"' in page
    assert "Geplant" in at_desk(small_house, BOB).get("/desk?lang=de").text.title()
    assert "Long ago" in alice.get(f"{AXIS}?when=past").text


def test_what_is_edited_together_stands_with_both(alice: TestClient, small_house: House) -> None:
    join(small_house, CHARLIE)
    dweller = organizer(small_house, "dweller", charlie="owner")
    small_house.load(file_of(events=[EVENT]))
    given_to(small_house)
    charlie = at_desk(small_house, CHARLIE)
    assert "Metropolis" not in charlie.get("/desk").text
    with writing(small_house.database, small_house.edge()) as transaction:
        ownership.share(transaction, transaction.session.scalars(select(models.Item)).one(), dweller)
    for client in (alice, charlie):
        assert client.get("/desk").text.count("Metropolis</a>") == 1


def test_who_belongs_nowhere_is_told_what_to_do_next(small_house: House) -> None:
    join(small_house, CHARLIE)
    join(small_house, ADA, "admin")
    page = at_desk(small_house, CHARLIE).get("/desk").text
    assert "Ask somebody who does for an invitation" in page
    assert 'href="/desk/organizers/new"' in page
    assert "/desk/accounts" not in page
    admin = at_desk(small_house, ADA).get("/desk").text
    assert "You look after all of them." in admin
    assert 'href="/desk/accounts"' in admin


def test_many_entries_and_organizers_need_no_more_queries(alice: TestClient, small_house: House) -> None:
    small_house.load(file_of(events=[EVENT]))
    given_to(small_house)
    few = {path: statements(small_house, alice, path) for path in ("/desk", AXIS)}
    more = [EVENT | {"id": f"x{number}", "title": f"Night {number:02}"} for number in range(60)]
    assert not small_house.load(file_of(events=more)).failed
    for number in range(25):
        organizer(small_house, f"more-{number}", alice="editor")
    given_to(small_house)
    page = alice.get("/desk").text
    assert page.count('class="programme ours"') == 20
    assert 'href="/desk/organizers">All your organizers' in page
    assert "All 61 entries" in page
    assert page.count('<p class="title">') == 20
    assert {path: statements(small_house, alice, path) for path in few} == few


def test_entries_are_found_and_turned(alice: TestClient, small_house: House) -> None:
    nights = [EVENT | {"id": f"x{number}", "title": f"Näght {number:02}"} for number in range(52)]
    assert not small_house.load(file_of(events=nights)).failed
    given_to(small_house)
    first = alice.get(AXIS)
    assert first.text.count('<p class="title">') == 50
    assert f'rel="next" href="{AXIS}?page=2"' in first.text
    second = alice.get(f"{AXIS}?page=2")
    assert second.text.count('<p class="title">') == 2
    assert f'rel="prev" href="{AXIS}"' in second.text
    found = alice.get(f"{AXIS}?q=NAGHT+17")
    assert re.findall(r">(Näght \d+)</a>", found.text) == ["Näght 17"]
    assert "There is nothing here." in alice.get(f"{AXIS}?q=nothing&page=99999").text
    assert alice.get(f"{AXIS}?q=%00&page=x&when=never").status_code == 200


@pytest.mark.parametrize("field", ["name", "url", "description", "seen", "another", "role", "email", "number", "do"])
def test_nothing_that_is_typed_becomes_markup_or_a_header(alice: TestClient, small_house: House, field: str) -> None:
    facts = {"name": "N", "url": "", "description": "", "seen": "x", "another": "on"}
    people = {"do": "invite", "role": "editor", "email": "", "number": "1"}
    answers = [
        send(alice, "/desk/organizers/new", **facts | {field: HOSTILE}),
        send(alice, f"{AXIS}/facts", **facts | {field: HOSTILE}),
        send(alice, f"{AXIS}/people", **people | {field: HOSTILE}),
        alice.get(f"{AXIS}", params={"q": HOSTILE, "when": HOSTILE, "page": HOSTILE}),
        alice.get("/desk"),
        alice.get("/desk/organizers"),
    ]
    for answer in answers:
        assert "<script>alert" not in answer.text
        assert "set-cookie" not in answer.headers
        assert "\n" not in "".join(answer.headers.values())


def test_the_pages_of_organizers_are_valid_html_in_both_languages(alice: TestClient, small_house: House) -> None:
    small_house.load(file_of(events=[EVENT], releases=[RELEASE]))
    given_to(small_house)
    people = f"{AXIS}/people"
    pages = {path: alice.get(path) for path in (
        "/desk", "/desk?lang=de", "/desk/organizers", "/desk/organizers/new", AXIS, f"{AXIS}?q=x", f"{AXIS}?when=past",
        f"{AXIS}/facts", f"{AXIS}/facts?saved=1", people, f"{people}?lang=de",
    )}  # fmt: skip
    pages |= {
        "wrong": send(alice, f"{AXIS}/facts", name="", url="x", description="", seen=""),
        "late": send(alice, f"{AXIS}/facts", name="Another", url="", description="", seen="x"),
        "twice": send(alice, "/desk/organizers/new", name="Axis Records", url="", description=""),
        "invited": send(alice, people, do="invite", role="editor", email="kim@example.org"),
        "waiting": alice.get(people),
        "unsent": send(alice, people, do="invite", role="editor", email="kim"),
        "editor": at_desk(small_house, BOB).get(people),
    }
    assert {name: found for name, page in pages.items() if (found := complaints(page.text))} == {}
    assert "<title>Schreibtisch" in pages["/desk?lang=de"].text


def test_public_pages_lead_to_the_desk_and_are_the_same_for_everybody(alice: TestClient, small_house: House) -> None:
    stranger = client_of(small_house)
    for path in ("/", "/organizers/axis", "/follow"):
        ours, theirs = alice.get(path), stranger.get(path)
        assert ours.content == theirs.content
        assert '<a href="/desk" rel="nofollow">Desk</a>' in ours.text
