"""Many changes in one request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from calendar_service.client.errors import ProblemError, problem_of
from calendar_service.client.things import Body, Thing
from calendar_service.client.wire import Object


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a batch."""

    operation: Object

    @classmethod
    def create(cls, noun: str, body: Body) -> Step:
        """A new event, venue …"""
        return cls({"method": "POST", "noun": noun, "body": dict(body)})

    @classmethod
    def replace(cls, thing: Thing, body: Body) -> Step:
        """All that is said of a thing, anew."""
        return cls(_change("PUT", thing) | {"body": dict(body)})

    @classmethod
    def patch(cls, thing: Thing, changes: Body) -> Step:
        """Some of it, anew."""
        return cls(_change("PATCH", thing) | {"body": dict(changes)})

    @classmethod
    def withdraw(cls, thing: Thing) -> Step:
        """Take an event or a release out for good."""
        return cls(_change("DELETE", thing))


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a step: what is stored (None of what was withdrawn), or why it was refused."""

    status: int
    thing: Thing | None = None
    problem: ProblemError | None = None


def result_of(told: Object) -> Result:
    """What the API tells of a step."""
    status, problem, body = int(told["status"]), told.get("problem"), told.get("body")
    return Result(
        status,
        Thing(body, str(told.get("etag", ""))) if body else None,
        problem_of(status, problem) if problem else None,
    )


def _change(method: str, thing: Thing) -> dict[str, Any]:
    return {"method": method, "noun": thing.noun, "slug": thing.slug, "if_match": thing.seen}
