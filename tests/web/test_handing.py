"""Feeds to the letter of HTTP: gzip only when asked, validators in every form, safe headers, verbs that are refused."""

from __future__ import annotations

import gzip

import pytest

from tests.cast import EVENT, RELEASE, House, file_of
from tests.web.client import client_of, context_of_client

FEED = "/artists/jeff-mills.ics"


def fill(house: House) -> None:
    assert not house.load(file_of(events=[EVENT], releases=[RELEASE])).failed


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("*", None),
        ("br", None),
        ("gzip;q=0", None),
        ("gzip; q=0.0, br", None),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br, gzip;q=0.1", "gzip"),
        ("gzip, deflate, br, zstd", "gzip"),
        ("x-gzip", "gzip"),
    ],
)
def test_gzip_is_for_those_who_ask_for_it(small_house: House, asked: str | None, given: str | None) -> None:
    fill(small_house)
    client = client_of(small_house)
    del client.headers["accept-encoding"]
    plain = client_of(small_house).get(FEED)
    for _ in range(2):  # made, and from memory
        with client.stream("GET", FEED, headers={"accept-encoding": asked} if asked is not None else {}) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers.get("content-encoding") == given
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["etag"] == plain.headers["etag"]
        assert answer.headers["content-length"] == str(len(raw))
        assert (gzip.decompress(raw) if given else raw) == plain.content


def test_gzip_can_be_switched_off(small_house: House) -> None:
    fill(small_house)
    client = client_of(small_house, gzip=False)
    for _ in range(2):
        answer = client.get(FEED, headers={"accept-encoding": "gzip"})
        assert ("content-encoding" in answer.headers, "vary" in answer.headers) == (False, False)


@pytest.mark.parametrize("form", ["ics", "rss", "atom", "json", "csv"])
def test_every_format_has_validators_and_is_named(small_house: House, form: str) -> None:
    fill(small_house)
    client = client_of(small_house)
    first = client.get(f"/artists/jeff-mills.{form}")
    assert first.status_code == 200
    assert first.headers["content-disposition"] == f'inline; filename="jeff-mills.{form}"'
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["cache-control"].startswith("public, max-age=900")
    etag = first.headers["etag"]
    for value in (etag, f"W/{etag}", f'"a", {etag}, "b"', f'{etag},"b"', "*", " * "):
        for address in (f"/artists/jeff-mills.{form}", f"/calendar.{form}?artist=jeff-mills"):
            again = client.get(address, headers={"if-none-match": value})
            assert (again.status_code, again.content) == (304, b""), (value, address)
            assert {"etag", "cache-control", "vary", "last-modified"} <= set(again.headers)
    for value in ('"a"', etag.strip('"'), f'"{etag.strip(chr(34))}x"'):
        assert client.get(f"/artists/jeff-mills.{form}", headers={"if-none-match": value}).status_code == 200


def test_tags_may_come_in_several_lines(small_house: House) -> None:
    fill(small_house)
    client = client_of(small_house)
    etag = client.get(FEED).headers["etag"]
    for _ in range(2):
        headers = [("if-none-match", '"a"'), ("if-none-match", etag)]
        assert client.get(FEED, headers=headers).status_code == 304


def test_a_date_counts_only_without_a_tag_and_never_breaks(small_house: House) -> None:
    fill(small_house)
    client = client_of(small_house)
    first = client.get(FEED)
    for _ in range(2):
        for value, status in (
            (first.headers["last-modified"], 304),
            ("Mon, 23 Nov 2099 12:00:00 GMT", 304),
            ("Mon, 23 Nov 2020 12:00:00 GMT", 200),
            ("garbage", 200),
            ("Mon, 99 Nov 2020 12:00:00 GMT", 200),
        ):
            assert client.get(FEED, headers={"if-modified-since": value}).status_code == status, value
        both = {"if-modified-since": first.headers["last-modified"], "if-none-match": '"a"'}
        assert client.get(FEED, headers=both).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "REPORT", "MKCALENDAR"])
def test_other_verbs_are_refused_also_from_memory(small_house: House, method: str) -> None:
    fill(small_house)
    client = client_of(small_house)
    client.get(FEED)
    answer = client.request(method, FEED)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_addresses_without_an_end_are_not_remembered(small_house: House) -> None:
    fill(small_house)
    client = client_of(small_house)
    known = context_of_client(client).known
    for address in ("/calendar.ics?tag=unknown", "/calendar.ics?q=" + "%20" * 500 + "night", "/artists/nobody.ics"):
        client.get(address)
    assert [key[0] for key in known._handed] == []
    client.get("/calendar.ics?q=night")
    assert [key[0] for key in known._handed] == ["/calendar.ics"]


def test_a_value_that_names_nothing_is_refused_on_a_feed_and_told_on_a_page(small_house: House) -> None:
    fill(small_house)
    client = client_of(small_house)
    answer = client.get("/calendar.ics?artist=nobody&venue=nowhere")
    assert answer.status_code == 400
    assert answer.text == "artist: there is no artist “nobody”. venue: there is no venue “nowhere”.\n"
    assert client.get("/artists/nobody.ics").status_code == 404
    page = client.get("/artists/jeff-mills?tag=nothing&tag=techno&kind=screening&foo=1")
    assert "there is no tag “nothing”" in page.text
    assert "<h1><bdi>Screening · Jeff Mills · Techno</bdi></h1>" in page.text.replace("techno", "Techno")
    page = client.get("/?artist=nobody&kind=concert&foo=1")
    assert (page.status_code, "there is no artist “nobody”" in page.text) == (200, True)
    assert "“foo” is not a name that is known here" in page.text
    assert '<meta name="robots" content="noindex">' in page.text


@pytest.mark.parametrize(
    "path",
    ["/tags/techno", "/cities/new-york-us", "/?artist=jeff-mills&tag=techno", "/?q=metropolis", "/?kind=screening"],
)
def test_any_selection_is_a_page_and_every_feed(small_house: House, path: str) -> None:
    fill(small_house)
    client = client_of(small_house)
    page = client.get(path)
    assert page.status_code == 200
    assert "Metropolis" in page.text
    links = [line.split('href="')[1].split('"')[0] for line in page.text.splitlines() if 'rel="alternate" type' in line]
    assert len(links) == 5
    for link in links:
        answer = client.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200, link
        assert "Metropolis" in answer.text


def test_a_feed_that_is_too_large_for_google_is_told_so(small_house: House) -> None:
    long = {"description": "A long night. " * 250}
    small_house.load(file_of(events=[EVENT | long | {"id": str(number)} for number in range(200)]))
    client = client_of(small_house)
    assert len(client.get("/calendar.ics").content) > 700_000
    android = {"user-agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"}
    large, small = (client.get(f"/subscribe{query}", headers=android).text for query in ("", "?kind=concert"))
    assert "megabyte" in large
    assert "megabyte" not in small
