"""What a process has done since it began: numbers for operators and for tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    """`memory`: answers without a thread or a query. `looks`: transactions that compared or made a body. `renders`:
    bodies that were made anew. `stale`: answers with the last good bytes because nothing newer could be made."""

    memory: int = 0
    looks: int = 0
    renders: int = 0
    stale: int = 0
