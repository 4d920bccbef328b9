"""Facets tell how much is left when a selection is narrowed: the same that is found then, on every database."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import func, select

from calendar_service import models
from calendar_service.intake.asking import understood
from calendar_service.store import facets as store
from calendar_service.store.choice import Choice
from calendar_service.store.choosing import chosen
from calendar_service.store.facets import Facets, Value, facets
from tests.cast import House
from tests.store import crowd, programme
from tests.store.test_plans import recorded

ALL = (date.min, date.max)
WINTER = (date(2026, 11, 1), date(2027, 3, 31))


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


def test_the_work_is_one_query_and_bounded_and_exact_where_few_are_left(house: House) -> None:
    crowd.fill(house.database)
    with house.database.reading() as session:
        found: list[Facets] = []
        sent = recorded(house, lambda: found.append(facets(session, Choice(), ALL, taken={"city": ("city-499-de",)})))
        assert len([statement for statement, _ in sent if not statement.startswith(("BEGIN", "PRAGMA"))]) == 1
        [among] = found
        assert (among.total, among.more) == (store.AMONG, True)
        assert {name: len(values) for name, values in among.values.items() if len(values) > store.VALUES} == {}
        assert "city-499-de" in {value.value for value in among.values["city"]}
        pairs = [("kind", "talk")]
        choice = chosen(session, understood(pairs).selection).choice
        few = facets(session, choice.within(WINTER), WINTER)
        assert few.total == count(session, choice.within(WINTER)) > 0
        for name, values in few.values.items():
            for value in values:
                narrowed = chosen(session, understood([*pairs, (name, value.value)]).selection).choice
                assert name == "kind" or value.count == count(session, narrowed.within(WINTER)), (name, value)


def with_towns(house: House) -> None:
    """The programme, and fourteen towns more; the last has the fewest events, and many are in a place unknown."""
    programme.fill(house)
    venues = [{"id": f"v{n}", "name": f"V{n:02}", "city": f"Town{n:02}", "country": "DE", "zone": "UTC"}
              for n in range(14)]  # fmt: skip
    bare = {"id": "bare", "name": "Bare", "zone": "UTC"}
    events = [programme.event(f"e{n}-{k}", venue=f"v{n}") for n in range(14) for k in range(1 if n == 13 else 2)]
    events += [programme.event(f"b{n}", venue="bare") for n in range(3)]
    assert not house.load({"source": "towns", "venues": [*venues, bare], "events": events}).failed


def test_what_is_chosen_is_told_however_rare_it_is(house: House) -> None:
    with_towns(house)
    with house.database.reading() as session:
        plain = facets(session, Choice(), ALL, ["city"]).values["city"]
        found = facets(session, Choice(), ALL, ["city"], {"city": ("town13-de",)}).values["city"]
        none = facets(session, Choice(), (date(2030, 1, 1), date.max), ["city"], {"city": ("town13-de",)})
    assert len(plain) == len(found) == store.VALUES
    assert "town13-de" not in {value.value for value in plain}
    assert found == (*plain[:-1], Value("town13-de", "Town13", 1))
    assert none.values == {"city": (Value("town13-de", "town13-de", 0),)}


def test_what_has_none_takes_no_place(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with_towns(house)
    monkeypatch.setattr(store, "VALUES", 3)
    with house.database.reading() as session:
        countries = facets(session, Choice(), ALL, ["country"]).values["country"]
    assert {value.value for value in countries} == {"DE", "FJ", "WS"}


def test_a_kind_that_holds_others_is_counted_where_it_is_chosen(house: House) -> None:
    programme.fill(house)
    with house.database.reading() as session:
        for kind in store.WIDE:
            values = facets(session, Choice(), ALL, ["kind"], {"kind": (kind,)}).values["kind"]
            [wide] = [value for value in values if value.value in store.WIDE]
            narrowed = chosen(session, understood([("kind", kind)]).selection).choice
            assert (wide.value, wide.count) == (kind, count(session, narrowed))


@pytest.mark.parametrize("days", [ALL, (date(2026, 11, 1), date.max), (date(2026, 11, 1), date(2026, 12, 31))])
def test_windows_are_kept(house: House, days: tuple[date, date]) -> None:
    programme.fill(house)
    with house.database.reading() as session:
        for query in ("", "artist=jeff-mills"):
            choice = chosen(session, understood(parse_qsl(query)).selection).choice
            assert facets(session, choice, days).total == count(session, choice.within(days))
            assert facets(session, choice.walked(), days).values == facets(session, choice, days).values
