"""Reading load files: both forms, lines, what is no load file, and how little memory it takes."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from calendar_service.errors import FileError
from calendar_service.intake import scan as scanning
from calendar_service.intake.scan import Found, line_of, scan

WHOLE = """{
  "source": "axis",
  "artists": [
    {"id": "a", "name": "Łódź 横丁 \\u00e9 \\"quoted\\" \\\\"},

    {
      "id": "b",
      "name": "fals"
    }
  ],
  "series": [],
  "events": [{"id": "e", "title": "T", "n": [true, false, null, -12, 1.5e3, {"deep": []}]}, {"id": "f"}],
  "releases": [
    {"id": "r"}
  ]
}
"""
LINES = '{"source": "axis"}\n{"type": "artist", "id": "a"}\n\n{"type": "event", "id": "e", "t": {"x": [1, 2]}}\n'


def test_the_objects_come_in_their_order_with_their_lines(tmp_path: Path) -> None:
    found = list(scan(written(tmp_path, WHOLE)))
    assert [(item.noun, item.line, item.number) for item in found] == [
        ("source", 2, 2),
        ("artist", 4, 4),
        ("artist", 6, 5),
        ("event", 12, 8),
        ("event", 12, 9),
        ("release", 14, 11),
    ]
    assert found[0].value == "axis"
    assert found[1].value == {"id": "a", "name": 'Łódź 横丁 é "quoted" \\'}


def test_json_lines_name_their_type_and_a_line_may_name_the_source(tmp_path: Path) -> None:
    found = list(scan(written(tmp_path, LINES)))
    assert [(item.noun, item.line, item.value) for item in found] == [
        ("source", 1, "axis"),
        ("artist", 2, {"id": "a"}),
        ("event", 4, {"id": "e", "t": {"x": [1, 2]}}),
    ]


def test_json_lines_need_no_source_and_no_last_line_end(tmp_path: Path) -> None:
    found = list(scan(written(tmp_path, '{"type": "work", "id": "w"}')))
    assert [(item.noun, item.value) for item in found] == [("work", {"id": "w"})]


def test_an_object_with_a_source_alone_is_a_file_of_lists(tmp_path: Path) -> None:
    assert [(item.noun, item.value) for item in scan(written(tmp_path, '{"source": "axis"}\n\n'))] == [
        ("source", "axis")
    ]


@pytest.mark.parametrize("text", [WHOLE, LINES, json.dumps(json.loads(WHOLE)), "\ufeff" + WHOLE, "\n\n " + LINES])
@pytest.mark.parametrize("chunk", [1, 3, 7, 64])
def test_pieces_of_any_size_read_like_the_whole(
    tmp_path: Path, text: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, text)
    whole = list(scan(path))
    monkeypatch.setattr(scanning, "CHUNK", chunk)
    assert list(scan(path)) == whole


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    assert list(scan(written(tmp_path, "\ufeff" + WHOLE))) == list(scan(written(tmp_path, WHOLE)))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Line 1: the file must be a JSON object of lists, or JSON Lines with an object on each line."),
        ("\n\n[]", "Line 3: the file must be a JSON object of lists, or JSON Lines with an object on each line."),
        (
            "BEGIN:VCALENDAR",
            "Line 1: the file must be a JSON object of lists, or JSON Lines with an object on each line.",
        ),
        ('{"venus": []}', f"Line 1: “venus” is not known; known are source, {', '.join(scanning.LISTS)}."),
        ('{\n"events": 3}', "Line 2: events must be a list."),
        ('{\n"events": [\n3]}', "Line 3: events must hold objects."),
        ('{"events": [],\n "events": []}', "Line 2: events is given twice; put all into one list."),
        ('{"events": []}\n{"id": 1}', "Line 2: nothing may follow the object."),
        ('{"events": []} x', "Line 1: nothing may follow the object."),
        ('{"events": [{"id": "a"},]}', "Line 1: an object must follow the comma."),
        ('{"events": [],}', "Line 1: a name must follow the comma."),
        ('{"events": [{"id": "a"}\n{"id": "b"}]}', "Line 2: “,” is missing."),
        ('{"events" []}', "Line 1: “:” is missing."),
        ('{"type": "gig", "id": "a"}', f"Line 1: type must be one of {', '.join(scanning.LISTS.values())}."),
        ('{"type": "event"}\n{"id": "a"}', f"Line 2: type must be one of {', '.join(scanning.LISTS.values())}."),
        ('{"type": "event"}\n[]', "Line 2: each line must be an object with its type."),
        ('{"events": [\n{"id": "a", "id": "b"}]}', "Line 2: the field id is given twice in one object."),
        ('{"events": [\n{"price": NaN}]}', "Line 2: NaN is not a number of JSON."),
        ('{"events": [\n{"price": -Infinity}]}', "Line 2: -Infinity is not a number of JSON."),
        ('{"events": [\n{"n": ' + "9" * 5000 + "}]}", "Line 2: a number has more than 1000 digits."),
        ('{"events": [\n' + '{"a":' * 100_000, "Line 2: it is nested too deeply."),
        ('{"events": [\n' + "[" * 100_000, "Line 2: it is nested too deeply."),
    ],
)
@pytest.mark.parametrize("chunk", [scanning.CHUNK, 1 << 20])
def test_what_is_no_load_file_is_told_with_its_line(
    tmp_path: Path, text: str, sentence: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "CHUNK", chunk)
    with pytest.raises(FileError) as error:
        list(scan(written(tmp_path, text)))
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"events": [\n{"id": "a"},\n{"id": b}]}', 3),
        ('{"events": [\n{"id": "a",\n"title" "b"}]}', 3),
        ('{"events": [\n{"id": "a",\n"title": "b', 3),
        ('{"events": [\n{"id": "a"', 2),
        ('{"events": [\n{"id": "a\nb"}]}', 2),
        ('{"events": [\n{"id": "\\x"}]}', 2),
        ('{"events": [\n{"id": .5}]}', 2),
        ('{"type": "event", "id": "a"}\n{"type": "event", "id": }', 2),
    ],
)
def test_broken_json_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(FileError) as error:
        list(scan(written(tmp_path, text)))
    assert str(error.value).startswith(f"Line {line}: this is not JSON")


def test_a_file_that_ends_too_early_is_told(tmp_path: Path) -> None:
    for end in range(len(WHOLE.rstrip())):
        with pytest.raises(FileError):
            list(scan(written(tmp_path, WHOLE[:end])))


def test_an_error_far_before_the_end_is_told_without_reading_all(tmp_path: Path) -> None:
    path = written(tmp_path, '{"events": [\n{"id": oops},\n' + '{"id": "a"},\n' * 500_000)
    tracemalloc.start()
    with pytest.raises(FileError, match=r"^Line 2: this is not JSON"):
        list(scan(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


def test_text_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.json"
    path.write_bytes('{"events": [\n{"title": "Łódź"},\n'.encode() + '{"title": "é"}]}'.encode("latin-1"))
    with pytest.raises(FileError, match=r"^Line \d: the file must be in UTF-8\.$"):
        list(scan(path))


def test_text_that_breaks_off_within_a_character_is_told(tmp_path: Path) -> None:
    path = tmp_path / "cut.json"
    path.write_bytes('{"source": "é'.encode()[:-1])
    with pytest.raises(FileError, match="must be in UTF-8"):
        list(scan(path))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError) as error:
        list(scan(tmp_path / "none.json"))
    assert str(error.value) == "The file can't be read: No such file or directory."


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="can't be read"):
        list(scan(tmp_path))


def test_an_object_has_a_largest_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "ELEMENT_LIMIT", 1000)
    monkeypatch.setattr(scanning, "CHUNK", 100)
    list(scan(written(tmp_path, '{"events": [{"t": "' + "x" * 800 + '"}]}')))
    with pytest.raises(FileError, match=r"^Line 1: an object has more than 1000 characters"):
        list(scan(written(tmp_path, '{"events": [{"t": "' + "x" * 5000 + '"}]}')))


NESTED = """{"events": [
{"id": "e",
 "credits": [
   {"artist": "a"},
   {"artist": "b",
    "role": "dj"}],
 "a/b": 1,
 "til~de":
   2, "tags": ["x",
   "y"]}]}
"""


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("", 2),
        ("/id", 2),
        ("/credits", 3),
        ("/credits/0", 4),
        ("/credits/0/artist", 4),
        ("/credits/0/role", 4),
        ("/credits/1", 5),
        ("/credits/1/role", 6),
        ("/credits/2", 3),
        ("/a~1b", 7),
        ("/til~0de", 9),
        ("/tags/0", 9),
        ("/tags/1", 10),
        ("/tags/x", 9),
        ("/missing", 2),
        ("/id/deeper", 2),
    ],
)
def test_a_pointer_leads_to_the_line_of_its_field_or_of_what_is_nearest(
    tmp_path: Path, pointer: str, line: int
) -> None:
    [found] = scan(written(tmp_path, NESTED))
    assert line_of(found, pointer) == line


def test_the_line_of_a_field_counts_from_the_line_of_its_object() -> None:
    assert line_of(Found("event", 100, {}, '{\n"a": 1,\n"b": 2}', 1), "/b") == 102


def test_twenty_thousand_events_take_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("w") as file:
        file.write('{"events": [')
        for number in range(20_000):
            file.write(f"{',' if number else ''}\n{json.dumps(large(number))}")
        file.write("]}")
    assert path.stat().st_size > 20_000_000
    tracemalloc.start()
    count = sum(1 for _ in scan(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (count, peak < 2_000_000) == (20_000, True)


def large(number: int) -> dict[str, Any]:
    return {"id": f"e{number}", "title": "T", "description": "x" * 1000}


def written(folder: Path, text: str) -> Path:
    path = folder / "load.json"
    path.write_text(text, "utf-8")
    return path
