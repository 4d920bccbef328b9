"""The application in this process, with a client that follows nothing and a clock that stands still."""

from __future__ import annotations

from starlette.testclient import TestClient

from calendar_service.app import make_app
from calendar_service.web.context import Context
from tests.cast import SITE, House


def client_of(house: House, *, ready: bool = True) -> TestClient:
    context = Context(house.database, SITE, house.clock)
    if ready:
        context.ready.set()
    return TestClient(make_app(context), base_url="https://calendar.example.org", follow_redirects=False)
