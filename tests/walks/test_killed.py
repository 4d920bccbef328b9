"""A server that is killed amid a batch of a thousand: each request is wholly there or not at all, and nothing that was
stored is hidden from who keeps a copy or follows a feed."""

from __future__ import annotations

import random
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import update

from calendar_service import models
from calendar_service.client import Client, Copy, Manners, Step, UnreachableError
from calendar_service.store import rendering
from tests.api.conftest import Api, peopled
from tests.browser.serving import COMMAND, environment
from tests.cast import House
from tests.fixtures.databases import Databases
from tests.test_cli import fetch, free_port
from tests.walks.test_client import compared
from tests.web.client import client_of

MANY: Final = 1_000
FEW: Final = 100
"""Changes of a batch that is stored before all others, and tells how long many take here."""
FEEDS: Final = ("/calendar.ics?past=all", "/artists/jeff-mills.ics?past=all", "/calendar.csv?past=all")
SEED: Final = 20_261_123
PATIENCE: Final = 60.0
"""Seconds until a server is there again."""


@dataclass
class Killed:
    """A server that is started again and again on one database, its client, and what it was asked."""

    api: Api
    folder: Path
    url: str
    port: int = field(default_factory=free_port)

    @contextmanager
    def running(self) -> Iterator[tuple[subprocess.Popen[bytes], Client]]:
        given = environment(
            self.folder, DATABASE_URL=self.url, API_RATE="100000", BASE_URL="https://calendar.example.org"
        )
        with (self.folder / "log").open("ab") as log:
            server = subprocess.Popen([*COMMAND, "serve", "--port", str(self.port)], env=given, stdout=log, stderr=log)
        # One try: what no answer came to is what is asked here.
        client = Client(f"http://127.0.0.1:{self.port}", self.api.tokens["owner"], Manners(tries=1))
        try:
            until = time.monotonic() + PATIENCE
            while fetch(self.port, "/health/ready")[0] != 200:
                if time.monotonic() > until or server.poll() is not None:
                    pytest.fail((self.folder / "log").read_text()[-3_000:])
                time.sleep(0.05)
            yield server, client
        finally:
            client.close()
            server.kill()
            server.wait()


def season(of: int, many: int = MANY) -> list[Step]:
    """A batch whose events are known by its number."""
    event: dict[str, Any] = {
        "kind": "talk",
        "owner": "axis-records",
        "credits": [{"artist": "jeff-mills", "role": "dj"}],
    }
    return [
        Step.create("event", event | {"title": f"Batch {of} part {number}", "starts": f"2027-{number % 12 + 1:02}-11"})
        for number in range(many)
    ]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql18"])
def test_what_a_kill_interrupts_is_wholly_there_or_not_at_all(databases: Databases, kind: str, tmp_path: Path) -> None:
    walk(databases, kind, tmp_path, rounds=1)


@pytest.mark.deep
@pytest.mark.parametrize("kind", ["sqlite", "postgresql18"])
def test_so_it_is_however_often_it_happens(databases: Databases, kind: str, tmp_path: Path) -> None:
    walk(databases, kind, tmp_path, rounds=12)


def walk(databases: Databases, kind: str, folder: Path, rounds: int) -> None:
    with databases.database(kind, migrated=True) as url:
        house = House(url, folder)
        house.clock.now = datetime.now(UTC)  # that of the server
        with peopled(house) as api:
            kill(Killed(api, folder, url), rounds)
        house.database.close()


def kill(place: Killed, rounds: int) -> None:
    """Kill a server so many times, each amid a batch, and look at everything after each."""
    dice = random.Random(SEED)
    kept, stored, whole = Copy(lambda _: iter(())), {0: FEW}, 0.0
    answered = False
    for number in range(rounds + 1):
        with place.running() as (server, client):
            kept.changes = client.changes  # the copy goes on where it was
            if number == 0:
                whole = first(client, kept)
            compared(kept, client)
            found = counts(kept.things)
            assert found in ([stored] if answered else [stored, without(stored, number)]), number
            stored = found
            assert [fetch(place.port, feed) for feed in FEEDS] == anew(place)
            if number < rounds:
                # While it is read, within its transaction, at its end, or behind it: evenly, each time elsewhere.
                after = (number + dice.random()) / rounds * 1.05 * whole
                answered = interrupted(server, client, number + 1, after)
                stored = stored | {number + 1: MANY}


def first(client: Client, kept: Copy) -> float:
    """Seconds that a whole batch takes here, by a small one, which stands between two pulls of the copy."""
    kept.pull()
    began = time.monotonic()
    client.batch(season(0, FEW))
    return (time.monotonic() - began) * MANY / FEW


def without(stored: dict[int, int], number: int) -> dict[int, int]:
    return {batch: many for batch, many in stored.items() if batch != number}


def interrupted(server: subprocess.Popen[bytes], client: Client, number: int, after: float) -> bool:
    """Whether a batch was answered before the server was killed."""
    answered: list[Any] = []

    def send() -> None:
        with suppress(UnreachableError):
            answered.append(client.batch(season(number)))

    sender = threading.Thread(target=send)
    sender.start()
    sender.join(after)
    server.kill()
    sender.join(PATIENCE)
    return bool(answered)


def counts(things: dict[tuple[str, str], Any]) -> dict[int, int]:
    """How many parts of each batch are there."""
    found: dict[int, int] = {}
    for told in things.values():
        words = str(told.get("title", "")).split()
        if words[:1] == ["Batch"]:
            found[int(words[1])] = found.get(int(words[1]), 0) + 1
    return found


def anew(place: Killed) -> list[tuple[int, bytes]]:
    """The feeds when every entry is rendered from its facts once more, by a process that remembers nothing."""
    house = place.api.house
    with house.database.writing() as session:
        session.execute(update(models.Entry).values(stale=True))
    assert rendering.refresh(house.database, house.edge) >= FEW
    with client_of(house) as client:
        answers = [client.get(feed) for feed in FEEDS]
    return [(answer.status_code, answer.content) for answer in answers]
