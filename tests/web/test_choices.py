"""Short addresses and follow lists: made by a press, read by whoever has the address, told to nobody else."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from starlette.testclient import TestClient

from calendar_service import logs
from calendar_service.web import posting
from tests.cast import EVENT, RELEASE, House, file_of
from tests.web.client import client_of


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    posting._limiter.cache_clear()


def fill(house: House) -> TestClient:
    assert not house.load(file_of(events=[EVENT], releases=[RELEASE])).failed
    return client_of(house)


def press(client: TestClient, **pairs: str) -> Any:
    return client.post("/follow", data=pairs, headers={"sec-fetch-site": "same-origin"})


def feed_of(page: str) -> str:
    match = re.search(r"<code>https://calendar\.example\.org(/follow/[^<]+\.ics)</code>", page)
    assert match
    return match[1]


def test_the_same_selection_has_the_same_short_address_whatever_its_spelling(house: House) -> None:
    client = fill(house)
    asked = "artist=jeff-mills&tag=techno&alarm=PT2H"
    first = client.post("/f", content=asked, headers={"accept": "text/plain"})
    again = client.post("/f", content="alarm=pt120m&tag=Techno&artist=Jeff-Mills")
    other = client.post("/f", content="artist=jeff-mills&tag=techno")
    assert (first.status_code, first.text == again.text, first.text == other.text) == (201, True, False)
    address = first.text.strip()
    assert first.headers["location"] == address
    assert re.fullmatch(r"https://calendar\.example\.org/f/[a-z2-7]{8}/jeff-mills-techno\.ics", address)
    assert len(address) < 120
    path = address.removeprefix("https://calendar.example.org")
    assert client.get(path).content == client.get(f"/calendar.ics?{asked}").content
    assert client.get(path.replace("jeff-mills-techno", "anything-else")).status_code == 200
    assert client.get(path.replace(".ics", ".rss")).headers["content-type"].startswith("application/rss+xml")
    assert client.get(path + "?busy=1").status_code == 400
    assert client.get("/f/aaaaaaaa/x.ics").status_code == 404
    assert client.get("/f").status_code == 405


def test_a_short_address_is_made_only_of_what_is_there_and_not_without_end(small_house: House) -> None:
    client = fill(small_house)
    assert client.post("/f", content="artist=nobody").text == "artist: there is no artist “nobody”.\n"
    assert client.post("/f", content=b"\xff" * 10).status_code == 400
    assert client.post("/f", content="q=" + "a" * 70_000).status_code == 400
    foreign = client.post("/f", content="tag=techno", headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    other = client.post("/f", content="tag=techno", headers={"origin": "https://evil.example"})
    assert other.status_code == 403
    statuses = [client.post("/f", content="tag=techno").status_code for _ in range(40)]
    assert statuses[-1] == 429
    assert 201 in statuses


def test_a_follow_list_from_the_first_press_to_its_end(house: House) -> None:
    client = fill(house)
    assert "Nothing yet" in client.get("/follow").text
    first = press(client, artist="jeff-mills")
    assert (first.status_code, first.headers["location"]) == (303, "/follow")
    cookie = first.headers["set-cookie"]
    assert "; Path=/follow;" in cookie + ";"
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Max-Age=34560000"):
        assert part in cookie
    press(client, venue="anthology-film-archives")
    page = client.get("/follow")
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("private, no-store", "no-referrer")
    path = feed_of(page.text)
    feed = client.get(path)
    assert feed.text.count("BEGIN:VEVENT") == 3  # the event is in both, and once in the feed
    assert feed.headers["cache-control"] == "private, max-age=900"
    assert feed.headers["x-robots-tag"] == "noindex"
    assert feed.headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in feed.headers
    assert "set-cookie" not in feed.headers
    assert path.split("/")[2] not in feed.text  # the secret is not in the file that people send on

    press(client, do="unfollow", query="artist=jeff-mills")
    assert client.get(path).text.count("BEGIN:VEVENT") == 1
    press(client, do="rename", name="My nights")
    assert "X-WR-CALNAME:My nights" in client.get(path).text
    assert 'value="My nights"' in client.get("/follow").text
    exported = json.loads(client.get("/follow/export").text)
    assert exported["name"] == "My nights"
    assert [item["query"] for item in exported["follows"]] == ["venue=anthology-film-archives"]

    ended = press(client, do="revoke")
    assert 'follow="";' in ended.headers["set-cookie"]
    after = client.get(path)
    assert (after.status_code, after.text.count("BEGIN:VEVENT")) == (200, 1)
    assert "This follow list has ended" in after.text
    assert "Nothing yet" in client.get("/follow").text
    press(client, artist="jeff-mills")
    assert feed_of(client.get("/follow").text).split("/")[2] != path.split("/")[2]


def test_the_database_and_the_public_pages_know_no_secret(house: House) -> None:
    client = fill(house)
    press(client, artist="jeff-mills")
    editing = client.cookies["follow"]
    reading = feed_of(client.get("/follow").text).split("/")[2]
    with house.database.reading() as session:
        rows = repr(session.execute(text("SELECT * FROM follow_lists")).all())
        log = repr(session.execute(text("SELECT * FROM changes")).all())
    assert editing not in rows + log
    assert reading not in rows + log
    stranger = client_of(house)
    assert "set-cookie" not in stranger.get("/artists/jeff-mills").headers
    assert stranger.get(f"/follow/{editing}/x.ics").status_code == 404  # who may read is told by the other secret
    assert stranger.get("/follow/" + "a" * 28 + "/x.ics").text == "There is no follow list at this address.\n"
    assert stranger.get("/follow/export").status_code == 404


def test_another_site_may_not_press_and_another_key_reads_nothing(small_house: House) -> None:
    client = fill(small_house)
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://e.example"}):
        assert client.post("/follow", data={"artist": "jeff-mills"}, headers=headers).status_code == 403
    assert client.post("/follow", data={"artist": "jeff-mills"}).status_code == 303  # no browser
    assert client.post("/follow", data={"do": "fly"}).status_code == 400
    assert client.post("/follow", data={"artist": "nobody"}).status_code == 400
    assert client.post("/follow", data={}).text == "Say what is to be followed, such as an artist.\n"


def test_a_list_is_full_at_some_point_and_says_so(small_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from calendar_service.store import choices

    monkeypatch.setattr(choices, "CHOICES_LIMIT", 1)
    client = fill(small_house)
    press(client, artist="jeff-mills")
    assert press(client, artist="jeff-mills").status_code == 303
    full = press(client, tag="techno")
    assert (full.status_code, full.text) == (400, "A follow list holds at most 1 things; remove one first.\n")


def test_a_follow_list_takes_options_and_every_format(small_house: House) -> None:
    client = fill(small_house)
    press(client, artist="jeff-mills")
    path = feed_of(client.get("/follow").text)
    assert "BEGIN:VALARM" in client.get(path + "?alarm=PT2H").text
    for form in ("rss", "atom", "json", "csv"):
        assert client.get(path.replace(".ics", f".{form}")).status_code == 200
    assert client.get(path + "?artist=jeff-mills").status_code == 400


def test_no_log_names_the_secret(
    small_house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.root, "level", logging.WARNING)
    logs.configure()
    client = fill(small_house)
    press(client, artist="jeff-mills")
    path = feed_of(client.get("/follow").text)
    monkeypatch.setattr(type(small_house.database), "reading", lambda _: 1 / 0)
    broken = TestClient(client.app, raise_server_exceptions=False)
    assert broken.get(path).status_code == 500
    printed = "".join(capsys.readouterr())
    structlog.reset_defaults()
    assert "failed" in printed
    assert path.split("/")[2] not in printed
