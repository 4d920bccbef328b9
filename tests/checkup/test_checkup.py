"""The command `check` tells what is wrong with a site, each with what would be right, and nothing of a site that is
as it must be."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text

from calendar_service.checkup import database as databases
from calendar_service.checkup import feeds
from calendar_service.checkup.remarks import Remark
from calendar_service.store import migrations
from feeds.tongue import ENGLISH
from tests.cast import ADDRESSES, EVENT, RELEASE, House, file_of
from tests.test_cli import run

BASE = {"CALENDAR_BASE_URL": "https://calendar.example.org"}
FILE = file_of(events=[EVENT], releases=[RELEASE])


def judged(house: House) -> list[Remark]:
    return [*databases.remarks(house.database), *feeds.remarks(house.database, ADDRESSES, ENGLISH)]


def told(ended: subprocess.CompletedProcess[str], state: str) -> list[str]:
    return [line.removeprefix(f"{state:5}  ") for line in ended.stdout.splitlines() if line.startswith(state)]


def test_a_sound_site_has_nothing_wrong(house: House, database_url: str, tmp_path: Path) -> None:
    house.load(FILE)
    assert {remark.state for remark in judged(house)} == {"ok"}
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret-key").write_text("0123456789abcdef")
    (tmp_path / "data" / "secret-key").chmod(0o600)
    ended = run(tmp_path, "check", **BASE, CALENDAR_DATABASE_URL=database_url)
    assert (ended.returncode, ended.stderr.splitlines()[-1]) == (0, "Nothing is wrong.")
    assert [line for line in ended.stdout.splitlines() if not line.startswith("ok ")] == []
    assert len(ended.stdout.splitlines()) == 14


def test_before_the_first_start_it_makes_nothing_and_says_what_will_be_made(tmp_path: Path) -> None:
    ended = run(tmp_path, "check")
    assert ended.returncode == 1
    assert told(ended, "wrong") == ["database: it holds no tables yet: calendar-service serve or migrate makes them."]
    assert [line.partition(":")[0] for line in told(ended, "note")] == [
        "CALENDAR_BASE_URL",
        "data folder",
        "secret key",
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "state", "sentence"),
    [
        ({"CALENDAR_BASE_URL": "http://example.org"}, "note", "http://example.org is not https: calendar apps"),
        (
            {"CALENDAR_TRUSTED_PROXIES": "10.0.0.0/8, proxy.local"},
            "wrong",
            "“proxy.local” is no address and no network",
        ),
        ({"CALENDAR_TRUSTED_PROXIES": "*"}, "note", "everybody is believed who says where they come from"),
        ({"CALENDAR_METRICS_TOKEN": "secret"}, "wrong", "CALENDAR_METRICS_TOKEN must be at least 20"),
        ({"CALENDAR_SECRET_KEY": "short"}, "wrong", "CALENDAR_SECRET_KEY must have at least 16 characters."),
        ({"CALENDAR_SECRET_KEY_FILE": "none"}, "wrong", "CALENDAR_SECRET_KEY_FILE can't be read as text."),
        ({"CALENDAR_SECRET_KEY_FILE": "open"}, "wrong", "open can be read by other users; right is chmod 600."),
        ({"CALENDAR_DATA_DIR": "open"}, "wrong", "open must be a folder that this user can read and write."),
    ],
)
def test_what_is_wrong_with_settings_is_said(
    tmp_path: Path, settings: dict[str, str], state: str, sentence: str
) -> None:
    (tmp_path / "open").write_text("0123456789abcdef")
    (tmp_path / "open").chmod(0o644)
    ended = run(tmp_path, "check", **settings, CALENDAR_DATABASE_URL=f"sqlite:///{tmp_path}/none.sqlite")
    assert [line for line in told(ended, state) if sentence in line] != []
    assert "Traceback" not in ended.stderr


HURT: list[tuple[str, str]] = [
    ("DELETE FROM history; DELETE FROM changes WHERE revision = 2", "log of changes"),
    ("UPDATE counter SET revision = revision + 1", "log of changes"),
    ("DELETE FROM words", "search"),
    ("UPDATE entries SET fault = 'KeyError: x' WHERE revision = 0", "rendering"),
]


@pytest.mark.parametrize(("statements", "about"), HURT)
def test_a_database_that_does_not_hold_together_is_found_out(house: House, statements: str, about: str) -> None:
    house.load(FILE)
    change(house, statements)
    assert [remark.about for remark in judged(house) if remark.state == "wrong"] == [about]


def change(house: House, statements: str) -> None:
    with house.database.engine.execution_options(writing=True).begin() as connection:
        for statement in statements.split("; "):
            connection.execute(text(statement))


def test_entries_that_wait_are_told_and_not_wrong(house: House) -> None:
    house.load(FILE)
    change(house, "UPDATE entries SET stale = true")
    assert [str(remark) for remark in judged(house) if remark.state != "ok"] == [
        "note   rendering: 3 entries wait; a server that runs renders them within seconds."
    ]


def test_only_the_entry_that_breaks_a_rule_is_named(house: House) -> None:
    house.load(FILE)
    with house.database.engine.execution_options(writing=True).begin() as connection:
        uid, vevent = connection.execute(text("SELECT uid, vevent FROM entries ORDER BY id LIMIT 1")).one()
        broken = bytes(vevent).replace(b"\r\nSUMMARY:", b"\r\nSUMMARX:")
        connection.execute(text("UPDATE entries SET vevent = :vevent WHERE uid = :uid"), {"uid": uid, "vevent": broken})
    [remark] = [remark for remark in judged(house) if remark.state == "wrong"]
    assert remark.about == f"entry {uid}"
    assert "hurts" in remark.sentence


def test_rows_that_refer_to_nothing_are_counted(small_house: House) -> None:
    small_house.load(FILE)
    with small_house.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("DELETE FROM artists")
        connection.exec_driver_sql("BEGIN")
    [remark] = [remark for remark in judged(small_house) if remark.state == "wrong"]
    assert str(remark) == "wrong  references: 2 rows refer to nothing, the first in credits: restore a backup."


def test_a_damaged_file_is_found_out(small_house: House, sqlite_url: str, tmp_path: Path) -> None:
    small_house.load(FILE)
    small_house.database.close()  # and with its last connection, what is in the log of SQLite goes into the file
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    content = path.read_bytes()
    half = len(content) // 2
    path.write_bytes(content[:half] + b"\xff" * 30_000 + content[half + 30_000 :])
    ended = run(tmp_path, "check", CALENDAR_DATABASE_URL=sqlite_url)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "damaged" in ended.stdout or "malformed" in ended.stderr


def test_a_database_of_an_older_version_is_to_be_migrated(sqlite_url: str, tmp_path: Path) -> None:
    migrations.downgrade(sqlite_url, migrations.versions()[0])
    ended = run(tmp_path, "check", CALENDAR_DATABASE_URL=sqlite_url)
    assert ended.returncode == 1
    [line] = told(ended, "wrong")
    assert line.startswith("database: it is of version 0001, this program of ")
    assert ended.stderr == "1 thing is wrong.\n"


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    url = f"postgresql://nobody@/none?host={tmp_path}"
    ended = run(tmp_path, "check", CALENDAR_DATABASE_URL=url)
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    assert line.startswith("The database does not answer: ")
