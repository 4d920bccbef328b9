"""A copy of a calendar that keeps itself true by what has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from calendar_service.client.lists import ChangePage
from calendar_service.client.wire import Object


@dataclass
class Copy:
    """All things that are public, by noun and slug, as they were at `since`. Keep both, and go on with them later."""

    changes: Callable[[str], Iterator[ChangePage]]
    things: dict[tuple[str, str], Object] = field(default_factory=dict)
    since: str = ""

    def pull(self) -> int:
        """Take in what has changed since; tells how many things that were. Raises ProblemError, UnreachableError."""
        count = 0
        for page in self.changes(self.since):
            for change in page.items:
                self._take(change)
            count += len(page.items)
            self.since = page.next
        return count

    def _take(self, change: Object) -> None:
        name = (str(change["noun"]), str(change["slug"]))
        for former in change.get("formerly", ()):
            self.things.pop((name[0], former), None)
        if change["gone"]:
            self.things.pop(name, None)
        else:
            self.things[name] = change["now"]
