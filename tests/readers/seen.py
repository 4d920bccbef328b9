"""What a reader made of one entry: the same shape for all readers, so that they can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime


class ReaderError(Exception):
    """A reader refused the feed, or complained about it."""


@dataclass(frozen=True)
class Seen:
    """One entry as a reader sees it, in its own understanding; None is what it does not tell.

    `start` and `end` are dates, or naive local times; `start_utc` and `end_utc` are aware instants in UTC, and None
    for whole days and for floating times. `categories` stand in the reader's order.
    """

    uid: str | None
    summary: str | None
    description: str | None
    location: str | None
    url: str | None
    status: str | None
    categories: tuple[str, ...] | None
    sequence: int | None
    all_day: bool
    start: date | datetime | None
    end: date | datetime | None
    start_utc: datetime | None
    end_utc: datetime | None


Reader = Callable[[bytes], list[Seen]]


def wall(time: date | datetime | None) -> date | datetime | None:
    """The local time without its zone; a date as it is."""
    return time.replace(tzinfo=None, fold=0) if isinstance(time, datetime) else time


def instant(time: date | datetime | None) -> datetime | None:
    """The instant in UTC of a time that has a zone."""
    return time.astimezone(UTC) if isinstance(time, datetime) and time.tzinfo else None


def word(value: object) -> str | None:
    """A reader's own type of text as a plain string."""
    return None if value is None else str(value)


def number(value: object) -> int | None:
    """A reader's own type of number as a plain one."""
    return None if value is None else int(str(value))


def words(values: Iterable[object] | None) -> tuple[str, ...]:
    """A list of a reader's texts; an absent one is empty."""
    return tuple(str(value) for value in values or ())
