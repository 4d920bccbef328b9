"""A whole file is judged before anything is stored: the source, ids, references, and where in the file it is wrong."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from calendar_service.errors import FileError
from calendar_service.intake import judge as judging
from calendar_service.intake.judge import judge
from calendar_service.intake.scan import scan
from feeds import facts
from tests.intake.files import ARTIST, VENUE, event, judged, release

GOOD = {"source": "test", "events": [event()], "releases": [release()], "artists": [ARTIST], "venues": [VENUE]}


def test_a_good_file_is_counted_by_noun(tmp_path: Path) -> None:
    found = judged(tmp_path, json.dumps(GOOD))
    assert (found.source, found.error_count, found.errors, found.bad) == ("test", 0, [], set())
    assert found.counts == {"event": 1, "release": 1, "artist": 1, "venue": 1}


def test_both_forms_are_judged_alike(tmp_path: Path) -> None:
    lines = [{"source": "test"}, {"type": "event"} | event(), {"type": "venue"} | VENUE]
    found = judged(tmp_path, "\n".join(json.dumps(line) for line in lines))
    assert (found.source, found.errors, found.counts) == ("test", [], {"event": 1, "venue": 1})


def test_the_source_that_is_handed_in_stands_in_place_of_the_files_own(tmp_path: Path) -> None:
    assert judged(tmp_path, json.dumps(GOOD), "other").source == "other"
    assert judged(tmp_path, '{"events": []}', "other").source == "other"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"events": []}', "The file names no source; add “source” to it or give --source NAME."),
        ('{"source": 3}', "The source must be 1 to 100 letters, digits, “-”, “_” or “.”."),
        ('{"source": ""}', "The source must be 1 to 100 letters, digits, “-”, “_” or “.”."),
        ('{"source": "a b"}', "The source must be 1 to 100 letters, digits, “-”, “_” or “.”."),
        (
            '{"source": "a"}\n{"source": "b"}\n{"type": "work"}',
            "Line 2: the file names a second source; a file has one.",
        ),
    ],
)
def test_a_file_without_one_good_source_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(FileError) as error:
        judged(tmp_path, text)
    assert str(error.value) == sentence


WRONG = """{
  "source": "test",
  "events": [
    {"id": "e1", "title": "T", "kind": "concert", "starts": "2027",
     "credits": [
       {"artist": "alice",
        "role": "dee-jay"}
     ],
     "url": "javascript:alert(1)"},
    {"id": "e2", "title": "T", "kind": "talk",
     "starts": "2027-03-28T02:30", "venue": "hall"},
    {"id": "e2", "title": "T",
     "kind": "talk", "starts": "2027"},
    {"id": "e2", "title": "T",
     "kind": "talk", "starts": "2028"}
  ],
  "venues": [{"id": "hall", "name": "Hall", "zone": "Europe/Berlin"}],
  "releases": [
    {"id": "r", "title": "R", "dates": [
      {"date": "2027-01-01"},
      {"date": "2027-01-02"}
    ]}
  ]
}
"""


def test_every_error_has_its_line_object_field_and_sentence(tmp_path: Path) -> None:
    assert [str(error) for error in judged(tmp_path, WRONG).errors] == [
        (
            "Line 7, event “e1”, /credits/0/role: role must be one of performer, support, dj, speaker, host, artist, "
            "composer, director, producer, remixer, curator, organizer, promoter, presenter, partner, sponsor or "
            "distributor."
        ),
        "Line 9, event “e1”, /url: url must be an http:// or https:// address.",
        (
            "Line 11, event “e2”, /starts: starts 02:30 on 2027-03-28 does not exist in Europe/Berlin: the clocks go "
            "forward then; right is for example 03:30."
        ),
        "Line 14, event “e2”, /id: id “e2” is given already in line 12.",
        "Line 20, release “r”, /dates/0/id: id is missing: where a release has two dates, each needs one.",
        "Line 21, release “r”, /dates/1/id: id is missing: where a release has two dates, each needs one.",
    ]


def test_what_is_good_is_counted_and_what_is_bad_is_numbered(tmp_path: Path) -> None:
    found = judged(tmp_path, WRONG)
    numbers = {
        (item.value["id"], item.line): item.number for item in scan(tmp_path / "load.json") if "id" in item.value
    }
    assert found.counts == {"event": 1, "venue": 1}
    assert found.bad == {numbers[key] for key in (("e1", 4), ("e2", 10), ("e2", 14), ("r", 19))}


def test_an_id_may_be_given_once_for_each_kind(tmp_path: Path) -> None:
    works = [{"id": "x", "title": "A"}, {"id": "x ", "title": "B"}]
    text = json.dumps({"source": "s", "works": works, "artists": [{"id": "x", "name": "X"}]})
    [error] = judged(tmp_path, text).errors
    assert (error.noun, error.pointer, error.sentence) == ("work", "/id", "id “x” is given already in line 1.")


def test_references_may_come_before_what_they_refer_to(tmp_path: Path) -> None:
    lines = [{"type": "event"} | event(), {"type": "venue"} | VENUE, {"source": "s"}]
    assert judged(tmp_path, "\n".join(map(json.dumps, lines)), "s").errors == []


def test_a_reference_to_a_noun_that_is_wrong_is_wrong(tmp_path: Path) -> None:
    text = json.dumps({"source": "s", "venues": [VENUE | {"zone": "Nowhere"}], "events": [event()]})
    assert [(error.noun, error.pointer) for error in judged(tmp_path, text).errors] == [
        ("venue", "/zone"),
        ("event", "/venue"),
    ]


def test_references_lead_to_what_this_source_has_stored(tmp_path: Path) -> None:
    path = tmp_path / "load.json"
    path.write_text(json.dumps({"source": "s", "events": [event(id=str(n), room="Roof") for n in range(5)]}))
    asked: list[tuple[str, str, list[str]]] = []

    def stored(source: str) -> Any:
        def look_up(noun: str, refs: Sequence[str]) -> Mapping[str, facts.Noun]:
            asked.append((source, noun, list(refs)))
            return {"hall": facts.Venue("", "Hall", "Europe/Berlin", rooms=("Roof",))}

        return look_up

    assert judge(lambda: scan(path), None, stored).errors == []
    assert asked == [("s", "venue", ["hall"])]


def test_a_noun_of_the_file_comes_before_the_stored_one(tmp_path: Path) -> None:
    path = tmp_path / "load.json"
    path.write_text(json.dumps({"source": "s", "venues": [VENUE], "events": [event(room="Roof")]}))
    old = facts.Venue("", "Hall", "Europe/Berlin")
    assert judge(lambda: scan(path), None, lambda source: lambda noun, refs: {"hall": old}).errors == []


def test_more_errors_than_are_told_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "ERRORS_KEPT", 3)
    found = judged(tmp_path, json.dumps({"source": "s", "works": [{"id": str(n)} for n in range(10)]}))
    assert (len(found.errors), found.error_count, len(found.bad)) == (3, 10, 10)


def test_errors_show_nothing_that_a_terminal_would_obey(tmp_path: Path) -> None:
    works = [{"id": "a\x1b[2J\nb", "title": "T", "x\x1b[31m": 1, "\ud800": 2}]
    for error in judged(tmp_path, json.dumps({"source": "s", "works": works})).errors:
        assert str(error).encode("utf-8").isascii() or str(error).isprintable()
        assert str(error).isprintable()


@pytest.mark.parametrize(
    ("events", "limit"), [(3_000, 6_000_000), pytest.param(20_000, 40_000_000, marks=pytest.mark.deep)]
)
def test_many_events_are_judged_in_little_memory(tmp_path: Path, events: int, limit: int) -> None:
    path = tmp_path / "load.json"
    with path.open("w") as file:
        file.write(json.dumps({"source": "s"}) + "\n")
        file.write(json.dumps({"type": "venue"} | VENUE) + "\n")
        for number in range(events):
            file.write(json.dumps({"type": "event"} | event(id=f"e{number}", description="x" * 1000)) + "\n")
    tracemalloc.start()
    found = judge(lambda: scan(path), None, lambda source: lambda noun, refs: {})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found.counts["event"], found.errors, peak < limit) == (events, [], True)
