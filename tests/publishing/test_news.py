"""News over HTTP: each announcement and change is an item of its own, told once, in every format alike."""

from __future__ import annotations

import json
import warnings
from typing import Any

from calendar_service.publishing.newsfeeds import MOST
from tests.cast import EVENT, RELEASE, House, file_of
from tests.web.client import client_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import feedparser


def items(house: House, path: str = "/calendar.json") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(client_of(house).get(path).text)["items"]
    return found


def titles(house: House) -> list[str]:
    return [item["title"].split(": ")[0] for item in items(house)]


def test_a_life_is_told_step_by_step_the_newest_first(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    steps: list[tuple[dict[str, Any], list[str]]] = [
        ({"starts": "2026-12-06T20:00", "previous_starts": ["2026-12-05T20:00"]}, ["New date"]),
        ({"starts": "2026-12-06T20:00", "previous_starts": ["2026-12-05T20:00"], "description": "A typo."}, []),
        ({"status": "cancelled"}, ["Cancelled"]),
        ({"status": "cancelled", "title": "Metropolis!"}, []),
    ]
    told = ["Announced"]
    for change, news in steps:
        house.clock.advance(days=1)
        house.load(file_of(events=[EVENT | change]))
        told = news + told
        assert titles(house) == told
    assert len({item["id"] for item in items(house)}) == len(told)
    assert all(item["id"].startswith("tag:calendar.example.org,2026-11-23:") for item in items(house))


def test_a_release_is_out_on_its_day_and_not_before(small_house: House) -> None:
    small_house.load(file_of(releases=[RELEASE]))
    assert titles(small_house) == ["Announced", "Announced"]
    small_house.clock.advance(days=(74))  # 5 February
    assert titles(small_house) == ["Out today", "Announced", "Announced"]
    assert items(small_house)[0]["date_published"] == "2027-02-05T00:00:00Z"
    small_house.clock.advance(days=60)  # both are out; what is older than 90 days stays where there is little else
    assert titles(small_house) == ["Out today", "Out today", "Announced", "Announced"]


def test_of_very_many_news_the_newest_are_told(small_house: House) -> None:
    events = [EVENT | {"id": str(n), "title": f"Night {n}"} for n in range(MOST + 5)]
    dates = [{"id": str(n), "date": f"2026-11-{n:02}"} for n in range(1, 21)]
    for file in (file_of(events=events), file_of(releases=[RELEASE | {"dates": dates}])):
        small_house.clock.advance(days=1)
        assert not small_house.load(file).failed
    found = items(small_house)
    assert len(found) == MOST
    assert [item["title"].split(":")[0] for item in found[:20]] == ["Announced"] * 20
    assert {item["title"].split(":")[0] for item in found} == {"Announced"}
    # What was announced last stands first, and all else is of the day before.
    assert sum("Night" in item["title"] for item in found) == MOST - 20


def test_old_news_go_when_there_are_many_new_ones(small_house: House) -> None:
    small_house.load(file_of(events=[EVENT | {"id": "old", "title": "Old"}]))
    small_house.clock.advance(days=100)
    small_house.load(file_of(events=[EVENT | {"id": str(n), "title": f"Night {n}"} for n in range(25)]))
    found = items(small_house)
    assert (len(found), any("Old" in item["title"] for item in found)) == (25, False)
    small_house.clock.advance(days=200)
    assert len(items(small_house)) == 20


def test_all_three_formats_tell_the_same(small_house: House) -> None:
    small_house.load(file_of(events=[EVENT], releases=[RELEASE]))
    small_house.clock.advance(days=1)
    small_house.load(file_of(events=[EVENT | {"status": "postponed"}]))
    client = client_of(small_house)
    told = [(item["id"], item["title"], item["url"]) for item in items(small_house)]
    for form in ("rss", "atom"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = feedparser.parse(client.get(f"/calendar.{form}").content)
        assert not parsed.bozo
        assert [(entry.id, entry.title, entry.link) for entry in parsed.entries] == told


def test_a_selection_tells_only_its_own_news(small_house: House) -> None:
    small_house.load(file_of(events=[EVENT, EVENT | {"id": "x", "kind": "concert", "title": "Other"}]))
    assert ["Other" in item["title"] for item in items(small_house, "/calendar.json?kind=concert")] == [True]
