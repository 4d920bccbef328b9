"""Remarks of a check-up: what was looked at, and how it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """One line: `state` is `ok`, `note` (right for some, to be known by all) or `wrong`."""

    state: str
    about: str
    sentence: str

    def __str__(self) -> str:
        """As it is shown."""
        return f"{self.state:5}  {self.about}: {self.sentence}"


Remarks = Iterator[Remark]


def fine(about: str, sentence: str) -> Remark:
    """It is as it must be."""
    return Remark("ok", about, sentence)


def note(about: str, sentence: str) -> Remark:
    """It may be meant so."""
    return Remark("note", about, sentence)


def wrong(about: str, sentence: str) -> Remark:
    """It must be put right."""
    return Remark("wrong", about, sentence)
