"""The application in this process, with a client that follows nothing and a clock that stands still."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from calendar_service.app import make_app
from calendar_service.web.context import Context
from tests.cast import SITE, House

KEY = b"the secret key of the tests, 32 b"


def client_of(house: House, *, ready: bool = True, **options: Any) -> TestClient:
    context = Context(house.database, SITE, house.clock, secret_key=KEY, **options)
    if ready:
        context.ready.set()
    client = TestClient(make_app(context), base_url="https://calendar.example.org", follow_redirects=False)
    # Asked for by name where a test wants it: the client's own default would hide what is sent.
    client.headers["accept-encoding"] = "identity"
    return client


def context_of_client(client: TestClient) -> Context:
    """The context of the application behind a client."""
    front: Any = client.app
    context: Context = front.context
    return context
