"""/metrics is there for this machine and for who has its token; nobody else finds it, whatever they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from calendar_service.app import make_app
from calendar_service.errors import SettingsError
from calendar_service.settings import load_settings, metrics_token
from tests.cast import House
from tests.web.client import client_of, context_of_client

TOKEN = "a-token-for-prometheus"
HERE, ELSEWHERE = "127.0.0.1", "203.0.113.7"


def status(house: House, peer: str, forwarded: str = "", given: str = "", *, trusted: str = HERE) -> int:
    """What is answered to a peer that passes a request on, and gives a token."""
    context = context_of_client(client_of(house, metrics_token=TOKEN))
    client = TestClient(make_app(context, trusted), client=(peer, 50_000))
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    answer = client.get("/metrics", headers=headers | ({"authorization": given} if given else {}))
    assert ("calendar_revision" in answer.text) == (answer.status_code == 200)
    return answer.status_code


@pytest.mark.parametrize("peer", [HERE, "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_this_machine_reads_them(small_house: House, peer: str) -> None:
    assert status(small_house, peer) == 200
    assert status(small_house, peer, HERE) == 200


@pytest.mark.parametrize("trusted", [HERE, ELSEWHERE, "*", ""])
def test_others_find_nothing_whatever_is_said_of_them(small_house: House, trusted: str) -> None:
    for forwarded in ("", HERE, "::1", f"{HERE}, {HERE}", ELSEWHERE):
        assert status(small_house, ELSEWHERE, forwarded, trusted=trusted) == 404
    for forwarded in (ELSEWHERE, f"{HERE}, {ELSEWHERE}", f"{ELSEWHERE}, {HERE}", "unknown"):
        assert status(small_house, HERE, forwarded, trusted=trusted) == 404


def test_the_token_opens_them(small_house: House) -> None:
    assert status(small_house, ELSEWHERE, given=f"Bearer {TOKEN}") == 200
    assert status(small_house, HERE, ELSEWHERE, f"bearer {TOKEN}") == 200
    for wrong in (TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer", "Bearer "):
        assert status(small_house, ELSEWHERE, given=wrong) == 404


def test_no_token_is_not_the_empty_one(small_house: House) -> None:
    client = client_of(small_house)
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer"}).status_code == 404


def test_the_token_comes_from_a_setting_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    assert metrics_token(load_settings(metrics_token_file=tmp_path / "token")) == TOKEN
    assert metrics_token(load_settings(metrics_token=TOKEN)) == TOKEN
    assert metrics_token(load_settings()) == ""
    assert TOKEN not in repr(load_settings(metrics_token=TOKEN))
    (tmp_path / "empty").write_text("")
    for wrong in ({"metrics_token": "short"}, {"metrics_token_file": tmp_path / "empty"}):
        with pytest.raises(SettingsError, match="CALENDAR_METRICS_TOKEN must be at least 20"):
            metrics_token(load_settings(**wrong))
