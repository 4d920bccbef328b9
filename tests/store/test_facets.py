"""Facets tell how much is left when a selection is narrowed: the same that is found then, on every database."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import event, func, select

from calendar_service import models
from calendar_service.intake.asking import understood
from calendar_service.store import facets as store
from calendar_service.store.choosing import Choice, chosen
from calendar_service.store.facets import facets
from tests.cast import House
from tests.store import crowd, programme

ALL = (date.min, date.max)


def count(session: Any, choice: Choice) -> int:
    statement = select(func.count()).select_from(models.Entry).where(*choice.conditions)
    return int(session.scalars(statement).one())


@pytest.mark.parametrize("query", ["", "kind=concert", "city=berlin-de&tag=techno", "q=axis", "artist=bjork"])
def test_a_count_is_what_is_found_then(house: House, query: str) -> None:
    programme.fill(house)
    pairs = parse_qsl(query)
    with house.database.reading() as session:
        choice = chosen(session, understood(pairs).selection).choice
        found = facets(session, choice, ALL)
        assert (found.total, found.more) == (count(session, choice), False)
        for name, values in found.values.items():
            for value in values:
                if (name, value.value) not in pairs and name not in dict(pairs):
                    narrowed = understood([*pairs, (name, value.value)])
                    assert not narrowed.problems
                    left = count(session, chosen(session, narrowed.selection).choice)
                    assert value.count == left, (name, value)


def test_all_that_can_be_chosen_is_offered(house: House) -> None:
    programme.fill(house)
    with house.database.reading() as session:
        found = facets(session, Choice(), ALL).values
    assert set(found) == set(store.NAMES)
    assert {value.value for value in found["kind"]} == {"concert", "screening", "club_night", "music", "game", "film"}
    assert [(value.value, value.title) for value in found["label"]] == [("axis-records", "Axis Records")]
    assert [value.count for value in found["venue"]] == sorted((one.count for one in found["venue"]), reverse=True)


def test_the_work_is_one_query_and_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd.fill(house.database)
    monkeypatch.setattr(store, "AMONG", 1_000)
    sent: list[str] = []
    with house.database.reading() as session:
        session.connection()
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: sent.append(statement))
        found = facets(session, Choice(), ALL)
    assert len(sent) == 1
    assert (found.total, found.more) == (1_000, True)
    assert all(len(values) <= store.VALUES for values in found.values.values())


@pytest.mark.parametrize("days", [ALL, (date(2026, 11, 1), date.max), (date(2026, 11, 1), date(2026, 12, 31))])
def test_windows_are_kept(house: House, days: tuple[date, date]) -> None:
    programme.fill(house)
    with house.database.reading() as session:
        for query in ("", "artist=jeff-mills"):
            choice = chosen(session, understood(parse_qsl(query)).selection).choice
            assert facets(session, choice, days).total == count(session, choice.within(days))
            assert facets(session, choice.walked(), days).values == facets(session, choice, days).values
