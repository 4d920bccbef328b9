"""Drafts: made as far as is known, submitted, refused, published now or at an hour; told to nobody else before."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from calendar_service.store import accounts, bans, drafts, scheduled
from calendar_service.store.bans import Source
from calendar_service.store.writing import writing
from tests.api.conftest import Api, Voice

BODY = {"title": "Secret Night", "kind": "club_night", "starts": "2026-12-20T22:00", "venue": "anthology-film-archives"}
OURS = {"noun": "event", "body": BODY | {"owner": "axis-records"}}


def made(voice: Voice, content: dict[str, Any] = OURS) -> str:
    answer = voice.post("/drafts", content)
    assert answer.status_code == 201, answer.text
    path = answer.headers["location"].removeprefix("/api/v1")
    assert isinstance(path, str)
    assert voice.get(path).json() == answer.json()
    return path


def due(api: Api) -> None:
    scheduled.publish_due(api.house.database, api.house.edge)


def test_a_draft_may_lack_anything_and_says_what(small_api: Api) -> None:
    editor = small_api.by("editor")
    path = made(editor, {"noun": "release", "body": {"title": " ", "venue": "x", "owner": "axis-records"}})
    told = editor.get(path).json()
    assert [one["pointer"] for one in told["meta"]["problems"]] == ["#/body/title", "#/body/dates", "#/body/venue"]
    assert told["body"] == {"title": " ", "venue": "x", "owner": "axis-records"}  # nothing is lost of what was typed
    answer = editor.ask("POST", f"{path}/publication", if_match="*")
    assert (answer.status_code, len(answer.json()["errors"])) == (422, 3)
    body = {"title": "Ours", "dates": [{"date": "2027-03-05", "media": [{"format": "cd"}]}], "venue": None}
    assert editor.change("PATCH", path, {"body": body}).json()["meta"]["problems"] == []


def test_a_draft_is_published_as_what_would_have_been_sent(api: Api) -> None:
    editor = api.by("editor")
    path = made(editor)
    before = editor.get("/changes").json()["next"]
    answer = editor.act("POST", path, "/publication")
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == "/api/v1/events/secret-night-2026-12-20"
    draft = editor.get(path).json()["meta"]
    assert (draft["state"], draft["published"]["slug"]) == ("published", "secret-night-2026-12-20")
    told = editor.get("/events/secret-night-2026-12-20").json()
    assert (told["title"], told["owner"]) == ("Secret Night", "axis-records")
    [line] = editor.get(f"/changes?since={before}").json()["items"]
    assert line["slug"] == "secret-night-2026-12-20"
    # What it became is changed there.
    assert editor.change("PATCH", path, {"body": {"title": "X"}}).status_code == 409
    assert editor.change("DELETE", path).status_code == 409
    assert editor.act("POST", path, "/publication").status_code == 409
    acts = [(one["act"], one["by"]) for one in editor.get(f"{path}/history").json()["items"]]
    assert acts == [("published", "editor"), ("made", "editor")]


def test_an_hour_publishes_by_itself_and_once(api: Api) -> None:
    editor, clock = api.by("editor"), api.house.clock
    path = made(editor)
    answer = editor.ask("PUT", f"{path}/schedule", {"at": "2026-11-24T18:00[America/New_York]"}, if_match="*")
    meta = answer.json()["meta"]
    assert (meta["publish_at"], meta["publish_zone"]) == ("2026-11-24T23:00:00Z", "America/New_York")
    clock.advance(hours=34, minutes=59)
    due(api)
    assert api.by().get("/events/secret-night-2026-12-20").status_code == 404
    clock.advance(minutes=1)
    due(api)
    due(api)
    assert api.by().get("/events/secret-night-2026-12-20").status_code == 200
    assert api.by().get("/events/secret-night-2026-12-20-2").status_code == 404
    acts = [(one["act"], one["by"]) for one in editor.get(f"{path}/history").json()["items"]]
    assert acts == [("published", "editor"), ("scheduled", "editor"), ("made", "editor")]


def test_what_waits_for_its_hour_stays_good(api: Api) -> None:
    editor = api.by("editor")
    path = made(editor)
    assert editor.act("PUT", path, "/schedule", {"at": "2026-11-24T18:00:00+01:00"}).status_code == 200
    answer = editor.change("PATCH", path, {"body": {"venue": "nowhere"}})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/body/venue")
    assert editor.change("PATCH", path, {"body": {"title": "Secret Day"}}).status_code == 200
    assert editor.act("DELETE", path, "/schedule").json()["meta"]["publish_at"] is None
    api.house.clock.advance(days=3)
    due(api)
    assert editor.get(path).json()["meta"]["state"] == "draft"


def test_what_could_not_be_published_at_its_hour_says_why(api: Api) -> None:
    editor, admin = api.by("editor"), api.by("admin")
    venue = admin.post("/venues", {"name": "Hall", "zone": "UTC", "rooms": ["Big"]}).headers["location"]
    path = made(editor, {"noun": "event", "body": OURS["body"] | {"venue": "hall", "room": "Big"}})  # type: ignore[operator]
    editor.act("PUT", path, "/schedule", {"at": "2026-11-24T18:00:00Z"})
    admin.change("PATCH", venue.removeprefix("/api/v1"), {"rooms": []})
    api.house.clock.advance(days=2)
    due(api)
    meta = editor.get(path).json()["meta"]
    assert (meta["state"], meta["publish_at"]) == ("draft", None)
    assert meta["reason"] == "room must be one of the venue's rooms; it has none."
    assert editor.get(f"{path}/history").json()["items"][0]["act"] == "not published"


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("2026-11-23T11:59:00Z", "at must be in the future; to publish now, POST to publication."),
        ("2036-11-23T11:59:00Z", "at must be within five years."),
        ("2026-12-01", "at must be a moment with its zone, such as 2027-03-01T12:00[Europe/Berlin]."),
        ("2026-12-01T10:00", "at must be a moment with its zone, such as 2027-03-01T12:00[Europe/Berlin]."),
        ("soon", "at must be a moment with its zone, such as 2027-03-01T12:00[Europe/Berlin]."),
    ],
)
def test_an_hour_that_is_none_is_refused(small_api: Api, at: str, sentence: str) -> None:
    editor = small_api.by("editor")
    answer = editor.ask("PUT", f"{made(editor)}/schedule", {"at": at}, if_match="*")
    assert (answer.status_code, answer.json()["errors"]) == (422, [{"pointer": "#/at", "detail": sentence}])


def test_who_belongs_nowhere_submits_and_a_moderator_decides(api: Api) -> None:
    stranger, moderator = api.by("stranger"), api.by("moderator")
    path = made(stranger, {"noun": "event", "body": {"title": "Ours"}})
    assert stranger.act("PUT", path, "/submission").status_code == 422
    assert moderator.act("PUT", path, "/refusal", {"reason": "No."}).status_code == 409
    stranger.change("PATCH", path, {"body": BODY})
    assert stranger.act("PUT", path, "/submission").json()["meta"]["state"] == "submitted"
    assert stranger.act("POST", path, "/publication").status_code == 403
    assert stranger.act("PUT", path, "/refusal", {"reason": "No."}).status_code == 403
    [waiting] = moderator.get("/drafts?state=submitted").json()["items"]
    assert (waiting["meta"]["made_by"], waiting["body"]) == ("stranger", {**BODY})
    refused = moderator.act("PUT", path, "/refusal", {"reason": "The date is taken."}).json()["meta"]
    assert (refused["state"], refused["reason"]) == ("refused", "The date is taken.")
    stranger.change("PATCH", path, {"body": {"starts": "2026-12-21T22:00"}})
    stranger.act("PUT", path, "/submission")
    assert moderator.act("POST", path, "/publication").status_code == 201
    assert api.by().get("/events/secret-night-2026-12-21").json()["owner"] is None


def test_a_draft_is_not_there_for_others(small_api: Api) -> None:
    editor, owner, stranger = small_api.by("editor"), small_api.by("owner"), small_api.by("stranger")
    path, own = made(editor), made(stranger, {"noun": "event", "body": BODY})
    assert [one["meta"]["made_by"] for one in owner.get("/drafts").json()["items"]] == ["editor"]
    assert [one["meta"]["made_by"] for one in stranger.get("/drafts").json()["items"]] == ["stranger"]
    assert len(small_api.by("moderator").get("/drafts").json()["items"]) == 2
    for method, ending, body in (
        ("GET", "", None),
        ("GET", "/history", None),
        ("PUT", "", OURS),
        ("PATCH", "", {}),
        ("DELETE", "", None),
        ("PUT", "/submission", None),
        ("DELETE", "/submission", None),
        ("PUT", "/refusal", {"reason": "No."}),
        ("PUT", "/schedule", {"at": "2026-12-01T10:00:00Z"}),
        ("DELETE", "/schedule", None),
        ("POST", "/publication", None),
    ):
        unknown = stranger.ask(method, "/drafts/nothing-of-that-name" + ending, body, if_match="*")
        hidden = stranger.ask(method, path + ending, body, if_match="*")
        assert (hidden.status_code, hidden.content) == (404, unknown.content), (method, ending)
        assert owner.ask(method, own + ending, body, if_match="*").status_code == 404, (method, ending)
        assert small_api.by().ask(method, path + ending, body, if_match="*").status_code == 401, (method, ending)
    # A draft is meant for an organizer of one's own, or for none.
    answer = stranger.post("/drafts", OURS)
    assert answer.status_code == 403
    assert stranger.change("PATCH", own, {"body": {"owner": "axis-records"}}).status_code == 403


def test_scopes_of_tokens_hold_for_drafts(small_api: Api) -> None:
    path = made(small_api.by("editor"))
    small_api.account("reader", scopes=("read",), axis_records="editor")
    small_api.account("writer", scopes=("write",), axis_records="editor")
    assert small_api.by("reader").get(path).status_code == 200
    assert small_api.by("reader").ask("DELETE", path, if_match="*").status_code == 403
    assert small_api.by("reader").post("/drafts", OURS).status_code == 403
    assert small_api.by("writer").get(path).status_code == 403
    assert small_api.by("writer").get("/drafts").status_code == 403
    assert small_api.by("writer").ask("DELETE", path, if_match="*").status_code == 204


def test_no_update_of_a_draft_is_lost(api: Api) -> None:
    editor, owner = api.by("editor"), api.by("owner")
    path = made(editor)
    tag = editor.get(path).headers["etag"]
    assert editor.ask("PATCH", path, {"body": {"title": "A"}}).status_code == 428
    assert owner.ask("PATCH", path, {"body": {"title": "A"}}, if_match=tag).status_code == 200
    assert editor.ask("PATCH", path, {"body": {"title": "B"}}, if_match=tag).status_code == 412
    assert editor.ask("PUT", f"{path}/submission", if_match=tag).status_code == 412
    said = editor.get(path)
    assert said.json()["body"]["title"] == "A"
    assert editor.get(path, if_none_match=said.headers["etag"]).status_code == 304


def test_a_draft_is_made_once_under_a_key(small_api: Api) -> None:
    answers = [small_api.by("editor").post("/drafts", OURS, idempotency_key="k") for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert len(small_api.by("editor").get("/drafts").json()["items"]) == 1


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        ({"noun": "venue", "body": {}}, "#/noun"),
        ({"noun": "event"}, "#/body"),
        ({"noun": "event", "body": []}, "#/body"),
        ({"noun": "event", "body": {"owner": "nobody"}}, "#/body/owner"),
        ({"noun": "event", "body": {"owner": ["axis-records"]}}, "#/body/owner"),
        ({"noun": "event", "body": {}, "more": 1}, "#/more"),
    ],
)
def test_what_is_no_draft_is_refused(small_api: Api, content: Any, pointer: str) -> None:
    answer = small_api.by("editor").post("/drafts", content)
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, [pointer])


def test_what_no_text_can_hold_is_refused(small_api: Api) -> None:
    for text in (
        '{"noun": "event", "body": {"title": "\\ud800"}}',
        '{"noun": "event", "body": {"minimum_age": 1e999}}',
    ):
        voice = small_api.by("editor")
        headers = voice.headers | {"content-type": "application/json"}
        answer = voice.client.post("/api/v1/drafts", content=text, headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/body")
    path = made(small_api.by("editor"), {"noun": "event", "body": {"title": "a\0b", "owner": "axis-records"}})
    assert small_api.by("editor").get(path).json()["body"]["title"] == "a\0b"


def test_a_picture_is_nobodys_to_see_before_the_hour(api: Api) -> None:
    editor = api.by("editor")
    content = BytesIO()
    Image.new("RGB", (700, 400), "navy").save(content, "PNG")
    sent = editor.client.post(
        "/api/v1/images", content=content.getvalue(), headers=editor.headers | {"content-type": "image/png"}
    ).json()
    image = {"digest": sent["digest"], "alt": "A poster."}
    path = made(editor, {"noun": "event", "body": OURS["body"] | {"image": image}})  # type: ignore[operator]
    page = sent["address"].removeprefix("https://calendar.example.org")
    assert api.client.get(page).status_code == 404
    assert editor.act("POST", path, "/publication").status_code == 201
    assert api.client.get(page).status_code == 200


@pytest.mark.parametrize("key", ["%00", "x", "x" * 43, "x" * 5_000])
def test_what_is_no_key_is_no_draft(api: Api, key: str) -> None:
    assert api.by("admin").get(f"/drafts/{key}").status_code == 404
    assert api.by("admin").ask("DELETE", "/events/%00/withdrawal").status_code == 404


def test_a_mistake_of_ours_in_one_draft_holds_up_no_other(small_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = small_api.by("editor")
    broken, sound = made(editor), made(editor)
    for path in (broken, sound):
        editor.act("PUT", path, "/schedule", {"at": "2026-11-24T18:00:00Z"})
    publish = drafts.publish

    def fail(transaction: Any, row: Any) -> Any:
        if row.key == broken.rpartition("/")[2]:
            raise RuntimeError
        return publish(transaction, row)

    monkeypatch.setattr(drafts, "publish", fail)
    small_api.house.clock.advance(days=2)
    due(small_api)
    assert editor.get(sound).json()["meta"]["state"] == "published"
    meta = editor.get(broken).json()["meta"]
    assert (meta["state"], meta["publish_at"]) == ("draft", None)
    assert meta["reason"].startswith("Something went wrong here")


def test_a_deleted_account_takes_its_own_drafts_along(api: Api) -> None:
    own = made(api.by("stranger"), {"noun": "event", "body": BODY})
    ours = made(api.by("editor"))
    for who in ("stranger", "editor"):
        with writing(api.house.database, api.house.edge()) as transaction:
            account = accounts.find(transaction.session, f"{who}@example.org")
            assert account is not None
            accounts.remove(transaction, account.id)
    assert api.by("moderator").get(own).status_code == 404
    assert api.by("owner").get(ours).json()["meta"]["made_by"] is None
    [line] = api.by("owner").get(f"{ours}/history").json()["items"]
    assert line["by"] is None


def test_drafts_come_page_by_page(small_api: Api) -> None:
    editor = small_api.by("editor")
    paths = [made(editor) for _ in range(5)]
    found: list[str] = []
    path = "/drafts?limit=2"
    while path:
        answer = editor.get(path)
        assert answer.headers["cache-control"] == "private, no-store"
        page = answer.json()
        found += [f"/drafts/{one['meta']['key']}" for one in page["items"]]
        path = f"/drafts?limit=2&cursor={page['next']}" if page["next"] else ""
    assert found == paths
    assert editor.get("/drafts?state=wrong").status_code == 400


def test_who_is_banned_submits_nothing_by_program_either(small_api: Api) -> None:
    stranger = small_api.by("stranger")
    path = made(stranger, {"noun": "event", "body": BODY})
    with writing(small_api.house.database, small_api.house.edge()) as transaction:
        account = accounts.find(transaction.session, "stranger@example.org")
        assert account is not None
        until = small_api.house.clock() + timedelta(days=1)
        bans.ban(transaction, Source(account.id), until, "Once is enough.")
    answer = stranger.act("PUT", path, "/submission")
    assert answer.status_code == 403
    assert answer.json()["detail"] == "Nothing can be handed in from here before 2026-11-24: Once is enough."
    small_api.house.clock.advance(days=1)
    assert stranger.act("PUT", path, "/submission").status_code == 200
