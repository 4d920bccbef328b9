"""Whatever people hand in becomes small WebPs that tell only what is to be seen; the rest is refused in words."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from calendar_service.pictures import shrinking
from calendar_service.pictures.shrinking import digest_of, measured, shrunk, widths
from feeds.errors import FactError
from tests.pictures.made import BERLIN, BLUE, RED, bomb, filed, halves, photo

FORMATS = ["JPEG", "PNG", "WEBP", "AVIF", "GIF"]


def opened(content: bytes, size: int = -1) -> Image.Image:
    """A kept size of a file, the largest unless told."""
    return Image.open(BytesIO(shrunk(content).sizes[size].content))


def near(colour: object, wanted: tuple[int, ...]) -> bool:
    assert isinstance(colour, tuple)
    return len(colour) == 3 and all(abs(one - other) < 40 for one, other in zip(colour, wanted, strict=True))


def refusal(content: bytes) -> str:
    """What both ways of looking at a file say against it."""
    with pytest.raises(FactError) as one:
        measured(content)
    with pytest.raises(FactError) as other:
        shrunk(content)
    assert str(one.value) == str(other.value)
    return str(one.value)


@pytest.mark.parametrize(
    ("given_size", "kept"),
    [
        ((2560, 1280), [(320, 160), (640, 320), (1280, 640)]),
        ((1280, 853), [(320, 213), (640, 427), (1280, 853)]),
        ((900, 1200), [(320, 427), (640, 853), (900, 1200)]),
        ((640, 640), [(320, 320), (640, 640)]),
        ((321, 100), [(320, 100), (321, 100)]),
        ((200, 300), [(200, 300)]),
        ((8, 1), [(8, 1)]),
    ],
)
def test_sizes_are_kept_and_nothing_is_made_larger(given_size: tuple[int, int], kept: list[tuple[int, int]]) -> None:
    content = filed(halves(*given_size), "PNG")
    picture = shrunk(content)
    assert [(size.width, size.height) for size in picture.sizes] == kept
    assert [Image.open(BytesIO(size.content)).size for size in picture.sizes] == kept
    assert {Image.open(BytesIO(size.content)).format for size in picture.sizes} == {"WEBP"}
    assert (picture.measure.width, picture.measure.height) == kept[-1]
    assert widths(picture.measure.width) == [width for width, _ in kept]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("size", [(900, 600), (3000, 2000)])
def test_each_format_is_read(form: str, size: tuple[int, int]) -> None:
    content = filed(halves(*size), form)
    image, wide = opened(content), min(size[0], 1280)
    assert near(image.getpixel((wide // 4, 300)), RED)
    assert near(image.getpixel((wide * 3 // 4, 300)), BLUE)
    assert measured(content) == shrunk(content).measure


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_of_what_moves_the_first_frame_is_taken(form: str) -> None:
    frames = [Image.new("RGB", (400, 300), colour) for colour in (RED, BLUE)]
    content = filed(frames[0], form, save_all=True, append_images=frames[1:], duration=100)
    assert near(opened(content).getpixel((200, 150)), RED)


def test_where_it_was_taken_is_left_out() -> None:
    content = photo()
    assert content.count(BERLIN.encode()) >= 3  # in the EXIF, the XMP and the comment
    assert Image.open(BytesIO(content)).getexif().get_ifd(0x8825)[1] == "N"
    for size in shrunk(content).sizes:
        kept = Image.open(BytesIO(size.content))
        assert (dict(kept.getexif()), kept.getexif().get_ifd(0x8825)) == ({}, {})
        assert set(kept.info) <= {"loop", "background", "timestamp", "duration"}
        # RIFF, its length, WEBP, and one chunk of pixels: there is no room for anything else.
        assert (size.content[8:16], int.from_bytes(size.content[16:20], "little")) == (
            b"WEBPVP8 ",
            len(size.content) - 20,
        )


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [
        (1, (0, 0)),
        (2, (1, 0)),
        (3, (1, 1)),
        (4, (0, 1)),
        (5, (0, 0)),
        (6, (1, 0)),
        (7, (1, 1)),
        (8, (0, 1)),
    ],
)
@pytest.mark.parametrize("width", [600, 3000])
def test_pictures_stand_upright(orientation: int, corner: tuple[int, int], width: int) -> None:
    """Exif 2.32, tag 274: where the first row and column of the pixels belong."""
    high = width * 2 // 3
    image = Image.new("RGB", (width, high), BLUE)
    image.paste(RED, (0, 0, width // 2, high // 2))
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = filed(image, exif=exif)
    upright = opened(content)
    wide = min(width if orientation < 5 else high, 1280)
    assert upright.size == (wide, round(wide * (high / width if orientation < 5 else width / high)))
    assert measured(content) == shrunk(content).measure
    for across in (0, 1):
        for down in (0, 1):
            pixel = upright.getpixel((upright.width * (1 + 2 * across) // 4, upright.height * (1 + 2 * down) // 4))
            assert near(pixel, RED if (across, down) == corner else BLUE)


@pytest.mark.parametrize("exif", [b"Exif\0\0", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0" + b"\xff" * 40])
def test_metadata_that_cannot_be_read_do_no_harm(exif: bytes) -> None:
    assert opened(filed(halves(), exif=exif)).size == (900, 600)


def test_an_orientation_that_there_is_not_is_none() -> None:
    assert opened(photo(orientation=77)).size == (900, 600)


def test_colours_are_translated_from_their_profile() -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # With the red and the green primary exchanged (ICC.1, 9.2.44), red in this space is green in sRGB.
    swapped = swapped.replace(b"rXYZ", b"tttt", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"tttt", b"gXYZ", 1)
    content = filed(Image.new("RGB", (200, 200), (255, 0, 0)), "PNG", icc_profile=swapped)
    assert near(opened(content).getpixel((100, 100)), (0, 255, 0))
    plain = filed(Image.new("RGB", (200, 200), (255, 0, 0)), "PNG")
    assert near(opened(plain).getpixel((100, 100)), (255, 0, 0))


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_profile_that_is_broken_or_of_another_space_counts_for_nothing(mode: str) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    image = Image.new("L", (200, 200), 90).convert(mode)
    for profile in (b"no profile", lab, lab[:150]):
        assert near(opened(filed(image, icc_profile=profile)).getpixel((100, 100)), (90, 90, 90))


@pytest.mark.parametrize(
    "image",
    [
        Image.new("L", (100, 100), 128),
        Image.new("I;16", (100, 100), 128 * 257),
        Image.new("LA", (100, 100), (128, 255)),
        Image.new("RGBA", (100, 100), (0, 0, 0, 127)),
        Image.new("P", (100, 100), 0),
    ],
    ids=lambda image: image.mode,
)
def test_greys_palettes_and_transparency(image: Image.Image) -> None:
    if image.mode == "P":
        image.putpalette([128, 128, 128])
    assert near(opened(filed(image, "PNG")).getpixel((50, 50)), (128, 128, 128))


def test_what_is_transparent_lies_on_white() -> None:
    clear = filed(Image.new("RGBA", (900, 600), (255, 0, 0, 0)), "PNG")
    assert near(opened(clear).getpixel((400, 300)), (255, 255, 255))
    keyed = filed(Image.new("RGB", (100, 100), (255, 0, 0)), "PNG", transparency=(255, 0, 0))
    assert near(opened(keyed).getpixel((50, 50)), (255, 255, 255))


def test_the_same_file_gives_the_same_bytes_also_in_another_process() -> None:
    content = photo(orientation=6, width=1500, height=1000)
    ours = shrunk(content)
    assert shrunk(content) == ours
    script = (
        "import sys, hashlib; from calendar_service.pictures.shrinking import shrunk;"
        "found = shrunk(sys.stdin.buffer.read());"
        "print(found.measure.digest, *(hashlib.sha256(size.content).hexdigest() for size in found.sizes))"
    )
    ran = subprocess.run([sys.executable, "-c", script], input=content, capture_output=True, check=True)
    digest, *_ = ran.stdout.decode().split()
    assert digest == ours.measure.digest == digest_of(content)
    assert ran.stdout.decode().split()[1:] == [hashlib.sha256(size.content).hexdigest() for size in ours.sizes]


def test_other_files_have_other_digests() -> None:
    one, other = filed(halves(), quality=90), filed(halves(), quality=91)
    assert len({digest_of(one), digest_of(other), digest_of(one + b" ")}) == 3


def test_a_bomb_is_refused_by_its_header() -> None:
    sentence = "The picture has more than 40 million pixels; give a smaller one."
    assert refusal(bomb(30_000, 30_000)) == sentence
    assert refusal(bomb(8000, 5001)) == sentence
    assert refusal(bomb(2**31 - 1, 2**31 - 1)) == sentence
    # At the limit it is the missing pixels that are wrong with it.
    assert refusal(bomb(8000, 5000)) == "The picture is damaged or cut off, and can’t be read."


def test_the_header_of_a_gif_may_not_lie() -> None:
    """A frame that is larger than the screen that it is on (GIF89a, 20)."""
    gif = bytearray(filed(halves(100, 100), "GIF"))
    at = gif.index(b"\x2c")
    gif[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    assert "40 million pixels" in refusal(bytes(gif))


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = filed(halves(100, 100))
    monkeypatch.setattr(shrinking, "MAX_BYTES", len(content))
    assert measured(content).width == 100
    monkeypatch.setattr(shrinking, "MAX_BYTES", len(content) - 1)
    assert refusal(content).startswith("The picture has more than ")


def test_ribbons_are_refused() -> None:
    assert "more than 8 times as long" in refusal(filed(halves(801, 100)))
    assert "more than 8 times as long" in refusal(filed(halves(100, 801)))
    assert measured(filed(halves(800, 100))).height == 100


def test_a_jpeg_of_endless_steps_is_refused() -> None:
    content = filed(halves(200, 100), progressive=True)
    assert 1 < content.count(b"\xff\xda") < 20
    assert measured(content).width == 200
    scan = content[content.rindex(b"\xff\xda") : -2]
    assert refusal(content[:-2] + scan * 200 + b"\xff\xd9") == "The picture is a JPEG in too many steps; save it anew."


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- --><svg/>',
        b"  \n<SVG/>",
        b"<!-- drawn by hand --><svg/>",
    ],
)
def test_drawings_are_refused(content: bytes) -> None:
    assert refusal(content) == "The picture is an SVG, which may hold programs; give a JPEG, PNG, WebP, AVIF or GIF."


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"%PDF-1.7",
        b"<html><script>alert(1)</script>",
        filed(halves(), "BMP"),
        filed(halves(), "TIFF"),
        filed(halves(), "ICO"),
        filed(halves(), "PPM"),
    ],
    ids=["nothing", "GIF alone", "PDF", "HTML", "BMP", "TIFF", "ICO", "PPM"],
)
def test_what_is_no_picture_of_ours_is_refused(content: bytes) -> None:
    assert refusal(content) == "The file is no JPEG, PNG, WebP, AVIF or GIF."


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_cut_off_is_refused(form: str) -> None:
    content = filed(Image.effect_noise((400, 300), 80).convert("RGB"), form)
    assert refusal(content[: len(content) * 2 // 3]) in (
        "The picture is damaged or cut off, and can’t be read.",
        "The file is no JPEG, PNG, WebP, AVIF or GIF.",
    )


@pytest.mark.parametrize("form", FORMATS)
def test_of_two_files_in_one_only_the_pixels_are_kept(form: str) -> None:
    """What stands behind the picture, or in its comments, is not handed on: scripts, archives, other pictures."""
    page = b"*/=1;/*<script>alert('polyglot')</script>PK\x03\x04"
    content = filed(halves(), form) + page
    assert all(b"script" not in size.content and b"PK\x03" not in size.content for size in shrunk(content).sizes)


@given(st.data())
def test_damaged_files_are_a_sentence_or_a_picture(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(FORMATS))
    content = bytearray(filed(halves(120, 80), form))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(FactError):  # and no other error
        picture = shrunk(bytes(content))
        assert max(size.width for size in picture.sizes) <= 1280
        assert measured(bytes(content)) == picture.measure
