"""Feeds with options: what each changes, that nothing else does, and that every reader takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from feeds.checks.judging import check
from tests.cast import EVENT, RELEASE, House, file_of
from tests.readers import READERS
from tests.readers.seen import Seen
from tests.web.client import client_of

OFFERS = [
    {"url": "https://tickets.example/1", "opens": "2026-11-30T10:00", "price": "20.00", "currency": "EUR"},
    {"kind": "presale", "name": "Friends", "opens": "2026-11-27T10:00"},
    {"kind": "order", "url": "https://tickets.example/3"},
]
EVENTS = [
    EVENT | {"id": "timed", "title": "Timed", "offers": OFFERS},
    EVENT | {"id": "day", "title": "Day", "starts": "2026-12-06"},
    EVENT | {"id": "off", "title": "Off", "status": "cancelled", "offers": OFFERS[:1]},
    EVENT | {"id": "later", "title": "Later", "status": "postponed"},
    EVENT | {"id": "month", "title": "Month", "starts": "2027-03"},
    EVENT | {"id": "open", "title": "Open", "starts": "tba"},
]
RELEASES = [RELEASE | {"dates": [{"id": "lp", "date": "2027-33"}, {"id": "dl", "date": "2027-02-05"}]}]
QUERIES = (
    "", "alarm=PT2H&alarm=P1D", "onsale=1", "busy=1", "partial=tentative", "cancelled=mark", "cancelled=hide",
    "alarm=PT0S&onsale=1&busy=1&partial=tentative&cancelled=mark",
)  # fmt: skip


def feed(house: House, query: str = "") -> str:
    assert not house.load(file_of(events=EVENTS, releases=RELEASES)).failed
    answer = client_of(house).get(f"/calendar.ics?{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


def entries(text: str) -> dict[str, str]:
    """The VEVENTs, unfolded, by their titles."""
    found = {}
    for part in text.replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]:
        body = part.split("END:VEVENT")[0]
        found[next(line[8:] for line in body.splitlines() if line.startswith("SUMMARY:"))] = body
    return found


def titles(text: str) -> set[str]:
    return {title.split(" @ ")[0].removeprefix("Jeff Mills: ").removeprefix("Jeff Mills – ") for title in entries(text)}


PLAIN = {"Timed", "Day", "CANCELLED: Jeff Mills: Off", "POSTPONED: Jeff Mills: Later", "Metropolis Metropolis"}


def test_a_plain_feed_holds_what_has_a_day(small_house: House) -> None:
    text = feed(small_house)
    assert titles(text) == PLAIN
    assert "VALARM" not in text
    assert "OPAQUE" not in text


def test_alarms_ring_for_what_takes_place(small_house: House) -> None:
    found = entries(feed(small_house, "alarm=P1D&alarm=PT120M"))
    rings = {
        title.split(" @ ")[0]: body.count("TRIGGER:-PT2H") + 10 * body.count("TRIGGER:-P1D")
        for title, body in found.items()
    }
    assert rings == {
        "Jeff Mills: Timed": 11, "Jeff Mills: Day": 11, "Jeff Mills – Metropolis Metropolis": 11,
        "CANCELLED: Jeff Mills: Off": 0, "POSTPONED: Jeff Mills: Later": 0,
    }  # fmt: skip


def test_busy_blocks_the_time_of_what_has_an_hour_and_takes_place(small_house: House) -> None:
    found = entries(feed(small_house, "busy=1"))
    assert [title.split(" @ ")[0] for title, body in found.items() if "TRANSP:OPAQUE" in body] == ["Jeff Mills: Timed"]


def test_openings_are_entries_of_their_own(small_house: House) -> None:
    plain, found = entries(feed(small_house)), entries(feed(small_house, "onsale=1"))
    new = {title: body for title, body in found.items() if title not in plain}
    assert set(new) == {
        "On sale: Timed @ Anthology Film Archives",
        "Presale (Friends): Timed @ Anthology Film Archives",
        "CANCELLED: On sale: Off @ Anthology Film Archives",
    }
    sale = new["On sale: Timed @ Anthology Film Archives"]
    assert "DTSTART;TZID=America/New_York:20261130T100000" in sale
    assert "20.00 EUR" in sale
    assert "RELATED-TO;RELTYPE=PARENT:" in sale
    assert all(plain[title] == found[title] for title in plain)


def test_openings_keep_their_uids_whatever_is_edited_around_them(small_house: House) -> None:
    def uids() -> dict[str, str]:
        found = entries(client_of(small_house).get("/calendar.ics?onsale=1").text)
        return {title: body.split("UID:")[1].split("\r")[0] for title, body in found.items() if "ale" in title}

    feed(small_house, "onsale=1")
    before = uids()
    turned = [OFFERS[2], OFFERS[1], OFFERS[0] | {"url": "https://other.example", "price": "25.00"}]
    small_house.clock.advance(hours=1)
    small_house.load(file_of(events=[EVENTS[0] | {"offers": turned}]))
    assert uids() == before


def test_the_opening_lies_in_the_window_by_its_own_day(small_house: House) -> None:
    found = feed(small_house, "onsale=1&from=2026-11-30&to=2026-11-30")
    assert titles(found) == {"On sale: Timed", "CANCELLED: On sale: Off"}


def test_half_known_dates_stand_on_the_last_day_of_their_period(small_house: House) -> None:
    plain, found = entries(feed(small_house)), entries(feed(small_house, "partial=tentative"))
    new = {title: body for title, body in found.items() if title not in plain}
    month = next(body for title, body in new.items() if "Month" in title)
    assert {title.rpartition(" (")[2] for title in new} == {
        "date to be confirmed\\, by March 2027)", "date to be confirmed\\, by quarter 1 of 2027)",
    }  # fmt: skip
    assert "DTSTART;VALUE=DATE:20270331" in month
    assert "STATUS:TENTATIVE" in month
    assert "TRANSP:TRANSPARENT" in month


def test_cancelled_ones_are_marked_for_google_or_hidden(small_house: House) -> None:
    marked, hidden = feed(small_house, "cancelled=mark"), feed(small_house, "cancelled=hide")
    [off] = [body for title, body in entries(marked).items() if title.startswith("CANCELLED: ")]
    assert "STATUS:CONFIRMED" in off
    assert "STATUS:CANCELLED" not in marked
    assert titles(hidden) == PLAIN - {"CANCELLED: Jeff Mills: Off"}


def test_options_leave_sequence_and_stamps_alone(small_house: House) -> None:
    def stamps(query: str) -> dict[str, list[str]]:
        names = ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "CREATED", "UID")
        found = entries(client_of(small_house).get(f"/calendar.ics?{query}").text)
        return {title: [line for line in body.splitlines() if line.startswith(names)] for title, body in found.items()}

    feed(small_house)
    plain = stamps("")
    for query in QUERIES[1:]:
        found = stamps(query)
        assert all(found[title] == lines for title, lines in plain.items() if title in found), query


@pytest.mark.parametrize("query", QUERIES)
def test_our_validator_and_every_reader_take_it(small_house: House, query: str) -> None:
    text = feed(small_house, query)
    assert check(text.encode()) == []
    readers: dict[str, Callable[[bytes], list[Seen]]] = dict(READERS)
    seen: dict[str, Any] = {
        name: sorted((entry.uid, entry.summary, str(entry.start), str(entry.end)) for entry in read(text.encode()))
        for name, read in readers.items()
    }
    assert all(found == seen["icalendar"] for found in seen.values()), seen
    assert len(seen["icalendar"]) == text.count("BEGIN:VEVENT")
