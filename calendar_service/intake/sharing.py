"""Shapes of what is said of things that many share: which two are one, who looks after it, who edits it too."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from calendar_service.intake.drafts import REASON_LIMIT, Reason
from calendar_service.intake.fields import Shape, optional_line, paired
from feeds import text
from feeds.errors import FactError

PROOF: tuple[int, int] = (10, 2_000)
"""The fewest and the most characters of a proof."""
CO_OWNERS = 50
"""How many organizers may edit one item beside its owner."""


def _proof(value: str) -> str:
    cleaned = text.text_of(value, "It")
    if not PROOF[0] <= len(cleaned) <= PROOF[1]:
        raise FactError.of("", f"It must have {PROOF[0]} to {PROOF[1]:,} characters; it has {len(cleaned):,}.")
    return cleaned


Slug = Annotated[
    str, StringConstraints(min_length=1, max_length=100), BeforeValidator(paired), Field(description="A slug.")
]


class MergeBody(Shape):
    """Two of one noun that are one."""

    noun: Annotated[
        Literal["venue", "artist", "organizer", "series", "work", "announcement"], Field(description="What both are.")
    ]
    gone: Annotated[Slug, Field(description="The slug of the one that goes: it leads on for ever.")]
    kept: Annotated[Slug, Field(description="The slug of the one that stays as it is.")]
    reason: Reason


class ClaimBody(Shape):
    """An organizer's wish to look after a venue or an artist."""

    noun: Annotated[Literal["venue", "artist"], Field(description="What it is.")]
    slug: Annotated[Slug, Field(description="Its slug.")]
    organizer: Annotated[Slug, Field(description="The organizer that is to look after it, by its slug.")]
    proof: Annotated[
        str,
        StringConstraints(max_length=100_000),
        AfterValidator(_proof),
        BeforeValidator(paired),
        Field(description=f"What a moderator can verify: {PROOF[0]} to {PROOF[1]:,} characters."),
    ]


class DecisionBody(Shape):
    """A moderator's yes or no to a claim."""

    grant: Annotated[bool, Field(description="Whether the claim is granted.")]
    reason: Annotated[
        str,
        StringConstraints(max_length=10_000),
        optional_line(REASON_LIMIT),
        BeforeValidator(paired),
        Field(description=f"Why, in at most {REASON_LIMIT} characters. A no needs a reason."),
    ] = ""


class CoOwnersBody(Shape):
    """All the organizers that may edit an event or a release beside the one that owns it."""

    co_owners: Annotated[
        list[Slug], Field(max_length=CO_OWNERS, description="Organizers by their slugs; an empty list: nobody.")
    ]
