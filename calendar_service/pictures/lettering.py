"""Letters on drawn pictures: the font that ships with us, which characters it has, and lines broken to a width."""

from __future__ import annotations

import struct
import unicodedata
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Final

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

FONT: Final = "fonts/eb-garamond.ttf"
ELLIPSIS: Final = "…"

# What a picture can do without: emoji, their joiners and selectors. Letters it cannot.
_SPARE: Final = ("So", "Sk", "Cf", "Cn", "Co", "Me")
_SELECTORS: Final = "\ufe0e\ufe0f"


def font(size: int) -> FreeTypeFont:
    """The font at a size in pixels: a new one for each caller, since FreeType's faces are not for several threads.

    The basic layout is the same on every machine; the other one depends on a library that the system may have.
    """
    return ImageFont.truetype(BytesIO(_data()), size, layout_engine=ImageFont.Layout.BASIC)


def drawable(text: str) -> str:
    """The text without the signs that the font lacks and nobody misses; empty where it lacks letters: no boxes."""
    text = unicodedata.normalize("NFC", text)
    kept = "".join(sign for sign in text if ord(sign) in covered() or not _is_spare(sign))
    kept = " ".join(kept.split())
    return kept if all(ord(sign) in covered() for sign in kept) else ""


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """The characters that the font has, from its table `cmap` (OpenType, format 4: the plane that letters are on)."""
    data = _data()
    table = _table(data, b"cmap")
    count = struct.unpack_from(">H", data, table + 2)[0]
    found: set[int] = set()
    for record in range(count):
        offset = table + struct.unpack_from(">I", data, table + 8 + 8 * record)[0]
        if struct.unpack_from(">H", data, offset)[0] == 4:
            found |= _segments(data, offset)
    return frozenset(found)


def broken(text: str, face: FreeTypeFont, width: float) -> list[str]:
    """The text in lines no wider than so many pixels; a word that is wider than a line is cut."""
    lines: list[str] = []
    for word in text.split():
        wider = f"{lines[-1]} {word}" if lines else word
        if lines and face.getlength(wider) <= width:
            lines[-1] = wider
            continue
        *full, last = _pieces(word, face, width)
        lines += [*full, last]
    return lines


def balanced(text: str, face: FreeTypeFont, width: float) -> list[str]:
    """As few lines as a width allows, as even as they can be, so that no word stands alone in the last one."""
    lines = broken(text, face, width)
    narrow, wide = width / 2, width
    while wide - narrow > 8:
        middle = (narrow + wide) / 2
        if len(broken(text, face, middle)) > len(lines):
            narrow = middle
        else:
            wide = middle
    return broken(text, face, wide)


def shortened(text: str, face: FreeTypeFont, width: float) -> str:
    """The text on one line, its end given up where it is too long."""
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(text + ELLIPSIS) > width:
        text = text[:-1].rstrip(" ,.;:·–-")
    return text + ELLIPSIS


def _pieces(word: str, face: FreeTypeFont, width: float) -> list[str]:
    if face.getlength(word) <= width:
        return [word]
    pieces = [""]
    for sign in word:
        if pieces[-1] and face.getlength(pieces[-1] + sign) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces


@lru_cache(maxsize=1)
def _data() -> bytes:
    return files("calendar_service.pictures").joinpath(FONT).read_bytes()


def _table(data: bytes, name: bytes) -> int:
    for record in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * record)
        if tag == name:
            return int(offset)
    raise ValueError(f"The font has no table {name!r}.")


def _segments(data: bytes, at: int) -> set[int]:
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
    return {sign for start, end in zip(starts, ends, strict=True) for sign in range(start, end + 1)} - {0xFFFF}


def _is_spare(sign: str) -> bool:
    return sign in _SELECTORS or unicodedata.category(sign) in _SPARE
