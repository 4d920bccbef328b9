"""The one loop of a running server: it prepares what must be there, then publishes what has waited for its hour,
renders what others have left to render, and sweeps each hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Thread
from typing import Final, Protocol

import structlog
from sqlalchemy.exc import DBAPIError

from calendar_service.errors import DatabaseError, ServiceError
from calendar_service.store import rendering, scheduled, sweeping
from calendar_service.store.database import Database, reason
from calendar_service.store.writing import Edge
from calendar_service.work import Bar

SECONDS: Final = 0.5
"""Between two looks for entries that wait."""

_log = structlog.get_logger()


class Readiness(Protocol):
    """What is set once everything is prepared: an event of threads, or of processes."""

    def set(self) -> None:
        """Say so."""

    def is_set(self) -> bool:
        """Ask."""


class Stopped(Exception):  # noqa: N818 (no error: the loop was asked to end)
    """The server ends."""


@dataclass
class Upkeep:
    """A thread beside the server. `failure` tells why preparing failed; the server then ends with it."""

    database: Database
    edge: Callable[[], Edge]
    prepare: Callable[[Callable[[], None]], None]
    ready: Readiness
    failure: ServiceError | None = None
    fail: Callable[[], None] = lambda: None
    _swept_at: datetime | None = None
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = Thread(target=self._run, name="upkeep", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the batch under way, in a second or so."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=3)

    def check(self) -> None:
        """To be called between batches. Raises Stopped once the server ends."""
        if self._stop.is_set():
            raise Stopped

    def _run(self) -> None:
        try:
            self.prepare(self.check)
            self.ready.set()
            while not self._stop.wait(SECONDS):
                self._look()
        except Stopped:
            return
        except ServiceError as error:
            self._give_up(error)
        except DBAPIError as error:
            self._give_up(DatabaseError(f"The database does not answer: {reason(error)}"))

    def _give_up(self, error: ServiceError) -> None:
        self.failure = error
        self.fail()

    def _look(self) -> None:
        try:
            self._sweep(self.edge().now)
            scheduled.publish_due(self.database, self.edge)
            rendering.refresh(self.database, self.edge, lambda _: self.check())
        except Stopped:
            raise
        except Exception as error:
            _log.error("upkeep has failed; it is tried again", exc_info=error)

    def _sweep(self, now: datetime) -> None:
        if self._swept_at is None or now - self._swept_at >= sweeping.EVERY:
            self._swept_at = now  # a failure is not tried again twice a second
            sweeping.sweep(self.database, now)


def render_waiting(database: Database, edge: Callable[[], Edge], check: Callable[[], None]) -> None:
    """Render what waits, all entries if something that all depend on has changed, with a progress bar."""
    rendering.follow_site(database, edge())
    with database.reading() as session:
        total = rendering.waiting(session)
    if not total:
        return
    with Bar("Rendering entries", total) as bar:

        def step(done: int) -> None:
            bar.advance(done)
            check()

        rendering.refresh(database, edge, step)
