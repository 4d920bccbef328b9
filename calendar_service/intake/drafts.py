"""Shapes of drafts: what is meant to be published, by when, and why it is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.bodies import EventBody, ReleaseBody, body_of
from calendar_service.intake.fields import Shape, paired
from calendar_service.intake.salvage import Lookup
from feeds import text
from feeds.errors import FactError
from feeds.when import moment_of

REASON_LIMIT: Final = 500
"""Characters of a reason."""
FARTHEST: Final = timedelta(days=5 * 366)
"""How long beforehand an hour may be set."""

Reason = Annotated[
    str,
    StringConstraints(max_length=10_000),
    AfterValidator(lambda value: text.line_of(value, "It", REASON_LIMIT)),
    BeforeValidator(paired),
    Field(description=f"Why, in a sentence of at most {REASON_LIMIT} characters.", examples=["The date is taken."]),
]


def _storable(value: dict[str, Any]) -> dict[str, Any]:
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        raise FactError.of("", "It holds a number or a text that nothing can keep, such as an endless one.") from None
    return value


class DraftBody(Shape):
    """A draft. `body` may lack whatever is not known yet, but for the name of who is to own it."""

    noun: Annotated[Literal["event", "release"], Field(description="What it is to become.")]
    body: Annotated[
        dict[str, Any],
        AfterValidator(_storable),
        Field(
            description="What would be sent to make it, as far as it is known; `meta.problems` tells what it lacks.",
            examples=[{"title": "Metropolis", "owner": "axis-records"}],
        ),
    ]

    @property
    def owner(self) -> str | None:
        """The slug of the organizer that is to own it. Raises IntakeError for what is no slug."""
        owner = self.body.get("owner")
        if owner is not None and (not isinstance(owner, str) or not 0 < len(owner) <= 100):
            raise IntakeError([Problem("/body/owner", "owner must be the slug of an organizer.")])
        return owner


class ScheduleBody(Shape):
    """The hour at which a draft becomes public by itself."""

    at: Annotated[
        str,
        StringConstraints(min_length=1, max_length=60),
        BeforeValidator(paired),
        Field(
            description="A moment with its zone or with its offset from UTC.",
            examples=["2027-03-01T12:00[Europe/Berlin]", "2027-03-01T11:00:00Z"],
        ),
    ]


class RefusalBody(Shape):
    """Why a draft is not published: its makers read it."""

    reason: Reason


def hour_of(value: str, now: datetime) -> tuple[datetime, str | None]:
    """An hour to come: the instant (aware, UTC), and the zone in which it was said. Raises FactError."""
    at, zone = _read(value.strip())
    if at <= now:
        raise FactError.of("at", "at must be in the future; to publish now, POST to publication.")
    if at > now + FARTHEST:
        raise FactError.of("at", "at must be within five years.")
    return at, zone


def problems_in(noun: str, body: dict[str, Any], nouns: Lookup) -> None:
    """Judge whether a draft could be published now; `nouns` looks up what it names.

    Raises IntakeError with every problem.
    """
    shape = body_of(noun, body, nouns)
    assert isinstance(shape, EventBody | ReleaseBody)
    shape.facts(nouns(shape.references()))


def known_part(body: dict[str, Any]) -> dict[str, Any]:
    """A draft without the places, acts and labels that stand in it by their names alone, for want of them.

    A time is read in some zone where the place would give it.
    """
    credits = body.get("credits")
    if isinstance(credits, list):
        body = {**body, "credits": [one for one in credits if not _is_new(one, "artist")]}
    imprints = body.get("imprints")
    if isinstance(imprints, list):
        body = {**body, "imprints": [one for one in imprints if not _is_new(one, "label")]}
    if _is_new(body, "venue"):
        body = {**body, "venue": None, "zone": body.get("zone") or "UTC"}
    return body


def _is_new(value: Any, name: str) -> bool:
    return isinstance(value, dict) and isinstance(value.get(name), dict)


def _read(value: str) -> tuple[datetime, str | None]:
    if value.endswith("]"):
        moment = moment_of(value, None, "at")
        return moment.utc, moment.zone
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise FactError.of("at", "at must be a moment with its zone, such as 2027-03-01T12:00[Europe/Berlin].")
    return at.astimezone(UTC), None
