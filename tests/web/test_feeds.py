"""Feeds over HTTP: what they hold, their headers, and who is told 304."""

from __future__ import annotations

import pytest

from calendar_service.intake.asking import NAMES
from calendar_service.publishing.body import Body
from tests.cast import ARTIST, EVENT, NOW, RELEASE, House, file_of
from tests.web.client import client_of

FEEDS = (
    "/calendar.ics",
    "/venues/anthology-film-archives.ics",
    "/artists/jeff-mills.ics",
    "/organizers/axis-records.ics",
    "/series/axis-tour.ics",
    "/releases/metropolis-metropolis.ics",
    "/events/metropolis-2026-12-05.ics",
)
SERIES = {"id": "tour", "name": "Axis Tour", "kind": "tour"}


def fill(house: House) -> None:
    file = file_of(series=[SERIES], events=[EVENT | {"series": ["tour"]}], releases=[RELEASE])
    assert not house.load(file).failed


def uids(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("UID:")]


def test_each_feed_holds_its_entries_in_order(small_house: House) -> None:
    fill(small_house)
    client = client_of(small_house)
    found = {path: uids(client.get(path).text) for path in FEEDS}
    series, event, lp, digital = (f"UID:{number:032d}@calendar.example.org" for number in (1, 2, 3, 4))
    assert found == {
        "/calendar.ics": [event, digital, lp],
        "/venues/anthology-film-archives.ics": [event],
        "/artists/jeff-mills.ics": [event, digital, lp],
        "/organizers/axis-records.ics": [event, digital, lp],
        "/series/axis-tour.ics": [event],
        "/releases/metropolis-metropolis.ics": [digital, lp],
        "/events/metropolis-2026-12-05.ics": [event],
    }
    text = client.get("/series/axis-tour.ics").text.replace("\r\n ", "")
    assert f"RELATED-TO;RELTYPE=PARENT:{series.removeprefix('UID:')}" in text


@pytest.mark.parametrize("path", FEEDS)
def test_the_headers_are_those_of_the_contract(small_house: House, path: str) -> None:
    fill(small_house)
    answer = client_of(small_house).get(path)
    name = path.rsplit("/", 1)[-1]
    kind = "attachment" if path.startswith("/events/") else "inline"
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == f'{kind}; filename="{name}"'
    assert answer.headers["cache-control"] == "public, max-age=900, stale-while-revalidate=3600, stale-if-error=604800"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["last-modified"] == "Mon, 23 Nov 2026 12:00:00 GMT"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", [*FEEDS, "/", "/events/metropolis-2026-12-05", "/robots.txt"])
def test_a_reader_that_has_it_is_told_so_with_its_own_validators(small_house: House, path: str) -> None:
    fill(small_house)
    client = client_of(small_house)
    first = client.get(path)
    etag = first.headers["etag"]
    assert etag.startswith('"')
    for value in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = client.get(path, headers={"if-none-match": value})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    since = client.get(path, headers={"if-modified-since": first.headers["last-modified"]})
    assert since.status_code == 304
    other = {"if-none-match": '"other"', "if-modified-since": first.headers["last-modified"]}
    assert client.get(path, headers=other).status_code == 200
    assert client.get(path, headers={"if-modified-since": "yesterday"}).status_code == 200


def test_an_edit_changes_the_tag_of_the_feeds_that_hold_it_and_of_no_others(small_house: House) -> None:
    fill(small_house)
    client = client_of(small_house)
    before = {path: client.get(path).headers["etag"] for path in FEEDS}
    small_house.clock.advance(hours=1)
    small_house.load(file_of(events=[EVENT | {"series": ["tour"], "title": "Metropolis!"}]))
    changed = [path for path in FEEDS if client.get(path).headers["etag"] != before[path]]
    assert changed == [path for path in FEEDS if path != "/releases/metropolis-metropolis.ics"]


def test_head_says_what_get_says(small_house: House) -> None:
    fill(small_house)
    client = client_of(small_house)
    for path in (*FEEDS, "/"):
        got, head = client.get(path), client.head(path)
        assert (head.status_code, dict(head.headers)) == (200, dict(got.headers))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND", "REPORT", "MKCALENDAR"])
def test_a_feed_can_only_be_read(small_house: House, method: str) -> None:
    answer = client_of(small_house).request(method, "/calendar.ics")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.text == "This address can only be read: use GET or HEAD.\n"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("foo=x", f"“foo” is not a name that is known here; known are {', '.join(NAMES)}."),
        (
            "alarm=x",
            "alarm must be a time before the start in whole minutes, up to four weeks, such as PT30M, PT2H or P1D.",
        ),
        ("past=-3", "past must be a number of days up to 100000, or “all”."),
        ("past=1&past=2", "past is given twice; once is right."),
        ("from=2026-13-01", "from must be a day such as 2027-03-05."),
        ("from=2026-12-02&to=2026-12-01", "to must not be before from."),
        ("past=3&from=2026-12-01", "past and from or to exclude each other; give the one or the others."),
    ],
)
def test_what_is_not_understood_is_refused_in_a_sentence(small_house: House, query: str, sentence: str) -> None:
    answer = client_of(small_house).get(f"/calendar.ics?{query}")
    assert (answer.status_code, answer.text) == (400, sentence + "\n")


def test_the_window_cuts_at_whole_local_days(small_house: House) -> None:
    starts = ["2025-11-22T20:00", "2025-11-23T20:00", "2026-12-05T23:00", "2027-03-05T20:00"]
    small_house.load(file_of(events=[EVENT | {"id": start, "starts": start} for start in starts]))
    client = client_of(small_house)

    def days(query: str) -> list[str]:
        text = client.get(f"/calendar.ics?{query}").text
        vevents = text.split("BEGIN:VEVENT")[1:]
        return [event.split("DTSTART;TZID=America/New_York:")[1][:8] for event in vevents]

    assert days("") == ["20251123", "20261205", "20270305"]
    assert days("past=366") == ["20251122", "20251123", "20261205", "20270305"]
    assert days("past=all") == ["20251122", "20251123", "20261205", "20270305"]
    assert days("past=0") == ["20261205", "20270305"]
    # A screening at 23:00 for two hours is there on both days.
    assert days("from=2026-12-06&to=2026-12-06") == ["20261205"]
    assert days("to=2025-11-22") == ["20251122"]


def test_an_empty_window_holds_a_placeholder_that_never_changes(small_house: House) -> None:
    client = client_of(small_house)
    first = client.get("/calendar.ics")
    small_house.clock.advance(days=400)
    assert first.text.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20000101" in first.text
    assert client.get("/calendar.ics").content == first.content


def test_unknown_names_and_entries_without_a_day_have_no_calendar(small_house: House) -> None:
    small_house.load(file_of(events=[EVENT | {"starts": "2027-03"}]))
    client = client_of(small_house)
    for path in ("/artists/nobody.ics", "/events/none.ics", "/events/metropolis.ics"):
        answer = client.get(path)
        assert (answer.status_code, answer.text) == (404, "There is no calendar at this address.\n")
    assert client.get("/events/metropolis").status_code == 200


def test_hostile_names_stay_out_of_headers(small_house: House) -> None:
    small_house.load(file_of(artists=[ARTIST | {"name": 'A"; x=\r\nSet-Cookie: a=b'}], events=[EVENT]))
    answer = client_of(small_house).get("/artists/a-x-set-cookie-a-b.ics")
    assert answer.headers["content-disposition"] == 'inline; filename="a-x-set-cookie-a-b.ics"'
    assert "set-cookie" not in answer.headers
    assert "\r\nSet-Cookie" not in answer.text


def test_tags_with_commas_and_quotes_are_compared_whole() -> None:
    body = Body.of(b"x", NOW)
    assert body.is_known([f'"a,b", {body.etag}'], None)
    assert body.is_known(['"a"', body.etag], None)
    assert not body.is_known([body.etag.strip('"')], None)
