"""Lists that are read page by page, as far as somebody wants them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from calendar_service.client.wire import Ask, Object, Selection, Wire


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some of what has changed, the oldest first: objects with `noun`, `slug`, `at`, `gone`, `now`. Keep `next`: with
    it you ask for what comes later."""

    items: tuple[Object, ...]
    next: str


def listed(wire: Wire, path: str, selection: Selection | None = None) -> Iterator[Object]:
    """All items of a list, one after the other. Raises ProblemError, UnreachableError, as you go."""
    query: dict[str, object] = {"limit": 100, **(selection or {})}
    while True:
        page = wire.object(Ask("GET", path, query=_query(query)))
        yield from page["items"]
        if not page["next"]:
            return
        query["cursor"] = page["next"]


def changed(wire: Wire, since: str = "") -> Iterator[ChangePage]:
    """What has changed since a cursor, or from the start, to this moment. Raises ProblemError, UnreachableError."""
    while True:
        found = wire.object(Ask("GET", "/changes", query={"limit": 100, **({"since": since} if since else {})}))
        page = ChangePage(tuple(found["items"]), str(found["next"]))
        if page.next == since:
            return
        yield page
        since = page.next


def _query(given: Mapping[str, object]) -> Selection:
    return {name: value if isinstance(value, str | int | list | tuple) else str(value) for name, value in given.items()}
