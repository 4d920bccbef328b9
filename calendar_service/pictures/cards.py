"""Drawn pictures for pages that have none: what a link looks like where it is shared."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from calendar_service.pictures.lettering import balanced, broken, drawable, font, shortened

VERSION: Final = 1
"""To be raised when cards look different: their addresses change with it."""

SIZE: Final = (1200, 630)
"""Pixels, wide and high: what Facebook, WhatsApp and Slack show without cutting."""

MEDIA_TYPE: Final = "image/png"

_PAPER, _INK, _SOFT = "#fcfcfa", "#16191c", "#565c62"
_BLUE, _ALERT, _ON_ALERT = "#174a70", "#9c1c28", "#ffffff"
_MARGIN: Final = 84
_BAND: Final = 18
_WIDTH: Final = SIZE[0] - 2 * _MARGIN
_SITE, _DATE, _PLACE, _MARK = 38, 50, 40, 36
_SIZES: Final = range(124, 59, -8)
_GAP: Final = 24
_LINES: Final = 4
_LEADING: Final = 1.08
_COLOURS: Final = 64


@dataclass(frozen=True, slots=True)
class Card:
    """The lines of a card; an empty one is left out. `off` is for what does not take place: its title is struck."""

    site: str
    title: str = ""
    date: str = ""
    place: str = ""
    mark: str = ""
    off: bool = False


def card(lines: Card) -> bytes:
    """A PNG of 1200 × 630 pixels; the same lines give the same bytes."""
    picture = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(picture)
    colour = _ALERT if lines.off else _BLUE
    pen.rectangle((0, 0, SIZE[0], _BAND - 1), fill=colour)
    top = _head(pen, drawable(lines.site))
    title, date = drawable(lines.title), drawable(lines.date)
    bottom = _foot(pen, date if title else "", drawable(lines.place))
    _middle(pen, lines, title or date, (top, bottom))
    content = BytesIO()
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(content, "PNG", optimize=True)
    return content.getvalue()


def _head(pen: ImageDraw.ImageDraw, site: str) -> int:
    """The site's name over a rule; gives the height at which the rule ends."""
    baseline = _BAND + 74
    face = font(_SITE)
    pen.text((_MARGIN, baseline), shortened(site, face, _WIDTH), _INK, face, anchor="ls")
    pen.rectangle((_MARGIN, baseline + 24, SIZE[0] - _MARGIN - 1, baseline + 25), fill=_INK)
    return baseline + 26


def _foot(pen: ImageDraw.ImageDraw, date: str, place: str) -> int:
    """The date, and below it the place; gives the height at which they begin."""
    baseline = SIZE[1] - 62
    for text, size, colour in ((place, _PLACE, _SOFT), (date, _DATE, _INK)):
        if text:
            face = font(size)
            pen.text((_MARGIN, baseline), shortened(text, face, _WIDTH), colour, face, anchor="ls")
            baseline -= round(size * 1.3)
    return baseline


def _middle(pen: ImageDraw.ImageDraw, lines: Card, text: str, space: tuple[int, int]) -> None:
    """The mark of its state and the title, as large as the space between two heights lets it be."""
    top = space[0] + 40
    mark = drawable(lines.mark)
    if mark:
        top = _mark(pen, mark, lines.off, top) + _GAP
    size, rows = _fitted(text, space[1] - _GAP - top)
    face = font(size)
    for number, row in enumerate(rows):
        baseline = top + round(size * (0.78 + number * _LEADING))
        pen.text((_MARGIN, baseline), row, _SOFT if lines.off else _INK, face, anchor="ls")
        if lines.off:
            middle, half = baseline - round(size * 0.24), max(2, size // 30)
            end = _MARGIN + face.getlength(row)
            pen.rectangle((_MARGIN, middle - half, end, middle + half - 1), fill=_SOFT)


def _fitted(text: str, height: int) -> tuple[int, list[str]]:
    """The largest size at which a text fits without a word being cut, and its lines. At the smallest one words are
    cut, and the rest is given up."""
    for size in _SIZES:
        face = font(size)
        whole = all(face.getlength(word) <= _WIDTH for word in text.split())
        if whole and len(broken(text, face, _WIDTH)) <= _room(size, height):
            return size, balanced(text, face, _WIDTH)
    rows, room = broken(text, face, _WIDTH), _room(size, height)
    last = shortened(" ".join(rows[room - 1 :]), face, _WIDTH)
    return size, [*rows[: room - 1], last] if len(rows) > room else rows


def _room(size: int, height: int) -> int:
    return max(1, min(_LINES, height // round(size * _LEADING)))


def _mark(pen: ImageDraw.ImageDraw, text: str, off: bool, top: int) -> int:
    """What has become of it, in a frame: filled where it does not take place; gives the height at which it ends."""
    face = font(_MARK)
    bottom = top + round(_MARK * 1.55)
    frame = (_MARGIN, top, _MARGIN + round(face.getlength(text)) + 40, bottom)
    pen.rounded_rectangle(frame, 4, fill=_ALERT if off else None, outline=_ALERT if off else _INK, width=3)
    pen.text((_MARGIN + 20, bottom - round(_MARK * 0.46)), text, _ON_ALERT if off else _INK, face, anchor="ls")
    return bottom
