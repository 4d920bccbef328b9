"""The judge of feeds on the syntax of files and on the properties of the calendar: one broken thing in each."""

from __future__ import annotations

import pytest

from tests.feeds.test_checks_good import ANA, HEAD, LONDON, NUUK, NUUK_ZONE, RECORD, TWICE, Broken, after, judged

PLACEHOLDER = b"""BEGIN:VEVENT\r
UID:empty-0123456789@cal.example.org\r
DTSTAMP:20000101T000000Z\r
DTSTART;VALUE=DATE:20000101\r
DTEND;VALUE=DATE:20000102\r
SUMMARY:Nothing announced yet\r
STATUS:CONFIRMED\r
TRANSP:TRANSPARENT\r
END:VEVENT\r
"""
SYNTAX = [
    Broken(1, b"VERSION:2.0\r\n", b"VERSION:2.0\n", b"VERSION"),
    Broken(1, b"END:VCALENDAR\r\n", b"END:VCALENDAR", b"END:VCALENDAR"),
    Broken(2, b"SUMMARY:Katuaq", b"SUMMARY:" + b"Katuaq" * 12, b"SUMMARY"),
    Broken(2, b"e/\r\n ana", b"e/\r\n\tana", b"\tana"),
    Broken(3, "3×vinyl".encode(), b"3\xc3\r\n \x97vinyl", b" \x97"),
    Broken(3, rb"Gigs\, all of them.", b"Gigs\\\r\n , all of them.", b" ,"),
    Broken(3, b"SUMMARY:Katuaq", "SUMMARY:Cafe\r\n \u0301".encode(), " \u0301".encode()),
    Broken(3, b"SUMMARY:Katuaq", "SUMMARY:👩\u200d\r\n 👧".encode(), " 👧".encode()),
    Broken(4, b"SUMMARY:Katuaq\r\n", b"SUMMARY:Katuaq\r\n \r\n", b" "),
    Broken(5, b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN"),
    Broken(5, b"BEGIN:VCALENDAR", b" BEGIN:VCALENDAR", b" BEGIN"),
    Broken(5, b"BEGIN:VCALENDAR", b"\r\nBEGIN:VCALENDAR", b"", (15,)),
    Broken(5, "3×vinyl".encode(), "3×vinyl".encode("latin-1"), b"SUMMARY:CANCELLED"),
    Broken(6, b"SUMMARY:Katuaq", b"SUMMARY:Kat\x07uaq", b"SUMMARY"),
    Broken(6, b"SUMMARY:Katuaq", "SUMMARY:Kat\x85uaq".encode(), b"SUMMARY"),
    Broken(6, b"SUMMARY:Katuaq", "SUMMARY:Kat\u2028uaq".encode(), b"SUMMARY"),
    Broken(7, rb"The Hall\, 1 Quay\, Bristol", rb"The Hall\, 1 Quay, Bristol", b"LOCATION"),
    Broken(7, b"SUMMARY:Katuaq", rb"SUMMARY:Kat\:uaq", b"SUMMARY"),
    Broken(7, b"SUMMARY:Katuaq", rb"SUMMARY:Katuaq\\\q", b"SUMMARY"),
    Broken(7, b"SUMMARY:Katuaq", b"SUMMARY:Katuaq; live", b"SUMMARY"),
    Broken(7, b"concert,folk", b"concert,folk;rock", b"CATEGORIES"),
    Broken(8, b"SUMMARY:Katuaq", b"SUMMARY:Kat\ruaq", b"SUMMARY"),
    Broken(9, b'LABEL="On: air"', b"LABEL=On; air", b"CONFERENCE"),
    Broken(9, b'LABEL="On: air"', b'LABEL="Stream', b"CONFERENCE"),
    Broken(9, b'LABEL="On: air"', b"LABEL=Stream, live", b"CONFERENCE"),
    Broken(9, b"X-BY=a^^b", b"X-BY=a^b", b"X-NOTE"),
    Broken(9, b"LINKREL=via", b"LINKREL=via;LINKREL=up", b"LINK"),
    Broken(10, rb"one\, two", b"one, two", b"X-NOTE"),
    Broken(11, b"https://s.ex/1", b"https://s.ex/a b", b"CONFERENCE"),
    Broken(11, b"https://s.ex/1", "https://s.ex/é".encode(), b"CONFERENCE"),
    Broken(11, b"https://s.ex/1", b"https://s.ex/%zz", b"CONFERENCE"),
    Broken(12, NUUK_ZONE + LONDON, LONDON + NUUK_ZONE, b"BEGIN:VTIMEZONE"),
    Broken(14, b"END:VCALENDAR\r\n", b"END:VCALENDAR\r\n" + HEAD + TWICE + b"END:VCALENDAR\r\n", b"BEGIN:VCALENDAR"),
    Broken(14, b"END:VCALENDAR\r\n", b"END:VCALENDAR\r\nX-NOTE:more\r\n", b"X-NOTE"),
    Broken(14, b"END:VCALENDAR\r\n", b"END:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n", b"BEGIN:VEVENT"),
    Broken(14, b"END:VCALENDAR\r\n", HEAD + TWICE + b"END:VCALENDAR\r\nEND:VCALENDAR\r\n", b"BEGIN:VCALENDAR"),
    Broken(15, *after(b"SUMMARY:Katuaq", b"and more words"), b"and more"),
    Broken(15, *after(b"SUMMARY:Katuaq", b"SUMMARY:Katuaq"), b"SUMMARY"),
    Broken(15, *after(b"SUMMARY:Katuaq", b""), b""),
    Broken(15, b"END:VALARM\r\n", b"", b"BEGIN:VALARM"),
    Broken(15, b"BEGIN:VALARM\r\n", b"", b"END:VALARM", (15,)),
    Broken(15, b"END:VCALENDAR\r\n", b"", b"BEGIN:VCALENDAR"),
    Broken(15, b"DTEND;VALUE=DATE:20270307", b"DTEND;VALUE=DATE:20270332", b"DTEND"),
    Broken(15, b"DTSTART;VALUE=DATE:20270306", b"DTSTART;VALUE=DATE:2027-03-06", b"DTSTART"),
    Broken(15, b"DTSTART:20261025T003000Z\r\n", b"", b"BEGIN:VEVENT"),
    Broken(15, b"CREATED:20260101T120000Z", b"CREATED:20260101", b"CREATED"),
    Broken(17, b"SUMMARY:Katuaq\r\n", b"", b"BEGIN:VEVENT"),
    Broken(17, b"SUMMARY:Katuaq", b"SUMMARY:", b"SUMMARY"),
    Broken(17, b"SUMMARY:Katuaq", rb"SUMMARY:Kat\nuaq", b"SUMMARY"),
    Broken(17, b"SUMMARY:Katuaq", b"SUMMARY:" + b"\r\n ".join([b"a" * 64] * 4), b"SUMMARY"),
]
CALENDAR = [
    Broken(18, b"VERSION:2.0", b"VERSION:1.0", b"VERSION"),
    Broken(18, b"PRODID:-//example//hand//EN\r\n", b"", b"BEGIN:VCALENDAR"),
    Broken(19, b"CALSCALE:GREGORIAN", b"CALSCALE:JULIAN", b"CALSCALE"),
    Broken(20, *after(b"VERSION:2.0", b"METHOD:PUBLISH"), b"METHOD"),
    Broken(21, b"NAME:London gigs\r\nX-WR", b"X-WR", b"BEGIN:VCALENDAR"),
    Broken(21, b"X-WR-CALNAME:London gigs", b"X-WR-CALNAME:Gigs", b"X-WR-CALNAME"),
    Broken(22, b"X-WR-CALDESC:Gigs\\, all of them.\r\n", b"", b"BEGIN:VCALENDAR"),
    Broken(22, b"X-WR-CALDESC:Gigs", b"X-WR-CALDESC:Talks", b"X-WR-CALDESC"),
    Broken(23, b"REFRESH-INTERVAL;VALUE=DURATION:P1D\r\n", b"", b"BEGIN:VCALENDAR"),
    Broken(23, b"REFRESH-INTERVAL;VALUE=DURATION:P1D", b"REFRESH-INTERVAL:P1D", b"REFRESH"),
    Broken(23, b"REFRESH-INTERVAL;VALUE=DURATION:P1D", b"REFRESH-INTERVAL;VALUE=DURATION:1 day", b"REFRESH"),
    Broken(24, b"X-PUBLISHED-TTL:PT24H", b"X-PUBLISHED-TTL:PT1H", b"X-PUBLISHED-TTL"),
    Broken(24, b"X-PUBLISHED-TTL:PT24H\r\n", b"", b"BEGIN:VCALENDAR"),
    Broken(25, b"SOURCE;VALUE=URI:https", b"SOURCE;VALUE=URI:http", b"SOURCE"),
    Broken(25, b"SOURCE;VALUE=URI:https", b"SOURCE:https", b"SOURCE"),
    Broken(26, b"URL:https://cal.example.org/gigs\r\n", b"", b"BEGIN:VCALENDAR"),
    Broken(26, b"URL:https://cal.example.org/gigs\r\n", b"URL:webcal://cal.example.org/gigs\r\n", b"URL:webcal"),
    Broken(27, b"COLOR:steelblue", b"COLOR:#4682B4", b"COLOR"),
    Broken(27, b"X-APPLE-CALENDAR-COLOR:#4682B4", b"X-APPLE-CALENDAR-COLOR:#4682B5", b"X-APPLE"),
    Broken(28, b"X-WR-TIMEZONE:Europe/London", b"X-WR-TIMEZONE:GMT Standard Time", b"X-WR-TIMEZONE"),
    Broken(29, *after(b"VERSION:2.0", b"UID:aaaaaaaaaa@cal.example.org"), b"UID"),
    Broken(30, *after(b"VERSION:2.0", b"LAST-MODIFIED:20260101T120000Z"), b"LAST-MODIFIED"),
    Broken(31, NUUK_ZONE + LONDON + ANA + RECORD + NUUK + TWICE, b"", b"BEGIN:VCALENDAR"),
    Broken(32, b"END:VCALENDAR\r\n", PLACEHOLDER + b"END:VCALENDAR\r\n", b"BEGIN:VEVENT"),
    Broken(
        32,
        NUUK_ZONE + LONDON + ANA + RECORD + NUUK + TWICE,
        PLACEHOLDER.replace(b"TRANSPARENT", b"OPAQUE"),
        b"TRANSP",
    ),
]


@pytest.mark.parametrize("case", [*SYNTAX, *CALENDAR], ids=lambda case: f"{case.rule}")
def test_what_is_broken_is_told(case: Broken) -> None:
    judged(case)
