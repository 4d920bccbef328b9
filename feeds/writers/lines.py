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
    octets = content.encode()
    if len(octets) <= LIMIT:
        return octets + b"\r\n"
    rows: list[bytes] = []
    start = 0
    while len(octets) - start > LIMIT - bool(rows):
        end = _cut(octets, start, start + LIMIT - bool(rows))
        rows.append(octets[start:end])
        start = end
    rows.append(octets[start:])
    return b"\r\n ".join(rows) + b"\r\n"


def _cut(octets: bytes, start: int, latest: int) -> int:
    """Where a row that begins at `start` ends, at `latest` or before it."""
    latest = end = _boundary(octets, latest)
    while end > start and not _may_cut(octets, start, end):
        end = _boundary(octets, end - 1)
    # A cluster longer than a line ("Zalgo" text) has to be cut, between characters.
    return end if end > start else latest


def _boundary(octets: bytes, at: int) -> int:
    """The beginning of the character at this place."""
    while octets[at] & 0xC0 == 0x80:
        at -= 1
    return at


def _may_cut(octets: bytes, start: int, at: int) -> bool:
    before = octets[start:at]
    escapes = len(before) - len(before.rstrip(b"\\"))
    if escapes % 2 or before.endswith(b"^"):
        return False
    return octets[at] < 0x80 or not _clings(before.decode(), octets[at : at + 4].decode(errors="ignore")[0])


def _clings(before: str, character: str) -> bool:
    """Whether the character belongs to the cluster before it (close to UAX 29, grapheme clusters)."""
    if character == _JOINER or before[-1:] == _JOINER:
        return True
    if unicodedata.category(character) in ("Mn", "Me", "Mc") or "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    if "\U000e0020" <= character <= "\U000e007f":  # the tags of a flag
        return True
    if not _is_flag_letter(character):
        return False
    letters = len(before) - len(before.rstrip("".join(map(chr, range(0x1F1E6, 0x1F200)))))
    return letters % 2 == 1


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
