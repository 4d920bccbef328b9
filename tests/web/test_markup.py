"""Every page as machines read it: valid HTML, JSON-LD that holds, and a head that tells what is there."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cast import EVENT, RELEASE, House, file_of
from tests.readers.markup import complaints, structured_complaints
from tests.web.client import client_of
from tests.web.test_every_word import PATHS

HEADERS = {"accept": "text/html", "accept-language": "de-AT, en;q=0.5"}
MORE = EVENT | {
    "id": "more",
    "title": 'Hostile <script>alert("x")</script> & "quoted"',
    "starts": "2026-12-06T01:30",
    "status": "cancelled",
    "offers": [{"url": "https://tickets.example/1", "price": "20.00", "currency": "EUR"}],
    "description": "</script><!-- <img src=x onerror=alert(1)>",
}


@pytest.fixture
def client(small_house: House) -> Any:
    assert not small_house.load(file_of(events=[EVENT, MORE], releases=[RELEASE])).failed
    return client_of(small_house)


def pages(client: Any) -> dict[str, str]:
    paths = (*PATHS, "/events/hostile-script-alert-x-script-quoted-2026-12-06", "/organizers", "/series", "/tags")
    return {path: client.get(path, headers=HEADERS).text for path in paths}


def test_every_page_is_valid_html(client: Any) -> None:
    assert {path: found for path, html in pages(client).items() if (found := complaints(html))} == {}


def test_search_engines_find_no_fault(client: Any) -> None:
    assert {path: found for path, html in pages(client).items() if (found := structured_complaints(html))} == {}


def test_a_hostile_title_stays_text(client: Any) -> None:
    for path, html in pages(client).items():
        assert "<script>alert" not in html, path
        assert "<img src=x" not in html, path


def test_a_page_names_its_languages_and_itself(client: Any) -> None:
    html = client.get("/venues/anthology-film-archives?utm_source=x&kind=screening").text
    base = "https://calendar.example.org/?kind=screening&amp;venue=anthology-film-archives"
    assert f'<link rel="canonical" href="{base}">' in html
    languages = dict(re.findall(r'hreflang="([\w-]+)" href="([^"]+)"', html.partition("</head>")[0]))
    assert languages == {"en": f"{base}&amp;lang=en", "de": f"{base}&amp;lang=de", "x-default": base}


def test_a_page_in_another_language_names_itself_in_it(client: Any) -> None:
    html = client.get("/venues/anthology-film-archives?lang=de").text
    assert '<html lang="de" dir="ltr">' in html
    assert '<link rel="canonical" href="https://calendar.example.org/venues/anthology-film-archives?lang=de">' in html
