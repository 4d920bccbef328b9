"""Drafts: what is not public yet, and how it becomes so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import httpx2

from calendar_service.client.lists import listed
from calendar_service.client.things import Body
from calendar_service.client.wire import PATCH_TYPE, Ask, Object, Wire


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it was read, and its ETag; empty for what stood in a list."""

    content: Object
    etag: str = ""

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return str(self.content["meta"]["key"])

    @property
    def noun(self) -> str:
        """What it is to become: `event` or `release`."""
        return str(self.content["noun"])

    @property
    def body(self) -> Object:
        """What would be sent to make it, as far as it is known."""
        found: Object = self.content["body"]
        return found

    @property
    def meta(self) -> Object:
        """What only the calendar knows: `state`, `problems`, `reason`, `publish_at`, `published` …"""
        found: Object = self.content["meta"]
        return found

    @property
    def seen(self) -> str:
        """Its ETag, for a change. Raises ValueError where there is none."""
        if not self.etag:
            raise ValueError(f"Draft {self.key} comes from a list: read it by get() before you change it.")
        return self.etag


class Drafts:
    """The drafts that the caller may read. All methods raise ProblemError and UnreachableError, and ChangedError."""

    def __init__(self, wire: Wire, dice: Callable[[], str]) -> None:
        self._wire = wire
        self._dice = dice

    def list(self, states: Sequence[str] = ()) -> Iterator[Draft]:
        """Those in one of these states (draft, submitted, refused, published), or all, in the order of their making."""
        return (Draft(one) for one in listed(self._wire, "/drafts", {"state": list(states)} if states else {}))

    def get(self, key: str) -> Draft:
        """One of them."""
        return _draft(self._wire.send(Ask("GET", _at(key))))

    def create(self, noun: str, body: Body, key: str = "") -> Draft:
        """A new one. `key`: as of all that is made, so that a request which comes twice makes one."""
        sent = {"noun": noun, "body": dict(body)}
        return _draft(self._wire.send(Ask("POST", "/drafts", sent, key=key or self._dice())))

    def replace(self, draft: Draft, body: Body) -> Draft:
        """All that it says, anew."""
        return self._changed("PUT", draft, "", {"noun": draft.noun, "body": dict(body)})

    def patch(self, draft: Draft, changes: Body) -> Draft:
        """Some of what it says, anew: None takes a field away."""
        ask = Ask("PATCH", _at(draft.key), {"body": dict(changes)}, seen=draft.seen, media_type=PATCH_TYPE)
        return _draft(self._wire.send(ask))

    def delete(self, draft: Draft) -> None:
        """Delete it, with its history."""
        self._wire.send(Ask("DELETE", _at(draft.key), seen=draft.seen))

    def submit(self, draft: Draft) -> Draft:
        """Hand it to the moderators."""
        return self._changed("PUT", draft, "/submission")

    def take_back(self, draft: Draft) -> Draft:
        """Take it back from them."""
        return self._changed("DELETE", draft, "/submission")

    def refuse(self, draft: Draft, reason: str) -> Draft:
        """Say, as a moderator, why it is not published."""
        return self._changed("PUT", draft, "/refusal", {"reason": reason})

    def schedule(self, draft: Draft, at: str) -> Draft:
        """Have it become public at an hour: `2027-03-01T12:00[Europe/Berlin]`, or in UTC with a Z."""
        return self._changed("PUT", draft, "/schedule", {"at": at})

    def unschedule(self, draft: Draft) -> Draft:
        """Have it wait for no hour."""
        return self._changed("DELETE", draft, "/schedule")

    def publish(self, draft: Draft) -> Draft:
        """Publish it now; `meta["published"]` then names what became of it."""
        return self._changed("POST", draft, "/publication")

    def history(self, draft: Draft) -> Sequence[Object]:
        """What became of it, the newest first: objects with `revision`, `at`, `by`, `act`, `reason`, `body`."""
        found: Sequence[Object] = self._wire.object(Ask("GET", f"{_at(draft.key)}/history"))["items"]
        return found

    def _changed(self, method: str, draft: Draft, ending: str, body: Object | None = None) -> Draft:
        return _draft(self._wire.send(Ask(method, _at(draft.key) + ending, body, seen=draft.seen)))


def _at(key: str) -> str:
    return f"/drafts/{quote(key, safe='')}"


def _draft(answer: httpx2.Response) -> Draft:
    return Draft(answer.json(), answer.headers.get("etag", ""))
