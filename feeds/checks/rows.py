"""Rules on the rows of a file as they stand: line ends, folding, octets (checklist, 1 to 6 and 8)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from feeds.checks.content import BOM
from feeds.checks.finding import Finding, fault, shown

LIMIT: Final = 75
"""Octets of a row, without its CRLF (RFC 5545 section 3.1)."""

_FIRST: Final = b"BEGIN:VCALENDAR"
# C0 but TAB, DEL, C1, and the two separators at which careless readers split lines.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]")
_JOINER: Final = "\u200d"


def row_faults(content: bytes) -> Iterator[Finding]:
    """Everything that is wrong with the rows of a file, in their order."""
    yield from _beginning(content)
    before = b""
    for number, row in enumerate(BytesIO(content.removeprefix(BOM)), 1):
        body = row.removesuffix(b"\n").removesuffix(b"\r")
        yield from _end(row, body, number)
        yield from _octets(body, number)
        if body[:1] in (b" ", b"\t") and number > 1:
            yield from _fold(before, body, number)
        before = _text_of(body, before)


def _beginning(content: bytes) -> Iterator[Finding]:
    if content.startswith(BOM):
        yield fault(5, 1, "The file begins with a byte order mark; begin with BEGIN:VCALENDAR.")
    first = content.removeprefix(BOM)[:200].splitlines()[:1]
    if first != [_FIRST]:
        found = shown(first[0].decode(errors="replace")) if first else "nothing"
        yield fault(5, 1, f"The file begins with {found}; begin with BEGIN:VCALENDAR, and nothing before it.")


def _end(row: bytes, body: bytes, number: int) -> Iterator[Finding]:
    if not row.endswith(b"\r\n"):
        end = "LF alone" if row.endswith(b"\n") else "no line end"
        yield fault(1, number, f"The line ends in {end}; every line, the last one too, ends in CRLF.")
    if b"\r" in body:
        yield fault(8, number, "A lone CR stands in the line; a line break in a text is written \\n.")
    if not body:
        yield fault(15, number, "The line is empty; there are no empty lines in iCalendar.")


def _octets(body: bytes, number: int) -> Iterator[Finding]:
    if len(body) > LIMIT:
        yield fault(2, number, f"The line has {len(body)} octets; fold it at {LIMIT} with CRLF and a blank.")
    control = _CONTROL.search(body)
    if control:
        code = ord(control[0].decode()[0])
        yield fault(6, number, f"The control character U+{code:04X} stands in the line; leave it out.")


def _fold(before: bytes, row: bytes, number: int) -> Iterator[Finding]:
    if row[:1] == b"\t":
        yield fault(2, number, "The line goes on after a tab; a folded line goes on after one blank.")
    after = row[1:]
    if not after:
        yield fault(4, number, "The folded line goes on with nothing; fold only where something follows.")
    elif after[0] & 0xC0 == 0x80:
        yield fault(3, number, "The line is folded inside a character; fold between characters.")
    elif _backslashes(before) % 2:
        yield fault(3, number, "The line is folded inside an escape; fold before its backslash.")
    elif after[0] >= 0xC0 and _clings(_last(before), _first(after)) and _divisible(before):
        yield fault(3, number, "The line is folded inside a letter with accents or an emoji; fold before or behind it.")


def _text_of(row: bytes, before: bytes) -> bytes:
    """The row without the blank of its fold; a run of backslashes that fills it keeps what is odd in those before."""
    if row[:1] != b" ":
        return row
    text = row[1:]
    odd = _backslashes(text) == len(text) and _backslashes(before) % 2
    return b"\\" + text if odd else text


def _backslashes(row: bytes) -> int:
    return len(row) - len(row.rstrip(b"\\"))


def _last(row: bytes) -> str:
    return row[-4:].decode(errors="ignore")[-1:]


def _first(row: bytes) -> str:
    return row[:4].decode(errors="ignore")[:1]


def _clings(left: str, right: str) -> bool:
    """Whether two characters are shown as one (close to UAX 29, grapheme clusters)."""
    if right.isascii():
        return False
    if _JOINER in (left, right) or unicodedata.category(right) in ("Mn", "Mc", "Me"):
        return True
    return "\U0001f3fb" <= right <= "\U0001f3ff" or "\U000e0020" <= right <= "\U000e007f"


def _divisible(row: bytes) -> bool:
    """Whether the row could have been cut earlier: clusters longer than a line have to be cut somewhere."""
    text = row[: 2 * LIMIT].decode(errors="ignore")
    return any(_may_cut(text, at) for at in range(1, len(text)))


def _may_cut(text: str, at: int) -> bool:
    left, right = text[at - 1], text[at]
    flag = all("\U0001f1e6" <= letter <= "\U0001f1ff" for letter in (left, right))
    return not (flag or left in "\\^" or _clings(left, right))
