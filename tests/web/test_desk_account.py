"""One's own account at the desk: name, password, sign-ins, tokens, the export, and the end of it."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from calendar_service import models
from calendar_service.slowing import DEVICE
from calendar_service.store import accounts, invitations, letters, tokens
from calendar_service.store.invitations import Into
from calendar_service.store.writing import writing
from calendar_service.web import posting
from tests.cast import House
from tests.people import ALICE, BOB, OTHER_PASSWORD, PASSWORD, account_of, count, join, organizer
from tests.readers.markup import complaints
from tests.web.client import client_of

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def client(small_house: House) -> TestClient:
    join(small_house, ALICE, password=PASSWORD)
    return signed_in(small_house)


def signed_in(house: House, email: str = ALICE) -> TestClient:
    client = client_of(house)
    client.headers["user-agent"] = "Firefox <3>"
    posting._limiter.cache_clear()
    assert client.post("/desk/sign-in", data={"email": email, "password": PASSWORD}).status_code == 303
    return client


def change(client: TestClient, **given: str) -> Any:
    posting._limiter.cache_clear()
    return client.post("/desk/account", data=given)


def is_in(client: TestClient) -> bool:
    return client.get("/desk/account").status_code == 200


def test_who_is_not_signed_in_is_sent_there_whatever_they_want(small_house: House) -> None:
    client = client_of(small_house)
    join(small_house, ALICE, password=PASSWORD)
    for answer in (
        client.get("/desk/account"),
        client.get("/desk/account/export"),
        *(change(client, do=do, name="X", number="1", current=PASSWORD) for do in ("rename", "token", "remove")),
    ):
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in?next=%2Fdesk%2Faccount")
    assert account_of(small_house, ALICE).name == "Alice"


def test_the_name_can_be_another(client: TestClient, small_house: House) -> None:
    assert change(client, do="rename", name=" Alice\tB. ").status_code == 303
    assert account_of(small_house, ALICE).name == "Alice B."
    refused = change(client, do="rename", name="x" * 101)
    assert refused.status_code == 400
    assert 'id="name-wrong">name must have at most 100 characters.' in refused.text
    assert f'value="{"x" * 101}"' in refused.text


def test_another_password_needs_the_old_one_and_signs_out_everywhere_else(
    client: TestClient, small_house: House
) -> None:
    other = signed_in(small_house)
    refused = change(client, do="password", current=OTHER_PASSWORD, password=OTHER_PASSWORD)
    assert refused.status_code == 400
    assert 'id="password-current-wrong">This is not your password.' in refused.text
    assert 'id="remove-current-wrong"' not in refused.text
    assert OTHER_PASSWORD not in refused.text
    weak = change(client, do="password", current=PASSWORD, password="short")
    assert 'id="password-wrong">password must have 12 to 1000 characters.' in weak.text
    assert change(client, do="password", current=PASSWORD, password=OTHER_PASSWORD).status_code == 303
    assert (is_in(client), is_in(other)) == (True, False)
    assert accounts.verify(small_house.database, ALICE, OTHER_PASSWORD) is not None


def test_the_old_password_can_not_be_guessed_at_a_browser_left_open(client: TestClient) -> None:
    answers = [change(client, do="remove", current=f"a guess, number {number}") for number in range(DEVICE.free + 1)]
    assert [answer.status_code for answer in answers] == [400] * (DEVICE.free + 1)
    assert "This is not your password." in answers[0].text
    assert "Try again in 1 minute." in answers[-1].text
    assert "Try again in" in change(client, do="remove", current=PASSWORD).text


def test_sign_ins_are_shown_and_ended(client: TestClient, small_house: House) -> None:
    others = [signed_in(small_house) for _ in range(3)]
    page = client.get("/desk/account").text
    assert page.count("Firefox &lt;3&gt;</bdi>") == 4
    numbers = re.findall(r'name="do" value="end">\s*<input type="hidden" name="number" value="(\d+)"', page)
    assert len(numbers) == 3
    assert change(client, do="end", number=numbers[-1]).status_code == 303
    assert sorted(is_in(other) for other in others) == [False, True, True]
    assert change(client, do="end-others").status_code == 303
    assert (is_in(client), [is_in(other) for other in others]) == (True, [False] * 3)


def test_nobody_ends_the_sign_ins_or_tokens_of_others(client: TestClient, small_house: House) -> None:
    bob = join(small_house, BOB, password=PASSWORD)
    other = signed_in(small_house, BOB)
    with writing(small_house.database, small_house.edge()) as transaction:
        token, _ = tokens.make(transaction, bob, "Script", ["read"])
    for number in range(1, 6):
        change(client, do="end", number=str(number))
        change(client, do="revoke", number=str(number))
    assert is_in(other)
    with small_house.database.reading() as session:
        assert session.get_one(models.Token, token.id).revoked_at is None


def test_a_token_is_shown_once_works_and_is_revoked(client: TestClient, small_house: House) -> None:
    given = {"do": "token", "name": "Ticket shop", "scope-read": "on", "scope-write": "on", "days": "30"}
    made = change(client, **given)
    [secret] = re.findall(r"<code>(cal_[\w-]{43})</code>", made.text)
    assert (made.status_code, made.headers["cache-control"]) == (200, "private, no-store")
    with small_house.database.reading() as session:
        caller = tokens.caller_of(session, secret, small_house.clock())
        assert (caller.name, caller.scopes) == ("Alice", frozenset({"read", "write"}))
    page = client.get("/desk/account").text
    assert secret not in page
    assert f"<bdi>Ticket shop</bdi> <code>{secret[:12]}…</code>" in page
    assert "read write · never used · until 23 December 2026" in page
    [number] = re.findall(r'name="do" value="revoke">\s*<input type="hidden" name="number" value="(\d+)"', page)
    assert change(client, do="revoke", number=number).status_code == 303
    assert "Ticket shop" not in client.get("/desk/account").text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "", "scope-read": "on"}, "name must not be empty."),
        ({"name": "Script"}, "scopes must be one or more of read, write, moderate."),
        ({"name": "Script", "scope-read": "on", "days": "x"}, "days must be a whole number from 1 to 9999"),
        ({"name": "Script", "scope-read": "on", "days": "10000"}, "days must be a whole number"),
        ({"name": "Script", "scope-read": "on", "days": "٣"}, "days must be a whole number"),
    ],
)
def test_a_token_with_a_wrong_field_is_not_made(
    client: TestClient, small_house: House, given: dict[str, str], sentence: str
) -> None:
    answer = change(client, do="token", **given)
    assert answer.status_code == 400
    assert sentence in unescape(answer.text)
    assert count(small_house, models.Token) == 0


def test_all_that_is_kept_is_saved_as_a_file(client: TestClient, small_house: House) -> None:
    organizer(small_house, "axis", alice="owner")
    answer = client.get("/desk/account/export")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == 'attachment; filename="account.json"'
    assert answer.headers["cache-control"] == "private, no-store"
    told = json.loads(answer.content)
    assert told["account"]["email"] == ALICE
    assert [one["organizer"] for one in told["memberships"]] == ["axis"]


def test_an_account_is_deleted_by_who_knows_its_password(client: TestClient, small_house: House) -> None:
    refused = change(client, do="remove", current=OTHER_PASSWORD)
    assert refused.status_code == 400
    assert '<details class="revoke" open>' in refused.text
    assert change(client, do="remove", current=PASSWORD).headers["location"] == "/desk/sign-in"
    assert count(small_house, models.Account) == 0
    assert not is_in(client)


def test_the_pages_of_the_desk_are_valid_html_in_both_languages(client: TestClient, small_house: House) -> None:
    organizer(small_house, "axis", alice="owner")
    alice = account_of(small_house, ALICE).id
    with writing(small_house.database, small_house.edge()) as transaction:
        letter = letters.make(transaction, alice, "first")
        _, invitation = invitations.make(transaction, Into("owner", email=None, organizer_id=1))
        _, named = invitations.make(transaction, Into("admin", email=BOB))
    signed_in(small_house)
    change(client, do="token", name="Ticket <shop>", **{"scope-read": "on"})
    stranger = client_of(small_house, registration="open")
    pages = {
        "account": client.get("/desk/account"),
        "wrong": change(client, do="token", name="", days="x"),
        "deleting": change(client, do="remove", current="wrong"),
        "token": change(client, do="token", name="Another", **{"scope-read": "on"}),
        "invited": client.get(f"/desk/invitation/{invitation}"),
        **{path: stranger.get(path) for path in (
            f"/desk/letter/{letter}", f"/desk/invitation/{invitation}", f"/desk/invitation/{named}", "/desk/register",
            "/desk/sign-in?lang=de", "/desk/register?lang=de&sent=1",
        )},
    }  # fmt: skip
    assert {name: found for name, page in pages.items() if (found := complaints(page.text))} == {}
    assert "<title>Anmelden" in pages["/desk/sign-in?lang=de"].text


@pytest.mark.parametrize("given", [{}, {"do": "nothing"}, {"do": "end"}, {"do": "revoke", "number": "9" * 30}])
def test_what_no_form_sends_is_refused(client: TestClient, given: dict[str, str]) -> None:
    assert change(client, **given).status_code in (400, 404)
