"""Guests: handed in without an account, followed by a private link, refused with a reason, mended and published;
nothing typed is lost, and programs don't get by."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from calendar_service import models
from calendar_service.mailing import Mailer, server_of
from calendar_service.store import bans
from calendar_service.store.bans import Source
from calendar_service.store.guests import WAITING_LIMIT
from calendar_service.store.writing import writing
from calendar_service.web.guest_form import TRAP
from tests.cast import EVENT, NOW, SITE, House, file_of
from tests.mailbox import Mailbox
from tests.people import MONA, count, join
from tests.web.client import client_of, context_of_client
from tests.web.signing import at_desk, send

TYPED = {
    "title": "Night of <Nights>",
    "kind": "concert",
    "when": "22 feb 20h",
    "venue": "Café Nowhere",
    "venue_city": "Lyon",
    "lineup": "Jeff Mills\nNobody Yet",
    "email": "Jane@Example.org",
}


@pytest.fixture
def site(small_house: House) -> House:
    small_house.load(file_of(events=[EVENT]))
    join(small_house, MONA, "moderator")
    return small_house


def guest(house: House, **options: Any) -> TestClient:
    client = client_of(house, **options)
    client.headers["accept"] = "text/html"
    return client


def stamp_in(html: str) -> str:
    [found] = re.findall(r'name="stamp" value="([^"]+)"', html)
    return str(found)


def hand_in(house: House, client: TestClient, **given: str) -> Any:
    stamp = stamp_in(client.get("/submit").text)
    house.clock.advance(seconds=30)
    return send(client, "/submit", **{**TYPED, "stamp": stamp, TRAP: "", **given})


def link_of(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"].partition("?")[0])


def field(html: str, name: str) -> str:
    match = re.search(rf'<input id="{name}"[^>]*? value="([^"]*)"', html)
    assert match, name
    return unescape(match[1])


def draft_of(house: House) -> models.Draft:
    with house.database.reading() as session:
        return session.query(models.Draft).order_by(models.Draft.id.desc()).first()  # type: ignore[return-value]


def test_what_a_guest_hands_in_is_refused_mended_and_published(site: House) -> None:
    jane = guest(site)
    path = link_of(hand_in(site, jane))
    page = jane.get(path)
    assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("no-referrer", "private, no-store")
    assert page.headers["x-robots-tag"] == "noindex"
    assert "Waits for a moderator" in page.text
    assert "<dd>Monday 22 February 2027, 20:00</dd>" in page.text
    assert "Café Nowhere" in page.text
    assert "<Nights>" not in page.text
    row = draft_of(site)
    assert (row.state, row.account_id, row.owner_id) == ("submitted", None, None)
    secret = path.rpartition("/")[2]
    with site.database.reading() as session:
        [kept] = session.query(models.Guest).all()
        assert (kept.email, kept.language) == ("jane@example.org", "en")
        assert secret not in repr(vars(kept))
        assert "testclient" not in kept.source

    mona = at_desk(site, MONA)
    answer = send(mona, f"/desk/drafts/{row.key}", do="refuse", reason="Which Café?", **TYPED)
    assert answer.headers["location"] == "/desk/review"
    page = jane.get(path)
    assert "Which Café?" in page.text
    assert field(page.text, "venue") == "Café Nowhere"
    mended = {**TYPED, "venue": "Anthology Film Archives", "lineup": "Jeff Mills"}
    assert send(jane, path, do="send", **mended).headers["location"] == f"{path}?again=1"
    send(mona, f"/desk/drafts/{row.key}", do="publish", **mended)
    page = jane.get(path)
    assert '"/events/night-of-nights-2027-02-22"' in page.text
    assert jane.get("/events/night-of-nights-2027-02-22").status_code == 200
    # What is public is changed by others: the link shows it, and does no more.
    assert send(jane, path, do="delete").headers["location"] == f"{path}?late=1"
    assert send(jane, path, do="send", **mended).headers["location"] == f"{path}?late=1"


def test_nothing_typed_is_lost_and_each_error_stands_beside_its_field(site: House) -> None:
    wrong = {"when": "someday", "email": "nowhere", "title": "", "venue": "", "price": "much", "offer_url": "x y"}
    answer = hand_in(site, guest(site), **wrong)
    assert answer.status_code == 400
    for name, value in {**TYPED, **wrong}.items():
        if name not in ("kind", "lineup"):
            assert field(answer.text, name) == value, name
    assert "Nobody Yet" in answer.text
    for name in ("title", "when", "venue", "email"):
        assert f'aria-describedby="{name}-wrong' in answer.text, name
    again = {**TYPED, **wrong, "when": "22 feb 20h", "email": "", "title": "Night", "venue": "Café", "price": "12"}
    answer = send(guest(site), "/submit", **again, stamp=stamp_in(answer.text))
    assert (answer.status_code, count(site, models.Draft)) == (400, 0)
    assert 'aria-describedby="offer_url-wrong"' in answer.text
    for name, given in {"lineup": "Somebody\n" * 61, "venue_city": "L" * 101, "url": "javascript:alert(1)"}.items():
        site.clock.advance(seconds=30)
        answer = hand_in(site, guest(site), **{name: given})
        assert (name, answer.status_code) == (name, 400)
        assert f'aria-describedby="{"venue" if name == "venue_city" else name}-wrong' in answer.text, name
    assert count(site, models.Draft) == 0


@pytest.mark.parametrize(
    ("seconds", "given", "said"),
    [
        (30, {TRAP: "buy"}, "must stay empty"),
        (30, {"stamp": f"{int(NOW.timestamp())}.{'0' * 32}"}, "open for a long time"),
        (30, {"stamp": ""}, "open for a long time"),
        (2, {}, "very fast"),
        (25 * 3600, {}, "open for a long time"),
    ],
)
def test_programs_do_not_get_by_and_people_press_once_more(
    site: House, seconds: int, given: dict[str, str], said: str
) -> None:
    client = guest(site)
    stamp = stamp_in(client.get("/submit").text)
    site.clock.advance(seconds=seconds)
    answer = send(client, "/submit", **{**TYPED, "stamp": stamp, **given})
    assert (answer.status_code, count(site, models.Draft)) == (400, 0)
    assert said in answer.text
    assert field(answer.text, "title") == TYPED["title"]
    assert f'<input id="{TRAP}" name="{TRAP}" tabindex="-1" autocomplete="off">' in answer.text
    site.clock.advance(seconds=5)
    assert send(client, "/submit", **TYPED, stamp=stamp_in(answer.text)).status_code == 303


def test_an_address_is_slowed_and_has_not_endlessly_much_waiting(site: House) -> None:
    client = guest(site)
    answers = [hand_in(site, client, title=f"Night {number}") for number in range(7)]
    assert [answer.status_code for answer in answers] == [303] * 6 + [429]
    assert "press again in 1 minute." in answers[-1].text
    assert field(answers[-1].text, "title") == "Night 6"
    other = TestClient(
        client.app, base_url="https://calendar.example.org", client=("192.0.2.7", 1), follow_redirects=False
    )
    assert link_of(hand_in(site, other))
    for number in range(WAITING_LIMIT - 6):
        site.clock.advance(hours=1)
        link_of(hand_in(site, client, title=f"Night {number}"))
    site.clock.advance(hours=1)
    answer = hand_in(site, client)
    assert answer.status_code == 429
    assert "Much of yours waits already" in answer.text


def test_a_banned_address_is_told_why_and_until_when(site: House) -> None:
    client = guest(site)
    path = link_of(hand_in(site, client))
    with site.database.reading() as session:
        source = session.query(models.Guest.source).scalar()
    with writing(site.database, site.edge()) as transaction:
        until = site.clock().replace(day=30)
        bans.ban(transaction, Source(address=source), until, "Please send each night once.")
    answer = hand_in(site, client)
    assert answer.status_code == 403
    assert "Please send each night once." in answer.text
    assert field(answer.text, "title") == TYPED["title"]
    answer = send(client, path, **TYPED, do="send")
    assert answer.status_code == 403
    assert send(client, path, do="take-back").headers["location"] == path  # that, everybody may
    assert "Taken back" in client.get(path).text
    site.clock.advance(days=8)
    assert send(client, path, **TYPED, do="send").status_code == 303


def test_a_link_opens_its_own_draft_and_ends_with_it(site: House) -> None:
    jane, joe = guest(site), guest(site)
    first, second = link_of(hand_in(site, jane)), link_of(hand_in(site, joe, title="Other night"))
    assert send(jane, first, do="take-back").headers["location"] == first
    assert "Taken back" in jane.get(first).text
    assert "Waits for a moderator" in joe.get(second).text
    key = draft_of(site).key
    for path in (f"/submit/{key}", f"/submit/{'A' * 43}", "/submit/x", f"{first}x", first[:-1]):
        assert jane.get(path).status_code == 404, path
        assert send(jane, path, do="delete").status_code == 404, path
    assert send(jane, first, do="what").status_code == 400
    assert jane.post(first, data={"do": "delete"}, headers={"origin": "https://evil.example"}).status_code == 403
    assert send(jane, first, do="delete").headers["location"] == "/submit?gone=1"
    assert jane.get(first).status_code == 404
    assert (count(site, models.Draft), count(site, models.Guest)) == (1, 1)


def test_where_guests_are_not_taken_there_is_no_form(site: House, monkeypatch: pytest.MonkeyPatch) -> None:
    open_one = guest(site)
    path = link_of(hand_in(site, open_one))
    monkeypatch.setattr("tests.web.client.SITE", replace(SITE, takes_guests=False))
    closed = guest(site)
    assert closed.get("/submit").status_code == 404
    assert send(closed, "/submit", **TYPED).status_code == 404
    assert "/submit" not in closed.get("/").text
    assert "/submit" in open_one.get("/").text
    assert closed.get(path).status_code == 200  # who has handed something in can still take it back
    assert send(closed, path, do="delete").status_code == 303


def test_letters_tell_of_the_arrival_and_of_the_decision_once(site: House) -> None:
    with Mailbox() as mailbox:
        mailer = Mailer(server_of(f"smtp://127.0.0.1:{mailbox.port}"), "calendar@example.org", "Calendar")
        jane = guest(site, mailer=mailer)
        jane.headers["accept-language"] = "de"
        path = link_of(hand_in(site, jane))
        outbox = context_of_client(jane).outbox.waiting
        outbox.join()
        mona = at_desk(site, MONA, mailer=mailer)
        page = f"/desk/drafts/{draft_of(site).key}"
        send(mona, page, do="refuse", reason="Which Café?", **TYPED)
        context_of_client(mona).outbox.waiting.join()
        send(mona, page, do="save", **TYPED)
        context_of_client(mona).outbox.waiting.join()
        letters = [letter.get_content() for letter in mailbox.letters]
    assert mailbox.recipients == ["jane@example.org"] * 2
    assert all(f"https://calendar.example.org{path}" in letter for letter in letters)
    assert "Which Café?" in letters[1]
    assert not any("Nights" in letter for letter in letters)
    assert letters[0].startswith("Guten Tag")
