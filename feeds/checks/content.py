"""Content lines out of octets: unfolded, decoded, and taken apart into name, parameters and value (RFC 5545 3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Final, NamedTuple

from feeds.checks.finding import Report, fault, shown

BOM: Final = b"\xef\xbb\xbf"
_PLAIN = re.compile(r"([A-Za-z0-9-]+):")
_NAME = re.compile(r"[A-Za-z0-9-]+")
# Possessive, so that a line of megabytes is read once and never again.
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*+"|[^";:,]*+)(?:,(?:"[^"]*+"|[^";:,]*+))*+)')
_ENCODED = re.compile(r"\^(.?)", re.DOTALL)
_DECODED: Final = {"n": "\n", "^": "^", "'": '"'}
_LISTS: Final = frozenset({"MEMBER", "DELEGATED-FROM", "DELEGATED-TO", "FEATURE", "DISPLAY"})
_NOTHING: Final[dict[str, str]] = {}


class Property(NamedTuple):
    """One content line: its name in capitals, its parameters decoded, its value as it stands, its first row."""

    name: str
    parameters: dict[str, str]
    value: str
    line: int

    @property
    def kind(self) -> str:
        """The value type that it names itself, in capitals; empty where it names none."""
        return self.parameters.get("VALUE", "").upper()


def properties(content: bytes, report: Report) -> Iterator[Property]:
    """All content lines of a file; what is none is reported (rules 5, 9 and 15) and left out."""
    for line, octets in _unfolded(content):
        try:
            text = octets.decode()
        except UnicodeDecodeError as error:
            report(fault(5, line, f"Octet {error.start + 1} of this line is not UTF-8; write the file in UTF-8."))
            text = octets.decode(errors="replace")
        found = _parsed(text, line, report)
        if found:
            yield found


def _unfolded(content: bytes) -> Iterator[tuple[int, bytes]]:
    rows: list[bytes] = []
    first = 0
    for number, row in enumerate(BytesIO(content.removeprefix(BOM)), 1):
        body = row.removesuffix(b"\n").removesuffix(b"\r")
        if body[:1] in (b" ", b"\t") and rows:
            rows.append(body[1:])
            continue
        if rows:
            yield first, b"".join(rows)
        # A blank before the first line is a fault that the rows are judged for: here it goes on as if there were none.
        rows, first = ([body.lstrip(b" \t")] if body.strip() else []), number
    if rows:
        yield first, b"".join(rows)


def _parsed(text: str, line: int, report: Report) -> Property | None:
    plain = _PLAIN.match(text)
    if plain:
        return Property(plain[1].upper(), _NOTHING, text[plain.end() :], line)
    name = _NAME.match(text)
    if not name or text[name.end() : name.end() + 1] != ";":
        report(fault(15, line, f"{shown(text)} is no content line; right is NAME:value."))
        return None
    parameters, end = _parameters(text, name.end(), line, report)
    if text[end : end + 1] != ":":
        sentence = (
            f"The parameters cannot be read from {shown(text[end:])} on; right is ;NAME=value in quotes if need be."
        )
        report(fault(9, line, sentence))
        return None
    return Property(name[0].upper(), parameters, text[end + 1 :], line)


def _parameters(text: str, start: int, line: int, report: Report) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    while match := _PARAMETER.match(text, start):
        name, raw, start = match[1].upper(), match[2], match.end()
        if name in found:
            report(fault(9, line, f"The parameter {shown(name)} stands twice; it may stand once."))
        if "," in re.sub('"[^"]*"', "", raw) and name not in _LISTS:
            report(fault(9, line, f"The value of {shown(name)} has a comma outside quotation marks; put it in quotes."))
        if any(code[1] not in _DECODED for code in _ENCODED.finditer(raw)):
            report(fault(9, line, f"The value of {shown(name)} has a bare ^; write ^^ (RFC 6868)."))
        found[name] = _ENCODED.sub(lambda code: _DECODED.get(code[1], code[0]), raw.replace('"', ""))
    return found, start
