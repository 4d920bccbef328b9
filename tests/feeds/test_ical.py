"""The iCal writer: independent readers find in our bytes exactly the facts that were put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import pytest
from hypothesis import given

from feeds import facts, wording
from feeds.entry import Entry, Stamp, days, span
from feeds.tongue import ENGLISH
from feeds.vocabulary import EventKind
from feeds.when import Moment, PartialDate
from feeds.writers import ical
from tests.cast import NOW
from tests.readers import READERS, Seen
from tests.strategies import ENTRIES, PIECES

HEAD = ical.Head(
    "Jeff Mills", "Events, releases; all", "https://calendar.example.org/a.ics", "https://calendar.example.org/a", "UTC"
)
STAMP = Stamp(7, NOW)


def feed_of(entries: Iterable[Entry]) -> tuple[bytes, list[Entry]]:
    """A feed, and the entries that are in it: those whose day is known."""
    found = [(entry, rendered) for entry in entries if (rendered := ical.render(entry))]
    zones: dict[str, tuple[int, int]] = {}
    for entry, rendered in found:
        if rendered.zone:
            years = [day.year for day in days(entry.facts)]
            low, high = zones.get(rendered.zone, (years[0], years[1]))
            zones[rendered.zone] = (min(low, years[0]), max(high, years[1]))
    return ical.calendar(HEAD, [rendered.stamped(STAMP) for _, rendered in found], zones), [entry for entry, _ in found]


def expected(entry: Entry) -> dict[str, object]:
    """What a reader should see."""
    place = span(entry.facts)
    assert place is not None
    shown: dict[str, object] = {
        "uid": entry.uid,
        "summary": wording.summary(ENGLISH, entry.facts),
        "description": wording.description(ENGLISH, entry),
        "location": wording.location(ENGLISH, entry.facts) or None,
        "url": entry.url,
        "status": "CANCELLED" if entry.facts.status == "cancelled" else None,
        "categories": sorted(wording.categories(ENGLISH, entry.facts)),
        "sequence": 7,
        "all_day": isinstance(place.starts, PartialDate),
    }
    if isinstance(place.starts, Moment) and isinstance(place.ends, Moment):
        shown |= {"start_utc": place.starts.utc, "end_utc": place.ends.utc}
    elif isinstance(place.ends, PartialDate):
        shown |= {"start": place.starts.first, "end": place.ends.last + timedelta(days=1)}  # type: ignore[union-attr]
    return shown


def seen(entry: Seen, names: Iterable[str]) -> dict[str, object]:
    """What a reader saw, of the same."""
    values = {name: getattr(entry, name) for name in names}
    values["categories"] = sorted(entry.categories or ())
    values["location"] = entry.location or None
    values["status"] = "CANCELLED" if entry.status == "CANCELLED" else None
    return values


def _no_backslashes(text: str) -> str:
    """ics.py and node-ical undo escapes in an order that turns a backslash before an n, or before the end of a line,
    into a line break: what stands around backslashes is compared without them."""
    return re.sub(r"\\+\r?[nN\n]?", "\n", text)


def _no_blocks(text: str) -> str:
    """ts-ics looks for blocks with a regular expression, within text too: it is given the text without them."""
    return re.sub(r"(BEGIN|END):(?=V)", r"\1.", text)


DEFECTS: dict[str, Callable[[str], str]] = {
    "ics": _no_backslashes,
    "node-ical": _no_backslashes,
    "ts-ics": _no_blocks,
}
"""What some readers do to correct text; each was found by these tests."""


def as_read(reader: str, shown: dict[str, object]) -> dict[str, object]:
    """What is expected, or was seen, with the defects of a reader, and without what it does not tell."""
    text = DEFECTS.get(reader, str)
    read = {
        name: text(value) or None if isinstance(value, str) and name not in ("uid", "url", "status") else value
        for name, value in shown.items()
    }
    read["categories"] = sorted(text(str(word)) for word in shown["categories"])  # type: ignore[attr-defined]
    return {name: value for name, value in read.items() if not (reader == "ics" and name == "sequence")}


def read(reader: str, feed: bytes) -> list[Seen]:
    return sorted(READERS[reader](feed), key=lambda entry: entry.uid or "")


@pytest.mark.parametrize("reader", READERS)
@given(ENTRIES)
def test_every_shape_with_hostile_text_comes_back_as_the_facts_put_in(reader: str, entries: list[Entry]) -> None:
    feed, shown = feed_of(entries)
    if reader == "ts-ics":
        feed = re.sub(rb"(?<=[^\n])(BEGIN|END):(?=V)", rb"\1.", feed.replace(b"\r\n ", b""))
    found = read(reader, feed)
    if not shown:
        assert [entry.summary for entry in found] == ["Nothing announced yet"]
        return
    wanted = [expected(entry) for entry in shown]
    told = [seen(entry, want) for entry, want in zip(found, wanted, strict=True)]
    assert [as_read(reader, entry) for entry in told] == [as_read(reader, entry) for entry in wanted]


@given(ENTRIES)
def test_the_file_keeps_the_letter_of_the_standard(entries: list[Entry]) -> None:
    feed, shown = feed_of(entries)
    assert feed.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert feed.endswith(b"END:VCALENDAR\r\n")
    rows = feed.split(b"\r\n")[:-1]
    assert not any(b"\n" in row or b"\r" in row for row in rows)
    assert max(len(row) for row in rows) <= 75
    assert all(row.strip(b" ") for row in rows)
    for row in rows:
        row.decode()  # never folded inside a character
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", feed)
    lines = feed.replace(b"\r\n ", b"").decode().split("\r\n")
    names = [line.split(":")[0].split(";")[0] for line in lines[:-1]]
    assert names.count("BEGIN") == names.count("END")
    assert names.count("UID") == names.count("DTSTAMP") == names.count("SUMMARY") == max(1, len(shown))
    assert "ATTENDEE" not in names
    assert all(len(line) <= 8 + 4 * 255 for line in lines if line.startswith("SUMMARY"))
    assert set(re.findall(r"TZID=([^:;]+):", "\n".join(lines))) == {
        line.removeprefix("TZID:") for line in lines if line.startswith("TZID:")
    }


@given(ENTRIES)
def test_the_words_hold_what_was_put_in(entries: list[Entry]) -> None:
    for entry in entries:
        summary, text = wording.summary(ENGLISH, entry.facts), wording.description(ENGLISH, entry)
        item = entry.facts if isinstance(entry.facts, facts.Event) else entry.facts.release
        assert item.title in summary
        assert len(summary) <= 255
        assert "\n" not in summary
        if not text.endswith(f"… more at {entry.url}"):
            assert item.description in text
            assert all(credit.who.name in text for credit in item.credits)
            assert text.endswith(entry.url)
        else:
            assert len(text) <= wording.DESCRIPTION_LIMIT + len(f"\n… more at {entry.url}") + len(entry.url)


def test_no_piece_of_hostile_text_becomes_a_line_of_its_own() -> None:
    venue = facts.Venue("v", 'A "quoted" ^n place', "Europe/Berlin", latitude=1.0, longitude=2.0)
    for piece in PIECES:
        title = (
            f"x{piece}y".encode("utf-8", "ignore").decode().replace("\n", " ").replace("\r", " ").replace("\x00", "")
        )
        entry = Entry(
            "1@e", "https://e.org/1", NOW, facts.Event(title, EventKind.TALK, PartialDate("2027-03-05"), venue=venue)
        )
        rendered = ical.render(entry)
        assert rendered is not None
        names = {line.split(b":")[0].split(b";")[0] for line in rendered.lines}
        assert names == {
            b"BEGIN", b"UID", b"CREATED", b"DTSTART", b"DTEND", b"SUMMARY", b"LOCATION", b"GEO", b"DESCRIPTION", b"URL",
            b"CATEGORIES", b"STATUS", b"TRANSP", b"END",
        }  # fmt: skip


def test_both_of_two_equal_hours_are_written_in_utc() -> None:
    first = Moment(datetime(2026, 10, 25, 1, 30), "Europe/London")
    second = Moment(datetime(2026, 10, 25, 1, 30), "Europe/London", second=True)
    lines = []
    for starts in (first, second):
        rendered = ical.render(Entry("1@e", "https://e.org/1", NOW, facts.Event("T", EventKind.TALK, starts)))
        assert rendered is not None
        lines.append([line for line in rendered.lines if line.startswith(b"DT")])
    assert lines == [
        [b"DTSTART:20261025T003000Z\r\n", b"DTEND:20261025T020000Z\r\n"],
        [b"DTSTART:20261025T013000Z\r\n", b"DTEND:20261025T030000Z\r\n"],
    ]
