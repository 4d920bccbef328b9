"""The commands for accounts and tokens: links and tokens on standard output, and nothing else there."""

from __future__ import annotations

import json
import re
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from calendar_service.errors import AccessError
from calendar_service.store import accounts, invitations, letters, memberships, tokens
from calendar_service.store.database import Database
from tests.cast import file_of
from tests.people import ADA, ALICE, BOB, OTHER_PASSWORD, PASSWORD
from tests.test_cli import run, running

BASE = "https://calendar.example.org"


def database_of(folder: Path) -> Database:
    return Database.at(f"sqlite:///{folder}/data/calendar.sqlite")


def test_an_account_is_added_with_a_link_and_a_place_in_an_organizer(tmp_path: Path) -> None:
    run(tmp_path, "load", "-", text=json.dumps(file_of()))
    words = ("account", "add", "Alice@Example.org", "--name", "Alice", "--organizer", "axis-records", "--as", "editor")
    added = run(tmp_path, *words, CALENDAR_BASE_URL=BASE)
    assert added.returncode == 0, added.stderr
    link = re.fullmatch(rf"{BASE}/desk/letter/([\w-]{{43}})\n", added.stdout)
    assert link
    assert added.stderr.splitlines() == ["alice@example.org is added.", "Within a day, a password can be set at:"]
    database = database_of(tmp_path)
    with database.reading() as session:
        letter, account = letters.read(session, link[1], datetime.now(UTC))
        assert (letter.purpose, account.email, account.name, account.site_role) == ("first", ALICE, "Alice", "member")
        assert list(memberships.of(session, account.id).values()) == ["editor"]
    database.close()


def test_a_password_is_read_from_standard_input_and_stands_in_no_list(tmp_path: Path) -> None:
    words = ("account", "add", BOB, "--role", "moderator", "--password-stdin")
    added = run(tmp_path, *words, text=f"{PASSWORD}\nmore\n")
    assert (added.returncode, added.stdout, added.stderr) == (0, "", f"{BOB} is added.\n")
    database = database_of(tmp_path)
    found = accounts.verify(database, BOB, PASSWORD)
    assert found is not None
    assert (found.name, found.site_role) == ("bob", "moderator")
    changed = run(tmp_path, "account", "password", BOB, "--password-stdin", text=f"{OTHER_PASSWORD}\r\n")
    assert changed.stderr == f"{BOB} has a new password, and is signed out everywhere.\n"
    assert accounts.verify(database, BOB, OTHER_PASSWORD) is not None
    database.close()


def test_the_list_tells_who_there_is_and_what_keeps_them_out(tmp_path: Path) -> None:
    run(tmp_path, "load", "-", text=json.dumps(file_of()))
    run(tmp_path, "account", "add", ADA, "--name", "Ada", "--role", "admin")
    run(tmp_path, "account", "add", ALICE, "--name", "Alice", "--organizer", "axis-records")
    run(tmp_path, "account", "add", BOB, "--name", "Bob", "--password-stdin", text=PASSWORD)
    assert run(tmp_path, "account", "close", ALICE).stderr == f"{ALICE} is closed.\n"
    told = run(tmp_path, "account", "list")
    assert told.stdout.splitlines() == [
        f"{ADA}  Ada  admin  no password yet",
        f"{ALICE}  Alice  member  axis-records (owner)  closed",
        f"{BOB}  Bob  member",
    ]
    assert told.stderr == "3 accounts.\n"
    assert run(tmp_path, "account", "close", ALICE, "--reopen").stderr == f"{ALICE} is open again.\n"
    assert run(tmp_path, "account", "role", BOB, "admin").stderr == f"{BOB} is admin now.\n"
    assert run(tmp_path, "account", "remove", ALICE).stderr == f"{ALICE} is removed.\n"
    again = run(tmp_path, "account", "list").stdout.splitlines()
    assert again == [f"{ADA}  Ada  admin  no password yet", f"{BOB}  Bob  admin"]


def test_a_forgotten_password_is_set_by_a_link(tmp_path: Path) -> None:
    run(tmp_path, "account", "add", BOB, "--password-stdin", text=PASSWORD)
    told = run(tmp_path, "account", "password", "BOB@example.org")
    link = re.fullmatch(r"http://localhost:8000/desk/letter/([\w-]{43})\n", told.stdout)
    assert link
    assert told.stderr == "Within an hour, a new password can be set at:\n"
    database = database_of(tmp_path)
    with database.reading() as session:
        assert letters.read(session, link[1], datetime.now(UTC))[0].purpose == "reset"
    database.close()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("account", "add", "alice"), "email must be an address such as name@example.org."),
        (("account", "add", ALICE, "--role", "owner"), "role must be one of member, moderator, admin."),
        (("account", "add", ALICE, "--organizer", "none"), "There is no organizer “none”."),
        (("account", "role", ALICE, "admin"), f"{ALICE} has no account."),
        (("account", "remove", ALICE), f"{ALICE} has no account."),
        (("account", "add", ALICE, "--password-stdin"), "password must have 12 to 1000 characters."),
        (("token", "create", ALICE, "--name", "x", "--scope", "read"), f"{ALICE} has no account."),
        (("token", "revoke", "cal_abc"), "There is no token that begins with “cal_abc”."),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_kept(
    tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    failed = run(tmp_path, *words, text="")
    assert (failed.returncode, failed.stdout, failed.stderr) == (1, "", f"{sentence}\n")
    assert run(tmp_path, "account", "list").stderr == "0 accounts.\n"


def test_a_token_is_printed_once_listed_by_its_beginning_and_revoked(tmp_path: Path) -> None:
    run(tmp_path, "account", "add", BOB, "--name", "Bob")
    words = ("token", "create", BOB, "--name", "Ticket shop")
    made = run(tmp_path, *words, "--scope", "write", "--scope", "read", "--expires", "30")
    secret = made.stdout.strip()
    assert re.fullmatch(r"cal_[\w-]{43}", secret)
    assert made.stderr == "Keep it where only your program reads it; it is not shown again.\n"
    database = database_of(tmp_path)
    with database.reading() as session:
        [row] = tokens.of(session)
        assert row.expires_at is not None
        caller = tokens.caller_of(session, secret, datetime.now(UTC))
        assert (caller.name, caller.scopes) == ("Bob", frozenset({"read", "write"}))
    line = f"{secret[:12]}…  Ticket shop  read write  {BOB}  never used  expires {row.expires_at:%Y-%m-%d}"
    told = run(tmp_path, "token", "list", BOB)
    assert (told.stdout, told.stderr) == (f"{line}\n", "1 token.\n")
    revoked = run(tmp_path, "token", "revoke", f"{secret[:12]}…")
    assert revoked.stderr == f"{secret[:12]}… (Ticket shop) is revoked.\n"
    assert "revoked" in run(tmp_path, "token", "list").stdout
    with database.reading() as session, pytest.raises(AccessError):
        tokens.caller_of(session, secret, datetime.now(UTC))
    database.close()


def first_words(folder: Path) -> list[str]:
    """What a server says until it is ready and told to end."""
    with running(folder, "serve", CALENDAR_BASE_URL=BASE) as (server, _):
        server.send_signal(signal.SIGTERM)
        return server.communicate(timeout=30)[1].splitlines()


def test_the_first_start_tells_a_link_for_the_first_admin_and_later_ones_do_not(tmp_path: Path) -> None:
    told = first_words(tmp_path)
    assert "There is no account yet. Within a day, the first admin can sign up, once, at:" in told
    [link] = [line for line in told if line.startswith(f"{BASE}/desk/invitation/")]
    database, secret = database_of(tmp_path), link.rpartition("/")[2]
    with database.reading() as session:
        assert invitations.read(session, secret, datetime.now(UTC)).role == "admin"
    database.close()
    run(tmp_path, "account", "add", ADA, "--role", "admin")
    assert [line for line in first_words(tmp_path) if "admin" in line or "invitation" in line] == []
