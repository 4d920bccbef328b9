"""Times as announced: moments that exist, partial dates with their first and last day, and both read from text."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import FactError
from feeds.when import (
    TBA,
    YEARS,
    Moment,
    PartialDate,
    Precision,
    day,
    local,
    moment_of,
    partial_of,
    when_of,
    zone_names,
    zone_of,
)

BERLIN = "Europe/Berlin"
FIRST, LAST = YEARS


@pytest.mark.parametrize(
    ("text", "stored", "precision", "first", "last"),
    [
        ("2027-03-05", "2027-03-05", Precision.DAY, date(2027, 3, 5), date(2027, 3, 5)),
        ("2027-02", "2027-02", Precision.MONTH, date(2027, 2, 1), date(2027, 2, 28)),
        ("2028-02", "2028-02", Precision.MONTH, date(2028, 2, 1), date(2028, 2, 29)),
        ("2027-12", "2027-12", Precision.MONTH, date(2027, 12, 1), date(2027, 12, 31)),
        ("2027-Q1", "2027-33", Precision.QUARTER, date(2027, 1, 1), date(2027, 3, 31)),
        ("2027-q4", "2027-36", Precision.QUARTER, date(2027, 10, 1), date(2027, 12, 31)),
        ("2027-34", "2027-34", Precision.QUARTER, date(2027, 4, 1), date(2027, 6, 30)),
        ("2027-spring", "2027-21", Precision.SEASON, date(2027, 3, 1), date(2027, 5, 31)),
        ("2027-Summer", "2027-22", Precision.SEASON, date(2027, 6, 1), date(2027, 8, 31)),
        ("2027-fall", "2027-23", Precision.SEASON, date(2027, 9, 1), date(2027, 11, 30)),
        ("2027-autumn", "2027-23", Precision.SEASON, date(2027, 9, 1), date(2027, 11, 30)),
        ("2027-winter", "2027-24", Precision.SEASON, date(2027, 12, 1), date(2028, 2, 29)),
        (" 2027 ", "2027", Precision.YEAR, date(2027, 1, 1), date(2027, 12, 31)),
        (f"{LAST}-winter", f"{LAST}-24", Precision.SEASON, date(LAST, 12, 1), date(LAST + 1, 2, 28)),
        ("TBA", "tba", Precision.UNKNOWN, date.max, date.max),
        ("tbc", "tba", Precision.UNKNOWN, date.max, date.max),
    ],
)
def test_a_partial_date_spans_all_that_it_may_mean(
    text: str, stored: str, precision: Precision, first: date, last: date
) -> None:
    found = partial_of(text, "date")
    assert (str(found), found.precision, found.first, found.last) == (stored, precision, first, last)
    assert found.is_day == (precision is Precision.DAY)
    assert partial_of(stored, "date") == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "27",
        "2027-13",
        "2027-00",
        "2027-20",
        "2027-25",
        "2027-37",
        "2027-Q5",
        "2027-monsoon",
        "2027-3-5",
        "05.03.2027",
        "2027-03-05T20:00",
        "-2027",
        "2027-03-05 ",
        "soon",
    ],
)
def test_a_date_that_is_not_understood_is_told_with_what_would_be(text: str) -> None:
    if text.endswith(" "):
        assert partial_of(text, "date") == day(date(2027, 3, 5))
        return
    with pytest.raises(FactError) as error:
        partial_of(text, "date")
    assert str(error.value).startswith(f"date “{text}” is not understood; right is ")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2027-02-29", "date “2027-02-29” is not a day of the calendar."),
        ("2027-21-05", "date “2027-21-05” is not a day of the calendar."),
        ("2027-Q1-05", "date “2027-Q1-05” is not a day of the calendar."),
        (f"{FIRST - 1}-01-01", f"date has the year {FIRST - 1}; years from {FIRST} to {LAST} are allowed."),
        (f"{LAST + 1}", f"date has the year {LAST + 1}; years from {FIRST} to {LAST} are allowed."),
        ("0000", f"date has the year 0; years from {FIRST} to {LAST} are allowed."),
    ],
)
def test_a_date_of_no_calendar_is_told(text: str, sentence: str) -> None:
    with pytest.raises(FactError) as error:
        partial_of(text, "date")
    assert [(problem.field, problem.sentence) for problem in error.value.problems] == [("date", sentence)]


def test_a_time_is_a_moment_exactly_where_the_text_has_an_hour() -> None:
    assert when_of("2027-03-05T20:00", BERLIN, "starts") == Moment(datetime(2027, 3, 5, 20), BERLIN)
    assert when_of("2027-03-05 20:00:30", BERLIN, "starts") == Moment(datetime(2027, 3, 5, 20, 0, 30), BERLIN)
    assert when_of("2027-03-05", BERLIN, "starts") == PartialDate("2027-03-05")
    assert when_of("2027-03-05", None, "starts") == PartialDate("2027-03-05")
    assert when_of("tba", None, "starts") == TBA


@pytest.mark.parametrize(
    ("text", "zone", "field", "sentence"),
    [
        (
            "2027-03-05T20:00",
            None,
            "zone",
            "zone is missing: starts has an hour; name an IANA time zone or a venue with one.",
        ),
        ("2027-03-05T24:00", BERLIN, "starts", "starts “24:00” is not a time of day; right is 00:00 to 23:59."),
        ("2027-03-05T20:60", BERLIN, "starts", "starts “20:60” is not a time of day; right is 00:00 to 23:59."),
        ("2027-03-05T20:00:60", BERLIN, "starts", "starts “20:00:60” is not a time of day; right is 00:00 to 23:59."),
        ("2027-02-29T20:00", BERLIN, "starts", "starts “2027-02-29” is not a day of the calendar."),
        (
            f"{FIRST - 1}-01-01T20:00",
            BERLIN,
            "starts",
            f"starts has the year {FIRST - 1}; years from {FIRST} to {LAST} are allowed.",
        ),
        (
            "2027-03-05T20:00Z",
            BERLIN,
            "starts",
            "starts has the offset +00:00, but Europe/Berlin has +01:00 then; leave it out.",
        ),
        (
            "2027-03-05T20:00+02:00",
            BERLIN,
            "starts",
            "starts has the offset +02:00, but Europe/Berlin has +01:00 then; leave it out.",
        ),
        (
            "2027-03-28T01:30",
            "Europe/London",
            "starts",
            (
                "starts 01:30 on 2027-03-28 does not exist in Europe/London: the clocks go forward then; right is for "
                "example 02:30."
            ),
        ),
        (
            "2027-03-05T20:00",
            "Mars/Olympus",
            "zone",
            "zone “Mars/Olympus” is not an IANA time zone; right is for example Europe/Berlin.",
        ),
    ],
)
def test_a_moment_that_is_none_is_told(text: str, zone: str | None, field: str, sentence: str) -> None:
    with pytest.raises(FactError) as error:
        moment_of(text, zone, "starts")
    assert [(problem.field, problem.sentence) for problem in error.value.problems] == [(field, sentence)]


@pytest.mark.parametrize(
    "text", ["2027-03-05", "20:00", "2027-03-05T20", "2027-03-05T20:00+0100", "2027-03-05T20:00:00.5", ""]
)
def test_a_text_without_day_and_hour_is_no_moment(text: str) -> None:
    with pytest.raises(FactError, match="is not understood"):
        moment_of(text, BERLIN, "starts")


def test_an_offset_picks_one_of_two_equal_hours() -> None:
    first = moment_of("2027-10-31T02:30", BERLIN, "starts")
    second = moment_of("2027-10-31T02:30+01:00", BERLIN, "starts")
    assert moment_of("2027-10-31T02:30+02:00", BERLIN, "starts") == first
    assert (first.second, second.second, second.utc - first.utc) == (False, True, timedelta(hours=1))
    assert (str(first), str(second)) == ("2027-10-31T02:30", "2027-10-31T02:30+01:00")
    assert moment_of(str(second), BERLIN, "starts") == second


def test_z_is_the_offset_of_zones_that_have_none() -> None:
    assert moment_of("2027-01-05T20:00Z", "Europe/London", "starts").utc == datetime(2027, 1, 5, 20, tzinfo=UTC)
    assert moment_of("2027-01-05T20:00Z", "UTC", "starts").utc == datetime(2027, 1, 5, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "zone", "second"),
    [
        (datetime(2027, 3, 5, 20, tzinfo=UTC), BERLIN, False),
        (datetime(2027, 3, 5, 20, 0, 0, 1), BERLIN, False),
        (datetime(2027, 3, 5, 20, fold=1), BERLIN, False),
        (datetime(2027, 3, 5, 20), "Nowhere", False),
        (datetime(2027, 3, 5, 20), BERLIN, True),
        (datetime(2027, 3, 28, 2), BERLIN, False),
        (datetime(2011, 12, 30, 12), "Pacific/Apia", False),
        (datetime(FIRST - 1, 12, 31), BERLIN, False),
    ],
)
def test_what_no_clock_shows_is_no_moment(wall: datetime, zone: str, second: bool) -> None:
    with pytest.raises(FactError):
        Moment(wall, zone, second)


@pytest.mark.parametrize(
    ("wall", "offset"), [(datetime(2027, 3, 28, 1, 59), "+01:00"), (datetime(2027, 3, 28, 3), "+02:00")]
)
def test_the_hours_beside_a_gap_exist(wall: datetime, offset: str) -> None:
    assert Moment(wall, BERLIN).offset == offset


def test_a_span_is_real_time() -> None:
    assert str(Moment(datetime(2027, 3, 27, 23), BERLIN).plus(timedelta(hours=6))) == "2027-03-28T06:00"
    assert str(Moment(datetime(2027, 10, 30, 23), BERLIN).plus(timedelta(hours=4))) == "2027-10-31T02:00+01:00"


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(lambda wall: wall.replace(microsecond=0, tzinfo=UTC)),
    st.sampled_from(sorted(zone_names())),
)
def test_every_instant_is_a_moment_that_is_read_back(instant: datetime, zone: str) -> None:
    moment = local(instant, zone)
    assert moment.utc == instant
    assert moment.wall.replace(tzinfo=ZoneInfo(zone), fold=moment.second).astimezone(UTC) == instant
    assert Moment(moment.wall, zone, moment.second) == moment
    if instant.year > 1980:  # older offsets have seconds
        assert moment_of(str(moment), zone, "starts") == moment


@given(st.text(max_size=20), st.none() | st.sampled_from([BERLIN, "UTC", "x"]))
def test_any_text_is_a_time_or_refused(text: str, zone: str | None) -> None:
    try:
        found = when_of(text, zone, "starts")
    except FactError:
        return
    assert when_of(str(found), zone, "starts") == found


def test_zones_are_those_of_iana() -> None:
    assert zone_of("Asia/Kolkata") == "Asia/Kolkata"
    assert {"Factory", "localtime", "posixrules"} & zone_names() == set()
    for name in ("", "europe/berlin", "GMT+1", "W. Europe Standard Time", "Factory"):
        with pytest.raises(FactError, match="is not an IANA time zone"):
            zone_of(name)
