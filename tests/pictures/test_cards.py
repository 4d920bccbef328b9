"""Drawn cards: of the right size, small, the same each time, and with letters or nothing, never boxes."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from PIL import Image

from calendar_service.pictures import lettering
from calendar_service.pictures.cards import SIZE, Card, card
from calendar_service.pictures.lettering import balanced, broken, covered, drawable, font, shortened
from tests.strategies import LINES

FONTS = Path(lettering.__file__).parent / "fonts"
PLAIN = Card("Calendar", "Metropolis", "Saturday 5 December 2026, 20:00", "Anthology Film Archives, New York")
INK, ALERT, BLUE = (22, 25, 28), (156, 28, 40), (23, 74, 112)


def picture(lines: Card) -> Image.Image:
    image = Image.open(BytesIO(card(lines)))
    assert image.format == "PNG"
    return image.convert("RGB")


def ink(image: Image.Image, top: int, bottom: int) -> int:
    """How many pixels of a band are not paper."""
    paper = (252, 252, 250)
    band = image.crop((0, top, image.width, bottom))
    return sum(count for count, colour in band.getcolors(1 << 20) or () if colour != paper)


def near(one: object, other: tuple[int, int, int]) -> bool:
    assert isinstance(one, tuple)
    return all(abs(a - b) < 8 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    "lines",
    [
        PLAIN,
        Card("Calendar"),
        Card(""),
        replace(PLAIN, mark="Cancelled", off=True),
        Card("Calendar " * 30, "Rindfleischetikettierungsüberwachung " * 12, PLAIN.date * 5, PLAIN.place * 5, "Moved"),
        replace(PLAIN, title="W" * 200),
    ],
)
def test_a_card_is_small_and_of_the_size_that_networks_want(lines: Card) -> None:
    content = card(lines)
    assert Image.open(BytesIO(content)).size == SIZE == (1200, 630)
    assert len(content) < 100_000


def test_the_same_lines_give_the_same_bytes_in_every_thread() -> None:
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(card, [PLAIN] * 8))
    assert len(found) == 1
    assert card(replace(PLAIN, title="Metropolis!")) not in found


def test_nothing_is_drawn_in_the_margins() -> None:
    image = picture(Card("Calendar " * 30, "Donaudampfschifffahrtsgesellschaft " * 9, PLAIN.date * 5, PLAIN.place * 5))
    for box in ((0, 30, 70, 630), (1130, 30, 1200, 630), (0, 600, 1200, 630)):
        assert image.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), (252, 252, 250))]


def test_what_is_off_has_another_band_and_a_mark() -> None:
    on, off = picture(PLAIN), picture(replace(PLAIN, mark="Cancelled", off=True))
    assert near(on.getpixel((5, 5)), BLUE)
    assert near(off.getpixel((5, 5)), ALERT)
    assert near(off.getpixel((100, 165)), ALERT)
    assert not near(on.getpixel((100, 165)), ALERT)


@pytest.mark.parametrize("title", ["メトロポリス", "مدينة", "מטרופוליס", "Metropolis 大都会", "🎉"])
def test_a_title_that_cannot_be_drawn_is_left_out_and_the_date_takes_its_place(title: str) -> None:
    assert card(replace(PLAIN, title=title)) == card(replace(PLAIN, title=""))
    assert card(replace(PLAIN, title=title)) != card(Card("Calendar"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Metropolis", "Metropolis"),
        ("Đặng Thái Sơn: Łódź, Ærø, Ğ, ẞ", "Đặng Thái Sơn: Łódź, Ærø, Ğ, ẞ"),
        ("Человек с киноаппаратом – Ѓ Ї Ў", "Человек с киноаппаратом – Ѓ Ї Ў"),
        ("Μητρόπολις ἄνθρωπος", "Μητρόπολις ἄνθρωπος"),
        ("«Ça va?» – ‘yes’ … 20 € №5", "«Ça va?» – ‘yes’ … 20 € №5"),
        ("🎉 Party 👩\u200d👩\u200d👧 ❤\ufe0f", "Party"),
        ("Cafe\u0301", "Café"),
        ("日本", ""),
        ("", ""),
    ],
)
def test_letters_are_needed_and_emoji_are_not(text: str, expected: str) -> None:
    assert drawable(text) == expected


def test_the_font_has_what_it_says() -> None:
    face = font(60)
    lacking = bytes(face.getmask("\ue000"))
    for sign in map(ord, "AzÄßŁđặЖѓΩἄ–€"):
        assert sign in covered()
        assert bytes(face.getmask(chr(sign))) != lacking
    assert not covered() & set(map(ord, "日م\ue000"))
    assert set(range(0x21, 0x7F)) | set(range(0xC0, 0x180)) | set(range(0x410, 0x450)) <= covered()


def test_the_font_is_the_one_that_was_looked_at_and_its_licence_is_beside_it() -> None:
    digest, name = (FONTS / "eb-garamond.ttf.sha256").read_text().split()
    content = (FONTS / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == digest
    assert len(content) < 400_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text()


@given(LINES)
def test_lines_are_never_wider_than_they_may_be_and_lose_nothing(text: str) -> None:
    face = font(40)
    for breaking in (broken, balanced):
        rows = breaking(text, face, 400)
        assert all(face.getlength(row) <= 400 for row in rows)
        assert "".join("".join(rows).split()) == "".join(text.split())
    assert face.getlength(shortened(text, face, 400)) <= 400


def test_no_word_stands_alone_in_the_last_line() -> None:
    face = font(100)
    assert broken("Jeff Mills live at the Trevor", face, 1000) == ["Jeff Mills live at the", "Trevor"]
    assert balanced("Jeff Mills live at the Trevor", face, 1000) == ["Jeff Mills live", "at the Trevor"]


def test_a_long_word_is_drawn_smaller_rather_than_cut() -> None:
    assert ink(picture(Card("", "Donaudampfschifffahrtsgesellschaft")), 280, 400) == 0
    assert ink(picture(Card("", "Donaudampf schifffahrts gesellschaft")), 280, 400) > 0
