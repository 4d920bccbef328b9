"""A tongue alone, with words made for the test: what it fills in, counts, lists and writes as its language does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from gettext import GNUTranslations
from io import BytesIO

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from feeds.tongue import ENGLISH, Tongue

ON = date(2027, 3, 5)
THIN = "\u2009"


def tongue(code: str, words: Catalog | None = None) -> Tongue:
    """A language by its code, with the words of a catalogue."""
    if words is None:
        return Tongue(code, Locale.parse(code))
    compiled = BytesIO()
    write_mo(compiled, words)
    compiled.seek(0)
    return Tongue(code, Locale.parse(code), GNUTranslations(compiled))


def polish(live: str = "na żywo") -> Catalog:
    """Three forms of a plural, one word with two meanings, one with an order of its own."""
    words = Catalog(locale="pl")
    words.add(("{number} entry", "{number} entries"), ("{number} wpis", "{number} wpisy", "{number} wpisów"))
    words.add("live", live, context="kind")
    words.add("live", "trwa", context="state")
    words.add("{first} before {second}", "{second} po {first}")
    return words


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 wpisów"), (1, "1 wpis"), (2, "2 wpisy"), (4, "4 wpisy"), (5, "5 wpisów"), (12, "12 wpisów"),
     (22, "22 wpisy"), (112, "112 wpisów")],
)  # fmt: skip
def test_a_plural_has_as_many_forms_as_its_language(number: int, text: str) -> None:
    assert tongue("pl", polish()).plural("{number} entry", "{number} entries", number) == text


def test_a_plural_writes_its_number_with_the_marks_of_its_language() -> None:
    assert ENGLISH.plural("{number} entry", "{number} entries", 1) == "1 entry"
    assert ENGLISH.plural("{number} entry", "{number} entries", 0) == "0 entries"
    assert ENGLISH.plural("{number} of {name}", "{number} of {name}", 12_345, name="X") == "12,345 of X"
    assert tongue("de").plural("{number} entry", "{number} entries", 12_345) == "12.345 entries"


def test_one_word_is_told_apart_by_its_context() -> None:
    t = tongue("pl", polish())
    assert [t.term("kind", "live"), t.term("state", "live"), t.term("other", "live"), t("live")] == [
        "na żywo", "trwa", "live", "live",
    ]  # fmt: skip


def test_names_are_filled_in_where_the_language_wants_them_and_only_once() -> None:
    assert tongue("pl", polish())("{first} before {second}", first="a", second="b") == "b po a"
    # What people are called is no message: their braces stay.
    assert ENGLISH("{first} before {second}", first="{second}", second="{0}") == "{second} before {0}"
    assert ENGLISH("Nothing to fill {in}") == "Nothing to fill {in}"
    with pytest.raises(KeyError):
        ENGLISH("{missing}", other="x")


def test_days_are_written_in_full_and_short() -> None:
    assert ENGLISH.day(ON) == "5 March 2027"
    assert ENGLISH.weekday(ON) == "Friday 5 March 2027"
    assert ENGLISH.weekday(ON, year=False) == "Friday 5 March"
    assert ENGLISH.short(ON) == "Fri 5"
    assert ENGLISH.month(ON) == "March 2027"
    assert [tongue("fr").day(ON), tongue("fr").month(ON)] == ["5 mars 2027", "mars 2027"]


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2027, 3, 5), date(2027, 3, 7), "5–7 Mar 2027"),
        (date(2027, 2, 27), date(2027, 3, 2), "27 Feb – 2 Mar 2027"),
        (date(2026, 12, 31), date(2027, 1, 1), "31 Dec 2026 – 1 Jan 2027"),
        (date(2027, 3, 5), date(2027, 3, 5), "5 Mar 2027"),
    ],
)
def test_a_span_of_days_says_nothing_twice(first: date, last: date, text: str) -> None:
    assert ENGLISH.days(first, last).replace(THIN, " ") == text


def test_the_order_of_a_day_is_a_matter_of_the_words() -> None:
    words = Catalog(locale="de")
    words.add("EEEE d MMMM y", "EEEE, d. MMMM y", context="date")
    words.add("EEE d", "EEE, d.", context="date")
    t = tongue("de", words)
    assert t.weekday(ON) == "Freitag, 5. März 2027"
    assert t.short(ON).endswith(" 5.")
    assert t.weekday(ON, year=False) == "Freitag 5 März"  # of this one the catalogue says nothing


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_are_sentences(items: list[str], text: str) -> None:
    assert ENGLISH.listed(items) == text


def test_lists_have_styles() -> None:
    assert ENGLISH.listed(["a", "b", "c"], "or") == "a, b or c"
    assert ENGLISH.listed(["a", "b", "c"], "unit") == "a, b, c"
    assert tongue("de").listed(["a", "b", "c"], "or") == "a, b oder c"


def test_numbers_marks_and_countries_are_those_of_the_language() -> None:
    assert [ENGLISH.number(12_345.5), tongue("de").number(12_345.5)] == ["12,345.5", "12.345,5"]
    assert [ENGLISH.decimal_mark, tongue("fr").decimal_mark] == [".", ","]
    assert [ENGLISH.country("JP"), tongue("fr").country("JP"), ENGLISH.country("QQ")] == ["Japan", "Japon", "QQ"]


@pytest.mark.parametrize(
    ("code", "name", "direction"),
    [("en", "English", "ltr"), ("de", "Deutsch", "ltr"), ("he", "עברית", "rtl"), ("ar", "العربية", "rtl")],
)
def test_a_language_names_itself_and_says_where_it_begins(code: str, name: str, direction: str) -> None:
    t = ENGLISH if code == "en" else tongue(code)
    assert (t.name, t.direction) == (name, direction)


@pytest.mark.parametrize(("text", "expected"), [("", ""), ("a b", "A b"), ("éa", "Éa"), ("Ab C", "Ab C"), ("1a", "1a")])
def test_a_line_of_its_own_begins_with_a_capital(text: str, expected: str) -> None:
    assert ENGLISH.sentence_case(text) == expected


def test_every_word_counts_in_the_fingerprint() -> None:
    first = tongue("pl", polish()).fingerprint
    assert first.startswith("pl ")
    assert tongue("pl", polish()).fingerprint == first  # of equal words, whoever has read them
    more = polish()
    more.add("seen", "widziane")
    found = {first, *(tongue("pl", words).fingerprint for words in (polish("na zywo"), more, None))}
    assert len(found) == 4
    assert [ENGLISH.fingerprint, tongue("pl").fingerprint] == ["en", "pl"]


def test_two_readings_of_one_language_are_equal() -> None:
    assert tongue("pl", polish()) == tongue("pl")
    assert replace(ENGLISH, code="de") != ENGLISH
