"""What a careless or hostile file may not do: slip into a line of a feed or a terminal, or ask the store too often."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from calendar_service.errors import FileError
from calendar_service.intake.judge import judge
from calendar_service.intake.scan import scan
from feeds import facts
from tests.intake.files import event, judged, problems


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=MO\nEXDATE:20270101",
        "FREQ=WEEKLY\r\nATTENDEE:mailto:a@b",
        "FREQ=YEARLY;BYEASTER=1",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=DAILY;BYHOUR=1,2",
        "FREQ=hourly",
        "BYDAY=MO",
    ],
)
def test_a_rule_is_one_line_of_days_or_longer_that_comes_to_something(tmp_path: Path, rule: str) -> None:
    [(pointer, sentence)] = problems(tmp_path, series=[{"id": "s", "name": "S", "rule": rule}])
    assert pointer == "/rule"
    assert sentence.startswith("rule must be a recurrence rule")


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY;BYDAY=FR", "RRULE:freq=daily;count=3", "FREQ=DAILY;UNTIL=20270101T000000Z"]
)
def test_a_good_rule_is_taken(tmp_path: Path, rule: str) -> None:
    assert problems(tmp_path, series=[{"id": "s", "name": "S", "rule": rule}]) == []


def test_the_line_that_is_not_utf_8_is_told_exactly(tmp_path: Path) -> None:
    with pytest.raises(FileError) as error:
        judged(tmp_path, b'{"source": "x", "artists": [\n{"id": "a", "name": "A"},\n{"id": "\xff"}]}')
    assert str(error.value) == "Line 3: the file must be in UTF-8."


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "artist", "id": "a",\n"name": "A"}\n',
        '{"type": "artist", "id": "a", "name": "A"} {"type": "artist", "id": "b", "name": "B"}\n',
    ],
)
def test_a_line_that_is_not_one_object_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileError) as error:
        judged(tmp_path, text, "x")
    assert str(error.value) == "Line 1: in JSON Lines each line must be one whole object."


def test_a_field_with_control_characters_in_its_name_is_shown_without_them(tmp_path: Path) -> None:
    [(pointer, sentence)] = problems(tmp_path, events=[event(**{"\x1b[31mtitle": "x"})])
    assert pointer == "/[31mtitle"
    assert "\x1b" not in sentence


def test_a_lone_surrogate_in_the_name_of_a_field_is_refused_in_words_that_can_be_shown(tmp_path: Path) -> None:
    for pointer, sentence in (found := problems(tmp_path, events=[event(**{"ti\ud800tle": "x"})])):
        assert (pointer + sentence).encode()
    assert found


def test_the_store_is_asked_once_for_each_noun_however_often_it_is_named(tmp_path: Path) -> None:
    asked: list[tuple[str, list[str]]] = []

    def stored(noun: str, refs: Sequence[str]) -> Mapping[str, facts.Noun]:
        asked.append((noun, sorted(refs)))
        return {ref: facts.Venue("", "Hall", "Europe/Berlin") for ref in refs}

    events = [event(id=f"e{number}", venue=f"v{number % 3}") for number in range(1200)]
    path = tmp_path / "load.json"
    path.write_text(json.dumps({"events": events}))
    assert judge(lambda: scan(path), "x", lambda _: stored).errors == []
    assert asked == [("venue", ["v0", "v1", "v2"])]
