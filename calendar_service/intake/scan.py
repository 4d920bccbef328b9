"""Reading a load file piece by piece, one JSON object of lists or JSON Lines, never the whole of it at once."""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Final

from calendar_service.errors import FileError
from feeds.text import clean_line

LISTS: Final[dict[str, str]] = {
    "venues": "venue",
    "artists": "artist",
    "organizers": "organizer",
    "series": "series",
    "works": "work",
    "announcements": "announcement",
    "events": "event",
    "releases": "release",
}
"""The lists of a load file and the noun that each holds."""

CHUNK: Final = 1 << 16
ELEMENT_LIMIT: Final = 4 << 20
"""Characters of one object at most."""

_FAR: Final = 1 << 16
"""Characters behind an error after which no more of the file is asked for."""

_SPACE: Final = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Found:
    """An object of the file: its noun (`source` for the name of the source), its line, its value and its text.

    `number` counts the objects, for two of them may stand on one line.
    """

    noun: str
    line: int
    value: Any
    text: str
    number: int


def scan(path: Path, more: Collection[str] = ()) -> Iterator[Found]:
    """The objects of a load file in their order. Raises FileError with the line and what would be right.

    `more` are the types that JSON Lines may hold beside the nouns.
    """
    try:
        with path.open("rb") as file:
            yield from _Reader(file, more).objects()
    except OSError as error:
        raise FileError(f"The file can't be read: {error.strerror}.") from error


def _known() -> str:
    return ", ".join(("source", *LISTS))


def decode(text: str) -> Any:
    """JSON without what it does not allow: no double keys, no NaN. Raises ValueError."""
    return _DECODER.decode(text)


def line_of(found: Found, pointer: str) -> int:
    """The line of the file in which the field stands that a JSON Pointer (RFC 6901) names; as near as it exists."""
    at = _SPACE.match(found.text, 0).end()  # type: ignore[union-attr]
    for part in pointer.split("/")[1:]:
        inner = _member(found.text, at, part.replace("~1", "/").replace("~0", "~"))
        if inner is None:
            break
        at = inner
    return found.line + found.text.count("\n", 0, at)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        [(double, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the field {double[:60]} is given twice in one object")
    return value


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number of JSON")


def _whole_number(digits: str) -> int:
    if len(digits) > 1000:
        raise ValueError("a number has more than 1000 digits")
    return int(digits)


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant, parse_int=_whole_number)

_SENTENCES: Final = {
    "Expecting value": "a value is missing",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing",
    "Illegal trailing comma before end of object": "nothing follows a comma",
    "Illegal trailing comma before end of array": "nothing follows a comma",
    "Unterminated string starting at": "a text does not end",
    "Invalid control character at": "a text holds a line break or another control character (\\n is right)",
    "Invalid \\escape": "a backslash stands before what JSON does not escape",
    "Invalid \\uXXXX escape": "four hexadecimal digits are missing after \\u",
}


class _Reader:
    """A buffer over the file that grows as it must and forgets what was read."""

    def __init__(self, file: BinaryIO, more: Collection[str]) -> None:
        self._file, self._types = file, (*LISTS.values(), *more)
        self._decode = codecs.getincrementaldecoder("utf-8-sig")()
        self._text, self._at, self._line, self._count, self._ended = "", 0, 1, 0, False

    def objects(self) -> Iterator[Found]:
        """Everything, whichever of the two forms the file has."""
        if self._peek() != "{":
            raise self._wrong("the file must be a JSON object of lists, or JSON Lines with an object on each line")
        yield from self._lines() if self._is_lines() else self._whole()

    def _is_lines(self) -> bool:
        # JSON Lines have a whole object on their first line, and name its type or the source alone.
        while "\n" not in self._text[self._at :].rstrip() and not self._ended and len(self._text) < ELEMENT_LIMIT:
            self._more()
        first, _, rest = self._text[self._at :].partition("\n")
        try:
            value = decode(first)
        except (ValueError, RecursionError):
            return False
        return isinstance(value, dict) and ("type" in value or (set(value) == {"source"} and bool(rest.strip())))

    def _lines(self) -> Iterator[Found]:
        while self._peek():
            found = self._element("object")
            value = found.value
            if not isinstance(value, dict):
                raise FileError(f"Line {found.line}: each line must be an object with its type.")
            if set(value) == {"source"}:
                yield replace(found, noun="source", value=value["source"])
                continue
            noun = value.pop("type", None)
            if noun not in self._types:
                raise FileError(f"Line {found.line}: type must be one of {', '.join(self._types)}.")
            yield replace(found, noun=noun)

    def _whole(self) -> Iterator[Found]:
        self._take("{")
        seen: set[str] = set()
        while self._peek() != "}":
            key = self._element("name")
            name = key.value
            if not isinstance(name, str) or (name not in LISTS and name != "source"):
                raise self._unknown(key)
            if name in seen:
                raise FileError(f"Line {key.line}: {name} is given twice; put all into one list.")
            seen.add(name)
            self._take(":")
            yield from self._list(name) if name in LISTS else [self._element("source")]
            if self._peek() != "}":
                self._take(",")
                if self._peek() == "}":
                    raise self._wrong("a name must follow the comma")
        self._take("}")
        if self._peek():
            raise self._wrong("nothing may follow the object")

    def _unknown(self, key: Found) -> FileError:
        if key.value == "type":
            return self._wrong("in JSON Lines each line must be one whole object")
        return FileError(f"Line {key.line}: “{clean_line(str(key.value))[:60]}” is not known; known are {_known()}.")

    def _list(self, name: str) -> Iterator[Found]:
        if self._peek() != "[":
            raise self._wrong(f"{name} must be a list")
        self._take("[")
        while self._peek() != "]":
            found = self._element(LISTS[name])
            if not isinstance(found.value, dict):
                raise FileError(f"Line {found.line}: {name} must hold objects.")
            yield found
            if self._peek() != "]":
                self._take(",")
                if self._peek() == "]":
                    raise self._wrong("an object must follow the comma")
        self._take("]")

    def _element(self, noun: str) -> Found:
        """The value that begins here; more of the file is read until it is whole."""
        self._peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
                if end < len(self._text) or self._ended:
                    return self._found(noun, value, end)
            except json.JSONDecodeError as error:
                if self._ended or self._is_hopeless(error):
                    self._skip(max(error.pos, self._at))
                    raise self._wrong(f"this is not JSON: {self._what(error)}") from None
            except (ValueError, RecursionError) as error:
                text = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
                raise self._wrong(text) from None
            if len(self._text) - self._at > ELEMENT_LIMIT:
                raise self._wrong(f"an object has more than {ELEMENT_LIMIT} characters")
            self._more()

    def _is_hopeless(self, error: json.JSONDecodeError) -> bool:
        # Far from the end of the buffer more text mends nothing; unfinished strings are told at their beginning.
        return len(self._text) - error.pos > _FAR and not error.msg.startswith("Unterminated")

    def _what(self, error: json.JSONDecodeError) -> str:
        sentence = _SENTENCES.get(error.msg.rstrip(": "), "it is not understood")
        near = clean_line(self._text[self._at : self._at + 30])
        return f"{sentence}, near “{near}”" if near else f"{sentence} at the end of the file"

    def _found(self, noun: str, value: Any, end: int) -> Found:
        self._count += 1
        found = Found(noun, self._line, value, self._text[self._at : end], self._count)
        self._skip(end)
        return found

    def _peek(self) -> str:
        """The next character that is no white space, empty at the end; the buffer then begins with it."""
        while True:
            self._skip(_SPACE.match(self._text, self._at).end())  # type: ignore[union-attr]
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._more()

    def _take(self, character: str) -> None:
        if self._peek() != character:
            raise self._wrong(f"“{character}” is missing")
        self._skip(self._at + 1)

    def _skip(self, end: int) -> None:
        self._line += self._text.count("\n", self._at, end)
        self._at = end

    def _more(self) -> None:
        chunk = self._file.read(CHUNK)
        self._ended = not chunk
        try:
            text = self._decode.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            self._skip(len(self._text))
            self._line += error.object.count(b"\n", 0, error.start)
            raise self._wrong("the file must be in UTF-8") from None
        self._text, self._at = self._text[self._at :] + text, 0

    def _wrong(self, text: str) -> FileError:
        return FileError(f"Line {self._line}: {clean_line(text)}.")


def _member(text: str, at: int, part: str) -> int | None:
    """Where the value of a member of the object or list begins, whose own text begins at `at`."""
    if text[at : at + 1] not in ("{", "["):
        return None
    is_object, at, index = text[at] == "{", _after(text, at + 1), 0
    while at < len(text) and text[at] not in "}]":
        name: Any = index
        if is_object:
            name, end = _DECODER.raw_decode(text, at)
            at = _after(text, _after(text, end) + 1)
        if str(name) == part:
            return at
        _, end = _DECODER.raw_decode(text, at)
        at = _after(text, end)
        at, index = _after(text, at + 1) if text[at : at + 1] == "," else at, index + 1
    return None


def _after(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
