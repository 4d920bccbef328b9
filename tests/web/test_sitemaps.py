"""Sitemaps: every public page once, in files that are no larger than they may be, as search engines read them."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from calendar_service.store import sitemaps
from tests.cast import EVENT, RELEASE, House, file_of
from tests.web.client import client_of

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def client(small_house: House) -> Any:
    events = [EVENT | {"id": str(number), "title": f"Night {number}"} for number in range(5)]
    assert not small_house.load(file_of(events=events, releases=[RELEASE])).failed
    return client_of(small_house)


def places(content: bytes) -> list[str]:
    return [place.text or "" for place in ElementTree.fromstring(content).iter(f"{SPACE}loc")]


def test_the_index_leads_to_every_page(client: Any) -> None:
    index = client.get("/sitemap.xml")
    assert index.headers["content-type"] == "application/xml; charset=utf-8"
    pages = [page for part in places(index.content) for page in places(client.get(part).content)]
    assert len(pages) == len(set(pages))
    assert "https://calendar.example.org/releases/metropolis-metropolis" in pages
    for page in pages:
        assert client.get(page).status_code == 200, page
        assert f'<link rel="canonical" href="{page}">' in client.get(page).text


def test_a_file_is_full_and_goes_on_in_the_next(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "PORTION", 2)
    parts = [part for part in places(client.get("/sitemap.xml").content) if "/event-" in part]
    assert [len(places(client.get(part).content)) for part in parts] == [2, 2, 1]
    assert client.get("/sitemaps/event-4.xml").status_code == 404
    assert client.get("/sitemaps/nothing-1.xml").status_code == 404


def test_an_entry_tells_the_day_of_its_newest_change(client: Any, small_house: House) -> None:
    content = client.get("/sitemaps/event-1.xml").text
    assert f"<lastmod>{small_house.clock.now:%Y-%m-%d}</lastmod>" in content


def test_what_is_unchanged_is_a_304_and_sets_no_cookie(client: Any) -> None:
    first = client.get("/sitemap.xml")
    assert "set-cookie" not in first.headers
    assert client.get("/sitemap.xml", headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_robots_may_read_feeds_and_are_told_of_the_sitemap(client: Any) -> None:
    robots = client.get("/robots.txt").text
    assert "Sitemap: https://calendar.example.org/sitemap.xml" in robots
    assert "Allow: /follow/" in robots
    assert "Disallow: /follow\n" in robots
