"""What goes wrong is said in a sentence, in the form that was asked for, and with the headers of every answer."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from calendar_service.app import make_app
from calendar_service.web import listing
from calendar_service.web.context import Context
from calendar_service.web.handed import PAGE_POLICY
from tests.cast import EVENT, RELEASE, SITE, House, file_of
from tests.web.client import client_of

SAFE = {"content-security-policy": PAGE_POLICY.decode(), "x-content-type-options": "nosniff"}


def test_a_page_that_is_missing_says_so_to_people_and_to_programs(small_house: House) -> None:
    client = client_of(small_house)
    page = client.get("/events/none", headers={"accept": "text/html"})
    text = client.get("/events/none", headers={"accept": "*/*"})
    assert (page.status_code, text.status_code) == (404, 404)
    assert "There is nothing at this address." in page.text
    assert text.text == "There is nothing at this address.\n"
    assert {name: page.headers[name] for name in SAFE} == SAFE


def test_what_breaks_is_a_page_with_all_headers_and_without_a_trace(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(listing, "shown", broken)
    context = Context(small_house.database, SITE, small_house.clock)
    client = TestClient(make_app(context), raise_server_exceptions=False)
    answer = client.get("/", headers={"accept": "text/html"})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert {name: answer.headers[name] for name in SAFE} == SAFE


def test_a_page_says_what_it_did_not_understand_and_shows_the_rest(small_house: House) -> None:
    small_house.load(file_of(events=[EVENT]))
    answer = client_of(small_house).get("/?past=never&utm_source=x&fbclid=1")
    assert answer.status_code == 200
    assert "past must be a number of days" in answer.text
    assert "utm_source" not in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    assert "Metropolis" in answer.text


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=99999999999999999999", "page=2&page=3", "%00=1"]
)
def test_no_query_breaks_a_page(small_house: House, query: str) -> None:
    small_house.load(file_of(events=[EVENT]))
    assert client_of(small_house).get(f"/?{query}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/events/%00", "/artists/..%2f..%2fetc", "/venues/" + "x" * 3000, "/static/../app.py"]
)
def test_no_path_breaks_the_service(small_house: House, path: str) -> None:
    assert client_of(small_house).get(path).status_code == 404
    assert client_of(small_house).get(f"{path}.ics").status_code == 404


def test_hostile_text_is_only_text_on_pages(small_house: House) -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"
    event = EVENT | {"title": hostile, "description": hostile, "tags": ["<b>"]}
    small_house.load(file_of(events=[event], releases=[RELEASE | {"title": hostile, "description": hostile}]))
    client = client_of(small_house)
    for path in ("/", client.get("/").text.split('href="/events/')[1].split('"')[0]):
        text = client.get(path if path == "/" else f"/events/{path}").text
        assert "<script>" not in text
        assert "<img" not in text
        assert "{{ 7*7 }}" in text


def test_a_long_programme_goes_on_to_a_next_page(small_house: House) -> None:
    events = [EVENT | {"id": str(number), "title": f"Night {number:03d}"} for number in range(130)]
    small_house.load(file_of(events=events))
    client = client_of(small_house)
    first, second = client.get("/").text, client.get("/?page=2").text
    assert first.count('<li class="line') == 100
    assert second.count('<li class="line') == 30
    assert 'href="/?page=2"' in first
    assert "Night 099" in first
    assert "Night 100" in second


@pytest.mark.parametrize("path", ["/calendar.ics/", "/artists/jeff-mills/", "/events/x.ics/"])
def test_nothing_redirects_least_of_all_to_the_host_that_was_sent(small_house: House, path: str) -> None:
    answer = client_of(small_house).get(path, headers={"host": "evil.example"})
    assert (answer.status_code, "location" in answer.headers) == (404, False)


def test_long_numbers_break_nothing(small_house: House) -> None:
    client = client_of(small_house)
    assert client.get("/?page=" + "9" * 5000).status_code == 200
    for number in ("0" * 12 + "9" * 5000, "0" * 12 + "9" * 10):
        assert client.get(f"/calendar.ics?past={number}").status_code == 400


def test_no_slug_reaches_the_database_that_is_none(house: House) -> None:
    client = client_of(house)
    for path in ("/events/%00", "/artists/%00.ics", "/venues/%F0%9F%98%80", "/series/A"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/archive/" + "9" * 5_000, "/archive/0", "/archive/-1", "/sitemaps/event-" + "9" * 5_000 + ".xml",
     "/sitemaps/event-0.xml", "/cards/event/nothing.png", "/cards/nothing/x.png", "/pages/nothing",
     "/pages/..%2f..%2fx",
     "/images/x-1.webp", "/report?noun=event&slug=nothing", "/report", "/events/%00", "/artists/%F0%9F%8E%B5"],
)  # fmt: skip
def test_what_is_not_there_is_a_404(small_house: House, path: str) -> None:
    assert client_of(small_house).get(path, headers={"accept": "text/html"}).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["page=99999", "page=x", "page=-1", "view=nothing", "view=month&month=2200-12", "view=month&month=1850-01",
     "view=month&month=9999-99", "from=0001-01-01", "to=9999-12-31", "from=9999-12-31", "past=100000", "letter=%00",
     "q=%00", "lang=%00", "lang=../../x", "near=1,2", "within=5", "artist=" + "x" * 3_000, "kind=-concert&kind=-talk",
     "view=month&from=2026-01-01&to=2026-01-02", "&".join(f"tag={n}" for n in range(300)), "%FF=%FF"],
)  # fmt: skip
def test_whatever_an_address_asks_for_a_page_answers(small_house: House, query: str) -> None:
    small_house.load(file_of(events=[EVENT]))
    client = client_of(small_house)
    for path in ("/", "/artists", "/venues/anthology-film-archives", "/archive/2026", "/subscribe", "/releases"):
        assert client.get(f"{path}?{query}").status_code == 200, path
