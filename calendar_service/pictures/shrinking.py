"""Pictures that people give, made safe and small: decoded, turned upright, in sRGB, without metadata, as WebP."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, UnidentifiedImageError

from calendar_service.pictures.colours import in_srgb, unpacked
from feeds.errors import FactError

VERSION: Final = 1
"""To be raised when pictures are made otherwise: their digests change with it."""

WIDTHS: Final = (320, 640, 1280)
"""Pixels of the sizes that are kept; a smaller picture is kept as wide as it is."""

MAX_BYTES: Final = 20 * 2**20
"""Bytes of a file at most."""

MAX_PIXELS: Final = 40_000_000
"""Pixels of a picture at most, by its header."""

MAX_RATIO: Final = 8
"""How many times one side may be as long as the other: what is kept of a ribbon shows nothing."""

_FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
# A scan of a progressive JPEG costs a few bytes to send and a pass over all pixels to read; encoders write about ten.
_SCAN, _MAX_SCANS = b"\xff\xda", 200
_ORIENTATION: Final = 0x0112
_SIDEWAYS: Final = (5, 6, 7, 8)
_QUALITY: Final = 80
_METHOD: Final = 4


@dataclass(frozen=True, slots=True)
class Measure:
    """What a picture will be known by: its digest (sha256, hex), and the pixels of its largest kept size."""

    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Size:
    """A picture in one size: pixels, and the bytes of a WebP."""

    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: its measure, and its sizes, the smallest first."""

    measure: Measure
    sizes: tuple[Size, ...]


def widths(width: int) -> list[int]:
    """The widths in which a picture is kept whose largest kept size is so wide."""
    return [*(smaller for smaller in WIDTHS if smaller < width), width]


def digest_of(content: bytes) -> str:
    """The digest of a picture: of the file as it was given, and of the way in which pictures are made.

    Not of what is kept: that would be other bytes with every version of an encoder, and the same file a new picture.
    """
    return hashlib.sha256(b"calendar-service picture %d\n" % VERSION + content).hexdigest()


def measured(content: bytes) -> Measure:
    """Judge a file to its last pixel without making anything of it. Raises FactError with one sentence."""
    with _opened(content) as image:
        measure = _measure(content, image)
        # A JPEG is only unpacked to an eighth of its size; all of its bytes are read nevertheless.
        image.draft(None, (1, 1))
        image.load()
    return measure


def of_webp(content: bytes) -> tuple[int, int]:
    """The pixels of a picture that was made small before. Raises FactError with one sentence where it is none."""
    with _opened(content) as image:
        if image.format != "WEBP":
            raise FactError.of("", "The picture is no WebP, as those of an export are.")
        image.load()
        return image.size


def shrunk(content: bytes) -> Picture:
    """The picture in each size that is kept; the same bytes for the same file. Raises FactError with one sentence."""
    with _opened(content) as image:
        measure = _measure(content, image)
        upright = _upright(image, (measure.width, measure.height))
        return Picture(measure, tuple(_sizes(upright, measure)))


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    """The picture in a file, of which only the header is read. Whatever breaks while it is used is a FactError."""
    if len(content) > MAX_BYTES:
        raise FactError.of("", "The picture has more than {number} MB; give a smaller one.", number=MAX_BYTES // 2**20)
    if _is_drawing(content):
        raise FactError.of("", "The picture is an SVG, which may hold programs; give a JPEG, PNG, WebP, AVIF or GIF.")
    try:
        # Warnings are about odd metadata, which are not kept, and about many pixels, which are judged here.
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(content), formats=_FORMATS) as image:
            _judge(content, image)
            yield image
    except FactError:
        raise
    except Image.DecompressionBombError:
        raise _too_many() from None
    except UnidentifiedImageError:
        raise FactError.of("", "The file is no JPEG, PNG, WebP, AVIF or GIF.") from None
    except Exception:
        # Decoders raise whatever their C libraries and struct say; for the reader it is all the same.
        raise FactError.of("", "The picture is damaged or cut off, and can’t be read.") from None


def _is_drawing(content: bytes) -> bool:
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<svg", b"<?xml", b"<!doctype svg")) or (start[:1] == b"<" and b"<svg" in start)


def _judge(content: bytes, image: Image.Image) -> None:
    """Refuse by the header what would cost too much to read, or what nothing can be made of."""
    short, long = sorted(image.size)
    if short * long > MAX_PIXELS:
        raise _too_many()
    if long > MAX_RATIO * short:
        text = "The picture is more than {number} times as long on one side as on the other; cut it."
        raise FactError.of("", text, number=MAX_RATIO)
    if image.format in ("JPEG", "MPO") and content.count(_SCAN) > _MAX_SCANS:
        raise FactError.of("", "The picture is a JPEG in too many steps; save it anew.")


def _too_many() -> FactError:
    text = "The picture has more than {number} million pixels; give a smaller one."
    return FactError.of("", text, number=MAX_PIXELS // 10**6)


def _measure(content: bytes, image: Image.Image) -> Measure:
    wide, high = image.size if _orientation(image) not in _SIDEWAYS else reversed(image.size)
    width = min(wide, WIDTHS[-1])
    return Measure(digest_of(content), width, _scaled(high, width, wide))


def _orientation(image: Image.Image) -> int:
    """How the camera was held (Exif 2.32, tag 274); 1, upright, where the metadata can't be read."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1


def _scaled(high: int, width: int, wide: int) -> int:
    # Whole numbers, rounded half up: floats need not be equal on every machine.
    return max(1, (2 * high * width + wide) // (2 * wide))


def _upright(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The first frame as its largest kept size: upright, in sRGB, on white where it was transparent."""
    orientation = _orientation(image)
    wanted = size if orientation not in _SIDEWAYS else (size[1], size[0])
    profile = image.info.get("icc_profile")
    # Decoded at no more than what the size needs (twice as much, so that it stays sharp).
    image.draft(None, (2 * wanted[0], 2 * wanted[1]))
    image.load()
    # Made small first: what follows then needs little memory, however many pixels there were.
    colours = in_srgb(_resized(unpacked(image), wanted), profile)
    turn = _TURNS.get(orientation)
    return colours if turn is None else colours.transpose(turn)


def _sizes(upright: Image.Image, measure: Measure) -> Iterator[Size]:
    for width in widths(measure.width):
        height = _scaled(measure.height, width, measure.width)
        yield Size(width, height, _encoded(_resized(upright, (width, height))))


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encoded(image: Image.Image) -> bytes:
    """The bytes of a WebP: pixels alone, since nothing else is handed to the encoder."""
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    content = BytesIO()
    bare.save(content, "WEBP", quality=_QUALITY, method=_METHOD)
    return content.getvalue()


_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
