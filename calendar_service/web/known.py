"""The addresses of feeds and pages that were asked for before, and what is behind them."""

from __future__ import annotations

from typing import Final

from starlette.types import Scope

from calendar_service.languages import wished
from calendar_service.web.handed import Handed

ADDRESSES: Final = 10_000
"""Addresses that are remembered; all of them are forgotten when there are more."""
ADDRESS_LIMIT: Final = 1_000
"""Characters of an address that is worth remembering."""


class Known:
    """The addresses of feeds as they were asked for, whatever the order and spelling of their parameters."""

    def __init__(self) -> None:
        self._handed: dict[tuple[str, bytes], Handed] = {}
        self._pages: dict[tuple[str, bytes], dict[str | None, Handed]] = {}
        self._codes: dict[str, str] = {}

    def get(self, scope: Scope) -> Handed | None:
        """What is behind an address."""
        address = (scope["path"], scope["query_string"])
        found = self._handed.get(address)
        if found is None and (pages := self._pages.get(address)):
            # A page is in the language that its reader asks for; which one that is costs reading a header.
            found = pages.get(_wish(scope))
        return found

    def learn_page(self, scope: Scope, handed: Handed) -> None:
        """Remember a page for all who ask for it with the same wish of a language."""
        if len(scope["path"]) + len(scope["query_string"]) > ADDRESS_LIMIT:
            return
        if len(self._pages) >= ADDRESSES:
            self._pages.clear()
        self._pages.setdefault((scope["path"], scope["query_string"]), {})[_wish(scope)] = handed

    def learn(self, scope: Scope, handed: Handed) -> None:
        """Remember an address."""
        if len(scope["path"]) + len(scope["query_string"]) > ADDRESS_LIMIT:
            return
        if len(self._handed) >= ADDRESSES:
            self._handed.clear()
        self._handed[scope["path"], scope["query_string"]] = handed

    def query_of(self, code: str) -> str | None:
        """The query behind a short address that was asked for before: it never changes."""
        return self._codes.get(code)

    def learn_code(self, code: str, query: str) -> None:
        """Remember it, so that a short address needs no database where its feed is known."""
        if len(self._codes) >= ADDRESSES:
            self._codes.clear()
        self._codes[code] = query

    def forget(self) -> None:
        """Forget all addresses."""
        self._handed.clear()
        self._pages.clear()


def _wish(scope: Scope) -> str | None:
    given = [value for name, value in scope["headers"] if name == b"accept-language"]
    return wished(b",".join(given).decode("latin-1")) if given else None
