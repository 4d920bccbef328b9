"""Windows: `past`, `from` and `to` in an address become days, or a sentence."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_service.intake.window import PAST_LIMIT, Window, window_of
from feeds.errors import FactError
from feeds.when import YEARS

TODAY = date(2027, 3, 5)
in_calendars = st.dates(date(YEARS[0], 1, 1), date(YEARS[1], 12, 31))
EVER = (date.min, date.max)


@pytest.mark.parametrize(
    ("pairs", "query", "days"),
    [
        ([], "", (date(2027, 2, 3), date.max)),
        ([("past", "0")], "?past=0", (TODAY, date.max)),
        ([("past", "007")], "?past=7", (date(2027, 2, 26), date.max)),
        ([("past", "all")], "?past=all", EVER),
        ([("from", "2027-03-01")], "?from=2027-03-01", (date(2027, 3, 1), date.max)),
        ([("to", "2027-03-01")], "?to=2027-03-01", (date.min, date(2027, 3, 1))),
        (
            [("to", "2027-03-02"), ("from", "2027-03-01")],
            "?from=2027-03-01&to=2027-03-02",
            (date(2027, 3, 1), date(2027, 3, 2)),
        ),
        ([("from", "2027-03-01"), ("to", "2027-03-01")], "?from=2027-03-01&to=2027-03-01", (date(2027, 3, 1),) * 2),
    ],
)
def test_a_window_has_one_canonical_form_and_its_days(
    pairs: list[tuple[str, str]], query: str, days: tuple[date, date]
) -> None:
    window = window_of(pairs)
    assert (window.query, window.days(TODAY, 30)) == (query, days)


def test_a_window_may_reach_back_to_the_beginning() -> None:
    assert Window().days(TODAY, -1) == EVER
    assert Window(past=PAST_LIMIT).days(date(200, 1, 1), 30) == EVER


@pytest.mark.parametrize(
    ("pairs", "field", "sentence"),
    [
        ([("past", "-1")], "past", "past must be a number of days up to 100000, or “all”."),
        ([("past", "")], "past", "past must be a number of days up to 100000, or “all”."),
        ([("past", "100001")], "past", "past must be a number of days up to 100000, or “all”."),
        ([("past", "9" * 5000)], "past", "past must be a number of days up to 100000, or “all”."),
        ([("past", "٣")], "past", "past must be a number of days up to 100000, or “all”."),
        ([("past", "ALL")], "past", "past must be a number of days up to 100000, or “all”."),
        ([("from", "2027-03")], "from", "from must be a day such as 2027-03-05."),
        ([("from", "")], "from", "from must be a day such as 2027-03-05."),
        ([("to", "2027-02-30")], "to", "to must be a day such as 2027-03-05."),
        ([("to", "tba")], "to", "to must be a day such as 2027-03-05."),
        ([("from", "2027-03-05"), ("to", "2027-03-04")], "to", "to must not be before from."),
        ([("past", "1"), ("past", "1")], "past", "past is given twice; once is right."),
        (
            [("past", "1"), ("to", "2027-03-04")],
            "past",
            "past and from or to exclude each other; give the one or the others.",
        ),
        ([("page", "2")], "page", "“page” is not a name that is known here; known are past, from, to."),
    ],
)
def test_a_window_that_is_not_understood_is_told(pairs: list[tuple[str, str]], field: str, sentence: str) -> None:
    with pytest.raises(FactError) as error:
        window_of(pairs)
    assert [(problem.field, problem.sentence) for problem in error.value.problems] == [(field, sentence)]


def test_every_name_that_is_not_known_is_told() -> None:
    with pytest.raises(FactError) as error:
        window_of([("a", "1"), ("past", "1")], ())
    assert [problem.sentence for problem in error.value.problems] == [
        "“a” is not a name that is known here; this address takes no parameters.",
        "“past” is not a name that is known here; this address takes no parameters.",
    ]


@given(st.lists(st.tuples(st.sampled_from(["past", "from", "to", "x"]), st.text(max_size=12)), max_size=3))
def test_any_query_gives_a_window_or_a_sentence(pairs: list[tuple[str, str]]) -> None:
    try:
        window = window_of(pairs)
    except FactError:
        return
    first, last = window.days(TODAY, 30)
    assert first <= last


@given(st.none() | st.integers(0, PAST_LIMIT) | st.just(-1), in_calendars, in_calendars, st.booleans(), st.booleans())
def test_the_canonical_form_is_read_back(
    past: int | None, first: date, last: date, has_from: bool, has_to: bool
) -> None:
    first, last = sorted((first, last))
    window = Window(past) if past is not None else Window(None, first if has_from else None, last if has_to else None)
    pairs = [tuple(part.split("=")) for part in window.query[1:].split("&") if part]
    assert window_of([(name, value) for name, value in pairs]) == window
