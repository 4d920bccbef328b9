"""The client: where a program begins."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Final

import httpx2

from calendar_service.client.batches import Result, Step, result_of
from calendar_service.client.copies import Copy
from calendar_service.client.drafts import Drafts
from calendar_service.client.lists import ChangePage, changed, listed
from calendar_service.client.things import Things
from calendar_service.client.wire import Ask, Object, Selection, Wire

TIMEOUT: Final = 60.0
"""Seconds: a batch of a thousand takes some."""


def _key() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Manners:
    """How a client behaves: how often it tries, how many seconds it waits in all, how it waits, and what its keys are
    made of."""

    tries: int = 5
    patience: float = 180.0
    sleep: Callable[[float], None] = time.sleep
    dice: Callable[[], str] = _key


class Client:
    """A calendar at an address such as `https://calendar.example.org`, for one token, or for anybody without one.

    Threads may share it. All methods raise ProblemError and UnreachableError.
    """

    def __init__(
        self,
        base: str,
        token: str = "",
        manners: Manners | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        manners = manners or Manners()
        self._http = httpx2.Client(
            base_url=f"{base.rstrip('/')}/api/v1/",
            headers={"accept": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {}),
            timeout=TIMEOUT,
            transport=transport,
        )
        self._wire = Wire(self._http, manners.sleep, manners.tries, manners.patience)
        self._dice = manners.dice
        self.events, self.releases = self._things("events"), self._things("releases")
        self.venues, self.artists = self._things("venues"), self._things("artists")
        self.organizers, self.series = self._things("organizers"), self._things("series")
        self.works, self.announcements = self._things("works"), self._things("announcements")
        self.drafts = Drafts(self._wire, manners.dice)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End its connections."""
        self._http.close()

    def me(self) -> Object:
        """Whose the token is, and what it may: `name`, `site_role`, `scopes`."""
        return self._wire.object(Ask("GET", "/me"))

    def entries(self, selection: Selection | None = None) -> Iterator[Object]:
        """The lines of the calendar that a selection holds, in the order of days, read page by page."""
        return listed(self._wire, "/entries", selection)

    def changes(self, since: str = "") -> Iterator[ChangePage]:
        """What has changed since a cursor, or from the start, page by page."""
        return changed(self._wire, since)

    def copy(self) -> Copy:
        """A copy of all that is public, empty as yet: `pull` fills it, and keeps it true."""
        return Copy(self.changes)

    def upload(self, picture: bytes, media_type: str = "image/jpeg") -> Object:
        """Send a picture: `digest` names it in an event or a release, as `{"digest": …, "alt": …}`."""
        return self._wire.object(Ask("POST", "/images", content=picture, media_type=media_type))

    def batch(self, steps: Sequence[Step], key: str = "") -> list[Result]:
        """Up to 1,000 changes: all of them or none. What is wrong with any raises ProblemError with all of it."""
        body = {"whole": True, "operations": [step.operation for step in steps]}
        found = self._wire.object(Ask("POST", "/batch", body, key=key or self._dice()))
        return [result_of(told) for told in found["results"]]

    def batch_each(self, steps: Sequence[Step]) -> list[Result]:
        """Up to 1,000 changes, each by itself: a result says what became of it."""
        body = {"whole": False, "operations": [step.operation for step in steps]}
        return [result_of(told) for told in self._wire.object(Ask("POST", "/batch", body))["results"]]

    def _things(self, plural: str) -> Things:
        return Things(self._wire, plural, self._dice)
