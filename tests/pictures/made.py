"""Pictures made for the tests: what cameras, scanners and strangers hand in."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any, Final

from PIL import Image
from PIL.ExifTags import IFD, Base

RED, BLUE = (220, 30, 30), (30, 30, 220)
BERLIN: Final = "ThePhotographersHome"
"""A text in the GPS data, to look for in bytes."""


def halves(width: int = 900, height: int = 600, mode: str = "RGB") -> Image.Image:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width // 2, height))
    return image.convert(mode)


def filed(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """The bytes of a file."""
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def photo(orientation: int = 1, width: int = 900, height: int = 600) -> bytes:
    """A photo as a camera makes it: which way it was held, where it was, with what."""
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Make] = "Camera of the tests"
    exif[IFD.GPSInfo] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0), 28: BERLIN.encode()}
    xmp = b"<x:xmpmeta>" + BERLIN.encode() + b"</x:xmpmeta>"
    return filed(halves(width, height), exif=exif, xmp=xmp, comment=BERLIN.encode(), quality=92)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims many pixels (ISO 15948, 11.2.2)."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, (b"IHDR", b"IDAT", b"IEND"), (head, pixels, b"")))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
