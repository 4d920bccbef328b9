"""The accounts of the site at the desk: found, given roles, closed, opened again, and invited by admins."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from calendar_service import models
from calendar_service.store import accounts
from calendar_service.store.writing import writing
from tests.cast import House
from tests.people import ADA, ALICE, BOB, PASSWORD, account_of, join, organizer
from tests.readers.markup import complaints
from tests.web.client import client_of
from tests.web.signing import at_desk, send

pytestmark = pytest.mark.usefixtures("quick_passwords")

LINK = re.compile(r"https://calendar\.example\.org(/desk/invitation/[\w-]+)")


@pytest.fixture
def ada(small_house: House) -> TestClient:
    """Ada, who runs the site in which Alice owns axis."""
    join(small_house, ADA, "admin")
    join(small_house, ALICE, password=PASSWORD)
    organizer(small_house, "axis", alice="owner")
    return at_desk(small_house, ADA)


def path_of(house: House, email: str) -> str:
    return f"/desk/accounts/{account_of(house, email).id}"


def test_accounts_are_found_by_name_and_address(ada: TestClient, small_house: House) -> None:
    with writing(small_house.database, small_house.edge()) as transaction:
        for number in range(60):
            accounts.add(transaction, f"zoe{number:02}@example.net", f"Zoë {number}")
    page = ada.get("/desk/accounts").text
    assert f'<a dir="auto" href="{path_of(small_house, ALICE)}">Alice</a>' in page
    assert 'rel="next" href="/desk/accounts?page=2"' in page
    assert "no password yet" in page
    assert "zoe59@example.net" in ada.get("/desk/accounts?page=2").text
    for q, names in (("ZOE 17", ["Zoë 17"]), ("alice example.org", ["Alice"]), ("nobody", [])):
        found = ada.get("/desk/accounts", params={"q": q}).text
        assert re.findall(r'href="/desk/accounts/\d+">([^<]+)</a>', found) == names


def test_an_account_gets_a_role_is_closed_and_opened_again(ada: TestClient, small_house: House) -> None:
    alice, path = at_desk(small_house, ALICE), path_of(small_house, ALICE)
    page = ada.get(path).text
    assert ALICE in page
    assert 'href="/desk/organizers/axis/people"' in page
    assert send(ada, path, do="role", role="moderator").headers["location"] == f"{path}?done=1"
    assert account_of(small_house, ALICE).site_role == "moderator"
    assert "This is done." in ada.get(f"{path}?done=1").text
    refused = send(ada, path, do="role", role="owner")
    assert refused.status_code == 400
    assert "role must be one of member, moderator, admin." in refused.text
    assert send(ada, path, do="close").status_code == 303
    assert alice.get("/desk").status_code == 303
    assert accounts.verify(small_house.database, ALICE, PASSWORD) is None
    assert "Open it again" in ada.get(path).text
    assert "closed" in ada.get("/desk/accounts").text
    assert send(ada, path, do="reopen").status_code == 303
    assert accounts.verify(small_house.database, ALICE, PASSWORD) is not None


def test_the_last_admin_stays(ada: TestClient, small_house: House) -> None:
    path = path_of(small_house, ADA)
    assert "This is your own account." in ada.get(path).text
    for given in ({"do": "role", "role": "member"}, {"do": "close"}):
        refused = send(ada, path, **given)
        assert refused.status_code == 400
        assert "The site keeps at least one admin" in refused.text
    assert (account_of(small_house, ADA).site_role, account_of(small_house, ADA).closed_at) == ("admin", None)


def test_somebody_is_invited_to_the_site(ada: TestClient, small_house: House) -> None:
    shown = send(ada, "/desk/accounts", do="invite", role="moderator", email=BOB)
    [link] = LINK.findall(shown.text)
    assert f"Only the account of {BOB} can accept it." in shown.text
    page = ada.get("/desk/accounts").text
    assert link not in page
    assert "Moderator · by Ada, until 30 November 2026" in page
    # No letters are sent here: who runs the site answers for the address.
    newcomer = client_of(small_house, registration="closed")
    assert send(newcomer, link, name="Bob", password=PASSWORD).status_code == 303
    assert account_of(small_house, BOB).site_role == "moderator"
    [second] = LINK.findall(send(ada, "/desk/accounts", do="invite", role="member").text)
    numbers = re.findall(r'value="withdraw">\s*<input type="hidden" name="number" value="(\d+)"',
                         ada.get("/desk/accounts").text)  # fmt: skip
    assert send(ada, "/desk/accounts", do="withdraw", number=numbers[0]).status_code == 303
    assert newcomer.get(second).status_code == 404


def test_what_is_wrong_with_an_invitation_stands_beside_its_field(ada: TestClient) -> None:
    refused = send(ada, "/desk/accounts", do="invite", role="admin", email="<bob>")
    assert refused.status_code == 400
    assert 'id="email-wrong">email must be an address such as name@example.org.' in unescape(refused.text)
    assert 'value="&lt;bob&gt;"' in refused.text
    assert re.search(r'value="admin" checked', refused.text)
    assert send(ada, "/desk/accounts", do="nothing").status_code == 400


def test_invitations_that_wait_have_an_end(ada: TestClient, small_house: House) -> None:
    with writing(small_house.database, small_house.edge()) as transaction:
        now = transaction.edge.now
        rows = [models.Invitation(secret_hash=str(number), role="member", created_at=now, expires_at=now.replace(
            year=2027)) for number in range(100)]  # fmt: skip
        transaction.session.add_all(rows)
    refused = send(ada, "/desk/accounts", do="invite", role="member")
    assert refused.status_code == 400
    assert "At most 100 invitations wait at a time" in refused.text


def test_the_pages_of_accounts_are_valid_html_in_both_languages(ada: TestClient, small_house: House) -> None:
    alice = path_of(small_house, ALICE)
    pages = {path: ada.get(path) for path in (
        "/desk/accounts", "/desk/accounts?q=nobody&lang=de", alice, f"{alice}?done=1", path_of(small_house, ADA),
        "/desk/organizers", "/desk/organizers?q=ax", "/desk/organizers?q=nothing", "/desk",
    )}  # fmt: skip
    pages |= {
        "invited": send(ada, "/desk/accounts", do="invite", role="admin"),
        "waiting": ada.get("/desk/accounts"),
        "wrong": send(ada, "/desk/accounts", do="invite", role="admin", email="x"),
        "role": send(ada, alice, do="role", role="x"),
    }
    send(ada, alice, do="close")
    pages["closed"] = ada.get(alice)
    assert {name: found for name, page in pages.items() if (found := complaints(page.text))} == {}
