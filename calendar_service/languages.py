"""The languages that the service speaks: English, in which its messages are written, and a catalogue for each other."""

from __future__ import annotations

from functools import cache, lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from feeds.tongue import ENGLISH, Tongue

FOLDER: Final = Path(__file__).parent / "locale"
"""`{code}/messages.po` for each language: read at start, so that nothing has to be compiled."""
CODES: Final = ("en", *sorted(path.parent.name for path in FOLDER.glob("*/messages.po")))


@cache
def tongue_of(code: str) -> Tongue:
    """A language by its code. Raises KeyError for one that is not spoken here."""
    if code == ENGLISH.code:
        return ENGLISH
    if code not in CODES:
        raise KeyError(code)
    compiled = BytesIO()
    with (FOLDER / code / "messages.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Tongue(code, Locale.parse(code), GNUTranslations(compiled))


@lru_cache(maxsize=512)
def wished(accept_language: str) -> str | None:
    """The first language that a browser asks for and that is spoken here (RFC 9110 section 12.5.4); None otherwise.

    A region gives way to its language: `de-AT` is answered in `de`.
    """
    wishes = [_wish(part) for part in accept_language[:500].split(",")]
    for _, code in sorted((wish for wish in wishes if wish), key=lambda wish: -wish[0]):
        if code in CODES:
            return code
    return None


def _wish(part: str) -> tuple[float, str] | None:
    tag, _, quality = part.partition(";")
    try:
        weight = float(quality.strip().casefold().removeprefix("q=")) if quality else 1.0
    except ValueError:
        return None
    code = tag.strip().casefold().partition("-")[0]
    return (weight, code) if code and 0 < weight <= 1 else None
