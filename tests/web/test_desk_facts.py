"""What is said of an organizer at the desk: proposed, and revised without losing what others wrote meanwhile."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from calendar_service import models
from tests.cast import House
from tests.people import ADA, CHARLIE, account_of, count, join
from tests.web.axis import AXIS, alice_of, organizer_row
from tests.web.signing import at_desk, send

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def alice(small_house: House) -> TestClient:
    return alice_of(small_house)


def test_who_proposes_an_organizer_owns_it(small_house: House) -> None:
    join(small_house, CHARLIE)
    charlie = at_desk(small_house, CHARLIE)
    answer = send(charlie, "/desk/organizers/new", name=" New ", url="https://new.example/ä", description="A\r\n\r\nB")
    assert answer.headers["location"] == "/desk/organizers/new-2/people"  # `new` is a page of the desk
    row = organizer_row(small_house, "new-2")
    assert (row.name, row.url, row.description) == ("New", "https://new.example/%C3%A4", "A\n\nB")
    page = charlie.get(answer.headers["location"]).text
    assert "Charlie</bdi>" in page
    assert "Owner · you" in page
    with small_house.database.reading() as session:
        change = session.scalars(select(models.Change).order_by(models.Change.revision.desc())).first()
        assert change is not None
        assert change.account_id == account_of(small_house, CHARLIE).id


def test_who_looks_after_the_site_proposes_for_others(small_house: House) -> None:
    join(small_house, ADA, "admin")
    ada = at_desk(small_house, ADA)
    page = send(ada, "/desk/organizers/new", name="Dweller", url="", description="").headers["location"]
    assert "Nobody belongs to it yet." in ada.get(page).text
    assert "It belongs to nobody until you invite its owner." in ada.get("/desk/organizers/new").text


def test_one_of_the_same_name_is_asked_about(alice: TestClient, small_house: House) -> None:
    asked = send(alice, "/desk/organizers/new", name="ÁXIS", url="https://a.example", description="Ours.")
    assert asked.status_code == 400
    assert "There is one of this name already." in asked.text
    assert 'href="/organizers/axis"' in asked.text
    assert 'value="ÁXIS"' in asked.text
    assert 'value="https://a.example"' in asked.text
    assert ">\nOurs.</textarea>" in asked.text
    made = send(alice, "/desk/organizers/new", name="ÁXIS", url="", description="", another="on")
    assert made.headers["location"] == "/desk/organizers/axis-2/people"


@pytest.mark.parametrize("path", ["/desk/organizers/new", f"{AXIS}/facts"])
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    alice: TestClient, small_house: House, path: str
) -> None:
    given = {"name": " ", "url": "ftp://<x>", "description": "x" * 20_001, "seen": "one"}
    before = count(small_house, models.Change)
    answer = send(alice, path, **given)
    assert answer.status_code == 400
    for name in ("name", "url", "description"):
        assert re.search(rf'id="{name}-wrong">Give ', answer.text), name
        assert re.search(rf'<\w+ id="{name}"[^>]* aria-invalid="true" aria-describedby="{name}-wrong', answer.text), (
            name
        )
    assert 'value="ftp://&lt;x&gt;"' in answer.text
    assert "x" * 20_001 in answer.text
    assert "Geben Sie" in send(alice, f"{path}?lang=de", **given).text
    assert count(small_house, models.Change) == before


def test_the_longest_description_fits_into_the_form(alice: TestClient, small_house: House) -> None:
    text = "🎛" * 20_000
    answer = send(alice, "/desk/organizers/new", name="Long", url="", description=text)
    assert answer.status_code == 303
    assert organizer_row(small_house, "long").description == text


def test_facts_are_revised_and_a_lost_update_is_told(alice: TestClient, small_house: House) -> None:
    def seen() -> str:
        [tag] = re.findall(r'name="seen" value="([^"]+)"', alice.get(f"{AXIS}/facts").text)
        return unescape(tag)

    first = seen()
    saved = send(alice, f"{AXIS}/facts", name="Axis Records", url="", description="Ours.", seen=first)
    assert saved.headers["location"] == f"{AXIS}/facts?saved=1"
    assert "This is saved, and public." in alice.get(saved.headers["location"]).text
    assert organizer_row(small_house, "axis").name == "Axis Records"
    late = send(alice, f"{AXIS}/facts", name="Axis", url="", description="Mine <b>", seen=first)
    assert late.status_code == 412
    page = unescape(late.text)
    assert "Somebody else has changed this while you were writing." in page
    assert "It now says: Axis Records" in page
    assert "It now says: Ours." in page
    assert ">\nMine <b></textarea>" in page
    assert organizer_row(small_house, "axis").name == "Axis Records"
    [again] = re.findall(r'name="seen" value="([^"]+)"', late.text)
    assert unescape(again) == seen() != first
    assert (
        send(alice, f"{AXIS}/facts", name="Axis", url="", description="Mine", seen=unescape(again)).status_code == 303
    )
    assert organizer_row(small_house, "axis").description == "Mine"
    same = send(alice, f"{AXIS}/facts", name="Axis", url="", description="Mine", seen="very old")
    assert same.status_code == 303  # both wrote the same
