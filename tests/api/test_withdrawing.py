"""What was withdrawn stays gone: its number is given to nothing else, and no cached feed takes the next for it."""

from __future__ import annotations

import pytest

from tests.api.conftest import Api

TALK = {"kind": "talk", "starts": "2027-01-01"}


def test_the_number_of_what_is_gone_is_given_to_nothing_else(api: Api) -> None:
    admin = api.by("admin")
    start = admin.get("/changes").json()["next"]
    for title in ("One", "Two"):
        made = admin.post("/events", TALK | {"title": title})
        assert made.status_code == 201, made.text
        # As subscribers poll it: what is cached for one must not be taken for the other.
        assert f"SUMMARY:{title}" in api.client.get("/calendar.ics").text
        path = made.headers["location"][len("/api/v1") :]
        assert admin.ask("DELETE", path, if_match="*").status_code == 204
        assert f"SUMMARY:{title}" not in api.client.get("/calendar.ics").text
    told = admin.get(f"/changes?since={start}").json()["items"]
    assert [(one["slug"], one["gone"]) for one in told] == [("one-2027-01-01", True), ("two-2027-01-01", True)]


def test_what_takes_the_place_of_another_at_once_is_seen(api: Api) -> None:
    admin = api.by("admin")
    path = admin.post("/events", TALK | {"title": "One"}).headers["location"][len("/api/v1") :]
    assert "SUMMARY:One" in api.client.get("/calendar.ics").text
    steps = [
        {"method": "DELETE", "noun": "event", "slug": path.rpartition("/")[2], "if_match": "*"},
        {"method": "POST", "noun": "event", "body": TALK | {"title": "Two"}},
    ]
    assert admin.post("/batch", {"operations": steps}).status_code == 200
    feed = api.client.get("/calendar.ics").text
    assert ("SUMMARY:Two" in feed, "SUMMARY:One" in feed) == (True, False)


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("editor", 200), ("moderator", 403)])
@pytest.mark.parametrize("way", ["DELETE", "PUT"])
def test_what_a_moderator_takes_out_only_moderators_bring_back(small_api: Api, who: str, status: int, way: str) -> None:
    body = TALK | {"title": "One", "owner": "axis-records"}
    path = small_api.by("owner").post("/events", body).headers["location"][len("/api/v1") :]
    voice = small_api.by(who)
    gone = (
        voice.ask("DELETE", path, if_match="*")
        if way == "DELETE"
        else voice.ask("PUT", f"{path}/withdrawal", {"reason": "A hoax."}, if_match="*")
    )
    assert gone.status_code == 204, gone.text
    assert small_api.by("owner").ask("DELETE", f"{path}/withdrawal").status_code == status
    if status == 403:
        assert small_api.by("admin").ask("DELETE", f"{path}/withdrawal").status_code == 200
    assert small_api.client.get(f"/api/v1{path}").status_code == 200
