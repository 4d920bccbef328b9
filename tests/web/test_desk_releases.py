"""Releases entered at the desk: formats in one box, further dates, numbers beside each; nothing typed is lost."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from calendar_service.store import drafts
from calendar_service.web import posting
from tests.cast import RELEASE, House, file_of
from tests.people import ALICE, CHARLIE, MONA, PASSWORD, join, organizer
from tests.web.test_desk_events import Desk

pytestmark = pytest.mark.usefixtures("quick_passwords")

NEW = "/desk/releases/new"
TYPED = {
    "title": "Metropolis Metropolis, once more",
    "kind": "music",
    "lineup": "jeff mills",
    "when-0": "3 march 2027",
    "formats-0": "triple vinyl, CD, digital",
    "label": "axis records",
    "owner": "club",
}
PUBLIC = "/releases/metropolis-metropolis-once-more"


@pytest.fixture
def site(small_house: House) -> House:
    posting._limiter.cache_clear()
    small_house.load(file_of(releases=[RELEASE]))
    for email, role in ((ALICE, "member"), (CHARLIE, "member"), (MONA, "moderator")):
        join(small_house, email, role, password=PASSWORD)
    organizer(small_house, "club", alice="editor")
    return small_house


def body(house: House, path: str) -> dict[str, Any]:
    with house.database.reading() as session:
        row = drafts.find(session, path.partition("?")[0].rpartition("/")[2])
        assert row is not None
        return drafts.body_in(row)


def test_a_release_is_published_from_seven_fields(site: House) -> None:
    alice = Desk(site, ALICE)
    assert NEW in alice.page("/desk")
    answer = alice.send(NEW, **TYPED, do="publish")
    assert (answer.status_code, answer.headers["location"]) == (303, PUBLIC)
    told = alice.client.get(f"/api/v1{PUBLIC}").json()
    [date] = told["dates"]
    assert (date["date"], date["territory"]) == ("2027-03-03", "")
    assert [(one["format"], one["quantity"]) for one in date["media"]] == [("vinyl", 3), ("cd", 1), ("digital", 1)]
    assert told["credits"] == [{"artist": "jeff-mills", "organizer": None, "role": "artist"}]
    assert (told["imprints"], told["owner"]) == ([{"label": "axis-records", "catalogue_number": ""}], "club")
    page = alice.page(PUBLIC)
    assert "3×vinyl, CD, digital" in page
    feed = alice.client.get(f"{PUBLIC}.ics").text.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20270303" in feed
    assert "3×vinyl" in feed


def test_a_draft_reads_back_how_it_was_understood(site: House) -> None:
    alice = Desk(site, ALICE)
    path = alice.send(NEW, **TYPED | {"formats-0": "3xLP (red) + MC"}, do="save").headers["location"]
    page = alice.page(path)
    assert "Read as: 3×vinyl (red), cassette" in page
    assert "Wednesday 3 March 2027" in page
    assert alice.value(path, "formats-0") == "3×vinyl (red), cassette"
    assert alice.value(path, "label") == "Axis Records"
    home = alice.page("/desk")
    assert "Wednesday 3 March 2027 · 3×vinyl (red), cassette" in home


def test_numbers_stand_beside_each_medium_and_go_with_it(site: House) -> None:
    alice = Desk(site, ALICE)
    path = alice.send(NEW, **TYPED, do="save").headers["location"].partition("?")[0]
    told = {"medium-0-0": "3×vinyl", "medium-0-1": "CD", "medium-0-2": "digital"}
    told |= {"number-0-0": "AX-100", "barcode-0-1": "4012345678902"}
    fields = TYPED | {"formats-0": "3×vinyl, CD, digital"}
    answer = alice.send(path, **fields, **told, do="publish")
    page = alice.page(answer.headers["location"])
    assert "The barcode’s last digit does not fit the others" in page
    assert alice.value(path, "barcode-0-1") == "4012345678902"
    assert 'aria-describedby="barcode-0-1-wrong' in page
    told["barcode-0-1"] = "4006381333931"
    # The CD comes first now, and brings its barcode along.
    moved = fields | {"formats-0": "CD, 3×vinyl"}
    assert alice.send(path, **moved, **told, do="publish").headers["location"] == PUBLIC
    [date] = alice.client.get(f"/api/v1{PUBLIC}").json()["dates"]
    assert [(one["format"], one["catalogue_number"], one["barcode"]) for one in date["media"]] == [
        ("cd", "", "4006381333931"),
        ("vinyl", "AX-100", ""),
    ]


def test_other_formats_come_out_on_another_date_and_elsewhere(site: House) -> None:
    alice = Desk(site, ALICE)
    path = alice.send(NEW, **TYPED, do="save").headers["location"].partition("?")[0]
    more = {
        "when-1": "spring 2027",
        "formats-1": "cassette",
        "territory-1": "jp",
        "price-1": "12,50",
        "currency-1": "eur",
    }
    more |= {"offer_kind-1": "preorder", "offer_url-1": "https://shop.example/mc"}
    alice.send(path, **TYPED, **more, do="save")
    assert [one["id"] for one in body(site, path)["dates"]] == ["1", "2"]
    page = alice.page(path)
    assert "Another date" in page
    assert alice.value(path, "when-1") == "2027-spring"
    assert 'id="when-2"' in page  # there is always room for one more
    again = {"date_id-0": "1", "date_id-1": "2"}
    assert alice.send(path, **TYPED, **more, **again, do="publish").headers["location"] == PUBLIC
    dates = alice.client.get(f"/api/v1{PUBLIC}").json()["dates"]
    assert [(one["id"], one["date"], one["territory"]) for one in dates] == [
        ("1", "2027-03-03", ""),
        ("2", "2027-21", "JP"),
    ]
    assert dates[1]["offers"][0]["price"] == "12.50"


def test_a_date_that_is_emptied_goes(site: House) -> None:
    alice = Desk(site, ALICE)
    fields = TYPED | {"when-1": "2028", "formats-1": "CD"}
    path = alice.send(NEW, **fields, do="save").headers["location"].partition("?")[0]
    assert len(body(site, path)["dates"]) == 2
    alice.send(path, **fields | {"when-1": "", "formats-1": "", "date_id-0": "1", "date_id-1": "2"}, do="save")
    assert [one["id"] for one in body(site, path)["dates"]] == ["1"]


def test_what_is_not_understood_stays_and_is_told_beside_its_field(site: House) -> None:
    alice = Desk(site, ALICE)
    fields = TYPED | {"when-0": "soonish", "formats-0": "shellac, CD", "lineup": "Nobody", "label": "Nowhere"}
    fields |= {"price-0": "much", "territory-0": "Japan", "when-1": "1 may - 3 may", "formats-1": "CD"}
    path = alice.send(NEW, **fields, do="publish").headers["location"]
    page = alice.page(path)
    assert "It is kept, but it can’t be published yet" in page
    for sentence in (
        "“soonish” is not understood",
        "“shellac” is no format that is known here",
        "No label here is called “Nowhere”.",
        "New here: Nobody.",
        "price must be an amount",
        "territory must be a country",
        "It comes out on one day",
    ):
        assert sentence in page, sentence
    shown = {name: alice.value(path, name) for name in ("when-0", "formats-0", "label", "price-0")}
    assert shown == {"when-0": "soonish", "formats-0": "shellac, CD", "label": "Nowhere", "price-0": "much"}
    for name in ("when-0", "formats-0", "label", "price-0", "territory-0", "when-1"):
        assert f'aria-describedby="{name}-wrong' in page, name


def test_a_new_label_and_a_new_artist_are_added_on_a_press(site: House) -> None:
    alice = Desk(site, ALICE)
    fields = TYPED | {"label": "Tresor", "label_number": "T-1", "lineup": "Nobody"}
    path = alice.send(NEW, **fields, do="publish").headers["location"].partition("?")[0]
    more = {"add_acts": "1", "new_acts": "Nobody\n", "add_label": "1"}
    assert alice.send(path, **fields, **more, do="publish").headers["location"] == PUBLIC
    told = alice.client.get(f"/api/v1{PUBLIC}").json()
    assert told["imprints"] == [{"label": "tresor", "catalogue_number": "T-1"}]
    assert alice.client.get("/organizers/tresor").status_code == 200


def test_of_two_labels_of_one_name_somebody_chooses(site: House) -> None:
    labels = [{"id": name, "name": "Twin"} for name in "ab"]
    assert not site.load({"source": "other", "organizers": labels}).failed
    alice = Desk(site, ALICE)
    path = alice.send(NEW, **TYPED | {"label": "twin"}, do="publish").headers["location"].partition("?")[0]
    assert "Several labels are called so" in alice.page(path)
    assert alice.send(path, **TYPED | {"label": "twin", "label_slug": "twin-2"}, do="publish").status_code == 303
    assert alice.client.get(f"/api/v1{PUBLIC}").json()["imprints"][0]["label"] == "twin-2"


def test_what_the_form_does_not_show_stays(site: House) -> None:
    alice = Desk(site, ALICE)
    path = alice.send(NEW, **TYPED, do="save").headers["location"].partition("?")[0]
    kept = body(site, path) | {"works": ["w"], "image": {"digest": "0" * 64, "alt": "A"}}
    kept["imprints"] = [*kept["imprints"], {"label": "second"}]
    kept["dates"][0] |= {"id": "x", "zone": "Asia/Tokyo", "offers": [{"url": "https://a.example", "name": "Shop"}]}
    with site.database.writing() as session:
        row = drafts.find(session, path.rpartition("/")[2])
        assert row is not None
        row.body = drafts._encoded(kept)
    alice.send(path, **TYPED, **{"date_id-0": "x", "offer_url-0": "https://b.example"}, do="save")
    now = body(site, path)
    assert (now["works"], now["image"], now["imprints"][1]) == (kept["works"], kept["image"], kept["imprints"][1])
    assert (now["dates"][0]["id"], now["dates"][0]["zone"]) == ("x", "Asia/Tokyo")
    assert now["dates"][0]["offers"][0] | {"name": "Shop", "url": "https://b.example"} == now["dates"][0]["offers"][0]


def test_moderators_see_a_release_in_the_queue_and_decide(site: House) -> None:
    charlie, mona = Desk(site, CHARLIE), Desk(site, MONA)
    fields = TYPED | {"owner": "", "label": "Tresor"}
    charlie.send(NEW, **fields, do="submit")
    path = charlie.send(NEW, **TYPED | {"owner": ""}, do="submit").headers["location"].partition("?")[0]
    queue = mona.page("/desk/review")
    for text in ("Wednesday 3 March 2027", "3×vinyl, CD, digital", "Axis Records"):
        assert text in queue
    mona.send(path, **TYPED | {"owner": ""}, reason="Not yet.", do="refuse")
    assert "Not yet." in charlie.page(path)
    charlie.send(path, **TYPED | {"owner": "", "when-0": "4 march 2027"}, do="submit")
    assert "Wednesday 3 March 2027" in mona.page("/desk/review")  # what is other stands there too
    answer = mona.send(path, **TYPED | {"owner": "", "when-0": "4 march 2027"}, do="publish")
    assert answer.headers["location"] == PUBLIC


def test_an_empty_form_makes_nothing_and_strange_ones_break_nothing(site: House) -> None:
    alice = Desk(site, ALICE)
    empty = {"kind": "music", "owner": "club", "offer_kind-0": "preorder", "date_id-0": "", "title": " "}
    answer = alice.send(NEW, **empty, do="save")
    assert (answer.status_code, "The title is missing." in answer.text) == (400, True)
    strange: list[dict[str, str]] = [
        {"formats-0": "9" * 400_000}, {"formats-0": "\0"}, {"when-0": "\0", "label": "a\0b"}, {"kind": "nothing"},
        {"when-999": "2027", "formats-999": "CD"}, {"medium-0-0": "CD", "barcode-0-0": "9" * 5_000, "formats-0": "CD"},
        {"date_id-0": "x" * 5_000, "when-1": "2027", "formats-1": "CD"}, {"territory-0": "\ud800"}, {"owner": "nobody"},
    ]  # fmt: skip
    for change in strange:
        change = {name: value.encode("utf-8", "ignore").decode() for name, value in change.items()}
        answer = alice.send(NEW, **TYPED | change, do="publish")
        assert answer.status_code in (303, 400), (change, answer.status_code)
        if answer.status_code == 303:
            assert alice.client.get(answer.headers["location"]).status_code == 200
        else:
            assert "Metropolis Metropolis" in unescape(answer.text)


def test_a_release_called_new_has_a_page_of_its_own_at_the_desk(site: House) -> None:
    alice = Desk(site, ALICE)
    assert alice.send(NEW, **TYPED | {"title": "New"}, do="publish").headers["location"] == "/releases/new-2"
    assert "What has changed?" in alice.page("/desk/releases/new-2")
