"""Formats as people type them, and as they are told back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_service.intake.media import LIMIT, media_of, media_told
from calendar_service.languages import CODES, tongue_of
from feeds.errors import FactError
from feeds.facts import Medium
from feeds.text import clean_line
from feeds.tongue import ENGLISH
from feeds.vocabulary import Format

TONGUES = [tongue_of(code) for code in CODES]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("triple vinyl, CD, digital", "3×vinyl, CD, digital"),
        ("3xLP + MC", "3×vinyl, cassette"),
        ("3 × LP; 2CD", "3×vinyl, 2×CD"),
        ("2-LP and digital", "2×vinyl, digital"),
        ("Doppel-LP, Dreifachvinyl", "2×vinyl, 3×vinyl"),
        ("Kassette und Download", "cassette, digital"),
        ('7"', "vinyl (7″)"),
        ('12" vinyl', "vinyl (12″)"),
        ("2x12 inch vinyl (red)", "2×vinyl (12″ red)"),
        ("signed CD", "CD (signed)"),
        ("black & gold vinyl", "vinyl (black & gold)"),
        ("vinyl (red, numbered), CD", "vinyl (red, numbered), CD"),
        ("Blu-ray/4K UHD", "Blu-ray, Ultra HD Blu-ray"),
        ("book", "print"),
        ("VHS\nUSB stick", "VHS, USB stick"),
        ("reel to reel tape", "reel-to-reel tape"),
        ("1000x CD", "1000×CD"),
        ("", ""),
        (" , ;", ""),
    ],
)
def test_what_is_typed_is_understood(text: str, expected: str) -> None:
    assert media_told(ENGLISH, media_of(text, TONGUES)) == expected


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("shellac, CD", "“shellac”"),
        ("CD, wax, glass", "“wax”, “glass”"),
        ("1001x CD", "“1001x CD”"),
        ("0x CD", "“0x CD”"),
        ("9" * 5_000, "too long"),
        ("9" * 500, "“999"),
        ("CD," * 101, "too many"),
        ("x" * LIMIT, "“xxx"),
        ("(((", "“(((”"),
    ],
)
def test_what_is_no_format_is_named(text: str, named: str) -> None:
    with pytest.raises(FactError, match=r"format|too long|too many") as caught:
        media_of(text, TONGUES)
    assert named in str(caught.value)


_editions = st.text(st.characters(categories=["L", "Nd"], include_characters=" -&,."), max_size=30).map(
    lambda text: clean_line(text).strip(" -,")
)
_media = st.builds(Medium, st.sampled_from(Format), st.integers(1, 1000), _editions)


@pytest.mark.parametrize("code", CODES)
@given(media=st.lists(_media, max_size=5))
def test_what_is_told_is_read_back(code: str, media: list[Medium]) -> None:
    t = tongue_of(code)
    assert media_of(media_told(t, media), [t]) == media


@given(st.text(max_size=60))
def test_anything_is_read_or_refused_in_words(text: str) -> None:
    try:
        found = media_of(text, TONGUES)
    except FactError:
        return
    assert all(1 <= medium.quantity <= 1000 for medium in found)
