"""The watch: a thread that learns of changes by other processes, within a fraction of a second.

PostgreSQL tells (LISTEN, and a look now and then, for what a broken line may have swallowed). SQLite is looked at:
`PRAGMA data_version` reads one number from shared memory.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Any, Final

import structlog

from calendar_service.store.database import Database
from calendar_service.store.writing import CHANNEL
from calendar_service.store.writing import revision as newest_revision

LOOK_SECONDS: Final = 0.2
"""Between two looks at SQLite, and the longest wait for a word of PostgreSQL."""
AGAIN_SECONDS: Final = 1.0
"""Before the next try, where the database does not answer."""

_REVISION: Final = "SELECT revision FROM counter"
_log = structlog.get_logger()


class Watch:
    """One thread beside a server. `turned_back` is called where the log is shorter than it was: another database."""

    def __init__(self, database: Database, turned_back: Callable[[], None]) -> None:
        self.database = database
        self.turned_back = turned_back
        self._stop = Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)
        self._is_lost = False

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, within a second."""
        self._stop.set()
        self._thread.join(timeout=3)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._watch()
            except Exception as error:
                if not self._is_lost:
                    self._is_lost = True
                    _log.error("the log of changes cannot be watched; it is tried again", error=repr(error)[:300])
                self._stop.wait(AGAIN_SECONDS)

    def _watch(self) -> None:
        proxied = self.database.engine.raw_connection()
        connection: Any = proxied.driver_connection
        proxied.detach()  # it is ours alone, and no transaction of the pool's may hold it at one state
        try:
            if self.database.is_sqlite:
                self._look(connection)
            else:
                self._listen(connection)
        finally:
            connection.close()

    def _look(self, connection: Any) -> None:
        before = None
        while not self._stop.is_set():
            version = connection.execute("PRAGMA data_version").fetchone()
            if version != before:
                self._take(connection.execute(_REVISION).fetchone()[0])
                before = version
            self._stop.wait(LOOK_SECONDS)

    def _listen(self, connection: Any) -> None:
        connection.rollback()
        connection.autocommit = True
        connection.execute(f"LISTEN {CHANNEL}")
        while not self._stop.is_set():
            self._take(connection.execute(_REVISION).fetchone()[0])
            for _ in connection.notifies(timeout=LOOK_SECONDS * 5, stop_after=1):
                pass

    def _take(self, revision: int) -> None:
        if self._is_lost:
            self._is_lost = False
            _log.info("the log of changes is watched again")
        revisions = self.database.revisions
        if revision < revisions.value and not self._was_ours(revision):
            _log.warning("the log of changes is shorter than it was: all feeds are made anew")
            revisions.restart(revision)
            self.turned_back()
        revisions.seen(revision)

    def _was_ours(self, revision: int) -> bool:
        """Whether our own process has only been faster than this look."""
        with self.database.reading() as session:
            return newest_revision(session) >= self.database.revisions.value > revision
