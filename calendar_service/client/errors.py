"""What may go wrong between a program and the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field: where, as a JSON Pointer in a fragment (`#/dates/0/date`), and what is right."""

    pointer: str
    detail: str


class CalendarError(Exception):
    """The ground of all errors of the client."""


class UnreachableError(CalendarError):
    """No answer came. A change may be stored nonetheless: read the thing again before you change it anew."""


class ProblemError(CalendarError):
    """A request that was refused (RFC 9457): its status, one sentence, and all fields that are wrong."""

    def __init__(self, status: int, detail: str, errors: tuple[FieldProblem, ...] = ()) -> None:
        super().__init__(" ".join([f"{status}: {detail}", *(f"{one.pointer}: {one.detail}" for one in errors)]))
        self.status = status
        self.detail = detail
        self.errors = errors


class ChangedError(ProblemError):
    """Somebody else was faster: the thing has changed since it was read. Read it again, and decide anew."""


def problem_of(status: int, told: Mapping[str, Any]) -> ProblemError:
    """The error that problem details tell."""
    found = tuple(FieldProblem(str(one["pointer"]), str(one["detail"])) for one in told.get("errors", ()))
    kind = ChangedError if status == 412 else ProblemError
    return kind(status, str(told.get("detail", "")), found)
