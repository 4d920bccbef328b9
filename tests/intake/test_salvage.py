"""All that is wrong is told at once: the shape of some fields, and what the others name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_service.errors import IntakeError
from calendar_service.intake.entries import ENTRY_SHAPES
from calendar_service.intake.problems import read
from calendar_service.intake.salvage import with_references
from calendar_service.pictures.shrinking import Measure
from feeds import facts
from feeds.errors import FactError

AFA = facts.Venue("afa", "Anthology", "America/New_York", rooms=("Deren",))
EVENT = {"id": "e", "title": "E", "kind": "talk", "starts": "2027-03-05T20:00", "venue": "afa"}
CREDIT = {"artist": "b", "role": "host"}
RELEASE = {"id": "r", "title": "R", "dates": [{"date": "2027-03-05"}]}


class Known:
    """Anthology Film Archives, and nothing else."""

    def get(self, noun: str, ref: str) -> facts.Noun | None:
        return AFA if (noun, ref) == ("venue", "afa") else None

    def picture(self, name: str) -> Measure:
        raise FactError.of("image", "There is no such picture.")

    def missing(self, noun: str, ref: str) -> str:
        return f"“{ref}” is no {noun}."


def pointers(noun: str, value: Any) -> list[str]:
    shape = ENTRY_SHAPES[noun]
    with pytest.raises(IntakeError) as caught:
        read(shape, value)
    error = with_references(shape, value, caught.value, lambda _: Known())
    assert error.problems[: len(caught.value.problems)] == caught.value.problems
    found = [problem.pointer for problem in error.problems]
    assert len(set(found)) == len(found)
    return sorted(found)


@pytest.mark.parametrize(
    ("noun", "change", "expected"),
    [
        ("event", {"kind": "disco", "venue": "nowhere"}, ["/kind", "/venue"]),
        ("event", {"title": 7, "room": "Courthouse"}, ["/room", "/title"]),
        ("event", {"colour": "red", "works": ["w"]}, ["/colour", "/works/0"]),
        # What stands behind something that is wrong keeps its place.
        (
            "event",
            {
                "credits": [
                    {"artist": "a"},
                    {"artist": "b", "role": "host"},
                    {"role": 1},
                    {"artist": "c", "role": "host"},
                ]
            },
            ["/credits/0/role", "/credits/1/artist", "/credits/2/role", "/credits/3/artist"],
        ),
        ("event", {"tags": ["a,b"], "series": ["s"]}, ["/series/0", "/tags/0"]),
        ("event", {"offers": [{"price": "x"}, {"opens": "2027-03-01"}]}, ["/offers/0/price", "/offers/1/opens"]),
        # Nothing is told of what can't be judged without what is wrong.
        ("event", {"starts": 5, "ends": "23:30", "doors": "19:00", "works": ["w"]}, ["/starts", "/works/0"]),
        ("event", {"venue": 5, "works": ["w"]}, ["/venue", "/works/0"]),
        ("event", {"zone": "Mars", "venue": None, "works": ["w"]}, ["/works/0", "/zone"]),
        ("event", {"image": {"path": "a.jpg"}, "works": ["w"]}, ["/image/alt", "/works/0"]),
        ("release", {"title": "", "imprints": [{"label": "l"}]}, ["/imprints/0/label", "/title"]),
        (
            "release",
            {"dates": [{"id": "a", "date": 1}, {"id": "b", "date": "2027-03-05T20:00"}], "works": ["w"]},
            ["/dates/0/date", "/dates/1/date", "/works/0"],
        ),
        (
            "release",
            {"dates": [{"date": "2027-03-05", "media": [{"format": "wax"}, {"format": "cd"}]}], "works": ["w"]},
            ["/dates/0/media/0/format", "/works/0"],
        ),
        ("release", {"dates": [], "works": ["w"]}, ["/dates", "/works/0"]),
        ("release", {"dates": [{"date": 1}], "works": ["w"]}, ["/dates/0/date", "/works/0"]),
    ],
)
def test_what_is_named_is_judged_beside_a_wrong_shape(noun: str, change: dict[str, Any], expected: list[str]) -> None:
    assert pointers(noun, (EVENT if noun == "event" else RELEASE) | change) == expected


@pytest.mark.parametrize("value", [None, [], "x", 5, {}, {"starts": {}}, {"~": 1, "a/b": 2}])
@pytest.mark.parametrize("noun", ["event", "release"])
def test_what_can_not_be_read_at_all_is_told_as_it_is(noun: str, value: Any) -> None:
    pointers(noun, value)


_names = st.sampled_from(
    ["title", "starts", "ends", "venue", "credits", "artist", "role", "dates", "date", "media", "offers", "opens", "id"]
)
_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["2027", "20:00", "afa", "host"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | _names, inner, max_size=4),
    max_leaves=10,
)


@given(st.sampled_from(["event", "release"]), st.dictionaries(_names, _anything, max_size=6))
def test_it_never_breaks_and_takes_nothing_back(noun: str, change: dict[str, Any]) -> None:
    value = (EVENT if noun == "event" else RELEASE) | change
    try:
        read(ENTRY_SHAPES[noun], value)
    except IntakeError:
        pointers(noun, value)
