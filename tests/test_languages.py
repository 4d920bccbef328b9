"""Languages: what browsers ask for, and what each writes in its own way."""

from __future__ import annotations

from datetime import date

import pytest

from calendar_service.languages import CODES, tongue_of, wished
from feeds.tongue import ENGLISH

GERMAN = tongue_of("de")


@pytest.mark.parametrize(
    ("header", "code"),
    [("de", "de"), ("de-AT,de;q=0.9", "de"), ("fr, de;q=0.5, en;q=0.8", "en"), ("DE", "de"), ("fr-CA", None),
     ("", None), ("*", None), ("en;q=0, de;q=0.1", "de"), ("de;q=x, en", "en"), (";;;,,,", None), ("de;q=2", None),
     ("x" * 10_000, None), ("fr," * 200 + "de", None), ("de;q=nan", None),
     ("de;q=0, fr", None), ("de;q=0.5, en;q=0.5", "de")],
)  # fmt: skip
def test_the_first_wish_that_can_be_met_counts(header: str, code: str | None) -> None:
    assert wished(header) == code


def test_there_is_no_language_without_its_catalogue() -> None:
    assert {tongue_of(code).code for code in CODES} == set(CODES)
    with pytest.raises(KeyError):
        tongue_of("../../etc")


def test_dates_are_in_the_order_of_the_language() -> None:
    on, later = date(2027, 3, 5), date(2027, 4, 2)
    assert [ENGLISH.day(on), GERMAN.day(on)] == ["5 March 2027", "5. März 2027"]
    assert [ENGLISH.weekday(on), GERMAN.weekday(on)] == ["Friday 5 March 2027", "Freitag, 5. März 2027"]
    assert [ENGLISH.weekday(on, year=False), GERMAN.weekday(on, year=False)] == ["Friday 5 March", "Freitag, 5. März"]
    assert [ENGLISH.month(on), GERMAN.month(on)] == ["March 2027", "März 2027"]
    assert [ENGLISH.short(on), GERMAN.short(on)] == ["Fri 5", "Fr. 5."]
    assert ENGLISH.days(on, later).replace("\u2009", " ") == "5 Mar – 2 Apr 2027"


def test_numbers_lists_and_countries_are_too() -> None:
    assert [ENGLISH.number(12345), GERMAN.number(12345)] == ["12,345", "12.345"]
    assert [ENGLISH.listed(["a", "b", "c"]), GERMAN.listed(["a", "b", "c"])] == ["a, b and c", "a, b und c"]
    assert [ENGLISH.country("DE"), GERMAN.country("DE"), ENGLISH.country("XX")] == ["Germany", "Deutschland", "XX"]
    assert [ENGLISH.decimal_mark, GERMAN.decimal_mark] == [".", ","]
    assert (GERMAN.name, GERMAN.direction) == ("Deutsch", "ltr")


def test_a_message_is_filled_in_and_has_its_plural() -> None:
    assert GERMAN("Doors {time}", time="19:00") == "Einlass 19:00"
    assert GERMAN.plural("{number} date", "{number} dates", 1) == "1 Termin"
    assert GERMAN.plural("{number} date", "{number} dates", 1_234) == "1.234 Termine"
    assert GERMAN("Nobody has translated this {one}.", one="{two}") == "Nobody has translated this {two}."


def test_one_word_may_mean_two_things() -> None:
    assert GERMAN.term("kind", "festival") == "Festival"
    assert (GERMAN.term("feed", "CANCELLED"), GERMAN.term("state", "Cancelled")) == ("ABGESAGT", "Abgesagt")


def test_another_language_is_another_fingerprint() -> None:
    assert ENGLISH.fingerprint == "en"
    assert GERMAN.fingerprint != ENGLISH.fingerprint
    assert GERMAN.fingerprint == tongue_of("de").fingerprint
