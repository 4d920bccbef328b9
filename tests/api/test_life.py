"""What becomes of events and releases, each with a reason: told to subscribers, kept in the history, undone."""

from __future__ import annotations

from typing import Any

import pytest

from calendar_service.store import renaming
from calendar_service.store.writing import writing
from tests.api.conftest import Api

EVENT = "/events/metropolis-2026-12-05"
RELEASE = "/releases/metropolis-metropolis"


def entry(api: Api, uid: str) -> dict[str, str]:
    """The lines of an entry in the feed of everything, by their names."""
    feed = api.client.get("/calendar.ics?past=all").text.replace("\r\n ", "")
    [part] = [part for part in feed.split("BEGIN:VEVENT") if f"UID:{uid}\r\n" in part]
    return dict(line.split(":", 1) for line in part.split("\r\n") if ":" in line)


def uid_of(api: Api, path: str = EVENT) -> str:
    return str(api.by().get(path).json()["meta"]["uid"])


def uids(api: Api) -> dict[str, str]:
    return {one["id"]: one["uid"] for one in api.by().get(RELEASE).json()["meta"]["dates"]}


def test_what_is_cancelled_says_so_and_why_and_comes_back(small_api: Api) -> None:
    moderator, uid = small_api.by("moderator"), uid_of(small_api)
    answer = moderator.act("PUT", EVENT, "/cancellation", {"reason": "The projector is broken."})
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    lines = entry(small_api, uid)
    assert (lines["STATUS"], lines["SEQUENCE"]) == ("CANCELLED", "1")
    assert "The projector is broken." in small_api.client.get("/calendar.rss").text
    assert "The projector is broken." in small_api.client.get(EVENT).text
    # Once more is nothing new.
    before = moderator.get("/changes").json()["next"]
    assert moderator.act("PUT", EVENT, "/cancellation", {"reason": "Again."}).status_code == 200
    assert moderator.get("/changes").json()["next"] == before
    assert moderator.act("DELETE", EVENT, "/cancellation").json()["status"] == "scheduled"
    assert entry(small_api, uid)["SEQUENCE"] == "2"


def test_what_is_rescheduled_keeps_the_time_that_was(small_api: Api) -> None:
    moderator = small_api.by("moderator")
    moderator.change("PATCH", EVENT, {"ends": "22:30", "doors": "19:00"})
    told = moderator.act("POST", EVENT, "/reschedulings", {"starts": "2026-12-12T21:00", "reason": "Fog."}).json()
    assert (told["starts"], told["ends"], told["doors"]) == ("2026-12-12T21:00", "2026-12-12T23:30", "2026-12-12T20:00")
    assert told["previous_starts"] == ["2026-12-05T20:00"]
    assert told["status"] == "scheduled"
    told = moderator.act("POST", EVENT, "/reschedulings", {"starts": "2027-01"}).json()
    assert (told["starts"], told["ends"], told["doors"]) == ("2027-01", None, None)
    assert told["previous_starts"] == ["2026-12-05T20:00[America/New_York]", "2026-12-12T21:00[America/New_York]"]
    wrong = moderator.act("POST", EVENT, "/reschedulings", {"starts": "soon", "ends": "x"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/starts")


def test_what_moves_says_where_it_was_and_moves_back(small_api: Api) -> None:
    moderator = small_api.by("moderator")
    moderator.post("/venues", {"name": "Hall", "zone": "Europe/Paris", "rooms": ["Big"]})
    told = moderator.act("POST", EVENT, "/moves", {"venue": "hall", "room": "Big", "reason": "Rain."}).json()
    assert (told["venue"], told["room"], told["previous_venue"]) == ("hall", "Big", "anthology-film-archives")
    assert (told["starts"], told["zone"]) == ("2026-12-05T20:00", "Europe/Paris")
    told = moderator.act("POST", EVENT, "/moves", {"venue": "anthology-film-archives"}).json()
    assert (told["venue"], told["previous_venue"], told["zone"]) == (
        "anthology-film-archives",
        "hall",
        "America/New_York",
    )
    told = moderator.act("POST", EVENT, "/moves", {"online_url": "https://live.example"}).json()
    assert (told["venue"], told["previous_venue"]) == (None, "anthology-film-archives")
    wrong = moderator.act("POST", EVENT, "/moves", {})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/online_url")
    wrong = moderator.act("POST", EVENT, "/moves", {"venue": "nowhere"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/venue")


def test_what_is_sold_out_can_be_had_again(small_api: Api) -> None:
    moderator = small_api.by("moderator")
    assert moderator.act("PUT", EVENT, "/sell-out").json()["offers"][0]["availability"] == "sold_out"
    assert moderator.act("DELETE", EVENT, "/sell-out").json()["offers"] == []
    moderator.change("PATCH", EVENT, {"offers": [{"url": "https://t.example", "price": "10", "currency": "EUR"}]})
    assert moderator.act("PUT", EVENT, "/sell-out").json()["offers"][0]["availability"] == "sold_out"
    assert moderator.act("DELETE", EVENT, "/sell-out").json()["offers"][0]["availability"] == "available"
    assert moderator.act("PUT", EVENT, "/postponement", {"reason": "Ill."}).json()["status"] == "postponed"


def test_media_are_split_and_joined_and_the_uid_of_what_stays_stays(api: Api) -> None:
    moderator = api.by("moderator")
    moderator.change(
        "PATCH",
        RELEASE,
        {
            "dates": [
                {"id": "lp", "date": "2027-03-05", "media": [{"format": "vinyl", "quantity": 3}, {"format": "cd"}]},
                {"id": "dl", "date": "2027-02-05", "media": [{"format": "digital"}]},
            ]
        },
    )
    before = uids(api)
    sent = {"from": "lp", "to": "vinyl", "date": "2027-04-02", "media": [0], "reason": "The plant is late."}
    told = moderator.act("POST", RELEASE, "/splits", sent).json()
    dates = {one["id"]: one for one in told["dates"]}
    assert [one["format"] for one in dates["lp"]["media"]] == ["cd"]
    assert [one["format"] for one in dates["vinyl"]["media"]] == ["vinyl"]
    assert (dates["vinyl"]["date"], dates["vinyl"]["previous_dates"]) == ("2027-04-02", ["2027-03-05"])
    after = uids(api)
    assert {key: after[key] for key in before} == before
    told = moderator.act("POST", RELEASE, "/joins", {"from": "vinyl", "into": "lp"}).json()
    dates = {one["id"]: one for one in told["dates"]}
    assert [one["format"] for one in dates["lp"]["media"]] == ["cd", "vinyl"]
    assert dates["vinyl"]["status"] == "cancelled"
    assert entry(api, after["vinyl"])["STATUS"] == "CANCELLED"
    # Split once more to the same date, it is the same entry.
    told = moderator.act("POST", RELEASE, "/splits", sent | {"media": [1], "date": "2027-05-07"}).json()
    assert uids(api) == after
    assert {one["id"]: one["status"] for one in told["dates"]}["vinyl"] == "announced"


@pytest.mark.parametrize(
    ("ending", "sent", "pointer"),
    [
        ("/splits", {"from": "lp", "to": "x", "date": "2027-04-02", "media": [0]}, "#/media"),
        ("/splits", {"from": "lp", "to": "x", "date": "2027-04-02", "media": [7]}, "#/media"),
        ("/splits", {"from": "no", "to": "x", "date": "2027-04-02", "media": [0]}, "#/from"),
        ("/splits", {"from": "lp", "to": "lp", "date": "2027-04-02", "media": [0]}, "#/to"),
        ("/splits", {"from": "lp", "to": "x", "date": "someday", "media": [0]}, "#/date"),
        ("/joins", {"from": "no", "into": "lp"}, "#/from"),
        ("/joins", {"from": "lp", "into": "lp"}, "#/into"),
        ("/dates/lp/reschedulings", {"date": "someday"}, "#/date"),
        ("/dates/lp/cancellation", {"reason": "x" * 501}, "#/reason"),
    ],
)
def test_what_can_not_become_of_a_release_is_refused(small_api: Api, ending: str, sent: Any, pointer: str) -> None:
    method = "PUT" if ending.endswith("cancellation") else "POST"
    answer = small_api.by("moderator").act(method, RELEASE, ending, sent)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_date_is_delayed_rescheduled_cancelled_and_restored(small_api: Api) -> None:
    moderator = small_api.by("moderator")

    def status(method: str, ending: str, body: Any = None) -> tuple[str, str, list[str]]:
        told = moderator.act(method, RELEASE, f"/dates/lp/{ending}", body).json()
        [date] = [one for one in told["dates"] if one["id"] == "lp"]
        return date["date"], date["status"], date["previous_dates"]

    assert status("PUT", "delay", {"reason": "Late."}) == ("2027-03-05", "delayed", [])
    assert status("POST", "reschedulings", {"date": "2027-04"}) == ("2027-04", "announced", ["2027-03-05"])
    assert status("PUT", "cancellation") == ("2027-04", "cancelled", ["2027-03-05"])
    assert status("DELETE", "cancellation") == ("2027-04", "confirmed", ["2027-03-05"])
    assert moderator.act("PUT", RELEASE, "/dates/no/delay").status_code == 404


def test_what_was_withdrawn_comes_back_as_it_was(api: Api) -> None:
    moderator = api.by("moderator")
    for path in (EVENT, RELEASE):
        before, page = api.by().get(path).json(), api.client.get(path).status_code
        uid = before["meta"].get("uid") or before["meta"]["dates"][0]["uid"]
        sequence = int(entry(api, uid)["SEQUENCE"])
        answer = moderator.act("PUT", path, "/withdrawal", {"reason": "Told by mistake."})
        assert (answer.status_code, page) == (204, 200)
        assert api.client.get(path).status_code == 410
        assert f"UID:{uid}" not in api.client.get("/calendar.ics?past=all").text
        restored = moderator.ask("DELETE", f"{path}/withdrawal")
        assert restored.status_code == 200, restored.text
        after = api.by().get(path).json()
        assert {name: value for name, value in after.items() if name != "meta"} == {
            name: value for name, value in before.items() if name != "meta"
        }
        assert int(entry(api, uid)["SEQUENCE"]) > sequence
        assert moderator.ask("DELETE", f"{path}/withdrawal").status_code == 409
        history = moderator.get(f"{path}/history").json()["items"]
        assert [one["act"] for one in history][:2] == ["restored", "withdrawn"]
        assert history[1]["reason"] == "Told by mistake."


def test_slugs_that_led_to_it_lead_to_it_again(small_api: Api) -> None:
    moderator, house = small_api.by("moderator"), small_api.house
    with writing(house.database, house.edge()) as transaction:
        renaming.rename(transaction, "event", "metropolis-2026-12-05", "metropolis-live")
    moderator.act("PUT", "/events/metropolis-live", "/withdrawal")
    assert small_api.client.get(EVENT).status_code == 410
    moderator.ask("DELETE", "/events/metropolis-live/withdrawal")
    assert small_api.client.get(EVENT).status_code == 308
    # Who follows it does the same there.
    for method, below in (("PUT", "/cancellation"), ("GET", "/history"), ("POST", "/undo")):
        answer = moderator.ask(method, f"{EVENT}{below}", {} if method != "GET" else None, if_match="*")
        assert (answer.status_code, answer.headers["location"]) == (308, f"/api/v1/events/metropolis-live{below}")


def test_a_history_tells_who_when_what_and_why(small_api: Api) -> None:
    moderator = small_api.by("moderator")
    moderator.change("PATCH", EVENT, {"title": "Metropolis, once more", "tags": []})
    moderator.act("PUT", EVENT, "/cancellation", {"reason": "Fog."})
    newest, older, first = moderator.get(f"{EVENT}/history").json()["items"]
    assert (newest["act"], newest["reason"], newest["by"]) == ("cancelled", "Fog.", "moderator")
    assert [one["sentence"] for one in newest["differences"]] == ["status: scheduled → cancelled"]
    assert [one["sentence"] for one in older["differences"]] == [
        "title: Metropolis → Metropolis, once more",
        'tags: ["techno"] → nothing',
    ]
    assert (first["verb"], first["by"], first["differences"]) == ("created", None, [])
    page = moderator.get(f"{EVENT}/history?limit=1").json()
    following = moderator.get(f"{EVENT}/history?limit=1&cursor={page['next']}").json()
    assert [page["items"][0], following["items"][0]] == [newest, older]
    version = moderator.get(f"{EVENT}/history/{older['revision']}").json()
    assert (version["body"]["title"], version["body"]["status"]) == ("Metropolis, once more", "scheduled")
    assert moderator.get(f"{EVENT}/history/999999").status_code == 404
    assert small_api.by("stranger").get(f"{EVENT}/history").status_code == 403
    assert small_api.by().get(f"{EVENT}/history").status_code == 401


def test_undo_says_again_what_was_said(api: Api) -> None:
    moderator = api.by("moderator")
    told = [api.by().get(EVENT).json()]
    uid = uid_of(api)
    for patch in ({"title": "A"}, {"starts": "2026-12-06T21:00", "credits": []}, {"status": "cancelled"}):
        moderator.change("PATCH", EVENT, patch)
        told.append(api.by().get(EVENT).json())
    revisions = [one["revision"] for one in moderator.get(f"{EVENT}/history").json()["items"]][::-1]
    sequence = 3
    for revision, expected in list(zip(revisions, told, strict=True))[::-1][1:]:
        answer = moderator.act("POST", EVENT, "/undo", {"revision": revision, "reason": "Back."})
        assert answer.status_code == 200, answer.text
        now = answer.json()
        assert {name: now[name] for name in now if name != "meta"} == {
            name: expected[name] for name in expected if name != "meta"
        }
        sequence += 1
        assert (now["meta"]["uid"], now["meta"]["revision"]) == (uid, sequence)
    assert moderator.get(f"{EVENT}/history").json()["items"][0]["act"] == "undone"


def test_undo_of_a_release_cancels_dates_that_came_later(small_api: Api) -> None:
    moderator = small_api.by("moderator")
    first = moderator.get(f"{RELEASE}/history").json()["items"][-1]["revision"]
    dates = moderator.get(RELEASE).json()["dates"]
    moderator.change(
        "PATCH", RELEASE, {"dates": [*dates, {"id": "mc", "date": "2027-06", "media": [{"format": "cassette"}]}]}
    )
    told = moderator.act("POST", RELEASE, "/undo", {"revision": first}).json()
    assert {one["id"]: one["status"] for one in told["dates"]} == {
        "lp": "announced",
        "dl": "announced",
        "mc": "cancelled",
    }


def test_nouns_have_a_history_and_an_undo_too(small_api: Api) -> None:
    moderator, path = small_api.by("moderator"), "/venues/anthology-film-archives"
    moderator.change("PATCH", path, {"access": "Steps."})
    newest, first = moderator.get(f"{path}/history").json()["items"]
    assert [one["sentence"] for one in newest["differences"]] == ["access: nothing → Steps."]
    told = moderator.act("POST", path, "/undo", {"revision": first["revision"]}).json()
    assert told["access"] == ""
    wrong = moderator.act("POST", path, "/undo", {"revision": 10**6})
    assert wrong.status_code == 422
