"""Times as people type them are read as they were meant, or refused with a sentence; nothing is guessed in silence."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, time

import pytest
from babel import Locale
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from calendar_service.intake.typed import Typed, typed
from feeds.errors import FactError
from feeds.when import when_of

TODAY = date(2026, 11, 23)  # a Monday
BOTH = [Locale("en", "GB"), Locale("de")]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("22 feb 20h", "2027-02-22T20:00"),
        ("22 feb 20h30", "2027-02-22T20:30"),
        ("22.2. 20 Uhr", "2027-02-22T20:00"),
        ("22.2.27 20.15 Uhr", "2027-02-22T20:15"),
        ("22.02.2027 20:30", "2027-02-22T20:30"),
        ("5. 12. 2026", "2026-12-05"),
        ("Feb 22, 8:30 p.m.", "2027-02-22T20:30"),
        ("12 am 5 dec", "2026-12-05T00:00"),
        ("5 dec 12pm", "2026-12-05T12:00"),
        ("5 dec noon", "2026-12-05T12:00"),
        ("sat 8pm", "2026-11-28T20:00"),
        ("monday 20:00", "2026-11-23T20:00"),
        ("tomorrow 20h", "2026-11-24T20:00"),
        ("heute um 21 Uhr", "2026-11-23T21:00"),
        ("Samstag, 5. Dezember 2026, 20:00 Uhr", "2026-12-05T20:00"),
        ("1st of march 2027", "2027-03-01"),
        ("23 nov", "2026-11-23"),
        ("22 nov", "2027-11-22"),
        ("29 feb", "2028-02-29"),
        ("22/2", "2027-02-22"),
        ("2/22/2027", "2027-02-22"),
        ("3/3", "2027-03-03"),
        ("march 2027", "2027-03"),
        ("Frühjahr 2027", "2027-spring"),
        ("2027 q1", "2027-Q1"),
        ("2027", "2027"),
        ("Date to be announced", "tba"),
        ("2027-03-05T20:00", "2027-03-05T20:00"),
        ("2027-winter", "2027-winter"),
    ],
)
def test_what_is_meant_is_read(text: str, starts: str) -> None:
    assert typed(text, TODAY, BOTH) == Typed(starts)


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("22 feb 20:00-23:30", "2027-02-22T20:00", "23:30"),
        ("22 feb 20h – 2h", "2027-02-22T20:00", "02:00"),
        ("22 feb from 8pm to 11pm", "2027-02-22T20:00", "23:00"),
        ("22.2. 20 Uhr bis 23 Uhr", "2027-02-22T20:00", "23:00"),
        ("22-24 feb", "2027-02-22", "2027-02-24"),
        ("30 dec - 2 jan", "2026-12-30", "2027-01-02"),
        ("5 dec 20:00 - 6 dec 4:00", "2026-12-05T20:00", "2026-12-06T04:00"),
    ],
)
def test_an_end_may_stand_behind(text: str, starts: str, ends: str) -> None:
    assert typed(text, TODAY, BOTH) == Typed(starts, ends)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The day is missing, such as 22 Feb 20:00."),
        ("3/4", "“3/4” can be read in two ways; write the month as a word, such as 3 Apr."),
        ("20h", "A day or a year is missing, such as 22 Feb or March 2027."),
        ("22", "A day needs its month, such as 22 Feb."),
        ("jan 2027 20h", "An hour needs a day, such as 22 Feb 20:00."),
        ("22 feb 25h", "The hour is none that a clock shows; right is 00:00 to 23:59."),
        ("5 dec 13pm", "The hour is none that a clock shows; right is 00:00 to 23:59."),
        ("22 feb - 23h", "An end with an hour needs a start with one, such as 20:00 – 23:00."),
        ("31 feb", "That month has no such day."),
        ("0 feb", "That month has no such day."),
        ("22 feb 22 mar", "“22 feb 22 mar” names something twice; write one time, such as 22 Feb 20:00."),
        ("fri 28 feb", "2027-02-28 falls on another day of the week; correct one of the two."),
        ("soonish", "“soonish” is not understood; write it like 22 Feb 20:00, 22 Feb, March 2027 or tba."),
        ("5 dec 3000", "The year is none that this calendar has."),
    ],
)
def test_what_can_not_be_read_is_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(FactError) as caught:
        typed(text, TODAY, BOTH)
    assert str(caught.value) == sentence


@given(
    st.dates(date(2026, 1, 1), date(2035, 12, 31)),
    st.times(),
    st.sampled_from(["long", "full", "medium", "d MMM y", "EEE d MMMM y", "MMMM d, y"]),
    st.sampled_from(BOTH),
)
def test_a_day_as_a_language_writes_it_is_that_day(on: date, at: time, style: str, locale: Locale) -> None:
    text = f"{format_date(on, style, locale)}, {at:%H:%M}"
    assert typed(text, TODAY, BOTH) == Typed(f"{on.isoformat()}T{at:%H:%M}")


@given(st.text(max_size=100) | st.text("0123456789 .:-/hpamfeb–qTtba", max_size=30))
def test_whatever_is_typed_becomes_a_time_or_a_sentence(text: str) -> None:
    with suppress(FactError):
        when_of(typed(text, TODAY, BOTH).starts, "UTC", "starts")
