"""Selections as they are asked for: one canonical form, every problem told at once, nothing guessed."""

from __future__ import annotations

import random
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_service.intake.asking import ALARMS_LIMIT, KINDS, NAMES, STATUSES, VALUES_LIMIT, asked_of, understood
from calendar_service.intake.durations import duration_of
from calendar_service.intake.selection import Asked
from feeds.errors import FactError
from feeds.vocabulary import Format

SLUGS = st.from_regex(r"[a-z][a-z0-9-]{0,10}[a-z0-9]", fullmatch=True)
VALUES = {
    "q": st.text(max_size=30),
    "kind": st.sampled_from(KINDS),
    "artist": SLUGS,
    "venue": SLUGS,
    "organizer": SLUGS,
    "label": SLUGS,
    "series": SLUGS,
    "city": SLUGS,
    "country": st.from_regex("[A-Za-z]{2}", fullmatch=True),
    "tag": st.text(min_size=1, max_size=20).filter(lambda text: not text.strip().startswith("-")),
    "format": st.sampled_from(list(Format)),
    "territory": st.from_regex("[A-Z]{2}", fullmatch=True),
    "status": st.sampled_from(STATUSES),
    "from": st.dates().map(str),
    "past": st.integers(0, 4000).map(str),
    "cancelled": st.sampled_from(["hide", "mark", ""]),
    "alarm": st.sampled_from(["PT2H", "pt120m", "P1D", "P1W", "PT0S", "P1DT12H30M"]),
    "onsale": st.sampled_from(["1", "0"]),
    "busy": st.sampled_from(["1", "0"]),
    "partial": st.sampled_from(["tentative", ""]),
}
PAIR = st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name]))
NEAR = st.tuples(st.floats(-90, 90), st.floats(-180, 180), st.floats(0.001, 20_000))


@given(pairs=st.lists(PAIR, max_size=12), near=st.none() | NEAR, seed=st.integers(0, 100))
def test_order_and_spelling_do_not_matter_and_the_canonical_form_is_its_own(
    pairs: list[tuple[str, str]], near: tuple[float, float, float] | None, seed: int
) -> None:
    if near:
        pairs = [*pairs, ("near", f"{near[0]},{near[1]}"), ("within", str(near[2]))]
    asked = understood(pairs)
    if not asked.problems:
        turned = random.Random(seed).sample(pairs, len(pairs))
        assert asked_of(turned) == asked
    again = understood(parse_qsl(asked.query, keep_blank_values=True))
    assert (again.selection, again.options, again.problems) == (asked.selection, asked.options, ())
    assert again.query == asked.query
    assert asked.query.isascii()


@given(pairs=st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=5), st.text(max_size=40)), max_size=8))
def test_whatever_is_sent_is_understood_or_refused_in_sentences(pairs: list[tuple[str, str]]) -> None:
    asked = understood(pairs)
    for problem in asked.problems:
        assert problem.sentence.endswith((".", "”."))
    assert isinstance(asked, Asked)


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("tag=-metal&tag=Live Score&tag=techno", "tag=live-score&tag=techno&tag=-metal"),
        ("kind=Club Night&kind=club-night", "kind=club_night"),
        ("country=de&territory=us", "country=DE&territory=US"),
        ("q=  Jeff   MILLS ", "q=jeff%20mills"),
        ("near=52.5200001,13.40500&within=25.0", "near=52.52,13.405&within=25"),
        ("past=030", "past=30"),
        ("alarm=PT24H&alarm=P1D&alarm=pt90m", "alarm=PT1H30M&alarm=P1D"),
        ("artist=&busy=0&cancelled=", ""),
        ("cancelled=hide", "cancelled=hide"),
        ("cancelled=mark&onsale=1", "cancelled=mark&onsale=1"),
    ],
)
def test_the_canonical_form(query: str, canonical: str) -> None:
    assert asked_of(parse_qsl(query, keep_blank_values=True)).query == canonical


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("foo=1&kind=x&country=DEU", ["foo", "kind", "country"]),
        ("tag=a&tag=-a", ["tag"]),
        ("near=1,2", ["near"]),
        ("within=3", ["near"]),
        ("near=91,0&within=1", ["near"]),
        ("near=1,2,3&within=1", ["near"]),
        ("near=nan,2&within=1", ["near"]),
        ("near=1,2&within=0", ["within"]),
        ("near=1,2&within=inf", ["within"]),
        ("past=1&past=2", ["past"]),
        ("past=1&from=2026-01-01", ["past"]),
        ("artist=no/slash", ["artist"]),
        ("artist=" + "a" * 200, ["artist"]),
        ("q=-!?", ["q"]),
        ("q=" + "a" * 300, ["q"]),
        ("busy=yes&onsale=2&partial=1&cancelled=no", ["onsale", "busy", "partial", "cancelled"]),
        ("status=gone&format=shellac", ["format", "status"]),
    ],
)
def test_all_that_is_wrong_is_told_at_once(query: str, fields: list[str]) -> None:
    with pytest.raises(FactError) as caught:
        asked_of(parse_qsl(query, keep_blank_values=True))
    told = [problem.field for problem in caught.value.problems]
    assert sorted(set(told)) == sorted(set(fields))


def test_too_many_values_and_alarms_are_refused() -> None:
    with pytest.raises(FactError, match=f"More than {VALUES_LIMIT} values"):
        asked_of([("tag", f"t{number}") for number in range(VALUES_LIMIT + 1)])
    with pytest.raises(FactError, match=f"more than {ALARMS_LIMIT} times"):
        asked_of([("alarm", f"PT{number}M") for number in range(ALARMS_LIMIT + 1)])


def test_an_address_that_names_a_noun_takes_no_other_of_its_sort() -> None:
    assert asked_of([("tag", "-metal")], ("tag", "techno")).query == "tag=techno&tag=-metal"
    with pytest.raises(FactError, match="artist is said by the address already"):
        asked_of([("artist", "other")], ("artist", "jeff-mills"))


@pytest.mark.parametrize("value", ["", "P", "PT", "2H", "PT-2H", "PT1.5H", "P29D", "P5W", "PT5S", "P1Y", "PT99999M"])
def test_a_duration_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(FactError, match="alarm must be a time before the start"):
        duration_of(value)
