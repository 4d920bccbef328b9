"""Every request that reaches the application has an id, in its answer and in its lines of the log; no line a secret."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from starlette.testclient import TestClient

from calendar_service import logs
from calendar_service.web.front import Front
from tests.cast import EVENT, House, file_of
from tests.web.client import client_of
from tests.web.test_choices import feed_of, fill, press

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """The lines of the log, as JSON."""
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.root, "level", logging.WARNING)
    logs.configure(as_json=True)
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    structlog.reset_defaults()


def test_an_answer_of_ones_own_carries_its_id(small_house: House) -> None:
    client = client_of(small_house)
    first, second = client.get("/nowhere"), client.get("/nowhere")
    assert re.fullmatch("[0-9a-f]{32}", first.headers["x-request-id"])
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("0123456789abcdef0123456789abcdef", True),
        ("6f1c9a3e-0b7e-4f3e-9c5e-111122223333", True),
        ("short", False),
        ("x" * 32, False),
        ("0" * 65, False),
        ('0123456789abcdef" level=error', False),
    ],
)
def test_the_id_of_a_proxy_is_kept_and_nothing_else_is(small_house: House, given: str, taken: bool) -> None:
    answer = client_of(small_house).get("/nowhere", headers={"x-request-id": given})
    assert (answer.headers["x-request-id"] == given) is taken


@pytest.mark.parametrize("path", ["/", "/calendar.ics", "/robots.txt", "/static/style.css", "/venues"])
def test_what_caches_may_keep_has_none(small_house: House, path: str) -> None:
    client = client_of(small_house)
    answers = [client.get(path) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert all("x-request-id" not in answer.headers for answer in answers)


def test_a_poll_from_memory_does_not_come_by(small_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(small_house)
    first = client.get("/calendar.ics")
    front: Any = client.app
    assert isinstance(front, Front)
    monkeypatch.setattr(front, "app", None)
    again = client.get("/calendar.ics")
    assert (again.content, dict(again.headers)) == (first.content, dict(first.headers))


def test_what_breaks_is_told_with_the_id_of_its_request(
    small_house: House, monkeypatch: pytest.MonkeyPatch, logged: Lines
) -> None:
    client = fill(small_house)
    press(client, artist="jeff-mills")
    path = feed_of(client.get("/follow").text)
    secret = path.split("/")[2]
    logged()

    def broken(_: object) -> None:
        raise RuntimeError(f"at {path} with Authorization: Bearer abc123def and {{'cookie': 'follow=crumbs'}}")

    monkeypatch.setattr(type(small_house.database), "reading", broken)
    application = TestClient(client.app, raise_server_exceptions=False)
    answer = application.get(path, headers={"authorization": "Bearer abc123def", "cookie": "follow=crumbs"})
    lines = logged()
    assert answer.status_code == 500
    assert {line["request_id"] for line in lines} == {answer.headers["x-request-id"]}
    assert [(line["event"], line["level"], line["path"].split("/")[1]) for line in lines] == [
        ("a request failed", "error", "follow"),
        ("answered", "info", "follow"),
    ]
    assert "RuntimeError" in lines[0]["exception"]
    told = json.dumps(lines)
    assert [word for word in (secret, "abc123def", "crumbs") if word in told] == []


def test_who_changes_something_leaves_a_line_and_who_reads_none(small_house: House, logged: Lines) -> None:
    client = fill(small_house)
    logged()
    client.get("/")
    assert logged() == []
    press(client, artist="jeff-mills")
    [line] = logged()
    assert (line["event"], line["method"], line["path"]) == ("answered", "POST", "/follow")
    assert set(line) == {"event", "method", "path", "status", "milliseconds", "request_id", "level", "timestamp"}


def test_libraries_are_heard_from_warnings_on_in_the_same_form(logged: Lines) -> None:
    logging.getLogger("uvicorn.error").info("Started.")
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received at %s.", "/follow/abc/x.ics")
    [line] = logged()
    assert (line["event"], line["level"]) == ("Invalid HTTP request received at /follow/…/x.ics.", "warning")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/events/metropolis-2026-12-05", "/events/metropolis-2026-12-05"),
        ("/follow/abc/name.ics", "/follow/…/name.ics"),
        ("/invitations/0123456789abcdef0123456789abcdef", "/invitations/…"),
        ("/desk/reset/aB-cD_eF-gH_iJ-kL_mN-oP", "/desk/reset/…"),
        ("/api/v1/events/17/history", "/api/v1/events/17/history"),
    ],
)
def test_a_path_is_told_without_what_looks_like_a_secret(path: str, told: str) -> None:
    assert logs.path_told(path) == told


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("authorization: Basic dXNlcjpwYXNz", "authorization: … …"),
        ('{"password": "a \\" b", "x": 1}', '{"password": …, "x": 1}'),
        ("token=abc&x=1", "token=…&x=1"),
        ("tokens are counted", "tokens are counted"),
        ("postgresql://calendar:secret@host/db", "postgresql://calendar:…@host/db"),
    ],
)
def test_a_line_is_written_without_secrets(text: str, cleaned: str) -> None:
    assert logs.clean(text) == cleaned


def test_lines_for_people_carry_the_same(
    small_house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.root, "level", logging.WARNING)
    small_house.load(file_of(events=[EVENT]))
    client = client_of(small_house)
    logs.configure()
    capsys.readouterr()
    answer = client.post("/follow", data={"query": "artist=jeff-mills"})
    structlog.reset_defaults()
    assert f"request_id={answer.headers['x-request-id']}" in capsys.readouterr().err
