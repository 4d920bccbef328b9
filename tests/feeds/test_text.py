"""Texts and addresses are cleaned once: nothing that feeds can't carry is left, and cleaning again changes nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import FactError
from feeds.text import LINE_LIMIT, TEXT_LIMIT, URL_LIMIT, clean_line, clean_text, line_of, text_of, url_of

PIECES = [
    "a",
    "B",
    "1",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\v",
    "\x00",
    "\x1b",
    "\x7f",
    "\x85",
    "\u2028",
    "\u200e",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\ud800",
    "\udfff",
    "\uffff",
    "\U0001fffe",
    "e",
    "\u0301",
    "\u0338",
    "\u1100",
    "\u1161",
    "\u00a0",
    "\u3000",
    "👩\u200d👧",
]
hostile = st.text() | st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@given(hostile)
def test_cleaning_a_text_again_changes_nothing(value: str) -> None:
    once = clean_text(value)
    assert clean_text(once) == once == unicodedata.normalize("NFC", once).strip()
    once.encode("utf-8")
    assert [char for char in once if unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t"] == []


@given(hostile)
def test_cleaning_a_line_again_changes_nothing(value: str) -> None:
    once = clean_line(value)
    assert clean_line(once) == once == clean_text(once)
    assert " ".join(once.split()) == once


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_text_stays_as_it_is_but_for_blanks(value: str) -> None:
    assert clean_text(value) == value.strip()
    assert clean_line(value) == " ".join(value.split())


@pytest.mark.parametrize(
    ("value", "text", "line"),
    [
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne", "a b c d e"),
        ("\ufeffa\x00b\x1bc\x7fd", "abcd", "abcd"),
        ("a\tb  c", "a\tb  c", "a b c"),
        ("e\u0301", "é", "é"),
        ("e\u202a\u0301", "e\u202a\u0301", "é"),
        ("a\u202eb\u2069c\u200fd", "a\u202eb\u2069c\u200fd", "abc\u200fd"),
        ("a\ud83db\ude00", "ab", "ab"),
        ("👩\u200d👩\u200d👧 🇩🇪", "👩\u200d👩\u200d👧 🇩🇪", "👩\u200d👩\u200d👧 🇩🇪"),
        ("\u00a0横丁\u3000ホール\n", "横丁\u3000ホール", "横丁 ホール"),
        ("", "", ""),
    ],
)
def test_what_is_dropped_and_what_stays(value: str, text: str, line: str) -> None:
    assert (clean_text(value), clean_line(value)) == (text, line)


def test_lengths_count_after_cleaning() -> None:
    assert line_of("e\u0301" * LINE_LIMIT + "  ", "title") == "é" * LINE_LIMIT
    assert text_of("\r\n" + "x" * TEXT_LIMIT, "description") == "x" * TEXT_LIMIT
    assert text_of(" \n ", "description") == ""


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("", "title must not be empty."),
        (" \u202e\x00\n", "title must not be empty."),
        ("x" * 201, "title has 201 characters; at most 200 are allowed."),
    ],
)
def test_a_line_is_neither_empty_nor_too_long(value: str, sentence: str) -> None:
    with pytest.raises(FactError) as error:
        line_of(value, "title")
    assert [(problem.field, problem.sentence) for problem in error.value.problems] == [("title", sentence)]


def test_a_text_is_not_too_long() -> None:
    with pytest.raises(FactError) as error:
        text_of("x" * (TEXT_LIMIT + 1), "description")
    assert str(error.value) == "description has 20001 characters; at most 20000 are allowed."


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://a.example", "https://a.example"),
        (" HTTP://A.Example:8080/X?y=1#z\n", "http://a.example:8080/X?y=1#z"),
        ("https://a.example/ö/横丁?q=é#ß", "https://a.example/%C3%B6/%E6%A8%AA%E4%B8%81?q=%C3%A9#%C3%9F"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/%c3%b6%zz", "https://a.example/%c3%b6%25zz"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://横丁.example/", "https://xn--5gq699d.example/"),
        ('https://a.example/"<>\\^`{|}', "https://a.example/%22%3C%3E%5C%5E%60%7B%7C%7D"),
        ("http://[2001:db8::1]:80/", "http://[2001:db8::1]:80/"),
        ("http://127.0.0.1/", "http://127.0.0.1/"),
    ],
)
def test_addresses_are_written_in_ascii(value: str, url: str) -> None:
    assert url_of(value, "url") == url
    assert url_of(url, "url") == url


@pytest.mark.parametrize(
    "value",
    [
        *("", "a.example", "//a.example", "/path", "https://", "https:///path", "https:a.example", "https://:80/"),
        *(
            "javascript:alert(1)",
            "JavaScript://a.example/%0aalert(1)",
            "data:text/html,x",
            "ftp://a.example",
            "file:///etc",
        ),
        *("https://user@a.example", "https://user:secret@a.example", "https://@a.example"),
        *(
            "https://a b.example",
            "https://a.example/a b",
            "https://a.example/\nb",
            "https://a.example/\tb",
            "https://a.example/\u202eb",
        ),
        *(
            "https://a.example:port",
            "https://a.example:70000",
            "http://[::1",
            "https://a..example",
            "https://-a.example",
        ),
        *(
            "https://a.example\\@b.example",
            "https://a.example\x00",
            "https://" + "a" * 64 + ".example",
            "https://a_<b>.example",
        ),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(value: str) -> None:
    with pytest.raises(FactError) as error:
        url_of(value, "url")
    assert str(error.value) == "url must be an http:// or https:// address."


def test_an_address_is_not_too_long() -> None:
    start = "https://a.example/"
    assert len(url_of(start + "x" * (URL_LIMIT - len(start)), "url")) == URL_LIMIT
    with pytest.raises(FactError) as error:
        url_of(start + "ö" * 400, "url")
    assert str(error.value) == "url has 2418 characters; at most 2000 are allowed."


@given(st.sampled_from(["https://", "http://a.example/", "https://é.example/?", ""]), hostile)
def test_any_address_is_refused_or_written_in_ascii_for_good(start: str, value: str) -> None:
    try:
        url = url_of(start + value, "url")
    except FactError:
        return
    assert url.isascii()
    assert url.isprintable()
    assert " " not in url
    assert url.startswith(("http://", "https://"))
    assert url_of(url, "url") == url
