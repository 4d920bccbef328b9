"""Organizers at the desk: what is coming up, what is said of them, who belongs to them, and who is invited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from sqlalchemy import event as listening
from sqlalchemy import select
from starlette.testclient import TestClient

from calendar_service import models
from calendar_service.mailing import Mailer, Server
from calendar_service.store import memberships, ownership
from calendar_service.store.writing import writing
from calendar_service.web import posting
from calendar_service.web.desk import inviting
from tests.cast import EVENT, RELEASE, House, file_of
from tests.mailbox import Mailbox
from tests.people import ADA, ALICE, BOB, CHARLIE, PASSWORD, account_of, count, join, organizer
from tests.readers.markup import complaints
from tests.web.client import client_of, context_of_client
from tests.web.signing import at_desk, send

pytestmark = pytest.mark.usefixtures("quick_passwords")

AXIS = "/desk/organizers/axis"
HOSTILE = '"><script>alert(1)</script>\r\nSet-Cookie: a=b'
LINK = re.compile(r"https://calendar\.example\.org(/desk/invitation/[\w-]+)")


@pytest.fixture
def alice(small_house: House) -> TestClient:
    """Alice, who owns axis; Bob edits it."""
    join(small_house, ALICE)
    join(small_house, BOB)
    organizer(small_house, "axis", alice="owner", bob="editor")
    return at_desk(small_house, ALICE)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as box:
        yield box


def mailing(mailbox: Mailbox) -> dict[str, Any]:
    mailer = Mailer(Server("smtp", "127.0.0.1", mailbox.port), "calendar@example.org", "Calendar")
    return {"mailer": mailer, "registration": "invitation"}


def given_to(house: House, slug: str = "axis") -> None:
    """All items become that organizer's."""
    with writing(house.database, house.edge()) as transaction:
        session = transaction.session
        number = session.scalars(select(models.Organizer.id).where(models.Organizer.slug == slug)).one()
        for item in session.scalars(select(models.Item)):
            ownership.give(transaction, item, number)


def roles(house: House) -> dict[str, str]:
    """Who belongs to axis, as what."""
    with house.database.reading() as session:
        number = session.scalars(select(models.Organizer.id).where(models.Organizer.slug == "axis")).one()
        return {one.account.email: one.role for one in memberships.belongings(session, organizer_id=number)}


def organizer_row(house: House, slug: str) -> models.Organizer:
    with house.database.reading() as session:
        return session.scalars(select(models.Organizer).where(models.Organizer.slug == slug)).one()


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
    assert 'href="/events/metropolis-2026-12-05"' in page
    assert 'href="/releases/metropolis-metropolis#lp"' in page
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


def test_who_proposes_an_organizer_owns_it(small_house: House) -> None:
    join(small_house, CHARLIE)
    charlie = at_desk(small_house, CHARLIE)
    answer = send(charlie, "/desk/organizers/new", name=" New ", url="https://new.example/ä", description="A\r\n\r\nB")
    assert answer.headers["location"] == "/desk/organizers/new-2/people"  # `new` is a page of the desk
    row = organizer_row(small_house, "new-2")
    assert (row.name, row.url, row.description) == ("New", "https://new.example/%C3%A4", "A\n\nB")
    page = charlie.get(answer.headers["location"]).text
    assert "Charlie</bdi>" in page
    assert "Owner · you" in page
    with small_house.database.reading() as session:
        change = session.scalars(select(models.Change).order_by(models.Change.revision.desc())).first()
        assert change is not None
        assert change.account_id == account_of(small_house, CHARLIE).id


def test_who_looks_after_the_site_proposes_for_others(small_house: House) -> None:
    join(small_house, ADA, "admin")
    ada = at_desk(small_house, ADA)
    page = send(ada, "/desk/organizers/new", name="Dweller", url="", description="").headers["location"]
    assert "Nobody belongs to it yet." in ada.get(page).text
    assert "It belongs to nobody until you invite its owner." in ada.get("/desk/organizers/new").text


def test_one_of_the_same_name_is_asked_about(alice: TestClient, small_house: House) -> None:
    asked = send(alice, "/desk/organizers/new", name="ÁXIS", url="https://a.example", description="Ours.")
    assert asked.status_code == 400
    assert "There is one of this name already." in asked.text
    assert 'href="/organizers/axis"' in asked.text
    assert 'value="ÁXIS"' in asked.text
    assert 'value="https://a.example"' in asked.text
    assert ">\nOurs.</textarea>" in asked.text
    made = send(alice, "/desk/organizers/new", name="ÁXIS", url="", description="", another="on")
    assert made.headers["location"] == "/desk/organizers/axis-2/people"


@pytest.mark.parametrize("path", ["/desk/organizers/new", f"{AXIS}/facts"])
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    alice: TestClient, small_house: House, path: str
) -> None:
    given = {"name": " ", "url": "ftp://<x>", "description": "x" * 20_001, "seen": "one"}
    before = count(small_house, models.Change)
    answer = send(alice, path, **given)
    assert answer.status_code == 400
    for name in ("name", "url", "description"):
        assert re.search(rf'id="{name}-wrong">Give ', answer.text), name
        assert re.search(rf'<\w+ id="{name}"[^>]* aria-invalid="true" aria-describedby="{name}-wrong', answer.text), (
            name
        )
    assert 'value="ftp://&lt;x&gt;"' in answer.text
    assert "x" * 20_001 in answer.text
    assert "Geben Sie" in send(alice, f"{path}?lang=de", **given).text
    assert count(small_house, models.Change) == before


def test_the_longest_description_fits_into_the_form(alice: TestClient, small_house: House) -> None:
    text = "🎛" * 20_000
    answer = send(alice, "/desk/organizers/new", name="Long", url="", description=text)
    assert answer.status_code == 303
    assert organizer_row(small_house, "long").description == text


def test_facts_are_revised_and_a_lost_update_is_told(alice: TestClient, small_house: House) -> None:
    def seen() -> str:
        [tag] = re.findall(r'name="seen" value="([^"]+)"', alice.get(f"{AXIS}/facts").text)
        return unescape(tag)

    first = seen()
    saved = send(alice, f"{AXIS}/facts", name="Axis Records", url="", description="Ours.", seen=first)
    assert saved.headers["location"] == f"{AXIS}/facts?saved=1"
    assert "This is saved, and public." in alice.get(saved.headers["location"]).text
    assert organizer_row(small_house, "axis").name == "Axis Records"
    late = send(alice, f"{AXIS}/facts", name="Axis", url="", description="Mine <b>", seen=first)
    assert late.status_code == 412
    page = unescape(late.text)
    assert "Somebody else has changed this while you were writing." in page
    assert "It now says: Axis Records" in page
    assert "It now says: Ours." in page
    assert ">\nMine <b></textarea>" in page
    assert organizer_row(small_house, "axis").name == "Axis Records"
    [again] = re.findall(r'name="seen" value="([^"]+)"', late.text)
    assert unescape(again) == seen() != first
    assert (
        send(alice, f"{AXIS}/facts", name="Axis", url="", description="Mine", seen=unescape(again)).status_code == 303
    )
    assert organizer_row(small_house, "axis").description == "Mine"
    same = send(alice, f"{AXIS}/facts", name="Axis", url="", description="Mine", seen="very old")
    assert same.status_code == 303  # both wrote the same


def test_a_role_is_changed_and_somebody_removed_but_never_the_last_owner(alice: TestClient, small_house: House) -> None:
    mine, his = (str(account_of(small_house, email).id) for email in (ALICE, BOB))
    page = f"{AXIS}/people"
    for given in ({"do": "role", "number": mine, "role": "editor"}, {"do": "remove", "number": mine}, {"do": "leave"}):
        refused = send(alice, page, **given)
        assert refused.status_code == 400
        assert "An organizer keeps at least one owner" in refused.text
    assert "role must be owner or editor." in send(alice, page, do="role", number=his, role="admin").text
    stranger = join(small_house, CHARLIE)
    assert send(alice, page, do="role", number=str(stranger), role="owner").status_code == 400
    assert send(alice, page, do="role", number=his, role="owner").status_code == 303
    assert roles(small_house) == {ALICE: "owner", BOB: "owner"}
    assert send(alice, page, do="leave").headers["location"] == "/desk"
    assert roles(small_house) == {BOB: "owner"}
    assert alice.get(page).status_code == 403
    bob = at_desk(small_house, BOB)
    assert "alice" not in bob.get(page).text
    for given in ({"do": "remove"}, {"do": "withdraw", "number": "9" * 30}, {"do": "role", "number": "x"}):
        assert send(bob, page, **given).status_code == 404
    assert send(bob, page, do="nothing").status_code == 400


def test_owners_alone_see_addresses_and_invitations(alice: TestClient, small_house: House) -> None:
    send(alice, f"{AXIS}/people", do="invite", role="editor", email=CHARLIE)
    assert BOB in alice.get(f"{AXIS}/people").text
    page = at_desk(small_house, BOB).get(f"{AXIS}/people").text
    assert "Alice</bdi>" in page
    assert [email for email in (ALICE, BOB, CHARLIE) if email in page] == []
    assert 'value="leave"' in page
    assert 'value="remove"' not in page


def test_an_invitation_is_shown_once_accepted_once_and_withdrawn(alice: TestClient, small_house: House) -> None:
    join(small_house, CHARLIE)
    page = f"{AXIS}/people"
    shown = send(alice, page, do="invite", role="owner")
    [link] = LINK.findall(shown.text)
    assert shown.headers["referrer-policy"] == "same-origin"
    waiting = alice.get(page).text
    assert link not in waiting
    assert "Owner · by Alice, until 30 November 2026" in waiting
    charlie = at_desk(small_house, CHARLIE)
    assert send(charlie, link).headers["location"] == "/desk"
    assert roles(small_house)[CHARLIE] == "owner"
    assert "Invitations that wait" not in alice.get(page).text
    [second] = LINK.findall(send(alice, page, do="invite", role="editor").text)
    [number] = re.findall(r'name="do" value="withdraw">\s*<input type="hidden" name="number" value="(\d+)"',
                          alice.get(page).text)  # fmt: skip
    assert send(alice, page, do="withdraw", number=number).status_code == 303
    assert charlie.get(second).status_code == 404
    assert send(alice, page, do="invite", role="admin").status_code == 400


def test_a_link_that_its_maker_sees_makes_no_account_of_another_address(alice: TestClient, small_house: House) -> None:
    join(small_house, CHARLIE)
    stranger = client_of(small_house, registration="invitation")
    answers = []
    for email in (CHARLIE, "nobody@example.net"):
        [link] = LINK.findall(send(alice, f"{AXIS}/people", do="invite", role="editor", email=email).text)
        assert 'type="password"' not in stranger.get(link).text
        answer = send(stranger, link, name="Mallory", password=PASSWORD)
        answers.append((answer.status_code, answer.text.replace(email, "…").replace(link.rpartition("/")[2], "…")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 400
    assert count(small_house, models.Account) == 3


def test_an_invitation_to_an_address_is_sent_there_and_shown_to_nobody(
    alice: TestClient, small_house: House, mailbox: Mailbox
) -> None:
    sender = at_desk(small_house, ALICE, **mailing(mailbox))
    shown = send(sender, f"{AXIS}/people", do="invite", role="editor", email="Kim@example.org")
    assert "A letter with the link is on its way to kim@example.org." in shown.text
    assert LINK.findall(shown.text) == []
    context_of_client(sender).outbox.waiting.join()
    assert mailbox.recipients == ["kim@example.org"]
    letter = mailbox.letters[0].get_content()
    assert not {"axis", "Alice"} & set(letter.split())  # words that somebody typed
    [link] = LINK.findall(letter)
    kim = client_of(small_house, **mailing(mailbox))
    assert "Your account will be that of kim@example.org." in kim.get(link).text
    assert send(kim, link, name="Kim", password=PASSWORD).headers["location"] == "/desk"
    assert roles(small_house) == {ALICE: "owner", BOB: "editor", "kim@example.org": "editor"}


def test_nobody_has_letters_sent_without_end(
    alice: TestClient, small_house: House, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "A_MINUTE", 1000)
    posting._limiter.cache_clear()
    sender = at_desk(small_house, ALICE, **mailing(mailbox))
    for number in range(inviting.LETTERS):
        given = {"do": "invite", "role": "editor", "email": f"kim{number}@example.org"}
        assert sender.post(f"{AXIS}/people", data=given).status_code == 200
    over = sender.post(f"{AXIS}/people", data={"do": "invite", "role": "owner", "email": "last@example.org"})
    assert over.status_code == 400
    assert 'id="email-wrong">You have sent 50 invitations today' in over.text
    assert 'value="last@example.org"' in over.text
    assert re.search(r'value="owner" checked', over.text)
    context_of_client(sender).outbox.waiting.join()
    assert len(mailbox.letters) == inviting.LETTERS


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
