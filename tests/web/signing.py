"""Clients that are signed in at the desk, without the time that a password takes; and forms as browsers send them."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from calendar_service.store import signins
from calendar_service.store.writing import writing
from calendar_service.web import posting
from tests.cast import House
from tests.people import account_of
from tests.web.client import client_of


def at_desk(house: House, email: str, **options: Any) -> TestClient:
    """Somebody's browser."""
    client = client_of(house, **options)
    client.headers["accept"] = "text/html"
    with writing(house.database, house.edge()) as transaction:
        secret = signins.begin(transaction, account_of(house, email).id)
    client.cookies.set("__Host-sign-in", secret)
    return client


def send(client: TestClient, path: str, **given: str) -> Any:
    """Send a form, whatever was sent in this minute."""
    posting._limiter.cache_clear()
    return client.post(path, data=given)
