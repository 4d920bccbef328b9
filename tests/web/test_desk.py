"""Signing in at the desk, and all that comes before it: as browsers see it, and as those who guess do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from calendar_service import models
from calendar_service.logs import path_told
from calendar_service.mailing import Mailer, Server
from calendar_service.slowing import ADDRESS
from calendar_service.store import accounts, invitations, letters
from calendar_service.store.invitations import Into
from calendar_service.store.writing import writing
from calendar_service.web import posting
from tests.cast import EVENT, House, file_of
from tests.mailbox import Mailbox
from tests.people import ADA, ALICE, BOB, CHARLIE, OTHER_PASSWORD, PASSWORD, account_of, count, join, organizer
from tests.web.client import client_of, context_of_client

pytestmark = pytest.mark.usefixtures("quick_passwords")

GONE = "There is nothing behind this link any more"

CHANGING = ("content-length", "x-request-id")
"""What differs between any two answers."""


@pytest.fixture(autouse=True)
def _fresh_limit() -> None:
    posting._limiter.cache_clear()


@pytest.fixture
def client(small_house: House) -> TestClient:
    return client_of(small_house)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as box:
        yield box


def mailing(house: House, mailbox: Mailbox, **options: Any) -> TestClient:
    """A site that sends letters, and takes who registers."""
    mailer = Mailer(Server("smtp", "127.0.0.1", mailbox.port), "calendar@example.org", "Calendar")
    return client_of(house, mailer=mailer, **{"registration": "open", **options})


def settled(client: TestClient) -> None:
    """Wait until what was to be done after the answer is done."""
    context_of_client(client).outbox.waiting.join()


def enter(client: TestClient, email: str = ALICE, password: str = PASSWORD, **more: str) -> Any:
    posting._limiter.cache_clear()
    return client.post("/desk/sign-in", data={"email": email, "password": password, **more})


def link_in(mailbox: Mailbox) -> str:
    [found] = re.findall(r"https://calendar\.example\.org(/desk/letter/[\w-]{43})", mailbox.letters[-1].get_content())
    return str(found)


def test_who_signs_in_gets_cookies_that_no_script_and_no_other_site_reads(
    client: TestClient, small_house: House
) -> None:
    join(small_house, ALICE, password=PASSWORD)
    form = client.get("/desk/sign-in")
    assert form.status_code == 200
    assert "set-cookie" not in form.headers
    answer = enter(client, " Alice@Example.ORG")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    cookies = answer.headers.get_list("set-cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == ["__Host-sign-in", "__Host-device"]
    for cookie in cookies:
        attributes = {part.strip().casefold() for part in cookie.split(";")[1:]}
        assert {"httponly", "secure", "samesite=lax", "path=/"} <= attributes
        assert not any(attribute.startswith("domain") for attribute in attributes)
    page = client.get("/desk/account")
    assert (page.status_code, page.headers["cache-control"]) == (200, "private, no-store")
    assert ALICE in page.text
    assert client.get("/desk/sign-in").headers["location"] == "/desk"


def test_over_plain_http_the_cookie_has_a_plain_name(small_house: House) -> None:
    join(small_house, ALICE, password=PASSWORD)
    client = client_of(small_house)
    client.base_url = "http://localhost"
    cookies = enter(client).headers.get_list("set-cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == ["sign-in", "device"]
    assert "secure" not in "".join(cookies).casefold()


def test_signing_out_ends_the_sign_in_and_not_only_the_cookie(client: TestClient, small_house: House) -> None:
    join(small_house, ALICE, password=PASSWORD)
    enter(client)
    secret = client.cookies["__Host-sign-in"]
    answer = client.post("/desk/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in")
    assert "__Host-sign-in" not in client.cookies
    assert "__Host-device" in client.cookies
    client.cookies.set("__Host-sign-in", secret)
    assert client.get("/desk/account").headers["location"] == "/desk/sign-in?next=%2Fdesk%2Faccount"
    assert count(small_house, models.SignIn) == 0


@pytest.mark.parametrize(
    ("goal", "leads"),
    [
        ("/desk/invitation/abc", "/desk/invitation/abc"),
        ("", "/desk"),
        ("https://evil.example", "/desk"),
        ("//evil.example/desk/", "/desk"),
        ("/desk/../elsewhere", "/desk"),
        ("/desk//evil.example", "/desk"),
        ("/desk/x\r\nset-cookie: a=b", "/desk"),
    ],
)
def test_after_signing_in_one_comes_to_the_desk_and_nowhere_else(
    client: TestClient, small_house: House, goal: str, leads: str
) -> None:
    join(small_house, ALICE, password=PASSWORD)
    assert enter(client, next=goal).headers["location"] == leads


def test_no_answer_tells_whether_an_address_has_an_account(small_house: House, mailbox: Mailbox) -> None:
    join(small_house, ALICE, password=PASSWORD)
    join(small_house, BOB)

    def answers(email: str) -> list[tuple[int, str, dict[str, str]]]:
        small_house.clock.advance(hours=2)
        client = mailing(small_house, mailbox)
        posted = [
            client.post("/desk/sign-in", data={"email": email, "password": OTHER_PASSWORD})
            for _ in range(ADDRESS.free + 1)
        ]
        posting._limiter.cache_clear()
        posted.append(client.post("/desk/forgotten", data={"email": email}))
        posted.append(client.post("/desk/register", data={"email": email, "name": "Somebody"}))
        settled(client)
        # The length of a page tells that of the address that was typed, and nothing else.
        kept = [{name: value for name, value in one.headers.items() if name not in CHANGING} for one in posted]
        pages = [(one.status_code, one.text.replace(email, "…")) for one in posted]
        return [(*page, headers) for page, headers in zip(pages, kept, strict=True)]

    found = [answers(email) for email in (ALICE, BOB, CHARLIE)]
    assert found[1:] == [found[0]] * 2
    assert [status for status, _, _ in found[0]] == [400] * ADDRESS.free + [429, 303, 303]


def test_what_was_typed_comes_back_but_the_password(client: TestClient) -> None:
    answer = enter(client, 'a"<b>@example.org', "<secret> password")
    assert answer.status_code == 400
    assert 'value="a&#34;&lt;b&gt;@example.org"' in answer.text
    assert "secret" not in answer.text
    assert "The address and the password do not fit together." in answer.text
    assert answer.headers["referrer-policy"] == "same-origin"


def test_who_guesses_is_told_how_long_to_wait(client: TestClient, small_house: House) -> None:
    join(small_house, ALICE, password=PASSWORD)
    for _ in range(ADDRESS.free):
        assert enter(client, password=OTHER_PASSWORD).status_code == 400
    waiting = enter(client)
    assert waiting.status_code == 429
    assert "Try again in 1 minute." in waiting.text
    small_house.clock.advance(seconds=30)
    assert enter(client).status_code == 303


@pytest.mark.parametrize(
    "path",
    ["/desk/sign-in", "/desk/sign-out", "/desk/register", "/desk/forgotten", "/desk/account", "/desk/letter/x",
     "/desk/invitation/x"],
)  # fmt: skip
def test_another_site_can_send_none_of_the_forms(client: TestClient, path: str) -> None:
    assert client.post(path, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post(path, headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert client.get("/desk/sign-out").status_code == 405


def test_who_registers_sets_a_password_by_a_letter_and_is_in(small_house: House, mailbox: Mailbox) -> None:
    client = mailing(small_house, mailbox)
    assert client.get("/desk/register").text.count("<input") == 3
    answer = client.post("/desk/register", data={"email": "Alice@example.org", "name": "Alice"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/register?sent=1")
    settled(client)
    assert "A letter is on its way" in client.get("/desk/register?sent=1").text
    assert mailbox.recipients == [ALICE]
    link = link_in(mailbox)
    assert "Choose a password" in client.get(link).text
    weak = client.post(link, data={"password": "alice@example.org"})
    assert weak.status_code == 400
    assert "password is easy to guess" in unescape(weak.text)
    chosen = client.post(link, data={"password": PASSWORD})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/desk")
    assert "<bdi>Alice</bdi>" in client.get("/desk/account").text
    again = client.post(link, data={"password": OTHER_PASSWORD})
    assert again.status_code == 404
    assert GONE in again.text
    assert accounts.verify(small_house.database, ALICE, PASSWORD) is not None


def test_who_has_an_account_is_told_so_by_a_letter_alone(small_house: House, mailbox: Mailbox) -> None:
    join(small_house, ALICE, password=PASSWORD)
    client = mailing(small_house, mailbox)
    client.post("/desk/register", data={"email": ALICE, "name": "Click https://evil.example"})
    settled(client)
    text = mailbox.letters[-1].get_content()
    assert "It has an account already." in " ".join(text.split())
    assert "evil" not in text
    assert accounts.verify(small_house.database, ALICE, PASSWORD) is not None
    assert client.post(link_in(mailbox), data={"password": OTHER_PASSWORD}).status_code == 303


def test_a_forgotten_password_is_set_by_a_letter(small_house: House, mailbox: Mailbox) -> None:
    join(small_house, ALICE, password=PASSWORD)
    client = mailing(small_house, mailbox, registration="closed")
    for email in (CHARLIE, ALICE):
        assert client.post("/desk/forgotten", data={"email": email}).status_code == 303
    assert client.post("/desk/forgotten?lang=de", data={"email": ALICE}).headers["location"].endswith("&lang=de")
    settled(client)
    assert mailbox.recipients == [ALICE, ALICE]
    assert mailbox.letters[0]["Subject"] == "A new password at Calendar"
    assert mailbox.letters[1]["Subject"] == "Ein neues Passwort für Calendar"
    assert client.post(link_in(mailbox), data={"password": OTHER_PASSWORD}).status_code == 303
    assert accounts.verify(small_house.database, ALICE, OTHER_PASSWORD) is not None
    wrong = client.post("/desk/forgotten", data={"email": "alice"})
    assert wrong.status_code == 400
    assert "email must be an address such as name@example.org." in wrong.text


def test_a_letter_that_nobody_takes_is_logged_without_its_address(
    small_house: House, mailbox: Mailbox, capfd: pytest.CaptureFixture[str]
) -> None:
    join(small_house, ALICE, password=PASSWORD)
    mailbox.refuses = (ALICE,)
    client = mailing(small_house, mailbox)
    assert client.post("/desk/forgotten", data={"email": ALICE}).status_code == 303
    settled(client)
    logged = "".join(capfd.readouterr())
    assert "it refused the address" in logged
    assert ALICE not in logged
    assert "/desk/letter" not in logged


def test_where_registration_is_closed_or_by_invitation_nobody_else_registers(small_house: House) -> None:
    with writing(small_house.database, small_house.edge()) as transaction:
        _, secret = invitations.make(transaction, Into("member"))
    for registration in ("closed", "invitation"):
        client = client_of(small_house, registration=registration)
        assert "Accounts are made by invitation here." in client.get("/desk/register").text
        assert client.post("/desk/register", data={"email": ALICE, "name": "Alice"}).status_code == 403
        assert "Register" not in client.get("/desk/sign-in").text
    made_up = client.post("/desk/register", data={"email": ALICE, "name": "Alice", "invitation": "made up"})
    assert made_up.status_code == 400
    assert GONE in made_up.text
    assert count(small_house, models.Account) == 0
    assert "<form" in client.get(f"/desk/register?invitation={secret}").text
    client.post("/desk/register", data={"email": ALICE, "name": "Alice", "invitation": secret})
    settled(client)
    assert count(small_house, models.Account) == 1


def test_without_a_mail_server_pages_say_who_sends_the_link(small_house: House) -> None:
    client = client_of(small_house, registration="open")
    assert "This site sends no letters." in client.get("/desk/forgotten").text
    client.post("/desk/register", data={"email": ALICE, "name": "Alice"})
    settled(client)
    assert "The people who run this site will send you a link" in client.get("/desk/register?sent=1").text
    assert account_of(small_house, ALICE).password_hash is None


def test_the_first_admin_comes_by_the_link_of_the_first_start(client: TestClient, small_house: House) -> None:
    with writing(small_house.database, small_house.edge()) as transaction:
        secret = invitations.first_admin(transaction)
    page = client.get(f"/desk/invitation/{secret}")
    assert "You are invited to run Calendar as an admin." in page.text
    made = client.post(f"/desk/invitation/{secret}", data={"email": ADA, "name": "Ada", "password": PASSWORD})
    assert made.status_code == 303
    assert account_of(small_house, ADA).site_role == "admin"
    assert "<bdi>Ada</bdi>" in client.get("/desk/account").text
    assert client.get(f"/desk/invitation/{secret}").status_code == 404


def test_who_is_invited_and_signed_in_accepts(client: TestClient, small_house: House) -> None:
    join(small_house, ALICE)
    join(small_house, BOB, password=PASSWORD)
    axis = organizer(small_house, "axis", alice="owner")
    with writing(small_house.database, small_house.edge()) as transaction:
        _, secret = invitations.make(transaction, Into("editor", axis))
    path = f"/desk/invitation/{secret}"
    page = client.get(path)
    assert "You are invited to edit what axis puts on." in page.text
    assert "password" not in page.text
    assert enter(client, BOB, next=path).headers["location"] == path
    assert f"You are signed in as {BOB}." in client.get(path).text
    assert client.post(path).headers["location"] == "/desk"
    assert (
        '<a dir="auto" href="/desk/organizers/axis">axis</a> <span class="role">Editor</span>'
        in client.get("/desk/account").text
    )
    assert client.get(path).status_code == 404


def test_an_invitation_in_another_name_is_refused_in_words(client: TestClient, small_house: House) -> None:
    join(small_house, BOB, password=PASSWORD)
    with writing(small_house.database, small_house.edge()) as transaction:
        _, secret = invitations.make(transaction, Into("moderator", email=ALICE))
    enter(client, BOB)
    answer = client.post(f"/desk/invitation/{secret}")
    assert answer.status_code == 400
    assert "This invitation is meant for another address" in answer.text
    assert account_of(small_house, BOB).site_role == "member"


def test_an_invitation_to_an_address_makes_its_account_or_asks_to_sign_in(
    client: TestClient, small_house: House
) -> None:
    join(small_house, ALICE, password=PASSWORD)
    with writing(small_house.database, small_house.edge()) as transaction:
        _, known = invitations.make(transaction, Into("moderator", email=ALICE))
        _, new = invitations.make(transaction, Into("moderator", email=BOB))
    given = {"email": CHARLIE, "name": "Bob", "password": PASSWORD}
    refused = client.post(f"/desk/invitation/{known}", data=given)
    assert refused.status_code == 400
    assert "email belongs to an account already." in refused.text
    assert client.post(f"/desk/invitation/{new}", data=given).status_code == 303
    assert (account_of(small_house, BOB).site_role, account_of(small_house, ALICE).site_role) == ("moderator", "member")


def test_a_link_that_is_none_says_so_and_leads_on(client: TestClient) -> None:
    for path in ("/desk/letter/nothing", "/desk/invitation/nothing"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (404, "private, no-store")
        assert GONE in answer.text


def test_a_look_at_a_letter_does_not_use_it_up(client: TestClient, small_house: House) -> None:
    alice = join(small_house, ALICE)
    with writing(small_house.database, small_house.edge()) as transaction:
        secret = letters.make(transaction, alice, "first")
    for _ in range(3):  # mail programs and scanners look before people do
        assert client.get(f"/desk/letter/{secret}").status_code == 200
    assert client.post(f"/desk/letter/{secret}", data={"password": PASSWORD}).status_code == 303


def test_no_log_has_the_secret_of_a_link() -> None:
    for path in ("/desk/letter/secret", "/desk/invitation/secret", "/follow/secret/x.ics"):
        assert "secret" not in path_told(path)
    assert path_told("/desk/account") == "/desk/account"


def test_public_pages_are_the_same_for_who_is_signed_in(client: TestClient, small_house: House) -> None:
    small_house.load(file_of(events=[EVENT]))
    join(small_house, ALICE, password=PASSWORD)
    before = client.get("/")
    enter(client)
    after = client.get("/")
    assert (after.text, after.headers["etag"]) == (before.text, before.headers["etag"])
    assert "set-cookie" not in after.headers
