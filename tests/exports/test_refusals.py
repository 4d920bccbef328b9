"""What the load of an export refuses, all of it at once and with its lines; and the commands as people call them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from calendar_service.errors import DatabaseError, FileError
from calendar_service.exports import taking
from calendar_service.exports.taking import take_up
from calendar_service.exports.writing import beside, write
from calendar_service.store.database import Database
from tests.cast import EVENT, RELEASE, Clock, House, edge_of, file_of
from tests.fixtures.databases import Databases
from tests.pictures.made import filed, halves
from tests.test_cli import run
from tests.test_migrations import rows

Lines = list[dict[str, Any]]
Take = Callable[[Lines], list[str]]
HEADER = b'{"type": "export", "version": 1}\n'
BASE = {"CALENDAR_BASE_URL": "https://calendar.example.org"}


@pytest.fixture
def lines(small_house: House) -> Lines:
    """The export of the cast; its database is emptied again by whoever takes it up elsewhere."""
    small_house.load(file_of(events=[EVENT], releases=[RELEASE]))
    sink = io.BytesIO()
    write(small_house.database, sink, None)
    return [json.loads(line) for line in sink.getvalue().splitlines()]


def line_of(lines: Lines, noun: str) -> dict[str, Any]:
    return next(line for line in lines if line["type"] == noun)


@pytest.fixture
def take(databases: Databases, tmp_path: Path) -> Iterator[Take]:
    """Take up an export in an empty database: what is wrong with it. With anything wrong nothing was stored."""
    with databases.database("sqlite", migrated=True) as url:
        target = Database.at(url)

        def judged(lines: Lines) -> list[str]:
            (tmp_path / "all.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
            return [
                str(error) for error in take_up(target, edge_of(Clock())(), tmp_path / "all.jsonl", tmp_path).errors
            ]

        yield judged
        assert exported(target) == HEADER
        target.close()


def exported(database: Database) -> bytes:
    """An export without pictures."""
    sink = io.BytesIO()
    write(database, sink, None)
    return sink.getvalue()


WRONG: list[tuple[str, Callable[[dict[str, Any]], object], str]] = [
    ("event", lambda event: event.pop("kept"), "event “metropolis-2026-12-05”, /kept/entry: entry is missing"),
    ("event", lambda event: event["kept"]["entry"].pop("uid"), "/kept/entry/uid: uid is missing."),
    ("event", lambda event: event["kept"]["entry"].update(revision=-1), "/kept/entry/revision: revision must be at"),
    ("event", lambda event: event["kept"].update(bogus=1), "/kept/bogus: “bogus” is no field here"),
    ("event", lambda event: event.update(id="Not A Slug"), "/id: id must be the last part of an address"),
    ("event", lambda event: event.update(venue="none"), "/venue: venue “none” is the id of no venue in this file"),
    ("event", lambda event: event.update(image={"path": "x.webp", "alt": "X"}), "/image/path: path is that of no"),
    ("release", lambda release: release["dates"][1].pop("kept"), "/dates/1/kept/uid: uid is missing."),
    ("news", lambda news: news.update(headline="nonsense"), "news, /headline: headline must be one of announced"),
    ("venue", lambda venue: venue.update(zone="Mars/Base"), "/zone: zone “Mars/Base” is not an IANA time zone"),
    ("venue", lambda venue: venue["kept"].update(source="no spaces"), "/kept/source: source is not understood."),
]  # fmt: skip


@pytest.mark.parametrize(("noun", "change", "sentence"), WRONG)
def test_what_is_wrong_is_told_with_its_line_and_nothing_is_stored(
    lines: Lines, take: Take, noun: str, change: Callable[[dict[str, Any]], object], sentence: str
) -> None:
    line = line_of(lines, noun)
    change(line)
    assert [told for told in take(lines) if told.startswith(f"Line {lines.index(line) + 1}, ") and sentence in told]


def test_news_of_an_entry_that_is_not_there_undo_all(lines: Lines, take: Take) -> None:
    line_of(lines, "news")["entry"] = "none@example.org"
    with pytest.raises(FileError, match="no entry of this export has the UID “none@"):
        take(lines)


def test_two_entries_of_one_uid_undo_all(lines: Lines, take: Take) -> None:
    entry = line_of(lines, "event")["kept"]["entry"]
    entry["uid"] = line_of(lines, "release")["dates"][0]["kept"]["uid"]
    with pytest.raises(IntegrityError):
        take(lines)


def test_a_newer_form_is_not_guessed_at(lines: Lines, take: Take) -> None:
    lines[0]["version"] = 2
    with pytest.raises(FileError, match="The export is of a newer form than this program knows"):
        take(lines)


def test_it_goes_into_an_empty_database_only(house: House, tmp_path: Path) -> None:
    house.load(file_of(events=[EVENT]))
    before = rows(house.database)
    sink = io.BytesIO()
    write(house.database, sink, None)
    (tmp_path / "all.jsonl").write_bytes(sink.getvalue())
    with pytest.raises(DatabaseError, match="An export goes into a database without entries"):
        take_up(house.database, edge_of(Clock())(), tmp_path / "all.jsonl", tmp_path)
    assert rows(house.database) == before


def test_what_breaks_in_its_midst_leaves_nothing(
    house: House, lines: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "all.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    before = rows(house.database)

    def broken(*_: object) -> None:
        raise FileError("The disk is gone.")

    monkeypatch.setitem(taking._STORE, "news", broken)
    with pytest.raises(FileError, match="The disk is gone"):
        take_up(house.database, edge_of(Clock())(), tmp_path / "all.jsonl", tmp_path)
    assert rows(house.database) == before


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda _: None, "path leads to no file"),
        (lambda content: content[: len(content) // 2], "The picture is damaged or cut off"),
        (lambda _: filed(halves()), "The picture is no WebP"),
        (lambda _: filed(halves(300, 200), "WEBP"), "path leads to a picture of another size."),
    ],
)
def test_pictures_are_judged_before_anything_is_stored(
    small_house: House, take: Take, tmp_path: Path, spoil: Callable[[bytes], bytes | None], sentence: str
) -> None:
    (tmp_path / "poster.jpg").write_bytes(filed(halves()))
    small_house.load(file_of(events=[EVENT | {"image": {"path": "poster.jpg", "alt": "A poster"}}]))
    sink = io.BytesIO()
    write(small_house.database, sink, beside(tmp_path))
    picture = max((tmp_path / "pictures").iterdir())
    content = spoil(picture.read_bytes())
    picture.unlink()
    if content is not None:
        picture.write_bytes(content)
    told = take([json.loads(line) for line in sink.getvalue().splitlines()])
    assert [line for line in told if line.startswith("Line 2, image “") and sentence in line]


def test_the_commands_move_a_catalogue(lines: Lines, tmp_path: Path, sqlite_url: str) -> None:
    made = run(tmp_path, "export", "all.jsonl", **BASE, CALENDAR_DATABASE_URL=sqlite_url)
    assert (made.returncode, made.stdout) == (0, "")
    assert made.stderr.splitlines()[-1] == "Exported to all.jsonl; its pictures stand beside it."
    assert (tmp_path / "all.jsonl").stat().st_mode & 0o777 == 0o600
    dry = run(tmp_path, "load", "all.jsonl", "--dry-run", **BASE)
    assert dry.stdout.splitlines()[-2:] == [
        "release: 1 created, 0 revised, 0 unchanged",
        "Nothing is stored: this was a dry run.",
    ]
    for words in (["--source", "x"], ["--keep-going"]):
        refused = run(tmp_path, "load", "all.jsonl", *words, **BASE)
        assert refused.stderr.splitlines()[-1].startswith("An export is loaded whole and names its sources itself")
    loaded = run(tmp_path, "load", "all.jsonl", **BASE)
    assert (loaded.returncode, loaded.stdout) == (0, dry.stdout.replace("Nothing is stored: this was a dry run.\n", ""))
    again = run(tmp_path, "export", "-", **BASE)
    assert [json.loads(line) for line in again.stdout.splitlines()] == lines
    assert run(tmp_path, "load", "all.jsonl", **BASE).returncode == 1


def test_without_what_is_kept_it_is_a_load_file_like_any_other(small_house: House, lines: Lines) -> None:
    nouns = {"venue", "artist", "organizer", "series", "work", "announcement", "event", "release"}
    bare = [{name: value for name, value in line.items() if name != "kept"} for line in lines if line["type"] in nouns]
    for line in bare:
        for date in line.get("dates", ()):
            date.pop("kept")
    report = small_house.load("".join(json.dumps(line) + "\n" for line in [{"source": "copy"}, *bare]))
    assert list(report.lines())[-1] == "release: 1 created, 0 revised, 0 unchanged"
