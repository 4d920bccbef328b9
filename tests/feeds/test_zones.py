"""Every VTIMEZONE tells every reader the offset that tzdata tells: exactly, by RFC 5545, and in three real readers."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import rrulestr

from feeds.writers import zones
from feeds.writers.zones import vtimezone
from tests.readers import READERS

ALL = sorted(available_timezones())
IRREGULAR = [
    *("Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "America/Asuncion", "America/Coyhaique"),
    *("America/Edmonton", "America/Godthab", "America/Havana", "America/Nuuk", "America/Santiago"),
    *("America/Scoresbysund", "America/Vancouver", "America/Winnipeg", "Antarctica/Casey", "Antarctica/Vostok"),
    *("Asia/Almaty", "Asia/Gaza", "Asia/Hebron", "Asia/Jerusalem", "Asia/Qostanay"),
]
RULED = [
    *("America/New_York", "America/St_Johns", "America/Tijuana", "Antarctica/Troll", "Asia/Beirut"),
    *("Atlantic/Azores", "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Sydney", "Europe/Berlin"),
    *("Europe/Chisinau", "Europe/Dublin", "Europe/Lisbon", "Europe/London", "Pacific/Auckland"),
    *("Pacific/Chatham", "Pacific/Easter", "Pacific/Norfolk"),
]
CONSTANT = [
    *("Africa/Lagos", "America/Argentina/Buenos_Aires", "America/Punta_Arenas", "America/Sao_Paulo"),
    *("Asia/Kathmandu", "Asia/Kolkata", "Asia/Tokyo", "Etc/GMT+12", "Pacific/Apia", "Pacific/Kiritimati"),
]
SAMPLE = IRREGULAR + RULED + CONSTANT
FIRST, LAST = 2024, 2036
TRUSTING = ("vobject", "ical.js", "ts-ics")
"""The readers that take offsets from the feed's VTIMEZONE alone."""
FAR = timedelta(hours=30)


class Observance(NamedTuple):
    """One STANDARD or DAYLIGHT as it stands in the text."""

    kind: str
    start: datetime
    before: timedelta
    after: timedelta
    rule: str | None


def parse(component: bytes) -> list[Observance]:
    """The observances, read as RFC 5545 has them, with nothing but regular expressions."""
    blocks = re.findall(r"BEGIN:(STANDARD|DAYLIGHT)\r\n(.*?)END:\1\r\n", component.decode(), re.DOTALL)
    return [observance(kind, dict(line.split(":", 1) for line in body.splitlines())) for kind, body in blocks]


def observance(kind: str, fields: dict[str, str]) -> Observance:
    start = datetime.fromisoformat(fields["DTSTART"])
    return Observance(kind, start, offset(fields["TZOFFSETFROM"]), offset(fields["TZOFFSETTO"]), fields.get("RRULE"))


def offset(text: str) -> timedelta:
    size = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))
    return -size if text[0] == "-" else size


def timetable(component: bytes, last: int) -> tuple[list[datetime], list[timedelta]]:
    """The wall times at which an offset begins, and those offsets: the latest one not after a time holds for it."""
    onsets = [(wall, each.after) for each in parse(component) for wall in strikes(each, last)]
    onsets.sort(key=lambda onset: onset[0])
    return [wall for wall, _ in onsets], [after for _, after in onsets]


def strikes(each: Observance, last: int) -> list[datetime]:
    if not each.rule:
        return [each.start]
    found: list[datetime] = rrulestr(each.rule, dtstart=each.start).between(
        each.start, datetime(last + 2, 1, 1), inc=True
    )
    return found


@lru_cache(maxsize=2048)
def changes(tzid: str, first: int, last: int, hours: int = 24) -> list[datetime]:
    """The instants at which the offset of a zone changes, found anew: by day, then by second."""
    zone, day, found = ZoneInfo(tzid), datetime(first, 1, 1, tzinfo=UTC), []
    end, step = datetime(last + 1, 1, 1, tzinfo=UTC), timedelta(hours=hours)
    before = day.astimezone(zone).utcoffset()
    while day < end:
        after = (day + step).astimezone(zone).utcoffset()
        if after != before:
            seconds = range(int(step.total_seconds()) + 1)
            found.append(day + timedelta(seconds=bisect_right(seconds, 0, key=lambda s: shifted(zone, day, s, before))))
        day, before = day + step, after
    return found


def shifted(zone: ZoneInfo, day: datetime, seconds: int, before: timedelta | None) -> bool:
    return (day + timedelta(seconds=seconds)).astimezone(zone).utcoffset() != before


def walls(tzid: str, first: int, last: int) -> Iterator[datetime]:
    """Local times worth asking for: around each change on both of its clocks, and in the middle of each month."""
    zone = ZoneInfo(tzid)
    for year in range(first, last + 1):
        for month in range(1, 13):
            yield datetime(year, month, 15, 20, 0)
        yield from (datetime(year, 1, 1), datetime(year, 12, 31, 23, 59, 59))
    for change in changes(tzid, first, last):
        for side in (change - timedelta(seconds=1), change):
            local = side.astimezone(zone).replace(tzinfo=None, fold=0)
            yield from (
                local + timedelta(minutes=minutes) for minutes in (-1900, -181, -61, -31, -1, 0, 1, 29, 59, 121, 1900)
            )


def questions(tzid: str, first: int = FIRST, last: int = LAST) -> dict[datetime, datetime]:
    """Local times that exist, with their instants; of an ambiguous one the first, for the second is written in UTC."""
    zone, asked = ZoneInfo(tzid), {}
    for wall in sorted(set(walls(tzid, first, last))):
        instant = wall.replace(tzinfo=zone).astimezone(UTC)
        if first <= wall.year <= last and instant.astimezone(zone).replace(tzinfo=None) == wall:
            asked[wall] = instant
    return asked


def misread(tzid: str, first: int, last: int, window: tuple[int, int] | None = None) -> list[str]:
    """What an exact reading of the component gets wrong."""
    begin, end = window or (first, last)
    onsets, offsets = timetable(vtimezone(tzid, begin, end), end)
    wrong = []
    for wall, instant in questions(tzid, first, last).items():
        place = bisect_right(onsets, wall) - 1
        # Offsets with seconds, from before standard time, are written to the minute.
        if place < 0 or abs(wall - offsets[place] - instant.replace(tzinfo=None)) > slack(first):
            wrong.append(f"{tzid} {wall} {offsets[place] if place >= 0 else None}, right is {instant}")
    return wrong


def slack(first: int) -> timedelta:
    return timedelta(seconds=30 if first < 1973 else 0)


def feed(component: bytes, times: list[datetime]) -> bytes:
    """A feed of entries that begin and end at these times, in a zone that only its own VTIMEZONE knows."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tests//zones//EN"]
    for number, (start, end) in enumerate(zip(times[::2], times[1::2], strict=True)):
        lines += ["BEGIN:VEVENT", f"UID:{number}@test", "DTSTAMP:20260101T000000Z", "SUMMARY:A"]
        lines += [f"DTSTART;TZID=Test/Own:{start:%Y%m%dT%H%M%S}", f"DTEND;TZID=Test/Own:{end:%Y%m%dT%H%M%S}"]
        lines.append("END:VEVENT")
    own = re.sub(rb"TZID:[^\r]+", b"TZID:Test/Own", component).decode()
    return ("\r\n".join(lines[:3]) + "\r\n" + own + "\r\n".join([*lines[3:], "END:VCALENDAR", ""])).encode()


def misheard(reader: str, tzid: str, asked: dict[datetime, datetime]) -> list[str]:
    """What a real reader gets wrong."""
    times = list(asked) if len(asked) % 2 == 0 else list(asked)[1:]
    heard: dict[object, datetime | None] = {}
    for seen in READERS[reader](feed(vtimezone(tzid, FIRST, LAST), times)):
        heard |= {seen.start: seen.start_utc, seen.end: seen.end_utc}
    return [
        f"{reader} {tzid} {wall}: {heard.get(wall)}, right is {asked[wall]}"
        for wall in times
        if heard.get(wall) != asked[wall]
    ]


def heard_by(reader: str, tzid: str, asked: dict[datetime, datetime]) -> dict[datetime, datetime]:
    """The questions that a reader can be asked at all: what is left out it gets wrong in every VTIMEZONE."""
    zone = ZoneInfo(tzid)
    if reader == "ical.js":
        # It reads the second of two equal local times, against RFC 5545 section 3.3.5.
        return {wall: instant for wall, instant in asked.items() if alone(zone, wall)}
    if reader == "ts-ics":
        # It notices a change late or early by the zone's offset from UTC, or on the day before, and passes over the
        # first change of a rule (in a zone whose name it knows it asks Intl then; this one it does not know).
        fresh = any(each.rule and each.start.year == FIRST - 1 for each in parse(vtimezone(tzid, FIRST, LAST)))
        asked = {wall: instant for wall, instant in asked.items() if not fresh or wall.year > FIRST}
        near = [change.astimezone(zone).replace(tzinfo=None) for change in changes(tzid, FIRST - 1, LAST + 1)]
        return {wall: asked[wall] for wall in asked if all(abs(wall - change) > FAR for change in near)}
    # vobject takes a zone that is always at +0000 for UTC, and forgets its name.
    return {} if not any(each.after for each in parse(vtimezone(tzid, FIRST, LAST))) else asked


def alone(zone: ZoneInfo, wall: datetime) -> bool:
    return wall.replace(tzinfo=zone).utcoffset() == wall.replace(tzinfo=zone, fold=1).utcoffset()


def thinned(asked: dict[datetime, datetime]) -> dict[datetime, datetime]:
    """A sixth of the times, another for each zone's length, for vobject takes its time."""
    return {wall: instant for number, (wall, instant) in enumerate(asked.items()) if number % 6 in (0, len(asked) % 6)}


def test_every_zone_is_right_by_the_letter_of_rfc_5545() -> None:
    assert [wrong for tzid in ALL for wrong in misread(tzid, FIRST, LAST)] == []


@pytest.mark.parametrize("year", [2024, 2027])
def test_every_zone_is_right_in_the_window_of_a_single_year(year: int) -> None:
    assert [wrong for tzid in ALL for wrong in misread(tzid, year, year)] == []


@pytest.mark.parametrize("window", [(1916, 1927), (1940, 1947), (1965, 1985), (2085, 2090)])
def test_far_years_are_right(window: tuple[int, int]) -> None:
    assert [wrong for tzid in SAMPLE for wrong in misread(tzid, *window)] == []


@pytest.mark.parametrize("years", [(2, 3), (1800, 1801), (9990, 9997)])
def test_no_year_is_too_far(years: tuple[int, int]) -> None:
    for tzid in ("America/New_York", "Pacific/Kiritimati", "Asia/Gaza", "Africa/Monrovia", "America/Santiago"):
        assert vtimezone(tzid, *years).startswith(f"BEGIN:VTIMEZONE\r\nTZID:{tzid}\r\n".encode())


@pytest.mark.parametrize("reader", TRUSTING)
@pytest.mark.parametrize("tzid", SAMPLE)
def test_readers_hear_the_right_instant(reader: str, tzid: str) -> None:
    assert misheard(reader, tzid, thinned(heard_by(reader, tzid, questions(tzid)))) == []


@pytest.mark.deep
@pytest.mark.parametrize("reader", TRUSTING)
def test_readers_hear_the_right_instant_in_every_zone(reader: str) -> None:
    assert [wrong for tzid in ALL for wrong in misheard(reader, tzid, heard_by(reader, tzid, questions(tzid)))] == []


@pytest.mark.deep
@pytest.mark.parametrize("first", range(1890, 2100, 5))
def test_every_zone_is_right_in_every_window(first: int) -> None:
    windows = [(first, first + 4), (first + 2, first + 2)]
    assert [wrong for tzid in ALL for window in windows for wrong in misread(tzid, *window)] == []


@pytest.mark.deep
def test_no_zone_comes_back_to_its_offset_within_a_step() -> None:
    """The search for changes cannot step over one that is undone before the next step."""
    for tzid in ALL:
        found = changes(tzid, 1890, 2100, hours=12)
        short = [first for first, second in pairwise(found) if second - first <= zones._STEP]
        zone = ZoneInfo(tzid)
        for change in short:
            around = [(change + shift).astimezone(zone).utcoffset() for shift in (-zones._STEP, zones._STEP)]
            assert around[0] != around[1], f"{tzid} {change}"


LINES = re.compile(
    r"BEGIN:VTIMEZONE\r\nTZID:[A-Za-z0-9_/+-]+\r\n"
    r"(BEGIN:(STANDARD|DAYLIGHT)\r\nDTSTART:\d{8}T\d{6}\r\nTZOFFSETFROM:(\+|-(?!0000))\d{4}\r\n"
    r"TZOFFSETTO:(\+|-(?!0000))\d{4}\r\nTZNAME:(?!LMT)[A-Za-z0-9+-]+\r\n"
    r"(RRULE:FREQ=YEARLY;BYMONTH=([1-9]|1[0-2]);BYDAY=(-1|[1-4])(MO|TU|WE|TH|FR|SA|SU)\r\n)?END:\2\r\n)+"
    r"END:VTIMEZONE\r\n"
)
"""All that a client has to understand: no list of dates, no UNTIL, no COUNT, no seconds in offsets, nothing folded."""


def test_every_line_is_one_that_all_clients_read() -> None:
    components = {tzid: vtimezone(tzid, FIRST, LAST).decode("ascii") for tzid in ALL}
    assert [tzid for tzid, text in components.items() if not LINES.fullmatch(text)] == []
    assert [tzid for tzid, text in components.items() if f"\r\nTZID:{tzid}\r\n" not in text] == []
    assert max(len(line) for text in components.values() for line in text.splitlines()) <= 75


def test_rules_come_in_pairs_and_begin_with_a_real_change() -> None:
    for tzid in ALL:
        observances = parse(vtimezone(tzid, FIRST, LAST))
        ruled = [each for each in observances if each.rule]
        assert [each.kind for each in ruled] in ([], ["DAYLIGHT", "STANDARD"]), tzid
        assert ruled in ([], observances), tzid
        for each in ruled:
            assert strikes(each, FIRST)[0] == each.start, tzid
            assert 1970 <= each.start.year < FIRST, tzid
            assert real(tzid, each) == [each.before, each.after], tzid


def real(tzid: str, each: Observance) -> list[timedelta | None]:
    """The offsets around the first change, as tzdata has them."""
    change = (each.start - each.before).replace(tzinfo=UTC)
    return [instant.astimezone(ZoneInfo(tzid)).utcoffset() for instant in (change - timedelta(seconds=1), change)]


def test_changes_without_a_rule_stand_in_order_after_what_held_before() -> None:
    for tzid in IRREGULAR:
        first, *others = parse(vtimezone(tzid, FIRST, LAST))
        assert (first.kind, first.before, first.start.year) == ("STANDARD", first.after, FIRST - 1), tzid
        assert others == sorted(others, key=lambda each: each.start), tzid
        assert [each.before for each in others] == [each.after for each in [first, *others[:-1]]], tzid


def test_a_rule_stands_where_there_is_one() -> None:
    blocks = {tzid: parse(vtimezone(tzid, FIRST, LAST)) for tzid in SAMPLE}
    assert [tzid for tzid in RULED if not blocks[tzid][0].rule] == []
    assert [tzid for tzid in IRREGULAR if blocks[tzid][0].rule or len(blocks[tzid]) < 2] == []
    assert [tzid for tzid in CONSTANT if blocks[tzid][0].rule or len(blocks[tzid]) > 1] == []


LONDON = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def test_london_to_the_letter() -> None:
    assert vtimezone("Europe/London", 2026, 2026).decode() == LONDON.replace("\n", "\r\n")


def test_dublins_summer_is_daylight_time_whatever_the_law_says() -> None:
    dublin = LONDON.replace("London", "Dublin").replace("BST", "IST").replace("\n", "\r\n")
    assert vtimezone("Europe/Dublin", 2026, 2026).decode() == dublin


SINGAPORE = """BEGIN:VTIMEZONE
TZID:Asia/Singapore
BEGIN:STANDARD
DTSTART:19810102T073000
TZOFFSETFROM:+0730
TZOFFSETTO:+0730
TZNAME:+0730
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19811231T233000
TZOFFSETFROM:+0730
TZOFFSETTO:+0800
TZNAME:+08
END:DAYLIGHT
END:VTIMEZONE
"""


def test_a_zone_that_changed_once() -> None:
    assert vtimezone("Asia/Singapore", 1982, 1982).decode() == SINGAPORE.replace("\n", "\r\n")


def test_half_an_hour_on_lord_howe() -> None:
    component = vtimezone("Australia/Lord_Howe", 2026, 2026)
    assert [(each.kind, each.before, each.after) for each in parse(component)] == [
        ("DAYLIGHT", timedelta(hours=10.5), timedelta(hours=11)),
        ("STANDARD", timedelta(hours=11), timedelta(hours=10.5)),
    ]


def test_two_years_of_rules_are_none() -> None:
    """Mexico dropped its summer time: what looked like a rule up to 2022 would go on for ever."""
    assert b"RRULE" not in vtimezone("America/Mexico_City", 2020, 2024)
    assert misread("America/Mexico_City", 2020, 2024) == []


def test_the_bytes_do_not_depend_on_the_seed_of_hashes() -> None:
    script = (
        "import hashlib, zoneinfo; zoneinfo.reset_tzpath(to=[])\n"
        "from feeds.writers.zones import vtimezone\n"
        f"whole = b''.join(vtimezone(tzid, 2024, 2030) for tzid in {SAMPLE!r})\n"
        "print(hashlib.sha256(whole).hexdigest())"
    )
    whole = b"".join(vtimezone(tzid, 2024, 2030) for tzid in SAMPLE)
    for seed in ("0", "1"):
        command = [sys.executable, "-c", script]
        told = subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True)
        assert told.stdout.decode().strip() == hashlib.sha256(whole).hexdigest()
