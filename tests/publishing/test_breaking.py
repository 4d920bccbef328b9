"""When things break the feed goes on: last good bytes without a database, no stampede, a bound on memory."""

from __future__ import annotations

import asyncio
import gc
import threading
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError, OperationalError

from calendar_service.intake.asking import asked_of
from calendar_service.publishing import calendars
from calendar_service.publishing.pressed import Pressed
from calendar_service.publishing.publisher import Publisher
from calendar_service.publishing.recipes import MAKERS, SelectionRecipe
from calendar_service.publishing.site import SPREAD_SECONDS
from calendar_service.store import rendering
from feeds.registry import ICAL
from feeds.writers import ical
from tests.cast import EVENT, RELEASE, SITE, House, file_of
from tests.web.client import client_of, context_of_client

FEED = "/artists/jeff-mills.ics"


def fill(house: House) -> None:
    assert not house.load(file_of(events=[EVENT], releases=[RELEASE])).failed


def test_without_a_database_the_last_good_bytes_are_answered_however_long(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(small_house)
    client = client_of(small_house)
    good = client.get(FEED)
    short = (
        client.post("/f", content="artist=jeff-mills&kind=screening").text.strip().removeprefix(str(client.base_url))
    )
    client.get(short)

    def gone(*_: Any, **__: Any) -> Any:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(type(small_house.database), "reading", gone)
    for hours in (1, 24, 24 * 400):  # also on later days, whose windows are others
        small_house.clock.advance(hours=hours)
        again = client.get(FEED)
        assert (again.status_code, again.content, again.headers["etag"]) == (200, good.content, good.headers["etag"])
        assert client.get(FEED, headers={"if-none-match": good.headers["etag"]}).status_code == 304
        assert client.get(short).status_code == 200
    assert context_of_client(client).publisher.counts.stale == 6  # the first hour was the same day
    unknown = client.get("/calendar.ics")
    assert (unknown.status_code, unknown.headers["retry-after"]) == (503, "30")
    monkeypatch.undo()
    assert client.get("/calendar.ics").status_code == 200


def test_an_entry_that_cannot_be_rendered_is_left_out_and_reported(
    small_house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = ical.render

    def picky(entry: Any, *options: Any, **more: Any) -> Any:
        if getattr(entry.facts, "title", "") == "Broken":
            raise ZeroDivisionError("a mistake of ours")
        return whole(entry, *options, **more)

    monkeypatch.setattr(ical, "render", picky)
    broken = EVENT | {"id": "broken", "title": "Broken"}
    assert not small_house.load(file_of(events=[EVENT, broken])).failed
    text = client_of(small_house).get("/calendar.ics").text
    assert (text.count("BEGIN:VEVENT"), "Broken" in text) == (1, False)
    assert "an entry cannot be rendered" in capsys.readouterr().out
    with small_house.database.reading() as session:
        assert rendering.faults(session) == ["ZeroDivisionError: a mistake of ours"]
    monkeypatch.undo()
    small_house.load(file_of(events=[broken | {"description": "Better."}]))
    assert "Broken" in client_of(small_house).get("/calendar.ics").text
    with small_house.database.reading() as session:
        assert rendering.faults(session) == []


def test_an_entry_that_fails_later_stays_as_it_was(small_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(small_house)
    before = client_of(small_house).get("/calendar.ics").content

    def fails(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(ical, "render", fails)
    small_house.load(file_of(artists=[{"id": "jm", "name": "The Wizard"}]))
    rendering.refresh(small_house.database, small_house.edge)
    assert client_of(small_house).get("/calendar.ics").content == before


def test_an_entry_that_an_option_cannot_write_is_left_out_of_that_feed(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(small_house)

    def fails(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(calendars, "written", fails)
    answer = client_of(small_house).get("/calendar.ics?busy=1")
    assert (answer.status_code, answer.text.count("BEGIN:VEVENT")) == (200, 1)
    assert client_of(small_house).get("/calendar.ics").text.count("BEGIN:VEVENT") == 3


def test_many_misses_at_once_make_one_body(small_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(small_house)
    publisher = Publisher(small_house.database, SITE, small_house.clock, 2**20)
    begun, go_on = threading.Event(), threading.Event()
    whole = MAKERS["ics"]

    def slow(*words: Any) -> Any:
        begun.set()
        assert go_on.wait(10)
        return whole(*words)

    monkeypatch.setitem(MAKERS, "ics", slow)

    async def crowd() -> list[bytes]:
        recipe = SelectionRecipe(asked_of([("artist", "jeff-mills")]), ICAL)
        readers = [asyncio.create_task(publisher.get(recipe)) for _ in range(50)]
        await asyncio.to_thread(begun.wait, 10)
        readers[0].cancel()  # one that goes away takes nothing from the others
        await asyncio.sleep(0)
        go_on.set()
        return [(await reader).made.content for reader in readers[1:]]

    bodies = asyncio.run(crowd())
    assert (len(set(bodies)), publisher.counts.renders) == (1, 1)
    publisher.close()


def test_memory_is_bounded_and_what_was_asked_for_longest_ago_goes_first(small_house: House) -> None:
    events = [EVENT | {"id": str(n), "tags": [f"t{n}"], "description": "x" * 3000} for n in range(20)]
    small_house.load(file_of(events=events))
    client = client_of(small_house, memory=60_000)
    shelf = context_of_client(client).publisher.shelf
    for number in range(20):
        client.get(f"/tags/t{number}.ics")
        client.get("/tags/t0.ics")
        assert shelf.size <= 60_000
    assert shelf.get("/tags/t0.ics") is not None
    assert shelf.get("/tags/t1.ics") is None
    assert shelf.get("/tags/t19.ics") is not None
    assert 2 < len(shelf) < 20
    gc.collect()
    alive = [body for body in gc.get_objects() if isinstance(body, Pressed)]
    held = [body for body in alive if b"/tags/t" in body.made.content]
    assert sum(body.size for body in held) <= 60_000  # nothing else holds what has left the shelf


def test_the_day_changes_once_for_each_feed_and_not_for_all_at_once(small_house: House) -> None:
    small_house.load(file_of(events=[EVENT]))
    keys = [f"/tags/t{number}.ics" for number in range(200)]
    midnight = SITE.midnight(small_house.clock.now)
    edges = {(SITE.day_of(key, small_house.clock.now)[1] - midnight).total_seconds() - 86400 for key in keys}
    assert all(0 <= edge < SPREAD_SECONDS for edge in edges)
    assert len(edges) > 100
    for key in keys[:20]:
        day, until = SITE.day_of(key, small_house.clock.now)
        assert SITE.day_of(key, until)[0] > day
    client = client_of(small_house)
    counts = context_of_client(client).publisher.counts
    first = client.get("/calendar.ics")
    small_house.clock.advance(hours=13)
    second = client.get("/calendar.ics")
    assert (second.content, counts.looks, counts.renders) == (first.content, 2, 1)
    assert second.headers["last-modified"] == "Tue, 24 Nov 2026 00:00:00 GMT"


@pytest.mark.parametrize("error", [TimeoutError(), DatabaseError("SELECT", {}, Exception("malformed"))])
def test_what_nothing_is_known_of_is_not_there_for_the_moment(
    small_house: House, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    fill(small_house)

    def fails(*_: Any) -> Any:
        raise error

    monkeypatch.setitem(MAKERS, "ics", fails)
    answer = client_of(small_house).get(FEED)
    assert (answer.status_code, answer.headers["retry-after"], "VCALENDAR" in answer.text) == (503, "30", False)
