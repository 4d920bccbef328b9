"""Every parameter of a selection is answered by an index, on every database, among twenty thousand entries."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import event
from sqlalchemy.orm import Session

from calendar_service.intake.asking import NAMES, asked_of
from calendar_service.intake.selection import Asked
from calendar_service.store import listing, news, selecting
from calendar_service.store.choosing import chosen
from tests.cast import House
from tests.store import crowd

ALL = "past=all&"
DAYS = "from=2026-12-01&to=2026-12-07&"
QUERIES = [
    "past=0",
    "from=2029-12-01",
    "to=2020-01-20",
    "from=2026-12-01&to=2026-12-02",
    ALL + "q=w007",
    ALL + "q=w007 night&q=w008",
    ALL + "kind=talk",
    ALL + "kind=game",
    ALL + "artist=artist-7",
    ALL + "artist=artist-7&artist=artist-9",
    ALL + "venue=venue-7",
    ALL + "organizer=organizer-7",
    ALL + "label=organizer-7",
    ALL + "series=series-7",
    ALL + "city=city-7-de",
    ALL + "country=FJ",
    ALL + "tag=tag-7",
    ALL + "format=cassette",
    ALL + "territory=AB",
    ALL + "status=cancelled",
    ALL + "status=rescheduled",
    ALL + "status=moved",
    ALL + "status=sold_out",
    ALL + "near=10.5,20.5&within=100",
    ALL + "artist=artist-7&cancelled=hide",
    DAYS + "artist=-artist-7",
    DAYS + "tag=-tag-7",
    DAYS + "cancelled=hide",
    DAYS + "q=w007",
]
SMALL = {"earlier_times", "counter"}
"""Tables with so few rows that an index would only cost."""


def plan(session: Session, statement: str, values: Any) -> list[str]:
    word = "EXPLAIN QUERY PLAN " if session.get_bind().dialect.name == "sqlite" else "EXPLAIN "
    rows = session.connection().exec_driver_sql(word + statement, values).all()
    return [str(row[-1]) for row in rows]


def scanned(lines: list[str]) -> list[str]:
    """The tables that a plan reads from end to end."""
    matches = (re.search(r"Seq Scan on (\w+)|^SCAN (\w+)\b(?! VIRTUAL)", line) for line in lines)
    found = [match[1] or match[2] for match in matches if match]
    return [name for name in found if name not in SMALL and not name.startswith("anon")]


def queries(session: Session, asked: Asked, house: House) -> list[tuple[str, Any]]:
    """What is sent to the database for a feed, as it is sent."""

    def ask() -> None:
        days = asked.selection.window.days(house.clock.now.date(), 365)
        found = chosen(session, asked.selection).choice
        choice = found.within(days)
        selecting.lines(session, choice)
        selecting.all_vevents(session, choice)
        listing.by_night(session, listing.settled(session, found), days, 100)
        selecting.revisions(session, choice)

    return [(statement, values) for statement, values in recorded(house, ask) if statement.startswith("SELECT entries")]


def recorded(house: House, ask: Callable[[], object]) -> list[tuple[str, Any]]:
    """What is sent to the database meanwhile."""
    sent: list[tuple[str, Any]] = []

    def take(_c: Any, _k: Any, statement: str, values: Any, _x: Any, _m: bool) -> None:
        sent.append((statement.lstrip(), values))

    event.listen(house.database.engine, "before_cursor_execute", take)
    try:
        ask()
    finally:
        event.remove(house.database.engine, "before_cursor_execute", take)
    return sent


def test_every_parameter_is_answered_by_an_index(house: House) -> None:
    crowd.fill(house.database)
    problems = []
    with house.database.reading() as session:
        for query in QUERIES:
            found = queries(session, asked_of(parse_qsl(query)), house)
            assert len(found) in (4, 5), query  # a programme of many entries is two walks
            for statement, values in found:
                lines = plan(session, statement, values)
                if scanned(lines):
                    problems.append((query, scanned(lines), lines))
    told = "\n".join(f"{query}: {names}: {' | '.join(lines)}" for query, names, lines in problems)
    assert not problems, told


def test_every_parameter_has_its_query_above() -> None:
    options = {"alarm", "onsale", "busy", "partial"}
    assert {name for query in QUERIES for name, _ in parse_qsl(query)} == {*NAMES} - options


def test_news_of_an_artist_are_answered_by_an_index(house: House) -> None:
    crowd.fill(house.database)
    with house.database.reading() as session:
        choice = chosen(session, asked_of([("artist", "artist-7")]).selection).choice
        days = (house.clock.now.date(), house.clock.now.date())
        sent = recorded(
            house,
            lambda: (news.told(session, choice, house.clock.now, (5, 50)), news.come_out(session, choice, days, 50)),
        )
        assert [scanned(plan(session, *query)) for query in sent] == [[], [], []]
