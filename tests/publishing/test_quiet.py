"""A poll of what is unchanged costs nothing; an edit changes the feeds that hold its entry, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from calendar_service import models
from calendar_service.intake.asking import asked_of
from calendar_service.store import rendering
from calendar_service.store.choosing import chosen
from feeds.registry import FORMATS
from tests.cast import EVENT, RELEASE, House, file_of
from tests.web.client import client_of, context_of_client


@contextmanager
def queries(house: House) -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    sent: list[str] = []

    def take(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(house.database.engine, "before_cursor_execute", take)
    try:
        yield sent
    finally:
        event.remove(house.database.engine, "before_cursor_execute", take)


def fill(house: House) -> None:
    assert not house.load(file_of(events=[EVENT], releases=[RELEASE])).failed


@pytest.mark.parametrize("form", [form.ending for form in FORMATS])
def test_a_second_poll_asks_nothing_and_makes_nothing(small_house: House, form: str) -> None:
    fill(small_house)
    client = client_of(small_house)
    counts = context_of_client(client).publisher.counts
    first = client.get(f"/artists/jeff-mills.{form}?tag=techno")
    assert (first.status_code, counts.renders, counts.memory) == (200, 1, 0)
    with queries(small_house) as sent:
        again = client.get(f"/artists/jeff-mills.{form}?tag=techno", headers={"if-none-match": first.headers["etag"]})
        plain = client.get(f"/artists/jeff-mills.{form}?tag=techno")
        head = client.head(f"/artists/jeff-mills.{form}?tag=techno")
    assert (again.status_code, plain.content, head.content) == (304, first.content, b"")
    assert (sent, counts.renders, counts.memory) == ([], 1, 3)


def test_other_spellings_of_a_selection_share_its_body(small_house: House) -> None:
    fill(small_house)
    client = client_of(small_house)
    counts = context_of_client(client).publisher.counts
    spellings = (
        "/calendar.ics?tag=techno&artist=jeff-mills&kind=screening",
        "/calendar.ics?kind=Screening&artist=JEFF-MILLS&tag=Techno",
        "/artists/jeff-mills.ics?kind=screening&tag=techno",
        "/tags/techno.ics?artist=jeff-mills&kind=screening&artist=",
    )
    tags = {client.get(path).headers["etag"] for path in spellings}
    assert (len(tags), counts.renders) == (1, 1)


def test_a_change_elsewhere_is_looked_at_but_makes_nothing_anew(small_house: House) -> None:
    fill(small_house)
    client = client_of(small_house)
    counts = context_of_client(client).publisher.counts
    before = client.get("/releases/metropolis-metropolis.ics")
    small_house.clock.advance(hours=1)
    small_house.load(file_of(events=[EVENT | {"title": "Metropolis!"}]))
    with queries(small_house) as sent:
        after = client.get("/releases/metropolis-metropolis.ics")
    assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])
    assert after.headers["last-modified"] > before.headers["last-modified"]
    assert (counts.renders, counts.looks) == (1, 2)
    assert not [statement for statement in sent if "vevent," in statement.partition("FROM")[0]]


def test_an_edit_among_many_fetches_what_has_changed_alone(small_house: House) -> None:
    events = [EVENT | {"id": str(number), "title": f"Night {number}"} for number in range(30)]
    small_house.load(file_of(events=events))
    client = client_of(small_house)
    client.get("/calendar.ics")
    small_house.clock.advance(hours=1)
    small_house.load(file_of(events=[events[7] | {"title": "Day 7"}]))
    with queries(small_house) as sent:
        text = client.get("/calendar.ics").text
    [fetched] = [statement for statement in sent if "entries.vevent" in statement.partition("FROM")[0]]
    assert fetched.count("?") == 1
    assert ("Night 7 " in text, text.count("Day 7") > 0, text.count("BEGIN:VEVENT")) == (False, True, 30)


SELECTIONS = (
    "", "kind=screening", "kind=concert", "artist=jeff-mills", "artist=-jeff-mills", "tag=techno", "tag=-techno",
    "status=cancelled", "cancelled=hide", "cancelled=mark", "q=night", "from=2026-12-05&to=2026-12-05", "busy=1",
    "alarm=PT2H", "onsale=1", "partial=tentative", "city=new-york-us",
)  # fmt: skip
EDITS = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Night", "Day"]),
        "kind": st.sampled_from(["screening", "concert"]),
        "starts": st.sampled_from(["2026-12-05T20:00", "2026-12-06", "2026-12", "2027-02-01T18:00"]),
        "status": st.sampled_from(["scheduled", "cancelled"]),
        "venue": st.sampled_from(["afa", "other"]),
        "tags": st.sampled_from([[], ["techno"]]),
        "credits": st.sampled_from([[], EVENT["credits"]]),
        "offers": st.sampled_from([[], [{"url": "https://t.example", "opens": "2026-11-30T10:00"}]]),
    }
)
OTHER = {"id": "other", "name": "Other", "city": "Boston", "country": "US", "zone": "America/New_York"}


def held(house: House, query: str) -> set[str]:
    """The UIDs that a selection holds, as the database says, whether a feed can show them or not."""
    with house.database.reading() as session:
        asked = asked_of(parse_qsl(query))
        days = asked.selection.window.days(house.clock.now.date(), 365)
        choice = chosen(session, asked.selection).choice.within(days)
        return set(session.scalars(select(models.Entry.uid).where(*choice.conditions)))


def stamps(text: str) -> dict[str, tuple[int, str]]:
    """SEQUENCE and DTSTAMP of each entry in a feed; the placeholder has none."""
    found = {}
    for vevent in text.replace("\r\n ", "").split("BEGIN:VEVENT")[1:]:
        fields = dict(re.findall(r"^(UID|SEQUENCE|DTSTAMP):(.*)\r$", vevent, re.MULTILINE))
        if "SEQUENCE" in fields:
            found[fields["UID"]] = (int(fields["SEQUENCE"]), fields["DTSTAMP"])
    return found


@given(edits=st.lists(EDITS, min_size=2, max_size=5))
def test_bytes_change_with_what_a_feed_holds_and_with_nothing_else(
    databases: Any, tmp_path_factory: pytest.TempPathFactory, edits: list[dict[str, Any]]
) -> None:
    with databases.database("sqlite", migrated=True) as url:
        house = House(url, tmp_path_factory.mktemp("edits"))
        others = [
            EVENT | {"id": "still", "title": "Still night"},
            EVENT | {"id": "calm", "kind": "concert", "tags": []},
        ]
        house.load(file_of(venues=[file_of()["venues"][0], OTHER], events=[EVENT, *others], releases=[RELEASE]))
        client = client_of(house)
        for edit in edits:
            before = {query: (client.get(f"/calendar.ics?{query}").text, held(house, query)) for query in SELECTIONS}
            row = stored(house)
            house.clock.advance(minutes=5)
            house.load(file_of(venues=[file_of()["venues"][0], OTHER], events=[EVENT | edit]))
            moved = stored(house) != row
            for query, (text, uids) in before.items():
                now = client.get(f"/calendar.ics?{query}").text
                touched = row[0] in uids | held(house, query)
                if not (moved and touched):
                    assert now == text, (query, edit)
                if now != text:
                    assert touched, (query, edit)
                elif moved and row[0] in stamps(now):
                    raise AssertionError(f"{query} holds what has changed, and did not change")
                earlier, later = stamps(text), stamps(now)
                assert all(later[uid] >= stamp for uid, stamp in earlier.items() if uid in later)
        house.database.close()


def stored(house: House) -> tuple[str, int, str]:
    """UID, revision and time of change of the event that is edited."""
    with house.database.reading() as session:
        entry = session.scalars(
            select(models.Entry).join(models.Item).where(models.Item.source_id == EVENT["id"])
        ).one()
        return entry.uid, entry.revision, str(entry.changed_at)


def test_a_venue_that_is_renamed_changes_the_feeds_that_show_it(small_house: House) -> None:
    fill(small_house)
    client = client_of(small_house)
    before = {path: client.get(path).text for path in ("/calendar.ics", "/releases/metropolis-metropolis.ics")}
    small_house.clock.advance(hours=1)
    small_house.load(file_of(venues=[file_of()["venues"][0] | {"name": "The Archive"}]))
    rendering.refresh(small_house.database, small_house.edge)
    after = {path: client.get(path).text for path in before}
    assert after["/releases/metropolis-metropolis.ics"] == before["/releases/metropolis-metropolis.ics"]
    assert "The Archive" in after["/calendar.ics"]
    assert stamps(after["/calendar.ics"]) != stamps(before["/calendar.ics"])
