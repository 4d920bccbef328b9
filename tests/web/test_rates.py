"""Rates: who only says that they come from elsewhere counts where they are; behind a trusted proxy each alone."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from calendar_service.app import make_app
from calendar_service.web import posting
from tests.cast import House
from tests.web.client import client_of, context_of_client

PROXY, STRANGER = "10.0.0.5", "203.0.113.7"
RATE = 4

Ask = Callable[[str], int]


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    posting._limiter.cache_clear()


def by_api(client: TestClient) -> Ask:
    return lambda forwarded: client.get("/api/v1/venues", headers={"x-forwarded-for": forwarded}).status_code


def by_form(client: TestClient) -> Ask:
    return lambda forwarded: client.post("/report", headers={"x-forwarded-for": forwarded}).status_code


def taken(ask: Ask, addresses: list[str]) -> int:
    """How many of these requests come before the first that is one too many."""
    return len(list(itertools.takewhile(lambda status: status != 429, map(ask, addresses))))


@pytest.mark.parametrize(("how", "rate"), [(by_api, RATE), (by_form, posting.A_MINUTE)])
@pytest.mark.parametrize("trusted", [PROXY, ""])
def test_forging_changes_nothing(small_house: House, how: Callable[[TestClient], Ask], rate: int, trusted: str) -> None:
    context = context_of_client(client_of(small_house, api_rate=RATE))
    app = make_app(context, trusted)
    forged = [f"198.51.100.{number}" for number in range(rate + 2)]
    assert taken(how(TestClient(app, client=(STRANGER, 1))), forged) == rate
    # Nor does it use up what another may do, whose address was given.
    assert taken(how(TestClient(app, client=("198.51.100.1", 1))), [STRANGER]) == 1


@pytest.mark.parametrize(("how", "rate"), [(by_api, RATE), (by_form, posting.A_MINUTE)])
def test_behind_a_trusted_proxy_each_counts_alone(
    small_house: House, how: Callable[[TestClient], Ask], rate: int
) -> None:
    context = context_of_client(client_of(small_house, api_rate=RATE))
    ask = how(TestClient(make_app(context, PROXY), client=(PROXY, 1)))
    assert taken(ask, ["198.51.100.1"] * (rate + 2)) == rate
    assert taken(ask, ["198.51.100.2"] * (rate + 2)) == rate
    # What a reader says stands before what the proxy has seen, and counts for nothing.
    assert taken(ask, [f"192.0.2.{number}, 198.51.100.3" for number in range(rate + 2)]) == rate
