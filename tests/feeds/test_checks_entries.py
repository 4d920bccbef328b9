"""The judge of feeds on entries, their times and their zones: one broken thing in each."""

from __future__ import annotations

import pytest

from tests.feeds.test_checks_good import ANA, LONDON, NUUK, NUUK_ZONE, RECORD, TWICE, Broken, after, judged

SUMMER = b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"
LAST_CHANGE = b"BEGIN:STANDARD\r\n" + NUUK_ZONE.split(b"BEGIN:STANDARD\r\n")[3].partition(b"END:VTIMEZONE")[0]
CET = b"""BEGIN:VTIMEZONE\r
TZID:Europe/Berlin\r
BEGIN:STANDARD\r
DTSTART:20260101T010000\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0100\r
TZNAME:CET\r
END:STANDARD\r
BEGIN:DAYLIGHT\r
DTSTART:20260329T020000\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
TZNAME:CEST\r
END:DAYLIGHT\r
BEGIN:STANDARD\r
DTSTART:20261025T030000\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
TZNAME:CET\r
END:STANDARD\r
BEGIN:DAYLIGHT\r
DTSTART:20270328T020000\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
TZNAME:CEST\r
END:DAYLIGHT\r
END:VTIMEZONE\r
"""


def in_berlin(starts: bytes, ends: bytes) -> tuple[bytes, bytes]:
    """A replacement that brings an entry in Berlin, whose VTIMEZONE lists every change."""
    entry = TWICE.replace(b"99cc", b"aadd")
    entry = entry.replace(b"DTSTART:20261025T003000Z", b"DTSTART;TZID=Europe/Berlin:" + starts)
    entry = entry.replace(b"DTEND:20261025T013000Z", b"DTEND;TZID=Europe/Berlin:" + ends)
    return LONDON + ANA, CET + LONDON + entry + ANA


def renamed(zone: bytes) -> tuple[bytes, bytes]:
    """A replacement that calls Nuuk's zone by another name."""
    old = (NUUK_ZONE, LONDON, ANA, RECORD, NUUK)
    new = [part.replace(b"America/Nuuk", zone) for part in old]
    return b"".join(old), b"".join((*sorted(new[:2]), *new[2:]))


EVENTS = [
    Broken(33, b"UID:88bb02c3d4@cal.example.org", b"UID:88bb02c3d4", b"UID"),
    Broken(33, b"UID:88bb02c3d4@cal.example.org", b"UID:3@cal.example.org", b"UID"),
    Broken(33, b"UID:88bb02c3d4@cal.example.org\r\n", b"", b"BEGIN:VEVENT"),
    Broken(35, b"UID:88bb02c3d4", b"UID:77aa01c3d4", b"UID"),
    Broken(36, b"DTSTAMP:20230101T120000Z\r\n", b"", b"BEGIN:VEVENT", (37,)),
    Broken(36, b"DTSTAMP:20230101T120000Z", b"DTSTAMP:20230101T120000", b"DTSTAMP", (37,)),
    Broken(37, b"LAST-MODIFIED:20230101T120000Z", b"LAST-MODIFIED:20230101T120001Z", b"LAST-MODIFIED"),
    Broken(37, b"LAST-MODIFIED:20230101T120000Z\r\n", b"", b"BEGIN:VEVENT"),
    Broken(40, b"SEQUENCE:3\r\n", b"", b"BEGIN:VEVENT"),
    Broken(40, b"SEQUENCE:3", b"SEQUENCE:1.5", b"SEQUENCE"),
    Broken(40, b"SEQUENCE:3", b"SEQUENCE:2147483648", b"SEQUENCE"),
    Broken(43, b"SUMMARY:CANCELLED: A Record", b"SUMMARY:A Record (CANCELLED)", b"SUMMARY"),
    Broken(44, b"STATUS:TENTATIVE\r\n", b"", b"BEGIN:VEVENT"),
    Broken(44, b"STATUS:TENTATIVE", b"STATUS:MAYBE", b"STATUS"),
    Broken(45, b"TRANSP:OPAQUE\r\n", b"", b"BEGIN:VEVENT"),
    Broken(45, b"TRANSP:OPAQUE", b"TRANSP:BUSY", b"TRANSP"),
    Broken(46, b"CLASS:PUBLIC", b"CLASS:PRIVATE", b"CLASS"),
    Broken(47, b"URL:https://cal.example.org/e/katuaq", b"URL:ftp://cal.example.org/e/katuaq", b"URL", (48,)),
    Broken(48, b"DESCRIPTION:https://cal.example.org/e/katuaq", b"DESCRIPTION:Katuaq", b"DESCRIPTION"),
    Broken(48, b"DESCRIPTION:https://cal.example.org/e/katuaq\r\n", b"", b"BEGIN:VEVENT"),
    Broken(49, rb"DESCRIPTION:Doors 19:00\; ", b"DESCRIPTION:Doors<br/>", b"DESCRIPTION"),
    Broken(49, rb"DESCRIPTION:Doors 19:00\; ", b'DESCRIPTION:<a href="/x">', b"DESCRIPTION"),
    Broken(50, rb"LOCATION:The Hall\, 1", rb"LOCATION:The Hall\n1", b"LOCATION", (52,)),
    Broken(51, b"GEO:51.450000;-2.590000", b"GEO:51.45,-2.59", b"GEO"),
    Broken(51, b"GEO:51.450000;-2.590000", b"GEO:91.450000;-2.590000", b"GEO"),
    Broken(52, b'X-TITLE="The Hall, 1 Quay, Bristol"', b'X-TITLE="The Hall, 1 Quay"', b"X-APPLE"),
    Broken(53, b"concert,folk", rb"concert\,folk", b"CATEGORIES"),
    Broken(53, b"concert,folk", b"concert,,folk", b"CATEGORIES"),
    Broken(54, *after(b"SEQUENCE:3", b"ORGANIZER:mailto:a@example.org"), b"ORGANIZER"),
    Broken(54, *after(b"SEQUENCE:3", b"ATTENDEE:mailto:a@example.org"), b"ATTENDEE"),
    Broken(55, b"ACTION:DISPLAY", b"ACTION:EMAIL", b"ACTION"),
    Broken(55, b"DESCRIPTION:Ana Example\r\n", b"", b"BEGIN:VALARM"),
    Broken(55, b"TRIGGER:-PT2H", b"TRIGGER:PT2H", b"TRIGGER"),
    Broken(55, b"TRIGGER:-PT2H", b"TRIGGER;VALUE=DATE-TIME:20270305T180000Z", b"TRIGGER"),
    Broken(56, *after(b"SEQUENCE:3", b"ATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA"), b"ATTACH"),
    Broken(56, b"https://cal.example.org/ana.webp", b"data:image/webp;base64,AAAA", b"IMAGE"),
    Broken(57, b"CONFERENCE;VALUE=URI;", b"CONFERENCE;", b"CONFERENCE"),
    Broken(58, b"LINK;LINKREL=via;", b"LINK;", b"LINK"),
    Broken(59, *after(b"SEQUENCE:3", b"BEGIN:VLOCATION\r\nUID:1@e\r\nEND:VLOCATION"), b"BEGIN:VLOCATION"),
    Broken(59, *after(b"TRIGGER:-PT2H", b"BEGIN:VLOCATION\r\nEND:VLOCATION"), b"BEGIN:VLOCATION"),
    Broken(60, *after(b"SEQUENCE:3", b"RRULE:FREQ=WEEKLY"), b"RRULE:FREQ=WEEKLY"),
    Broken(60, *after(b"SEQUENCE:3", b"EXDATE;VALUE=DATE:20270306"), b"EXDATE"),
]
TIMES = [
    Broken(61, b"DTEND:20261025T013000Z", b"DTEND;TZID=Europe/London:20261025T013000Z", b"DTEND", (69,)),
    Broken(61, *renamed(b"America/Nuk"), b"DTSTART"),
    Broken(62, NUUK_ZONE, b"", b"DTSTART;TZID=America/Nuuk"),
    Broken(62, NUUK, b"", b"BEGIN:VTIMEZONE"),
    Broken(62, LONDON, LONDON + LONDON, b"BEGIN:VTIMEZONE"),
    Broken(63, *after(b"TZID:Europe/London", b"BEGIN:X-SUMMER\r\nEND:X-SUMMER"), b"BEGIN:X-SUMMER"),
    Broken(63, LAST_CHANGE, LAST_CHANGE.replace(b"STANDARD", b"DAYLIGHT"), b"BEGIN:DAYLIGHT"),
    Broken(
        63,
        b"END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT",
        b"END:STANDARD\r\nBEGIN:STANDARD\r\nDTSTART:19950101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\n"
        b"END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT",
        b"BEGIN:VTIMEZONE",
    ),
    Broken(63, *in_berlin(b"20261025T120000", b"20261025T130000"), b"BEGIN:VTIMEZONE"),
    Broken(
        64, b"DTSTART:20241027T000000", b"DTSTART:20241027T000000\r\nRDATE:20241027T000000,20251026T000000", b"RDATE"
    ),
    Broken(64, b"DTSTART:20241027T000000", b"DTSTART:20241027T000000\r\nRDATE:20251026T000000", b"RDATE"),
    Broken(64, b"DTSTART:20241027T000000", b"DTSTART:20241027T000000\r\nRDATE:20241027T000000\r\nRDATE:soon", b"RDATE"),
    Broken(65, b"DTSTART:20230325T220000", b"DTSTART:20230325T230000", b"DTSTART:20230325T23"),
    Broken(65, b"DTSTART:19961027T020000", b"DTSTART:19961027T010000", b"DTSTART:19961027T01"),
    Broken(65, b"DTSTART:19961027T020000", b"DTSTART:19961027T010000Z", b"DTSTART:19961027T01"),
    Broken(65, b"DTSTART:19961027T020000", b"DTSTART:19961026T020000", b"DTSTART:19961026"),
    Broken(66, b"TZOFFSETFROM:+0100", b"TZOFFSETFROM:+010000", b"TZOFFSETFROM:+010000"),
    Broken(66, b"TZOFFSETTO:+0000", b"TZOFFSETTO:-0000", b"TZOFFSETTO:-0000"),
    Broken(66, b"TZNAME:-03", b"TZNAME:LMT", b"BEGIN:STANDARD"),
    Broken(67, SUMMER, SUMMER + b";COUNT=1", b"RRULE"),
    Broken(67, SUMMER, b"RRULE:FREQ=YEARLY;BYMONTH=3", b"RRULE"),
    Broken(67, SUMMER, b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SU", b"RRULE"),
    Broken(67, SUMMER, b"RRULE:FREQ=SECONDLY", b"RRULE"),
    Broken(
        68,
        b"TZNAME:GMT\r\nRRULE:FREQ=YEARLY;BYMONTH=10",
        b"TZNAME:GMT\r\nRRULE:FREQ=YEARLY;BYMONTH=2",
        b"DTSTART",
        (65,),
    ),
    Broken(68, b"DTSTART:20230325T220000", b"DTSTART:20230701T220000", b"DTSTART"),
    Broken(
        68, b"DTSTART;TZID=Europe/London:20270305T200000", b"DTSTART;TZID=Europe/London:19900305T200000", b"DTSTART"
    ),
    Broken(69, b"DTEND;TZID=Europe/London:20270305T230000\r\n", b"", b"BEGIN:VEVENT"),
    Broken(69, b"DTEND;TZID=Europe/London:20270305T230000", b"DTEND;TZID=Europe/London:20270305T200000", b"DTEND"),
    Broken(69, b"DTEND;TZID=Europe/London:20270305T230000", b"DTEND:20270305T230000Z", b"DTEND"),
    Broken(69, b"DTEND;TZID=Europe/London:20270305T230000", b"DTEND;TZID=America/Nuuk:20270305T230000", b"DTEND"),
    Broken(70, b"DTEND;VALUE=DATE:20270307", b"DTEND;VALUE=DATE:20270306", b"DTEND"),
    Broken(70, b"DTEND;VALUE=DATE:20270307\r\n", b"", b"BEGIN:VEVENT"),
    Broken(70, b"DTEND;VALUE=DATE:20270307", b"DTEND:20270307", b"DTEND"),
    Broken(71, b"DTEND:20261025T013000Z", b"DTEND:20261025T013000", b"DTEND", (69,)),
    Broken(72, *renamed(b"GMT-0200"), b"DTSTART"),
    Broken(
        73, b"DTSTART;TZID=Europe/London:20270305T200000", b"DTSTART;TZID=Europe/London:20261025T013000", b"DTSTART"
    ),
    Broken(74, b"DTEND;TZID=Europe/London:20270305T230000", b"DTEND;TZID=Europe/London:20270328T013000", b"DTEND"),
]


@pytest.mark.parametrize("case", [*EVENTS, *TIMES], ids=lambda case: f"{case.rule}")
def test_what_is_broken_is_told(case: Broken) -> None:
    judged(case)
