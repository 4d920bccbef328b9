"""The commands `rename` and `withdraw` as people call them: what they say, their status, and what a server then has."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cast import EVENT, RELEASE, House, file_of
from tests.test_cli import fetch, run, running

BASE = "https://calendar.example.org"
EVENT_SLUG = "metropolis-2026-12-05"
FILE = file_of(events=[EVENT], releases=[RELEASE])
RULE = "slug must be made of a-z, 0-9 and, amidst them, -, at most 80 characters."

Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def call(small_house: House, sqlite_url: str, tmp_path: Path) -> Call:
    """The command on a database with the cast in it."""
    assert not small_house.load(FILE).failed
    return lambda *words: run(tmp_path, *words, CALENDAR_DATABASE_URL=sqlite_url)


def test_a_change_is_told_and_reaches_a_server_that_runs(call: Call, sqlite_url: str, tmp_path: Path) -> None:
    server = running(tmp_path, "serve", CALENDAR_BASE_URL=BASE, CALENDAR_DATABASE_URL=sqlite_url)
    with server as (_, port):
        assert fetch(port, f"/events/{EVENT_SLUG}")[0] == 200
        moved = call("rename", "event", EVENT_SLUG, "metropolis")
        told = (moved.returncode, moved.stdout, moved.stderr.splitlines()[-1])
        assert told == (0, "", f"event {EVENT_SLUG} is metropolis now.")
        gone = call("withdraw", "release", "metropolis-metropolis")
        assert (gone.returncode, gone.stdout, gone.stderr) == (0, "", "release metropolis-metropolis is withdrawn.\n")
        # Called without the server's environment: entries keep its addresses.
        assert f"URL:{BASE}/events/metropolis\r\n".encode() in fetch(port, f"/events/{EVENT_SLUG}.ics")[1]
        assert [fetch(port, path)[0] for path in (f"/events/{EVENT_SLUG}", "/events/metropolis")] == [308, 200]
        assert fetch(port, "/releases/metropolis-metropolis")[0] == 410
        assert fetch(port, "/releases/metropolis-metropolis.ics")[0] == 404


def test_a_load_of_the_same_file_keeps_a_new_address(call: Call, small_house: House) -> None:
    assert call("rename", "artist", "jeff-mills", "the-wizard").returncode == 0
    assert [line for line in small_house.load(FILE).lines() if "0 created, 0 revised, 1 unchanged" not in line] == []
    same = call("rename", "organizer", "axis-records", "axis-records")
    assert (same.returncode, same.stderr) == (0, "organizer axis-records is axis-records now.\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("rename", "city", "new-york-us", "new"), "There is no city “new-york-us”."),
        (("rename", "artist", "jeff-mills", "Jeff Mills"), RULE),
        (("rename", "artist", "jeff-mills", "jeff-"), RULE),
        (("rename", "artist", "jeff-mills", "j" * 81), RULE),
        (("withdraw", "release", EVENT_SLUG), f"There is no release “{EVENT_SLUG}”."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(call: Call, words: tuple[str, ...], sentence: str) -> None:
    ended = call(*words)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", f"{sentence}\n")


def test_the_name_of_another_is_refused_and_nothing_is_changed(call: Call, small_house: House) -> None:
    assert not small_house.load(FILE | {"artists": [*FILE["artists"], {"id": "b", "name": "B"}]}).failed
    refused = call("rename", "artist", "b", "jeff-mills")
    assert (refused.returncode, refused.stderr) == (1, "slug “jeff-mills” belongs or belonged to another artist.\n")
    assert call("rename", "artist", "b", "c").returncode == 0  # it is b still


@pytest.mark.parametrize("words", [("rename", "venue", "a"), ("withdraw", "event"), ("withdraw", "venue", "a")])
def test_a_wrong_call_ends_with_status_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    ended = run(tmp_path, *words)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "data").exists()
