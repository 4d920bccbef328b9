"""The addresses of feeds that were asked for before, and what is behind them."""

from __future__ import annotations

from typing import Final

from starlette.types import Scope

from calendar_service.web.handed import Handed

ADDRESSES: Final = 10_000
"""Addresses that are remembered; all of them are forgotten when there are more."""
ADDRESS_LIMIT: Final = 1_000
"""Characters of an address that is worth remembering."""


class Known:
    """The addresses of feeds as they were asked for, whatever the order and spelling of their parameters."""

    def __init__(self) -> None:
        self._handed: dict[tuple[str, bytes], Handed] = {}
        self._codes: dict[str, str] = {}

    def get(self, scope: Scope) -> Handed | None:
        """What is behind an address."""
        return self._handed.get((scope["path"], scope["query_string"]))

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
