"""The publisher: makes each body once per selection and change, keeps it, and hands it out while it is true.

What cannot be made anew is answered with the last good bytes, for as long as it takes (design, section 4, HTTP).
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

import structlog

from calendar_service.publishing.counts import Counts
from calendar_service.publishing.pressed import Pressed, etag_of
from calendar_service.publishing.recipes import MissingError, Recipe
from calendar_service.publishing.shelf import Shelf
from calendar_service.publishing.site import Site
from calendar_service.store.database import Database
from calendar_service.store.writing import newest, revision
from feeds.errors import FactError

THREADS: Final = 4
"""Bodies that are made at once; more wait their turn."""
PATIENCE_SECONDS: Final = 5.0
"""How long a reader waits for newer bytes where there are older ones."""
LIMIT_SECONDS: Final = 25.0
"""How long a reader waits where there are none."""
SILENCE: Final = timedelta(minutes=1)
"""Between two lines of the log about the same trouble."""

_log = structlog.get_logger()


class Publisher:
    """Bodies by recipe. One for each process."""

    def __init__(self, database: Database, site: Site, clock: Callable[[], datetime], limit: int) -> None:
        """`limit`: bytes of memory for bodies."""
        self.database = database
        self.site = site
        self.clock = clock
        self.shelf = Shelf(limit)
        self.counts = Counts()
        self._threads = ThreadPoolExecutor(THREADS, "press")
        self._flights: dict[str, Future[Pressed]] = {}
        self._lock = Lock()
        self._complained: datetime | None = None

    def is_true(self, body: Pressed) -> bool:
        """Whether nothing has changed since it was made, and its day still lasts."""
        return body.revision >= self.database.revisions.value and self.clock() < body.until

    async def get(self, recipe: Recipe, *, compressed: bool = False) -> Pressed:
        """The body of a recipe as it is now; with its gzip where that is asked for.

        Raises MissingError where there is no such thing, FactError where the recipe is wrong, and what the database
        raises where nothing at all is known.
        """
        body = self.shelf.get(recipe.key)
        if body is None or not self.is_true(body):
            body = await self._fresh(recipe, body)
        if compressed and body.gzip is None:
            await asyncio.wrap_future(self._threads.submit(body.compress))
            self.shelf.weigh(recipe.key)
        return body

    def warm_up(self, recipe: Recipe) -> None:
        """Make a body once before anybody asks: what the first one of a process costs is then paid already."""
        try:
            self._threads.submit(self._press, recipe).result()
        except Exception as error:
            _log.warning("nothing could be made in advance", error=repr(error)[:300])
        # What is there by now stays: the collector need not walk through it in the midst of a feed.
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """Let what is being made be finished, and begin nothing more."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def _fresh(self, recipe: Recipe, known: Pressed | None) -> Pressed:
        wanted = self.database.revisions.value
        patience = PATIENCE_SECONDS if known else LIMIT_SECONDS
        try:
            async with asyncio.timeout(patience):
                # A making that was under way may have begun before the change that this reader knows of.
                while (body := await self._join(recipe)).revision < wanted:
                    pass
                return body
        except (MissingError, FactError):
            self.shelf.drop(recipe.key)
            raise
        except Exception as error:
            if known is None:
                raise
            self._complain(recipe, error)
            return known

    def _join(self, recipe: Recipe) -> asyncio.Future[Pressed]:
        """The making of this body that is under way, or a new one: many misses at once make it once."""
        with self._lock:
            under_way = self._flights.get(recipe.key)
            flight = under_way or self._threads.submit(copy_context().run, self._press, recipe)
            self._flights[recipe.key] = flight
        if under_way is None:
            # Outside of the lock: what has ended already calls back at once, in this thread.
            flight.add_done_callback(lambda _: self._land(recipe.key))
        # Shielded: a reader that goes away must not end what others wait for.
        return asyncio.shield(asyncio.wrap_future(flight))

    def _land(self, key: str) -> None:
        with self._lock:
            self._flights.pop(key, None)

    def _press(self, recipe: Recipe) -> Pressed:
        known = self.shelf.get(recipe.key)
        day, until = self.site.day_of(recipe.key, self.clock())
        with self.database.reading() as session:
            current = revision(session)
            self.counts.looks += 1
            made = recipe.make(session, self.site, day, known)
            written = newest(session)
        midnight = self.site.start_of(day)
        changed_at = max(written, midnight) if written else midnight
        if known is not None and made is known.made:
            body = Pressed(made, known.etag, changed_at, current, day, until, known.gzip)
        else:
            self.counts.renders += 1
            body = Pressed(made, etag_of(made.content), changed_at, current, day, until)
        self.shelf.put(recipe.key, body)
        self.database.revisions.seen(current)
        return body

    def _complain(self, recipe: Recipe, error: Exception) -> None:
        self.counts.stale += 1
        now = self.clock()
        if self._complained is None or now - self._complained >= SILENCE:
            self._complained = now
            _log.error("feeds are answered with their last good bytes", feed=recipe.label, error=repr(error)[:300])
