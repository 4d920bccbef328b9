"""One thing over the API: read, made, replaced, patched, withdrawn; by who may, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Api
from tests.cast import EVENT

PATH = "/events/metropolis-2026-12-05"
NEW = {
    "title": "Night of Tides",
    "kind": "club_night",
    "starts": "2026-12-11T23:00",
    "venue": "anthology-film-archives",
    "credits": [{"artist": "jeff-mills", "role": "performer"}],
    "owner": "axis-records",
}


def problems(answer: Any) -> list[tuple[str, str]]:
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    return [(item["pointer"], item["detail"]) for item in told["errors"]]


def test_what_is_read_can_be_sent_again_and_changes_nothing(small_api: Api) -> None:
    for path in (PATH, "/releases/metropolis-metropolis", "/venues/anthology-film-archives", "/artists/jeff-mills"):
        read = small_api.by().get(path)
        assert read.status_code == 200
        again = small_api.by("admin").ask("PUT", path, read.json(), if_match=read.headers["etag"])
        assert again.status_code == 200, again.text
        assert (again.json(), again.headers["etag"]) == (read.json(), read.headers["etag"])
        assert small_api.by().get(path, if_none_match=read.headers["etag"]).status_code == 304


def test_an_event_is_made_and_is_in_the_feed(small_api: Api) -> None:
    made = small_api.by("editor").post("/events", NEW)
    assert made.status_code == 201, made.text
    assert made.headers["location"] == "/api/v1/events/night-of-tides-2026-12-11"
    told = made.json()
    assert told["meta"]["address"] == "https://calendar.example.org/events/night-of-tides-2026-12-11"
    assert (told["zone"], told["owner"], told["status"]) == ("America/New_York", "axis-records", "scheduled")
    assert small_api.by().get("/events/night-of-tides-2026-12-11").json() == told
    assert told["meta"]["uid"] in small_api.client.get("/calendar.ics").text.replace("\r\n ", "")
    assert "Night of Tides" in small_api.client.get("/").text


def test_everything_that_is_wrong_is_told_at_once(small_api: Api) -> None:
    wrong = NEW | {"title": "", "venue": "nowhere", "kind": "party", "surprise": 1}
    answer = small_api.by("editor").post("/events", wrong)
    assert answer.status_code == 422
    assert {pointer for pointer, _ in problems(answer)} == {"#/title", "#/kind", "#/surprise", "#/venue"}
    answer = small_api.by("editor").post("/events", NEW | {"venue": "nowhere", "works": ["nothing"], "room": "Cellar"})
    assert problems(answer) == [
        ("#/venue", "venue “nowhere” is the slug of no venue here."),
        ("#/works/0", "works “nothing” is the slug of no work here."),
    ]
    assert problems(small_api.by("admin").post("/events", NEW | {"owner": "nobody"})) == [
        ("#/owner", "owner “nobody” is the slug of no organizer here.")
    ]


def test_nobody_changes_what_they_have_not_seen(small_api: Api) -> None:
    admin = small_api.by("admin")
    first = admin.get(PATH)
    assert admin.ask("PATCH", PATH, {"title": "X"}).status_code == 428
    assert admin.ask("PATCH", PATH, {"title": "Metropolis!"}, if_match=first.headers["etag"]).status_code == 200
    lost = admin.ask("PATCH", PATH, {"title": "X"}, if_match=first.headers["etag"])
    assert lost.status_code == 412
    assert admin.get(PATH).json()["title"] == "Metropolis!"
    assert admin.ask("PATCH", PATH, {"title": "Y"}, if_match="*").status_code == 200


def test_a_patch_takes_away_and_adds(small_api: Api) -> None:
    before = small_api.by("admin").get(PATH).json()
    answer = small_api.by("admin").change(
        "PATCH", PATH, {"description": None, "doors": "19:00", "meta": {"slug": "other"}}
    )
    after = answer.json()
    assert (after["description"], after["doors"][-5:]) == ("", "19:00")
    assert {name for name in before if before[name] != after[name]} - {"description", "doors"} == {"meta"}
    assert after["meta"]["revision"] == before["meta"]["revision"] + 1


def test_a_date_of_a_release_does_not_vanish(small_api: Api) -> None:
    path = "/releases/metropolis-metropolis"
    told = small_api.by("admin").get(path).json()
    more = told | {"dates": [*told["dates"], {"id": "tape", "date": "2027-05", "media": [{"format": "cassette"}]}]}
    answer = small_api.by("admin").change("PUT", path, more)
    assert answer.status_code == 200, answer.text
    uids = {date["id"]: date["uid"] for date in answer.json()["meta"]["dates"]}
    assert set(uids) == {date["id"] for date in told["dates"]} | {"tape"}
    answer = small_api.by("admin").change("PUT", path, told)
    assert problems(answer) == [("#/dates", "dates lack “tape”: give that date the status cancelled instead.")]


def test_what_is_withdrawn_says_so_and_comes_back_by_no_file(small_api: Api) -> None:
    assert small_api.by("editor").change("DELETE", PATH).status_code == 403
    assert small_api.by("admin").change("DELETE", PATH).status_code == 204
    assert small_api.by().get(PATH).status_code == 410
    assert small_api.client.get("/events/metropolis-2026-12-05").status_code == 410
    gone = [item for item in small_api.by().get("/changes?limit=100").json()["items"] if item["gone"]]
    assert [(item["noun"], item["slug"], item["now"]) for item in gone] == [("event", "metropolis-2026-12-05", None)]
    report = small_api.house.load({"source": "test", "events": [EVENT]} | {})
    assert small_api.by().get("/events").json()["items"] == [], report.lines()


def test_a_request_that_comes_twice_makes_one(small_api: Api) -> None:
    first = small_api.by("editor").post("/events", NEW, idempotency_key="k1")
    again = small_api.by("editor").post("/events", NEW, idempotency_key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert len(small_api.by().get("/events").json()["items"]) == 2
    other = small_api.by("editor").post("/events", NEW | {"title": "Other"}, idempotency_key="k1")
    assert other.status_code == 422
    assert small_api.by("owner").post("/events", NEW | {"title": "Other"}, idempotency_key="k1").status_code == 201
    wrong = small_api.by("editor").post("/events", NEW | {"title": ""}, idempotency_key="k2")
    assert wrong.status_code == 422
    assert small_api.by("editor").post("/events", NEW, idempotency_key="k2").status_code == 201


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [(b"{", "application/json", 400), (b"\xff", "application/json", 400), (b'{"a":1,"a":2}', "application/json", 400),
     (b'{"a":NaN}', "application/json", 400), (b"[" * 100_000, "application/json", 400),
     (b"title=x", "application/x-www-form-urlencoded", 415), (b"[]", "application/json", 422),
     (b'{"a":' * 900 + b"1" + b"}" * 900, "application/json", 400), (b'{"\\ud800": 1, "name": "x", "zone": "UTC"}',
      "application/json", 422), (b'"x"', "application/json; charset=utf-8", 422),
     (b"x" * 1_100_000, "application/json", 413)],
)  # fmt: skip
def test_what_is_no_object_is_refused_in_a_sentence(
    small_api: Api, content: bytes, media_type: str, status: int
) -> None:
    headers = small_api.by("admin").headers | {"content-type": media_type}
    answer = small_api.client.post("/api/v1/venues", content=content, headers=headers)
    assert answer.status_code == status
    assert answer.json()["detail"].endswith(".")


def test_who_is_not_known_is_told_nothing_else(small_api: Api) -> None:
    for method, path in (
        ("POST", "/events"),
        ("PUT", PATH),
        ("PATCH", "/events/nothing"),
        ("DELETE", PATH),
        ("GET", "/me"),
    ):
        answer = small_api.by().ask(method, path, {"title": ""} if method != "GET" else None)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
    for given in ("Bearer cal_nonsense", "Basic eDp5", "Bearer", "Bearer  "):
        assert small_api.client.get("/api/v1/events", headers={"authorization": given}).status_code == 401
    assert small_api.by().ask("POST", PATH, {}).status_code == 405


def test_all_that_is_wrong_is_told_at_once_also_what_it_names(small_api: Api) -> None:
    owner = small_api.by("owner")
    body = {"kind": "disco", "starts": "2027-03-05", "works": ["nowhere"], "owner": "nobody", "colour": "red"}
    expected = {"#/title", "#/kind", "#/works/0", "#/owner", "#/colour"}
    path = "/events/metropolis-2026-12-05"
    answers = [
        owner.post("/events", body),
        small_api.by("admin").change("PATCH", path, body | {"title": None}),
        small_api.by("admin").change("PUT", path, body),
    ]
    for answer in answers:
        assert answer.status_code == 422, answer.text
        assert {one["pointer"] for one in answer.json()["errors"]} == expected
        assert len(answer.json()["errors"]) == len(expected)
    good = {"title": "T", "kind": "talk", "starts": "2027-03-05"}
    only_names = owner.post("/events", good | {"works": ["nowhere"], "owner": "nobody"})
    assert {one["pointer"] for one in only_names.json()["errors"]} == {"#/works/0", "#/owner"}
    draft = owner.post("/drafts", {"noun": "event", "body": body | {"owner": "axis-records"}})
    lacking = {one["pointer"] for one in draft.json()["meta"]["problems"]}
    assert lacking == {one.replace("#/", "#/body/") for one in expected - {"#/owner"}}
