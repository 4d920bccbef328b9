"""What needs attention: told on the first page of the desk, until it is mended."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.cast import EVENT, RELEASE, House, file_of
from tests.people import ALICE, join, organizer
from tests.web.axis import given_to
from tests.web.signing import at_desk

SOON = EVENT | {"starts": "2026-12-05", "doors": None, "ends": None}
HEAD = "Needs attention"


@pytest.fixture
def alice(small_house: House) -> TestClient:
    join(small_house, ALICE)
    organizer(small_house, "axis", alice="owner")
    return at_desk(small_house, ALICE)


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (SOON, "It has no hour yet."),
        (SOON | {"starts": "2027-01"}, "Its day is not known yet."),
        (SOON | {"starts": "2027-06"}, ""),
        (SOON | {"starts": "2027-03-05"}, ""),
        (EVENT, ""),
        (EVENT | {"status": "postponed"}, "There is no new date yet."),
        (EVENT | {"status": "cancelled", "venue": None, "zone": "Europe/Berlin"}, ""),
        (EVENT | {"venue": None, "room": "", "zone": "Europe/Berlin"}, "It has no place yet."),
        (EVENT | {"offers": [{"price": "5", "currency": "EUR"}]}, "What is sold has no link."),
        (EVENT | {"offers": [{"availability": "sold_out"}]}, ""),
        (EVENT | {"offers": [{"kind": "free"}]}, ""),
    ],
)
def test_it_is_told_until_it_is_mended(
    small_house: House, alice: TestClient, event: dict[str, Any], sentence: str
) -> None:
    report = small_house.load(file_of(events=[event]))
    assert not report.failed, list(report.lines())
    given_to(small_house)
    for path in ("/desk", "/desk/organizers/axis"):
        page = alice.get(path).text
        assert "Metropolis" in page
        assert sentence in page
        assert page.count('<span class="wrong">') == (1 if sentence else 0), path
    assert (HEAD in alice.get("/desk").text) == bool(sentence)


def test_a_release_without_a_day_is_told_when_it_comes_near(small_house: House, alice: TestClient) -> None:
    assert not small_house.load(file_of(releases=[RELEASE | {"dates": [{"id": "lp", "date": "2027-spring"}]}])).failed
    given_to(small_house)
    assert HEAD not in alice.get("/desk").text
    small_house.clock.advance(days=60)
    assert "Its day is not known yet." in at_desk(small_house, ALICE).get("/desk").text
