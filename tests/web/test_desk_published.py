"""What is public, at the desk: looked at before it is changed, changed as the API changes it, taken out, copied."""

from __future__ import annotations

import re
from html import unescape

import pytest

from calendar_service.intake.bodies import body_of
from calendar_service.store import drafts, editing, ownership, renaming
from calendar_service.store.told import told
from calendar_service.store.writing import writing
from calendar_service.web import posting
from tests.cast import EVENT, RELEASE, House, file_of
from tests.people import ALICE, BOB, CHARLIE, MONA, PASSWORD, join, organizer
from tests.web.client import client_of
from tests.web.test_desk_events import Desk

pytestmark = pytest.mark.usefixtures("quick_passwords")

PAGE = "/desk/events/metropolis-2026-12-05"
PUBLIC = "/events/metropolis-2026-12-05"
ALBUM = "/desk/releases/metropolis-metropolis"


@pytest.fixture
def site(small_house: House) -> House:
    posting._limiter.cache_clear()
    report = small_house.load(file_of(events=[EVENT], releases=[RELEASE]))
    assert not report.failed, report.lines()
    for email, role in ((ALICE, "member"), (BOB, "member"), (CHARLIE, "member"), (MONA, "moderator")):
        join(small_house, email, role, password=PASSWORD)
    ours, theirs = organizer(small_house, "club", alice="editor"), organizer(small_house, "theirs", bob="editor")
    with writing(small_house.database, small_house.edge()) as transaction:
        for noun, slug in (("event", "metropolis-2026-12-05"), ("release", "metropolis-metropolis")):
            item = renaming.find(transaction.session, noun, slug)
            assert item is not None
            ownership.give(transaction, item, ours)
            ownership.share(transaction, item, theirs)
    return small_house


def seen(desk: Desk, path: str) -> str:
    match = re.search(r'name="seen" value="([^"]+)"', desk.page(path).replace("&#34;", '"').replace('""', '"'))
    assert match
    return '"' + match[1].strip('"') + '"'


def turn(desk: Desk, path: str, **fields: str) -> str:
    """Do something and see it done; what the feed says then."""
    answer = desk.send(path, **{"seen": seen(desk, path), "step": "do", **fields})
    assert answer.status_code == 303, unescape(answer.text)
    assert answer.headers["location"] == f"{path}?saved=1"
    assert "It is done, and public." in desk.page(f"{path}?saved=1")
    return desk.client.get("/calendar.ics?past=all").text.replace("\r\n ", "")


def test_what_has_changed_is_in_every_calendar(site: House) -> None:
    alice = Desk(site, ALICE)
    feed = turn(alice, PAGE, do="cancelled", reason="The singer is ill.")
    assert "STATUS:CANCELLED" in feed
    assert "SUMMARY:CANCELLED: Jeff Mills: Metropolis" in feed
    assert "The singer is ill." in feed or "The singer is ill." in alice.page(PUBLIC)
    feed = turn(alice, PAGE, do="restored")
    assert "CANCELLED" not in feed
    feed = turn(alice, PAGE, do="time", when="6 dec 21:00", ends="23h")
    assert "DTSTART;TZID=America/New_York:20261206T210000" in feed
    assert "DTEND;TZID=America/New_York:20261206T230000" in feed
    assert "RESCHEDULED" in feed
    assert "POSTPONED" in turn(alice, PAGE, do="postponed")
    turn(alice, PAGE, do="restored")
    assert "SOLD OUT" in turn(alice, PAGE, do="sold-out")
    assert "SOLD OUT" not in turn(alice, PAGE, do="tickets")
    assert "https://watch.example/1" in turn(alice, PAGE, do="online", online_url="https://watch.example/1")
    feed = turn(alice, PAGE, do="place", venue="anthology film archives", room="Deren")
    assert "Deren" in feed
    acts = [one["act"] for one in alice.client.get(f"/api/v1{PUBLIC}").json().get("history", [])]
    assert acts == []  # the history is nobody else's business


def test_it_is_looked_at_before_it_is_done(site: House) -> None:
    alice = Desk(site, ALICE)
    before = alice.client.get("/calendar.ics").content
    answer = alice.send(PAGE, do="cancelled", step="look", reason="Ill <b>", seen=seen(alice, PAGE))
    page = unescape(answer.text)
    assert answer.status_code == 200
    assert "What subscribers see" in page
    assert re.search(r"<del><bdi>Jeff[^<]*</bdi></del></td><td><ins><bdi>CANCELLED: Jeff Mills", page)
    assert 'value="Ill <b>"' in page
    assert "Ill &lt;b&gt;" in answer.text
    assert alice.client.get("/calendar.ics").content == before
    moved = unescape(alice.send(PAGE, do="time", step="look", when="6 dec 21:00").text)
    assert "6 December 2026, 21:00" in moved


def test_dates_of_a_release_are_changed_each_by_itself(site: House) -> None:
    alice = Desk(site, ALICE)
    dates = [one["id"] for one in alice.client.get("/api/v1/releases/metropolis-metropolis").json()["dates"]]
    turn(alice, ALBUM, do="delayed", date=dates[0], reason="The plant is late.")
    told = alice.client.get("/api/v1/releases/metropolis-metropolis").json()["dates"]
    assert [one["status"] for one in told] == ["delayed", *["announced"] * (len(dates) - 1)]
    turn(alice, ALBUM, do="time", date=dates[0], when="2 april 2027")
    told = alice.client.get("/api/v1/releases/metropolis-metropolis").json()["dates"]
    assert (told[0]["date"], told[0]["status"]) == ("2027-04-02", "announced")
    assert alice.send(ALBUM, do="delayed", date="nothing", step="do", seen=seen(alice, ALBUM)).status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        ({"do": "time", "when": "soonish"}, "“soonish” is not understood", "time-1-when"),
        ({"do": "time", "when": ""}, "The day is missing", "time-1-when"),
        ({"do": "place", "venue": "Nowhere"}, "No place here is called “Nowhere”.", "place-1-venue"),
        ({"do": "place", "venue": ""}, "Where is it now?", "place-1-venue"),
        ({"do": "online", "online_url": "nowhere"}, "must be an", "online-1-online_url"),
        ({"do": "online", "online_url": ""}, "Where does it take place?", "online-1-online_url"),
        ({"do": "cancelled", "reason": "x" * 600}, "at most 500 are allowed", "cancelled-1-reason"),
        ({"do": "withdrawn", "reason": "x" * 600}, "at most 500 are allowed", "withdrawn-reason"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(site: House, fields: dict[str, str], sentence: str, field: str) -> None:
    alice = Desk(site, ALICE)
    for step in ("do", "look") if fields["do"] != "withdrawn" else ("do",):
        answer = alice.send(PAGE, step=step, seen=seen(alice, PAGE), **fields)
        page = unescape(answer.text)
        assert answer.status_code == 400
        assert sentence in page
        assert f'aria-describedby="{field}-wrong' in page
        typed = next((value for name, value in fields.items() if name != "do"), "")
        assert f'value="{typed}"' in page
    assert alice.client.get(PUBLIC).status_code == 200


def test_nobody_s_change_is_lost(site: House) -> None:
    alice, mona = Desk(site, ALICE), Desk(site, MONA)
    old = seen(alice, PAGE)
    turn(mona, PAGE, do="time", when="6 dec 21:00")
    answer = alice.send(PAGE, do="cancelled", step="do", reason="Ill.", seen=old)
    page = unescape(answer.text)
    assert answer.status_code == 412
    assert "Somebody else has changed this meanwhile." in page
    assert 'value="Ill."' in page
    assert "6 December 2026, 21:00" in page
    assert "CANCELLED" not in alice.client.get("/calendar.ics").text


def test_who_may_not_does_not(site: House) -> None:
    bob, charlie = Desk(site, BOB), Desk(site, CHARLIE)
    assert "Withdraw it" not in bob.page(PAGE)  # co-editors change it, and do not take it out
    turn(bob, PAGE, do="sold-out")
    assert bob.send(PAGE, do="withdrawn", seen=seen(bob, PAGE)).status_code == 403
    assert charlie.client.get(PAGE).status_code == 403
    for fields in (
        {"do": "cancelled", "step": "do"},
        {"do": "cancelled", "step": "look"},
        {"do": "withdrawn"},
        {"do": "copy"},
    ):
        assert charlie.send(PAGE, **fields).status_code == 403
    assert client_of(site).get(PAGE).headers["location"].startswith("/desk/sign-in")
    assert bob.send(PAGE, do="nothing").status_code == 400
    assert bob.client.get("/desk/events/nowhere").status_code == 404
    posting._limiter.cache_clear()
    foreign = bob.client.post(PAGE, data={"do": "copy"}, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403


def test_it_is_taken_out_with_a_reason(site: House) -> None:
    alice = Desk(site, ALICE)
    answer = alice.send(PAGE, do="withdrawn", reason="Never meant to be.", seen=seen(alice, PAGE))
    assert answer.headers["location"] == "/desk"
    assert alice.client.get(PUBLIC).status_code == 410
    assert alice.client.get(PAGE).status_code == 404


@pytest.mark.parametrize(("path", "noun"), [(PAGE, "event"), (ALBUM, "release")])
def test_a_copy_is_a_draft_without_the_date(site: House, path: str, noun: str) -> None:
    alice = Desk(site, ALICE)
    if noun == "event":
        turn(alice, path, do="cancelled")
    answer = alice.send(path, do="copy")
    page = alice.page(answer.headers["location"])
    assert "Draft: nobody else can see it" in page
    with site.database.reading() as session:
        row = drafts.find(session, answer.headers["location"].rpartition("/")[2])
        assert row is not None
        body = drafts.body_in(row)
    assert (body["owner"], row.noun) == ("club", noun)
    assert not {"status", "starts", "previous_starts"} & set(body)
    assert all(set(one) == {"territory", "media", "offers"} for one in body.get("dates", []))
    # Who edits it beside its owner may not enter things for that one.
    copied = Desk(site, BOB).send(path, do="copy").headers["location"]
    with site.database.reading() as session:
        row = drafts.find(session, copied.rpartition("/")[2])
        assert row is not None
        assert drafts.body_in(row)["owner"] is None


def test_the_history_tells_who_did_what_and_undoes_it(site: House) -> None:
    alice, bob = Desk(site, ALICE), Desk(site, BOB)
    turn(alice, PAGE, do="time", when="6 dec 21:00")
    turn(bob, PAGE, do="cancelled", reason="Ill <b>.")
    page = alice.page(f"{PAGE}/history")
    for text in (
        "Cancelled",
        "by Bob",
        "Ill <b>.",
        "Rescheduled",
        "by Alice",
        "Sunday 6 December 2026, 21:00 (America/New York)",
    ):
        assert text in page, text
    revisions = re.findall(r'name="revision" value="(\d+)"', page)
    assert len(revisions) == 2  # not to how it stands now
    path = f"{PAGE}/history"
    old = seen(alice, path)
    answer = alice.send(path, revision=revisions[0], seen=old)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?saved=1")
    told = alice.client.get(f"/api/v1{PUBLIC}").json()
    assert (told["status"], told["starts"]) == ("scheduled", "2026-12-06T21:00")
    assert "Undone" in alice.page(path)
    assert alice.send(path, revision=revisions[1], seen=old).status_code == 412
    wrong = alice.send(path, revision="999999", seen=seen(alice, path))
    assert (wrong.status_code, "revision 999999 is none of this event" in unescape(wrong.text)) == (400, True)
    assert alice.send(path, revision="x", seen=old).status_code == 404
    assert Desk(site, CHARLIE).client.get(path).status_code == 403
    assert alice.client.get(f"{path}?cursor=nonsense").status_code == 200


def test_a_long_history_has_pages(site: House) -> None:
    alice = Desk(site, ALICE)
    for hour in range(32):
        with writing(site.database, site.edge()) as transaction:
            event = renaming.find(transaction.session, "event", "metropolis-2026-12-05")
            assert event is not None
            body = told("event", event) | {"description": f"Number {hour}."}
            editing.save(transaction, event, body_of("event", body))
    page = alice.page(f"{PAGE}/history")
    assert "Number 31." in page
    [more] = re.findall(r'href="([^"]+cursor=[^"]+)"', page)
    rest = alice.page(more)
    assert "entered" in rest.lower()
    assert "Number 31." not in rest
    assert rest.count('name="revision"') == 3


def test_the_desk_leads_to_it(site: House) -> None:
    alice = Desk(site, ALICE)
    for path in ("/desk", "/desk/organizers/club"):
        assert f'href="{PAGE}"' in alice.page(path)
    for path in (f"{PAGE}/history", f"{PAGE}/edit", PUBLIC):
        assert f'href="{path}"' in alice.page(PAGE)
