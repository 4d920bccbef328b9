"""The season of samples is a good load file on every day, and shows every kind and state."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from calendar_service import demo
from calendar_service.demo.season import season
from calendar_service.intake.beside import Beside
from feeds.vocabulary import DateStatus, EventKind, EventStatus, ReleaseKind, SeriesKind
from tests.intake.files import judged

TEMPLATE = (demo.FOLDER / "season.json").read_text("utf-8")
SEASON = json.loads(season(TEMPLATE, date(2027, 3, 5)))
# Looked at once, and not for every day.
PICTURES = Beside(demo.FOLDER)
CHANGES_OF_CLOCKS = [
    *(date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1)),
    *(date(2027, 3, 14), date(2027, 3, 28), date(2027, 10, 31), date(2027, 11, 7)),
    *(date(2028, 3, 12), date(2028, 3, 26), date(2028, 10, 29), date(2028, 11, 5), date(2028, 2, 29)),
]


def days() -> Iterator[date]:
    """Some days of three years: each entry with an hour falls on each change of clocks."""
    offsets = sorted({int(offset) for offset in re.findall(r"\{([+-]\d+)\}T", TEMPLATE)})
    yield from {changes - timedelta(days=offset) for changes in CHANGES_OF_CLOCKS for offset in offsets}
    yield from (date(2026, 1, 31) + timedelta(days=91 * step) for step in range(12))


def test_the_season_is_a_good_load_file_on_every_day(tmp_path: Path) -> None:
    wrong = {day: judged(tmp_path, season(TEMPLATE, day), beside=PICTURES).errors for day in sorted(set(days()))}
    assert {day: list(map(str, errors)) for day, errors in wrong.items() if errors} == {}


@pytest.mark.deep
def test_the_season_is_a_good_load_file_on_every_day_of_three_years(tmp_path: Path) -> None:
    for step in range((date(2029, 1, 1) - date(2026, 1, 1)).days):
        day = date(2026, 1, 1) + timedelta(days=step)
        assert (day, judged(tmp_path, season(TEMPLATE, day), beside=PICTURES).errors) == (day, [])


@pytest.mark.parametrize(
    ("text", "today", "filled"),
    [
        ("{+0}", date(2027, 3, 5), "2027-03-05"),
        ("{-5}", date(2027, 3, 5), "2027-02-28"),
        ("{+12}T23:00", date(2027, 3, 25), "2027-04-06T23:00"),
        ("{month+0} {month-3}", date(2027, 3, 5), "2027-03 2026-12"),
        ("{month+1}", date(2027, 1, 31), "2027-02"),
        ("{quarter+0} {quarter+1} {quarter+4}", date(2027, 11, 30), "2027-Q4 2028-Q1 2028-Q4"),
        ("{quarter+1}", date(2027, 11, 30), "2028-Q1"),
        ('{"a": {}, "b": "{x}"}', date(2027, 3, 5), '{"a": {}, "b": "{x}"}'),
    ],
)
def test_offsets_become_dates(text: str, today: date, filled: str) -> None:
    assert season(text, today) == filled


def test_no_offset_is_left() -> None:
    assert "{+" not in json.dumps(SEASON)
    assert "{-" not in json.dumps(SEASON)


def test_every_entry_says_that_it_is_a_sample() -> None:
    unlabelled = [item["id"] for item in entries() if not item["description"].startswith("Sample entry. ")]
    assert unlabelled == []
    nouns = [item for name in ("artists", "organizers", "series", "venues") for item in SEASON[name]]
    assert [item["id"] for item in nouns if not item["description"].startswith("Sample ")] == []


def test_addresses_lead_nowhere() -> None:
    """RFC 2606: nobody owns .example."""
    hosts = {text.split("/")[2] for text in strings(SEASON) if text.startswith("http")}
    assert {host for host in hosts if not host.endswith(".example")} == set()


def test_tags_are_in_small_letters() -> None:
    tags = [tag for item in entries() for tag in item.get("tags", [])]
    assert [tag for tag in tags if tag != tag.lower()] == []


def test_every_kind_and_status_is_shown() -> None:
    events, releases = SEASON["events"], SEASON["releases"]
    assert {event["kind"] for event in events} == set(EventKind)
    assert {event.get("status", "scheduled") for event in events} == set(EventStatus)
    assert {release.get("kind", "music") for release in releases} | {"other"} == set(ReleaseKind)
    assert {day.get("status", "announced") for day in dates()} == set(DateStatus)
    assert {series["kind"] for series in SEASON["series"]} == {
        SeriesKind.TOUR,
        SeriesKind.FESTIVAL,
        SeriesKind.RECURRING,
    }


def test_every_state_of_an_event_is_shown() -> None:
    events = SEASON["events"]
    states = {
        "past midnight": ids(e for e in events if e["starts"].endswith("T23:00") and e.get("ends") == "06:00"),
        "over days": ids(e for e in events if len(e["starts"]) == 10 and "ends" in e),
        "only doors": ids(e for e in events if len(e["starts"]) == 10 and "doors" in e),
        "day alone": ids(e for e in events if len(e["starts"]) == 10 and not {"doors", "ends"} & set(e)),
        "month alone": ids(e for e in events if len(e["starts"]) == 7),
        "rescheduled": ids(e for e in events if e.get("previous_starts")),
        "moved": ids(e for e in events if e.get("previous_venue") and e.get("venue")),
        "moved online": ids(e for e in events if e.get("previous_venue") and "venue" not in e and e["online_url"]),
        "sold out": ids(e for e in events if {o.get("availability") for o in e.get("offers", [])} == {"sold_out"}),
        "presale": ids(e for e in events if "presale" in [o.get("kind") for o in e.get("offers", [])]),
    }
    assert states == {
        "past midnight": ["speicher-club-night"],
        "over days": ["tape-rooms-exhibition", "long-evening-days"],
        "only doors": ["doors-only"],
        "day alone": ["harbour-encore"],
        "month alone": ["yonaka-residency"],
        "rescheduled": ["tour-sao-paulo"],
        "moved": ["marenka-moved-room"],
        "moved online": ["okafor-moved-online"],
        "sold out": ["joao-sold-out"],
        "presale": ["tour-berlin"],
    }


def test_the_tour_goes_through_six_zones() -> None:
    zones = {venue["id"]: venue["zone"] for venue in SEASON["venues"]}
    tour = [zones[event["venue"]] for event in SEASON["events"] if "slow-water-tour" in event.get("series", [])]
    assert tour == [
        "Europe/Berlin", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Tokyo", "Asia/Kolkata"
    ]  # fmt: skip


def test_releases_are_known_to_the_day_month_quarter_or_not_at_all() -> None:
    [slipped] = [release for release in SEASON["releases"] if release["id"] == "slow-water"]
    digital, vinyl = slipped["dates"]
    assert (vinyl["previous_dates"], digital["date"] < vinyl["date"]) == ([digital["date"]], True)
    assert {len(day["date"]) for day in dates()} == {10, 7, 3}
    assert "tba" in [day["date"] for day in dates()]
    assert {day["date"] for day in dates() if "Q" in day["date"]} == {"2027-Q2"}
    assert {day["territory"] for day in dates() if "territory" in day} == {"DE", "GB"}


def entries() -> list[dict[str, Any]]:
    return [*SEASON["events"], *SEASON["releases"]]


def dates() -> list[dict[str, Any]]:
    return [day for release in SEASON["releases"] for day in release["dates"]]


def ids(events: Iterator[dict[str, Any]]) -> list[str]:
    return [event["id"] for event in events]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for inner in value.values() for text in strings(inner))
    elif isinstance(value, list):
        yield from (text for inner in value for text in strings(inner))
