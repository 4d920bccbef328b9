"""What is public, corrected at the desk: by the form of drafts, and never over what others have written."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.cast import House
from tests.people import ALICE, BOB, CHARLIE
from tests.web.test_desk_events import Desk
from tests.web.test_desk_published import ALBUM, PAGE, PUBLIC, seen, site

pytestmark = pytest.mark.usefixtures("quick_passwords")
__all__ = ["site"]

EDIT = f"{PAGE}/edit"


def fields(desk: Desk, path: str) -> dict[str, str]:
    """All that the form would send."""
    text = desk.client.get(path).text
    found = {
        name: unescape(value)
        for name, value in re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', text)
        if not name.startswith("add_")
    }
    found |= {name: unescape(value) for name, value in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n([^<]*)<', text)}
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


@pytest.mark.parametrize(("path", "api"), [(PAGE, PUBLIC), (ALBUM, "/releases/metropolis-metropolis")])
def test_a_form_that_is_sent_as_it_came_changes_nothing(site: House, path: str, api: str) -> None:
    alice = Desk(site, ALICE)
    before, feed = alice.client.get(f"/api/v1{api}").json(), alice.client.get("/calendar.ics").content
    answer = alice.send(f"{path}/edit", **fields(alice, f"{path}/edit"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?saved=1"), unescape(answer.text)
    assert alice.client.get(f"/api/v1{api}").json() == before
    assert alice.client.get("/calendar.ics").content == feed


def test_what_is_corrected_is_public_and_in_the_history(site: House) -> None:
    bob = Desk(site, BOB)
    answer = bob.send(
        EDIT, **fields(bob, EDIT) | {"description": "With <b>subtitles</b>.", "price": "12", "currency": "usd"}
    )
    assert answer.status_code == 303, unescape(answer.text)
    told = bob.client.get(f"/api/v1{PUBLIC}").json()
    assert (told["description"], told["offers"][0]["price"], told["owner"]) == (
        "With <b>subtitles</b>.",
        "12",
        "club",
    )
    history = bob.page(f"{PAGE}/history")
    assert "With <b>subtitles</b>." in history
    assert "by Bob" in history


def test_another_place_brings_its_own_hours(site: House) -> None:
    site.load({"source": "other", "venues": [{"id": "h", "name": "Hall", "zone": "Europe/Berlin"}]})
    alice = Desk(site, ALICE)
    answer = alice.send(EDIT, **fields(alice, EDIT) | {"venue": "Hall", "venue_slug": "", "room": ""})
    assert answer.status_code == 303, unescape(answer.text)
    told = alice.client.get(f"/api/v1{PUBLIC}").json()
    assert (told["starts"], told["zone"]) == ("2026-12-05T20:00", "Europe/Berlin")


def test_what_is_wrong_changes_nothing_and_is_told_beside_its_field(site: House) -> None:
    alice = Desk(site, ALICE)
    before = alice.client.get(f"/api/v1{PUBLIC}").json()
    wrong = {"when": "soonish", "venue": "Nowhere", "url": "nowhere", "lineup": "Nobody", "title": ""}
    answer = alice.send(EDIT, **fields(alice, EDIT) | wrong)
    page = unescape(answer.text)
    assert answer.status_code == 400
    for sentence in (
        "Nothing was changed yet",
        "“soonish” is not understood",
        "No place here is called",
        "title is missing",
    ):
        assert sentence in page, sentence
    for name in ("when", "venue", "title", "lineup"):
        assert f'aria-describedby="{name}-wrong' in page, name
    assert 'value="soonish"' in page
    assert alice.client.get(f"/api/v1{PUBLIC}").json() == before
    only_url = unescape(alice.send(EDIT, **fields(alice, EDIT) | {"url": "nowhere"}).text)
    assert 'aria-describedby="url-wrong' in only_url
    # A new act is added on a press, and not before.
    again = fields(alice, EDIT) | {"lineup": "Nobody", "add_acts": "1", "new_acts": "Nobody\n"}
    assert alice.send(EDIT, **again).status_code == 303
    assert alice.client.get("/artists/nobody").status_code == 200


def test_a_date_in_calendars_is_not_lost_by_a_form(site: House) -> None:
    alice = Desk(site, ALICE)
    path = f"{ALBUM}/edit"
    emptied = {name: "" for name in fields(alice, path) if re.fullmatch(r"(when|formats|offer_url|price)-0", name)}
    answer = alice.send(path, **fields(alice, path) | emptied)
    assert answer.status_code == 400
    assert "give that date the status cancelled instead" in unescape(answer.text)


def test_nobody_s_words_are_lost(site: House) -> None:
    alice, bob = Desk(site, ALICE), Desk(site, BOB)
    mine = fields(alice, EDIT) | {"description": "Mine."}
    bob.send(EDIT, **fields(bob, EDIT) | {"description": "Theirs."})
    answer = alice.send(EDIT, **mine)
    page = unescape(answer.text)
    assert answer.status_code == 412
    assert "Somebody else has changed this while you were writing." in page
    assert "It now says: Theirs." in page
    assert "Mine." in page
    assert alice.client.get(f"/api/v1{PUBLIC}").json()["description"] == "Theirs."
    assert alice.send(EDIT, **mine | {"seen": seen(alice, EDIT)}).status_code == 303
    assert alice.client.get(f"/api/v1{PUBLIC}").json()["description"] == "Mine."


def test_others_see_no_form(site: House) -> None:
    charlie = Desk(site, CHARLIE)
    assert charlie.client.get(EDIT).status_code == 403
    assert charlie.send(EDIT, title="Mine").status_code == 403
    assert charlie.client.get("/desk/events/nowhere/edit").status_code == 404
