"""What may be one and the same event."""

from __future__ import annotations

from typing import Any

import pytest

from calendar_service.intake.alike import Likeness, likeness, night_of, sketch_of

ONE: dict[str, Any] = {
    "title": "Metropolis: the Première",
    "kind": "screening",
    "starts": "2026-12-05T23:30",
    "venue": "afa",
    "credits": [{"artist": "jeff-mills", "role": "performer"}, {"organizer": "axis", "role": "partner"}],
}
NAMES = {("venue", "afa"): "Anthology Film Archives", ("artist", "jeff-mills"): "Jeff Mills"}
ELSE: dict[str, Any] = {"title": "Other", "venue": None, "credits": []}
ALL = set(Likeness)


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        ({}, ALL),
        ({"starts": "2026-12-06"}, set()),
        ({"starts": "2026-12"}, set()),
        ({"starts": "2026-12-06T01:00"}, ALL),  # the night goes on
        ({"starts": "2026-12-06T01:00", "kind": "talk"}, set()),
        ({**ELSE, "venue": {"name": "ANTHOLOGY film archives"}}, {Likeness.PLACE}),
        ({**ELSE, "credits": [{"artist": {"name": "jeff mills"}}]}, {Likeness.ACT}),
        ({**ELSE, "title": "metropolis premiere"}, {Likeness.TITLE}),
        ({**ELSE, "title": "Metropolis by somebody else altogether"}, set()),
        ({**ELSE, "title": "…"}, set()),
    ],
)
def test_two_are_alike_on_one_night_by_place_act_or_title(other: dict[str, Any], shared: set[Likeness]) -> None:
    one, two = sketch_of(ONE, NAMES), sketch_of({**ONE, **other}, NAMES)
    assert one is not None
    assert (likeness(one, two) if two else frozenset()) == shared


def test_what_has_no_day_is_like_nothing() -> None:
    assert [night_of({"starts": text}) for text in (None, "", "soon", "2027", "tba")] == [None] * 5
