"""Who belongs to an organizer, as what, and who is invited: at the desk, by links and by letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from calendar_service import models
from calendar_service.web import posting
from calendar_service.web.desk import inviting
from tests.cast import House
from tests.mailbox import Mailbox
from tests.people import ALICE, BOB, CHARLIE, PASSWORD, account_of, count, join
from tests.web.axis import AXIS, LINK, alice_of, mailing, roles
from tests.web.client import client_of, context_of_client
from tests.web.signing import at_desk, send

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def alice(small_house: House) -> TestClient:
    return alice_of(small_house)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as box:
        yield box


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
