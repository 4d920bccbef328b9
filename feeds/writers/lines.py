"""Content lines of iCalendar (RFC 5545 section 3.1): names, parameters and values put together, and folded.

Parameters are quoted and encoded by icalendar (RFC 6868). Escaping of TEXT and folding are our own because that of
icalendar 7.3 turns a backslash before a capital N into a line break, and cuts escapes and emoji in two.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from icalendar import Parameters

LIMIT: Final = 75
"""Octets of a line, without its CRLF."""

_JOINER = "\u200d"
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def text(value: str) -> str:
    """A TEXT value: exactly the four escapes of RFC 5545 section 3.3.11."""
    return value.translate(_ESCAPES)


def line(name: str, value: str, **parameters: str) -> str:
    """One content line, not folded. Underscores in the names of parameters stand for hyphens."""
    if not parameters:
        return f"{name}:{value}"
    named = Parameters({key.replace("_", "-"): item for key, item in parameters.items()})
    return f"{name};{named.to_ical(sorted=False).decode()}:{value}"


def fold(content: str) -> bytes:
    """The line in octets, folded at 75 of them, with CRLF at its end.

    A fold falls neither inside a character, nor inside an escape, nor between the parts of one visible character
    (a letter and its accents, the members of an emoji family), as long as those fit in a line.
    """
    if len(content) <= LIMIT and content.isascii():
        return content.encode() + b"\r\n"
    rows: list[bytes] = []
    row = bytearray()
    for unit in _units(content):
        octets = unit.encode()
        for piece in _pieces(octets, unit):
            if len(row) + len(piece) > LIMIT - bool(rows):
                rows.append(bytes(row))
                row.clear()
            row += piece
    rows.append(bytes(row))
    return b"\r\n ".join(rows) + b"\r\n"


def _pieces(octets: bytes, unit: str) -> list[bytes]:
    # A cluster longer than a line ("Zalgo" text) has to be cut, between characters.
    return [octets] if len(octets) < LIMIT else [character.encode() for character in unit]


def _units(content: str) -> list[str]:
    units: list[str] = []
    escape = False
    for character in content:
        if units and (escape or _clings(units[-1], character)):
            units[-1] += character
            escape = False
        else:
            units.append(character)
            escape = character in "\\^"
    return units


def _clings(before: str, character: str) -> bool:
    """Whether the character belongs to the cluster before it (close to UAX 29, grapheme clusters)."""
    if character < "\u0300":
        return False
    if character == _JOINER or before[-1] == _JOINER:
        return True
    if unicodedata.category(character) in ("Mn", "Me", "Mc") or "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    if "\U000e0020" <= character <= "\U000e007f":  # the tags of a flag
        return True
    return _is_flag_letter(character) and len(before) == 1 and _is_flag_letter(before)


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
