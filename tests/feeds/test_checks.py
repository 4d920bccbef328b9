"""The judge of feeds as a whole: it knows our feeds for good, fears no bytes, and shares no code with the writers."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.checks.colours import HEX
from feeds.checks.finding import HURTS, Finding
from feeds.checks.judging import LIMIT, check
from feeds.entry import Entry, days
from feeds.options import PLAIN, Options
from feeds.writers import ical
from tests import golden
from tests.feeds.test_checks_entries import EVENTS, TIMES
from tests.feeds.test_checks_good import ANA, GOOD, LONDON
from tests.feeds.test_checks_syntax import CALENDAR, SYNTAX
from tests.feeds.test_ical import STAMP, feed_of
from tests.strategies import ENTRIES

FOLDER = Path(__file__).parents[2] / "feeds" / "checks"
MAY_IMPORT = ("feeds.checks.", "feeds.errors", "feeds.text", "feeds.vocabulary", "feeds.when")
ALL_ON = Options(alarms=("PT2H", "P1D", "PT0S"), busy=True, tentative=True, confirmed=True)
PIECES = [
    "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE",
    "BEGIN:STANDARD", "BEGIN:DAYLIGHT", "END:STANDARD", "END:DAYLIGHT", "BEGIN:VALARM", "END:VALARM", "BEGIN:", "END:",
    "TZID:Europe/London", "TZID:America/New_York", "DTSTART", "DTEND", ";TZID=Europe/London", ";VALUE=DATE", ";VALUE=",
    ":20270328T013000", ":00010101T000000", ":99991231T235959Z", ":20270305", ":", ";", "=", ",", '"', "^", "\\", " ",
    "\r\n", "\r\n", "\r\n ", "\n", "\r", "\t", "\x00", "\ufeff", "é", "\u200d", "\u0301", "RRULE", "RDATE", "GEO",
    ":FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", ":FREQ=YEARLY;BYMONTH=2;BYDAY=5SU;UNTIL=99991231T235959Z", "GEO:nan;inf",
    "TZOFFSETFROM:+0000", "TZOFFSETTO:-2359", "SUMMARY", "UID:a@b", "SEQUENCE:٣", "X-NOTE", "SOURCE:http://[", "<p>",
]  # fmt: skip
JUNK = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=60).map("".join)


@pytest.mark.parametrize("name", sorted(golden.expected()))
def test_the_golden_files_pass(name: str) -> None:
    assert check(golden.expected()[name]) == []


@given(ENTRIES)
def test_every_feed_of_ours_passes(entries: list[Entry]) -> None:
    feed, _ = feed_of(entries)
    assert ours(feed) == []


@given(ENTRIES, st.sampled_from([PLAIN, ALL_ON]))
def test_every_file_of_one_entry_passes_with_every_option(entries: list[Entry], options: Options) -> None:
    for entry in entries:
        rendered = ical.render(entry, options)
        first, last = (day.year for day in days(entry.facts))
        if rendered:
            zones = {rendered.zone: (first, last)} if rendered.zone else {}
            assert ours(ical.single(rendered.stamped(STAMP), zones)) == []


def ours(feed: bytes) -> list[Finding]:
    """What is wrong with a feed, but for the tags that hostile texts bring: we write what people wrote."""
    return [finding for finding in check(feed) if finding.rule != 49]


def test_every_rule_is_broken_once_in_these_tests() -> None:
    assert {case.rule for case in (*SYNTAX, *CALENDAR, *EVENTS, *TIMES)} == set(HURTS)


def test_the_judge_shares_no_code_with_the_writers() -> None:
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            assert not isinstance(node, ast.Import) or not any(name.name.startswith("feeds") for name in node.names)
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("feeds"):
                assert str(node.module).startswith(MAY_IMPORT), (path.name, node.module)
                assert node.level == 0


@given(st.one_of(st.binary(max_size=400), JUNK.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_junk_is_told_and_never_an_error(content: bytes) -> None:
    assert check(content)
    check(b"BEGIN:VCALENDAR\r\n" + content)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, len(GOOD) - 1), JUNK)
def test_a_feed_cut_anywhere_is_never_an_error(start: int, end: int, junk: str) -> None:
    content = GOOD[:start] + junk.encode("utf-8", "surrogatepass") + GOOD[end:]
    rows = content.count(b"\n") + 1
    assert all(0 <= finding.line <= rows and finding.text for finding in check(content))


@pytest.mark.parametrize(
    "content",
    [b"", b"\r\n", b"<!DOCTYPE html>\n<html><body>Not found</body></html>", b"BEGIN:VEVENT\r\n" * 5000, b"\\" * 200_000,
     b"BEGIN:A\r\n" * 5000 + b"END:B\r\n" * 5000, b"A;B=" + b'"' * 100_001, b"X-A:" + b"\r\n \\\\" * 20_000],
    ids=["empty", "blank", "html", "unclosed", "backslashes", "nested", "quotes", "folds"],
)  # fmt: skip
def test_what_is_no_feed_is_told_and_soon(content: bytes) -> None:
    assert 14 in {finding.rule for finding in check(content)}


def test_findings_stand_in_the_order_of_lines_and_a_rule_is_told_twenty_times() -> None:
    unfolded = ANA.replace(b"SEQUENCE:3\r\n", b"")
    entries = b"".join(unfolded.replace(b"5f0c2a4be9", b"%010x" % number) for number in range(LIMIT + 3))
    found = check(GOOD.partition(b"BEGIN:VTIMEZONE")[0] + LONDON + entries + b"END:VCALENDAR\r\n")
    assert [finding.rule for finding in found] == [40] * (LIMIT + 1)
    assert [finding.line for finding in found] == sorted(finding.line for finding in found)
    assert found[-1].text.startswith("And 3 more findings of rule 40")


def test_a_stranger_is_shown_without_control_characters() -> None:
    found = check(b"BEGIN:VCALENDAR\r\n\x1b[31mred\r\nEND:VCALENDAR\r\n")
    assert found
    assert all(finding.text.isprintable() for finding in found)


def test_the_names_of_colours_are_those_of_css() -> None:
    assert len(HEX) == 147
    assert (HEX["steelblue"], HEX["yellowgreen"], HEX["aliceblue"]) == ("4682b4", "9acd32", "f0f8ff")
    assert all(len(digits) == 6 and int(digits, 16) >= 0 for digits in HEX.values())
