"""“Report a mistake”: nothing typed is lost, everything wrong is said at once, programs fall into a trap."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from calendar_service.store import reports
from calendar_service.store.reports import OPEN_LIMIT, Told
from calendar_service.web import posting, report
from calendar_service.web.context import Context
from calendar_service.web.report import TRAP, report_path
from tests.cast import EVENT, RELEASE, SITE, House, file_of

HERE = {"noun": "event", "slug": "metropolis-2026-12-05"}


@pytest.fixture
def client(small_house: House) -> TestClient:
    """The two handlers alone, with a fresh limit."""
    posting._limiter.cache_clear()
    small_house.load(file_of(events=[EVENT], releases=[RELEASE]))
    return client_of(small_house)


def client_of(house: House) -> TestClient:
    app = Starlette(routes=[Route("/report", report.page), Route("/report", report.send, methods=["POST"])])
    app.state.context = Context(house.database, SITE, house.clock)
    return TestClient(app, base_url="https://calendar.example.org", follow_redirects=False)


def kept(house: House) -> list[tuple[str, str, str, str]]:
    with house.database.reading() as session:
        return [(row.noun, row.slug, row.text, row.contact) for row in reports.open_reports(session)]


def field(html: str, name: str) -> str:
    if name == "text":
        [found] = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    else:
        [found] = re.findall(rf'<input id="{name}"[^>]* value="([^"]*)"', html)
    return unescape(found)


def test_from_the_form_to_the_moderators_and_to_thanks(client: TestClient, small_house: House) -> None:
    form = client.get(report_path(**HERE))
    assert form.status_code == 200
    assert "Metropolis" in form.text
    assert '<meta name="robots" content="noindex">' in form.text
    assert "set-cookie" not in form.headers
    said = {**HERE, "text": "  It starts\r\nat 21:00. ", "contact": " jane@example.org ", TRAP: ""}
    answer = client.post("/report", data=said)
    assert (answer.status_code, answer.text) == (303, "")
    assert kept(small_house) == [("event", HERE["slug"], "It starts\nat 21:00.", "jane@example.org")]
    thanks = client.get(answer.headers["location"])
    assert thanks.status_code == 200
    assert "Thank you" in thanks.text
    assert "<form" not in thanks.text
    assert 'href="/events/metropolis-2026-12-05"' in thanks.text


@pytest.mark.parametrize(
    ("noun", "slug", "name"),
    [
        ("release", "metropolis-metropolis", "Metropolis Metropolis"),
        ("venue", "anthology-film-archives", "Anthology Film Archives"),
        ("artist", "jeff-mills", "Jeff Mills"),
        ("organizer", "axis-records", "Axis Records"),
    ],
)
def test_every_page_with_facts_can_be_reported(client: TestClient, noun: str, slug: str, name: str) -> None:
    assert f"<bdi>{name}</bdi>" in client.get(report_path(noun, slug)).text
    assert client.post("/report", data={"noun": noun, "slug": slug, "text": "Wrong."}).status_code == 303


def test_all_mistakes_are_told_at_once_and_nothing_typed_is_lost(client: TestClient, small_house: House) -> None:
    words, contact = "x" * 2000 + " <b>&\"'", "c" * 201
    answer = client.post("/report", data={**HERE, "text": words, "contact": contact})
    assert answer.status_code == 400
    assert (field(answer.text, "text"), field(answer.text, "contact")) == (words, contact)
    assert "These are 2,007 characters; at most 2,000 fit in." in answer.text
    assert "These are 201 characters; at most 200 fit in." in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    for name in ("text", "contact"):
        assert f'id="{name}-wrong"' in answer.text
        assert f'aria-describedby="{name}-wrong {name}-hint"' in answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert kept(small_house) == []


@pytest.mark.parametrize("words", ["", "   ", "\r\n\u200e\ufeff\r\n".replace("\u200e", "")])
def test_a_report_that_says_nothing_is_not_sent_and_keeps_the_contact(client: TestClient, words: str) -> None:
    answer = client.post("/report", data={**HERE, "text": words, "contact": "jane@example.org"})
    assert answer.status_code == 400
    assert "Say what is wrong." in answer.text
    assert field(answer.text, "contact") == "jane@example.org"


def test_the_longest_that_fits_is_kept(client: TestClient, small_house: House) -> None:
    # A browser sends a line break as two characters; here it is one.
    words = ("ü" * 99 + "\r\n") * 20
    assert client.post("/report", data={**HERE, "text": words, "contact": "ü" * 200}).status_code == 303
    [(_, _, text, contact)] = kept(small_house)
    assert (len(text), len(contact)) == (1999, 200)


def test_what_fills_in_everything_is_thanked_and_forgotten(client: TestClient, small_house: House) -> None:
    form = client.get(report_path(**HERE)).text
    assert re.search(rf'<p class="unseen" aria-hidden="true">\s*<label[^>]*>.*?</label>\s*<input id="{TRAP}"', form)
    assert f'name="{TRAP}" tabindex="-1"' in form
    answer = client.post("/report", data={**HERE, "text": "Buy pills", TRAP: "Buy pills"})
    assert answer.status_code == 303
    assert kept(small_house) == []


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"noun": "event"},
        {"noun": "event", "slug": "not-there"},
        {"noun": "event", "slug": "../x"},
        {"noun": "tag", "slug": "techno"},
        {"noun": "account", "slug": "admin"},
    ],
)
def test_only_pages_that_are_there_can_be_reported(
    client: TestClient, small_house: House, about: dict[str, str]
) -> None:
    assert client.get("/report", params=about).status_code == 404
    assert client.post("/report", data={**about, "text": "Wrong."}).status_code == 404
    assert client.post("/report", data={**about, "text": ""}).status_code == 404
    assert kept(small_house) == []


def test_another_site_may_not_send_it_and_nobody_too_often(client: TestClient, small_house: House) -> None:
    said: dict[str, Any] = {"data": {**HERE, "text": "Wrong."}}
    assert client.post("/report", headers={"sec-fetch-site": "cross-site"}, **said).status_code == 403
    assert client.post("/report", headers={"origin": "https://elsewhere.example"}, **said).status_code == 403
    assert kept(small_house) == []
    answers = [client.post("/report", data={**HERE, "text": f"Wrong {number}."}) for number in range(31)]
    assert [answer.status_code for answer in answers] == [303] * posting.A_MINUTE + [429]


def test_a_form_that_is_none_is_refused_in_a_sentence(client: TestClient) -> None:
    answer = client.post("/report", content=b"\xff\xfe")
    assert (answer.status_code, answer.text) == (400, "The form is not understood.\n")
    assert client.post("/report", content=b"text=" + b"x" * (posting.SIZE_LIMIT + 1)).status_code == 400


def test_one_page_has_its_fill_of_reports_and_the_words_come_back(client: TestClient, small_house: House) -> None:
    for number in range(OPEN_LIMIT):
        reports.add(small_house.database, small_house.clock(), Told(**HERE, text=f"Wrong {number}"))
    answer = client.post("/report", data={**HERE, "text": "One more"})
    assert answer.status_code == 400
    assert "Many have reported this page already" in answer.text
    assert field(answer.text, "text") == "One more"


def test_the_language_of_the_address_stays(client: TestClient) -> None:
    form = client.get(f"{report_path(**HERE)}&lang=de").text
    assert '<html lang="de"' in form
    assert 'action="/report?lang=de"' in form
    answer = client.post("/report?lang=de", data={**HERE, "text": "Falsch."})
    assert answer.headers["location"] == f"{report_path(**HERE)}&sent=1&lang=de"
