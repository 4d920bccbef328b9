"""The readers that Debian brings: libical and calcurse find in our bytes what was put in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from feeds.entry import Entry
from feeds.writers.zones import vtimezone
from tests import golden
from tests.cast import House
from tests.feeds.test_ical import expected, feed_of, seen
from tests.feeds.test_options import QUERIES
from tests.feeds.test_options import feed as feed_with
from tests.feeds.test_zones import FIRST, LAST, SAMPLE, alone, feed, questions
from tests.readers import READERS, ReaderError, Seen, debian
from tests.strategies import ENTRIES

pytestmark = pytest.mark.debian

FEEDS = sorted(golden.expected())


def as_read(shown: dict[str, object]) -> dict[str, object]:
    """libical takes quotation marks in CATEGORIES for those of a parameter: commas between them divide no words."""
    return shown | {"categories": sorted(",".join(shown["categories"]).split(","))}  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FEEDS)
def test_libical_reads_the_files_as_icalendar_does(name: str) -> None:
    content = golden.expected()[name]
    assert debian.libical(content) == READERS["icalendar"](content)


@given(ENTRIES)
def test_libical_finds_every_shape_with_hostile_text_as_the_facts_put_in(entries: list[Entry]) -> None:
    content, shown = feed_of(entries)
    found = sorted(debian.libical(content), key=lambda entry: entry.uid or "")
    if not shown:
        assert [entry.summary for entry in found] == ["Nothing announced yet"]
        return
    wanted = [expected(entry) for entry in shown]
    told = [seen(entry, want) for entry, want in zip(found, wanted, strict=True)]
    assert [as_read(entry) for entry in told] == [as_read(entry) for entry in wanted]


@pytest.mark.parametrize("tzid", SAMPLE)
def test_libical_hears_the_right_instant_from_the_feeds_own_zone(tzid: str) -> None:
    # Of two equal local times it reads the second, as ical.js does, against RFC 5545 section 3.3.5: ours are in UTC.
    asked = {wall: instant for wall, instant in questions(tzid).items() if alone(ZoneInfo(tzid), wall)}
    times = list(asked)[len(asked) % 2 :]
    heard: dict[object, datetime | None] = {}
    for entry in debian.libical(feed(vtimezone(tzid, FIRST, LAST), times)):
        heard |= {entry.start: entry.start_utc, entry.end: entry.end_utc}
    assert heard == {wall: asked[wall] for wall in times}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"DTSTART;VALUE=DATE:20230222", b"DTSTART;VALUE=DATE:nonsense"),
        (b"SEQUENCE:0", b"SEQUENCE 0"),
        (b"BEGIN:VCALENDAR", b"BEGIN:NOTHING"),
    ],
)
def test_libical_complains_of_what_is_wrong(right: bytes, wrong: bytes) -> None:
    content = golden.expected()["jeff-mills.ics"]
    with pytest.raises(ReaderError, match="libical"):
        debian.libical(content.replace(right, wrong))


def test_libical_takes_no_zone_from_elsewhere() -> None:
    content = golden.expected()["everything.ics"].replace(b"TZID:Europe/Berlin", b"TZID:Europe/Elsewhere")
    with pytest.raises(ReaderError, match="no VTIMEZONE for Europe/Berlin"):
        debian.libical(content)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Kiritimati", "Pacific/Honolulu"])
@pytest.mark.parametrize("name", FEEDS)
def test_calcurse_has_every_entry_on_its_day_and_at_its_hour(name: str, zone: str, tmp_path: Path) -> None:
    content = golden.expected()[name]
    found = debian.calcurse(tmp_path / "calcurse", content, zone)
    assert sorted(map(str, found)) == sorted(str(_line(entry, zone)) for entry in READERS["icalendar"](content))


def _line(entry: Seen, zone: str) -> debian.Line:
    assert entry.summary
    if entry.start_utc and entry.end_utc:
        here = ZoneInfo(zone)
        starts, ends = (time.astimezone(here).replace(tzinfo=None) for time in (entry.start_utc, entry.end_utc))
        return debian.Line(starts, ends, entry.summary)
    assert isinstance(entry.start, date)
    assert isinstance(entry.end, date)
    return debian.Line(entry.start, entry.end - timedelta(days=1), entry.summary)


def test_calcurse_says_what_it_cannot_read(tmp_path: Path) -> None:
    content = golden.expected()["jeff-mills.ics"]
    with pytest.raises(ReaderError, match="1 skipped"):
        debian.calcurse(tmp_path / "one", content.replace(b"DTSTART;VALUE=DATE:20230222", b"DTSTART:nonsense"), "UTC")
    with pytest.raises(ReaderError, match="malformed"):
        debian.calcurse(tmp_path / "none", b"Not a calendar.", "UTC")


@pytest.mark.parametrize("query", QUERIES)
def test_both_read_every_option(small_house: House, tmp_path: Path, query: str) -> None:
    content = feed_with(small_house, query).encode()
    wanted = READERS["icalendar"](content)
    assert debian.libical(content) == wanted
    found = debian.calcurse(tmp_path / "calcurse", content, "UTC")
    assert sorted(map(str, found)) == sorted(str(_line(entry, "UTC")) for entry in wanted)
