"""Things of the calendar: events, releases, venues … as they were read, and what can be done to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx2

from calendar_service.client.lists import listed
from calendar_service.client.wire import PATCH_TYPE, Ask, Object, Selection, Wire

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing as it was read: its object, and the ETag by which a change says what it has seen.

    The ETag is empty for what stood in a list, or was read in part: read that by `get` before you change it.
    """

    content: Object
    etag: str = ""

    def __getitem__(self, name: str) -> Any:
        """One field."""
        return self.content[name]

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return str(self.content["meta"]["slug"])

    @property
    def noun(self) -> str:
        """What it is, such as `event`."""
        return str(self.content["meta"]["noun"])

    @property
    def seen(self) -> str:
        """Its ETag, for a change. Raises ValueError where there is none."""
        if not self.etag:
            raise ValueError(f"{self.noun} “{self.slug}” comes from a list: read it by get() before you change it.")
        return self.etag


class Things:
    """All things of a noun. All methods raise ProblemError and UnreachableError, those that change ChangedError too."""

    def __init__(self, wire: Wire, plural: str, dice: Callable[[], str]) -> None:
        self._wire = wire
        self._path = f"/{plural}"
        self._dice = dice

    def list(self, selection: Selection | None = None, *, fields: Sequence[str] = ()) -> Iterator[Thing]:
        """Those of a selection, or all, read page by page; of each these fields alone, or all of them."""
        asked = {**(selection or {}), **({"fields": ",".join(fields)} if fields else {})}
        return (Thing(content) for content in listed(self._wire, self._path, asked))

    def __iter__(self) -> Iterator[Thing]:
        """All of them."""
        return self.list()

    def get(self, slug: str, *, fields: Sequence[str] = ()) -> Thing:
        """One of them, by its slug or one that it had before."""
        query = {"fields": ",".join(fields)} if fields else {}
        return _thing(self._wire.send(Ask("GET", self._at(slug), query=query)))

    def create(self, body: Body, key: str = "") -> Thing:
        """A new one. A request that has to be sent twice makes one: under a key of your own, or one of ours."""
        return _thing(self._wire.send(Ask("POST", self._path, dict(body), key=key or self._dice())))

    def replace(self, thing: Thing, body: Body) -> Thing:
        """All that is said of it, anew."""
        return _thing(self._wire.send(Ask("PUT", self._at(thing.slug), dict(body), seen=thing.seen)))

    def patch(self, thing: Thing, changes: Body) -> Thing:
        """Some of what is said of it, anew (JSON Merge Patch, RFC 7396): None takes a field away."""
        ask = Ask("PATCH", self._at(thing.slug), dict(changes), seen=thing.seen, media_type=PATCH_TYPE)
        return _thing(self._wire.send(ask))

    def withdraw(self, thing: Thing) -> None:
        """Take an event or a release out for good: its address says so, and its slug is given to nobody."""
        self._wire.send(Ask("DELETE", self._at(thing.slug), seen=thing.seen))

    def act(self, thing: Thing, name: str, body: Body | None = None, method: str = "PUT") -> httpx2.Response:
        """What the API does by an address below that of a thing, whose last word is `name`; its answer as it came."""
        return self._wire.send(Ask(method, f"{self._at(thing.slug)}/{name}", body, seen=thing.seen))

    def _at(self, slug: str) -> str:
        return f"{self._path}/{quote(slug, safe='')}"


def _thing(answer: httpx2.Response) -> Thing:
    return Thing(answer.json(), answer.headers.get("etag", ""))
