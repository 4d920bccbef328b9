"""Formats as people type them: `triple vinyl, CD, digital`, `2xLP (red) + MC`. What is read is told back, so that
nothing is guessed in silence; what is no format is refused with a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from feeds import terms
from feeds.errors import FactError
from feeds.facts import Medium
from feeds.text import LINE_LIMIT, clean_line
from feeds.tongue import Tongue
from feeds.vocabulary import Format

LIMIT: Final = 2_000
"""Characters of a list of formats as it is typed."""
MOST: Final = 100
"""Media of one date."""
_QUANTITY: Final = 1_000

_WORDS: Final[Mapping[Format, tuple[str, ...]]] = {
    Format.VINYL: ("vinyl", "vinyls", "lp", "lps", "record", "records", "schallplatte", "schallplatten", "platte"),
    Format.CD: ("cd", "cds", "compact disc", "compact discs"),
    Format.CASSETTE: ("cassette", "cassettes", "tape", "tapes", "mc", "mcs", "k7", "kassette", "kassetten"),
    Format.DIGITAL: ("digital", "download", "downloads", "digital download", "mp3", "flac", "wav"),
    Format.STREAMING: ("streaming", "stream", "streams"),
    Format.MINIDISC: ("minidisc", "minidiscs", "md"),
    Format.REEL: ("reel-to-reel tape", "reel-to-reel", "reel to reel tape", "reel to reel", "reel", "reels", "tonband"),
    Format.DVD: ("dvd", "dvds"),
    Format.BLURAY: ("blu-ray", "blu-rays", "bluray", "blu ray", "bd"),
    Format.UHD: ("ultra hd blu-ray", "uhd blu-ray", "4k blu-ray", "4k uhd", "4k ultra hd", "ultra hd", "uhd", "4k"),
    Format.VHS: ("vhs", "vhs tape"),
    Format.USB: ("usb stick", "usb-stick", "usb sticks", "usb"),
    Format.CINEMA: ("cinema", "cinemas", "kino", "kinos", "theatrical"),
    Format.CARTRIDGE: ("cartridge", "cartridges", "cart"),
    Format.PRINT: ("print", "book", "books", "paperback", "hardcover", "buch", "bücher", "taschenbuch", "zine"),
    Format.OTHER: ("other", "sonstiges", "anderes"),
}
_TIMES: Final[Mapping[str, int]] = {
    "single": 1, "einfach": 1, "double": 2, "doppel": 2, "zweifach": 2, "triple": 3, "dreifach": 3, "tripel": 3,
    "quadruple": 4, "vierfach": 4, "quintuple": 5, "fünffach": 5, "sextuple": 6, "sechsfach": 6,
}  # fmt: skip
_SIZE: Final = re.compile(r"(?<![\w.])(7|10|12)\s*(?:[\"″”]|''|-?(?:inch(?:es)?|zoll)\b)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(\d{1,9})\s*[x×*]\s*|(\d{1,9})[\s-]*(?=[^\W\d])(?!k\b)", re.IGNORECASE)
_TIMED: Final = re.compile(rf"({'|'.join(_TIMES)})\s*-?\s*(?=[^\W\d])", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$")
_JOINED: Final = re.compile(r"\s+(?:and|und)\s+|\s*&\s*", re.IGNORECASE)


def media_of(text: str, tongues: Sequence[Tongue], field: str = "media") -> list[Medium]:
    """The media that are meant, each with its quantity and its edition, in the words of any of these languages too.

    Raises FactError with a sentence that names all that is not understood.
    """
    words = clean_line(text.replace("\n", ", "))
    if len(words) > LIMIT:
        raise FactError.of(field, "That is too long for a list of formats; say the rest in words.")
    names = _names(tuple(tongues))
    items = [item for part in _split(words) for item in _apart(part, names)]
    if len(items) > MOST:
        raise FactError.of(field, "These are too many formats for one date.")
    found, unknown = [], []
    for item in items:
        medium = _medium(item, names)
        if medium is None:
            unknown.append(item)
        else:
            found.append(medium)
    if unknown:
        listed = ", ".join(f"“{item[:60]}”" for item in unknown[:5])
        raise FactError.of(
            field,
            "{text} is no format that is known here; write it like triple vinyl, 2×CD (signed), cassette, digital.",
            text=listed,
        )
    return found


def media_told(t: Tongue, media: Sequence[Medium]) -> str:
    """Media as they can be typed: `3×vinyl (red), CD, digital`. `media_of` reads them back."""
    return ", ".join(medium_told(t, medium) for medium in media)


def medium_told(t: Tongue, medium: Medium) -> str:
    """One of them."""
    told = terms.medium(t, medium)
    return f"{told} ({medium.edition})" if medium.edition else told


@lru_cache(maxsize=16)
def _names(tongues: tuple[Tongue, ...]) -> Mapping[str, Format]:
    """Formats by what they are called, the longest names first."""
    found = {word: item for item, words in _WORDS.items() for word in words}
    for t in tongues:
        found |= {t.term("format", word).casefold(): item for item, word in terms.FORMATS.items()}
    return dict(sorted(found.items(), key=lambda one: -len(one[0])))


def _split(words: str) -> Iterator[str]:
    """The parts between commas, semicolons, slashes and pluses that stand in no brackets."""
    depth, start = 0, 0
    for place, sign in enumerate(words):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign in ",;/+" and depth <= 0:
            depth = 0
            yield words[start:place].strip()
            start = place + 1
    yield words[start:].strip()


def _apart(part: str, names: Mapping[str, Format]) -> list[str]:
    """“CD and digital” are two; “black & gold vinyl” is one."""
    halves = [half for half in _JOINED.split(part) if half]
    if "(" not in part and len(halves) > 1 and all(_medium(half, names) for half in halves):
        return halves
    return [part] if part else []


def _medium(item: str, names: Mapping[str, Format]) -> Medium | None:
    rest, editions = item, []
    brackets = _BRACKETS.search(rest)
    if brackets:
        rest = rest[: brackets.start()].strip()
    times = _NUMBER.match(rest) if not _SIZE.match(rest) else None
    quantity = int(times[1] or times[2]) if times else 1
    rest = rest[times.end() :] if times else rest
    timed = _TIMED.match(rest) if not times else None
    if timed:
        quantity, rest = _TIMES[timed[1].casefold()], rest[timed.end() :]
    size = _SIZE.search(rest)
    if size:
        rest = f"{rest[: size.start()]} {rest[size.end() :]}"
        editions.append(f"{size[1]}″")
    item_format, rest = _format(rest, names)
    if item_format is None and size:
        item_format = Format.VINYL
    editions += [" ".join(rest.split()).strip(" -–:"), brackets[1].strip() if brackets else ""]
    edition = " ".join(part for part in editions if part)
    if item_format is None or not 1 <= quantity <= _QUANTITY or len(edition) > LINE_LIMIT:
        return None
    return Medium(item_format, quantity, edition)


def _format(rest: str, names: Mapping[str, Format]) -> tuple[Format | None, str]:
    """The format that words name, and what is left of them."""
    for name, item in names.items():
        match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", rest, re.IGNORECASE)
        if match:
            return item, f"{rest[: match.start()]} {rest[match.end() :]}"
    return None, rest
