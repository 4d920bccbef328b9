"""What the load of an export refuses, all of it at once and with its lines; and the commands as people call them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calendar_service.errors import DatabaseError, FileError
from calendar_service.exports import taking
from calendar_service.exports.taking import take_up
from calendar_service.exports.writing import beside, write
from tests import golden
from tests.cast import EVENT, RELEASE, Clock, House, edge_of, file_of
from tests.test_cli import run
from tests.test_migrations import rows

Lines = list[dict[str, Any]]
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


def spoilt(lines: Lines, noun: str, change: Callable[[dict[str, Any]], object]) -> str:
    change(line_of(lines, noun))
    return "".join(json.dumps(line) + "\n" for line in lines)


WRONG: list[tuple[str, Callable[[dict[str, Any]], object], str]] = [
    ("event", lambda event: event.pop("kept"), "event “metropolis-2026-12-05”, /kept/entry: entry is missing"),
    ("event", lambda event: event["kept"]["entry"].pop("uid"), "/kept/entry/uid: uid is missing."),
    ("event", lambda event: event["kept"]["entry"].update(revision=-1), "/kept/entry/revision: revision must be at least 0."),
    ("event", lambda event: event["kept"].update(bogus=1), "/kept/bogus: “bogus” is no field here"),
    ("event", lambda event: event.update(id="Not A Slug"), "/id: id must be the last part of an address"),
    ("event", lambda event: event.update(venue="none"), "/venue: venue “none” is the id of no venue in this file"),
    ("event", lambda event: event.update(image={"path": "pictures/x.webp", "alt": "X"}), "/image/path: path is that of no picture"),
    ("release", lambda release: release["dates"][1].pop("kept"), "/dates/1/kept/uid: uid is missing."),
    ("news", lambda news: news.update(headline="nonsense"), "news, /headline: headline must be one of announced"),
    ("venue", lambda venue: venue.update(zone="Mars/Base"), "/zone: zone “Mars/Base” is not an IANA time zone"),
    ("venue", lambda venue: venue["kept"].update(source="no spaces"), "/kept/source: source is not understood."),
]  # fmt: skip


@pytest.mark.parametrize(("noun", "change", "sentence"), WRONG)
def test_what_is_wrong_is_told_with_its_line_and_nothing_is_stored(
    lines: Lines, tmp_path: Path, noun: str, change: Callable[[dict[str, Any]], object], sentence: str
) -> None:
    number = lines.index(line_of(lines, noun)) + 1
    ended = run(tmp_path, "load", "-", text=spoilt(lines, noun, change), **BASE)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("Nothing is stored: ")
    assert [line for line in ended.stderr.splitlines() if line.startswith(f"Line {number}, ") and sentence in line]
    assert run(tmp_path, "export", **BASE).stdout == '{"type": "export", "version": 1}\n'


def test_news_of_an_entry_that_is_not_there_undo_all(lines: Lines, tmp_path: Path) -> None:
    text = spoilt(lines, "news", lambda news: news.update(entry="none@example.org"))
    ended = run(tmp_path, "load", "-", text=text, **BASE)
    assert (ended.returncode, "no entry of this export has the UID “none@example.org”" in ended.stderr) == (1, True)
    assert run(tmp_path, "export", **BASE).stdout == '{"type": "export", "version": 1}\n'


def test_two_entries_of_one_uid_undo_all(lines: Lines, tmp_path: Path) -> None:
    uid = line_of(lines, "release")["dates"][0]["kept"]["uid"]
    text = spoilt(lines, "event", lambda event: event["kept"]["entry"].update(uid=uid))
    ended = run(tmp_path, "load", "-", text=text, **BASE)
    assert (ended.returncode, ended.stderr.splitlines()[-1].startswith("The database refuses to store this: ")) == (
        1,
        True,
    )
    assert run(tmp_path, "export", **BASE).stdout == '{"type": "export", "version": 1}\n'


def test_a_newer_form_is_not_guessed_at(tmp_path: Path) -> None:
    ended = run(tmp_path, "load", "-", text='{"type": "export", "version": 2}\n')
    assert (ended.returncode, ended.stderr) == (
        1,
        "The export is of a newer form than this program knows: install a newer version.\n",
    )


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


@pytest.mark.parametrize("spoil", ["missing", "cut", "other", "size"])
def test_pictures_are_judged_before_anything_is_stored(house: House, tmp_path: Path, spoil: str) -> None:
    golden.fill(house.database)
    with (tmp_path / "all.jsonl").open("wb") as sink:
        write(house.database, sink, beside(tmp_path))
    pictures = sorted((tmp_path / "pictures").iterdir())
    content = pictures[0].read_bytes()
    if spoil == "missing":
        pictures[0].unlink()
    else:
        wide = next(path for path in pictures if path.name.endswith("-640.webp"))
        pictures[0].write_bytes(
            {"cut": content[: len(content) // 2], "other": b"GIF89a", "size": wide.read_bytes()}[spoil]
        )
    ended = run(tmp_path, "load", "all.jsonl", **BASE)
    assert ended.returncode == 1
    assert "/sizes/" in ended.stderr
    assert "Nothing is stored: 1 error." in ended.stderr or "errors" in ended.stderr
    assert run(tmp_path, "export", **BASE).stdout == '{"type": "export", "version": 1}\n'


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


def test_without_what_is_kept_it_is_a_load_file_like_any_other(house: House, lines: Lines) -> None:
    nouns = {"venue", "artist", "organizer", "series", "work", "announcement", "event", "release"}
    bare = [{name: value for name, value in line.items() if name != "kept"} for line in lines if line["type"] in nouns]
    for line in bare:
        line.update(
            {"dates": [{k: v for k, v in date.items() if k != "kept"} for date in line.pop("dates", ())]}
            if "dates" in line
            else {}
        )
    report = house.load("".join(json.dumps(line) + "\n" for line in [{"source": "copy"}, *bare]))
    assert list(report.lines())[-1] == "release: 1 created, 0 revised, 0 unchanged"
