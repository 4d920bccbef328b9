"""The description of the API as a page: everything that programs are told, for people."""

from __future__ import annotations

from html import unescape

from tests.cast import House
from tests.web.client import client_of


def test_every_operation_and_every_shape_is_on_the_page(small_house: House) -> None:
    client = client_of(small_house)
    told = client.get("/api/openapi.json").json()
    answer = client.get("/api/docs")
    page = unescape(answer.text)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, no-cache")
    assert answer.headers["etag"]
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            assert f"<code>{method.upper()} {path}</code> {operation['summary']}" in page
            assert f'id="{operation["operationId"]}"' in page
    for name in told["components"]["schemas"]:
        assert f'id="shape-{name}"' in page
    assert "curl -X POST 'https://calendar.example.org/api/v1/drafts'" in page
    assert "<script" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_link_to_a_shape_leads_to_one(small_house: House) -> None:
    page = client_of(small_house).get("/api/docs").text
    links = {part.partition('"')[0] for part in page.split('href="#shape-')[1:]}
    assert {name for name in links if f'id="shape-{name}"' not in page} == set()


def test_the_page_speaks_german_too(small_house: House) -> None:
    page = client_of(small_house).get("/api/docs", headers={"accept-language": "de"}).text
    assert "<h1>Die API</h1>" in page
