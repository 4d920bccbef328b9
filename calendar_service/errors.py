"""What can go wrong, each as one sentence for the person who asked; the edge shows it, nothing else is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


class ServiceError(Exception):
    """The root: its text is one clear sentence."""


class DatabaseError(ServiceError):
    """The database's address, its version or its answer is not what it must be."""


class SettingsError(ServiceError):
    """Settings that make no sense."""


class PortError(ServiceError):
    """The server can't listen where it is told to."""


class DemoError(ServiceError):
    """The demo would mix its samples with somebody's entries."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what was sent: where (JSON Pointer, RFC 6901), and what would be right."""

    pointer: str
    sentence: str


class IntakeError(ServiceError):
    """What was sent can't become facts; carries every problem found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = tuple(problems)


class FileError(ServiceError):
    """A file is not what it must be."""


class AccessError(ServiceError):
    """Who calls can't be told: the token or the sign-in is unknown, has expired, or was ended."""


class TooManyError(ServiceError):
    """Too many sign-ins have failed; the next one is let in at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("Too many sign-ins have failed; wait a while and try again.")
        self.until = until


class MailError(ServiceError):
    """A letter could not be sent."""


class BannedError(ServiceError):
    """Whoever hands something in may hand in nothing before `until`; the reason is for them to read."""

    def __init__(self, until: datetime, reason: str) -> None:
        super().__init__(f"Nothing can be handed in from here before {until:%Y-%m-%d}: {reason}")
        self.until = until
        self.reason = reason
