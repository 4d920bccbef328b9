"""A calendar with accounts of every standing, and clients that speak for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from calendar_service import models
from calendar_service.permissions import SCOPES
from calendar_service.store import memberships, renaming, tokens
from calendar_service.store.writing import writing
from tests.cast import EVENT, RELEASE, House, file_of
from tests.fixtures.databases import Databases
from tests.web.client import client_of


@dataclass
class Api:
    """The API of a house. `by` gives a client that speaks for somebody."""

    house: House
    client: TestClient
    tokens: dict[str, str] = field(default_factory=dict)

    def by(self, who: str = "") -> Voice:
        return Voice(self.client, {"authorization": f"Bearer {self.tokens[who]}"} if who else {})

    def account(self, who: str, role: str = "member", scopes: tuple[str, ...] = SCOPES, **roles: str) -> None:
        """An account with a token; `roles`: what it is in organizers, by their slugs."""
        with writing(self.house.database, self.house.edge()) as transaction:
            now = self.house.clock()
            account = models.Account(email=f"{who}@example.org", name=who, site_role=role, created_at=now)
            transaction.session.add(account)
            transaction.session.flush()
            for slug, of in roles.items():
                organizer = renaming.find(transaction.session, "organizer", slug.replace("_", "-"))
                assert organizer is not None
                memberships.add(transaction, account.id, organizer.id, of)
            _, self.tokens[who] = tokens.make(transaction, account.id, who, scopes)


@dataclass
class Voice:
    """Somebody's requests."""

    client: TestClient
    headers: dict[str, str]

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, f"/api/v1{path}", json=body, headers=self.headers | named)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)

    def change(self, method: str, path: str, body: Any = None) -> Any:
        """A change of what is read just before."""
        return self.act(method, path, "", body)

    def act(self, method: str, path: str, ending: str, body: Any = None) -> Any:
        """What is done to a thing, read just before, by an address of its own below that of the thing."""
        return self.ask(method, path + ending, body, if_match=self.get(path).headers["etag"])


@pytest.fixture(params=["sqlite", "postgresql18"])
def api(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Api]:
    """A house with an event, a release and their nouns; an admin, a moderator, and people of Axis Records.

    One PostgreSQL stands for both here: the stores below are tried on each.
    """
    with databases.database(request.param, migrated=True) as url:
        house = House(url, tmp_path)
        with peopled(house) as found:
            yield found
        house.database.close()


@pytest.fixture
def small_api(small_house: House) -> Iterator[Api]:
    """The same on SQLite alone, for what does not depend on the database."""
    with peopled(small_house) as found:
        yield found


@contextmanager
def peopled(house: House) -> Iterator[Api]:
    """A house with an event, a release, their nouns and people."""
    report = house.load(file_of(events=[EVENT], releases=[RELEASE]))
    assert not report.failed, report.lines()
    with client_of(house) as client:
        found = Api(house, client)
        found.account("admin", "admin")
        found.account("moderator", "moderator")
        found.account("owner", axis_records="owner")
        found.account("editor", axis_records="editor")
        found.account("stranger")
        yield found
