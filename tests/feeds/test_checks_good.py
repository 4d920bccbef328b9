"""A feed in which everything is right, and the way in which the other tests of the judge break it."""

from __future__ import annotations

from typing import NamedTuple

from feeds.checks.judging import check

GOOD = r"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//hand//EN
CALSCALE:GREGORIAN
NAME:London gigs
X-WR-CALNAME:London gigs
DESCRIPTION:Gigs\, all of them.
X-WR-CALDESC:Gigs\, all of them.
REFRESH-INTERVAL;VALUE=DURATION:P1D
X-PUBLISHED-TTL:PT24H
SOURCE;VALUE=URI:https://cal.example.org/gigs.ics
URL:https://cal.example.org/gigs
COLOR:steelblue
X-APPLE-CALENDAR-COLOR:#4682B4
X-WR-TIMEZONE:Europe/London
BEGIN:VTIMEZONE
TZID:America/Nuuk
BEGIN:STANDARD
DTSTART:20220101T210000
TZOFFSETFROM:-0300
TZOFFSETTO:-0300
TZNAME:-03
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20220326T220000
TZOFFSETFROM:-0300
TZOFFSETTO:-0200
TZNAME:-02
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20221029T230000
TZOFFSETFROM:-0200
TZOFFSETTO:-0300
TZNAME:-03
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20230325T220000
TZOFFSETFROM:-0300
TZOFFSETTO:-0200
TZNAME:-02
END:DAYLIGHT
BEGIN:DAYLIGHT
DTSTART:20240330T230000
TZOFFSETFROM:-0200
TZOFFSETTO:-0100
TZNAME:-01
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20241027T000000
TZOFFSETFROM:-0100
TZOFFSETTO:-0200
TZNAME:-02
END:STANDARD
END:VTIMEZONE
BEGIN:VTIMEZONE
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
BEGIN:VEVENT
UID:5f0c2a4be9@cal.example.org
DTSTAMP:20270101T120000Z
LAST-MODIFIED:20270101T120000Z
SEQUENCE:3
CREATED:20260101T120000Z
DTSTART;TZID=Europe/London:20270305T200000
DTEND;TZID=Europe/London:20270305T230000
SUMMARY:Ana Example @ The Hall
LOCATION:The Hall\, 1 Quay\, Bristol
GEO:51.450000;-2.590000
X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE="The Hall, 1 Quay, Bristol":g
 eo:51.450000,-2.590000
DESCRIPTION:Doors 19:00\; under 5 < 6 pounds.\n\nhttps://cal.example.org/e/
 ana
URL:https://cal.example.org/e/ana
CATEGORIES:concert,folk
STATUS:CONFIRMED
TRANSP:TRANSPARENT
CLASS:PUBLIC
IMAGE;VALUE=URI;DISPLAY=BADGE,THUMBNAIL:https://cal.example.org/ana.webp
CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL="On: air":https://s.ex/1
LINK;LINKREL=via;VALUE=URI:https://gazette.example/ana
X-NOTE;X-BY=a^^b^'c:one\, two
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Ana Example
TRIGGER:-PT2H
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:77aa01c3d4@cal.example.org
DTSTAMP:20270101T120000Z
LAST-MODIFIED:20270101T120000Z
SEQUENCE:0
DTSTART;VALUE=DATE:20270306
DTEND;VALUE=DATE:20270307
SUMMARY:CANCELLED: A Record (3×vinyl)
DESCRIPTION:https://cal.example.org/e/record
URL:https://cal.example.org/e/record
STATUS:CANCELLED
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:88bb02c3d4@cal.example.org
DTSTAMP:20230101T120000Z
LAST-MODIFIED:20230101T120000Z
SEQUENCE:0
DTSTART;TZID=America/Nuuk:20230612T200000
DTEND;TZID=America/Nuuk:20230612T210000
SUMMARY:Katuaq
DESCRIPTION:https://cal.example.org/e/katuaq
URL:https://cal.example.org/e/katuaq
STATUS:TENTATIVE
TRANSP:OPAQUE
END:VEVENT
BEGIN:VEVENT
UID:99cc03c3d4@cal.example.org
DTSTAMP:20270101T120000Z
LAST-MODIFIED:20270101T120000Z
SEQUENCE:0
DTSTART:20261025T003000Z
DTEND:20261025T013000Z
SUMMARY:The hour that comes twice
STATUS:CONFIRMED
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()

ANA, RECORD, NUUK, TWICE = (b"BEGIN:VEVENT\r\n" + part for part in GOOD.split(b"BEGIN:VEVENT\r\n")[1:])
TWICE = TWICE.removesuffix(b"END:VCALENDAR\r\n")
HEAD = GOOD.partition(b"BEGIN:VTIMEZONE")[0]
LONDON = (
    b"BEGIN:VTIMEZONE\r\nTZID:Europe/London" + GOOD.split(b"TZID:Europe/London", 1)[1].partition(b"BEGIN:VEVENT")[0]
)
NUUK_ZONE = b"BEGIN:VTIMEZONE\r\n" + GOOD.split(b"BEGIN:VTIMEZONE\r\n")[1]


class Broken(NamedTuple):
    """A rule, what of the good feed is replaced by what, and how the row begins that the finding points to (empty
    for the whole file); `more` are rules that cannot but break at once."""

    rule: int
    old: bytes
    new: bytes
    row: bytes
    more: tuple[int, ...] = ()

    @property
    def feed(self) -> bytes:
        assert self.old in GOOD, self.old
        return GOOD.replace(self.old, self.new, 1)


def after(line: bytes, new: bytes) -> tuple[bytes, bytes]:
    """A replacement that puts a row behind one."""
    return line + b"\r\n", line + b"\r\n" + new + b"\r\n"


def judged(case: Broken) -> None:
    """Ask that a broken feed is told of what is broken, where it is, whom it hurts, and of nothing else."""
    found = check(case.feed)
    assert {finding.rule for finding in found} == {case.rule, *case.more}, found
    told = [finding for finding in found if finding.rule == case.rule]
    rows = [b"", *case.feed.split(b"\n")]
    assert any(rows[finding.line].startswith(case.row) for finding in told), told
    assert all(0 < finding.line <= case.feed.count(b"\n") + 1 for finding in told), told
    assert all(finding.text.endswith((".", "…")) and finding.hurts for finding in told), told


def test_a_good_feed_passes() -> None:
    assert check(GOOD) == []


def test_a_file_of_one_entry_needs_no_name_but_a_feed_does() -> None:
    opening = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
    assert check(opening + LONDON + ANA + b"END:VCALENDAR\r\n") == []
    nameless = check(opening + LONDON + ANA + RECORD + b"END:VCALENDAR\r\n")
    assert {finding.rule for finding in nameless} == {21, 22, 23, 24, 25, 26, 27}


def test_an_address_without_encryption_is_right_on_a_machine_of_ones_own() -> None:
    for host in (b"localhost:8000", b"127.0.0.1", b"cal.localhost", b"192.168.1.4:8000", b"[::1]:8000"):
        assert check(GOOD.replace(b"https://cal.example.org", b"http://" + host)) == []
