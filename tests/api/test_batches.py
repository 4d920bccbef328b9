"""Many changes at once: all of them or none, or each by itself."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Api


def talk(number: int, **more: Any) -> dict[str, Any]:
    body = {"title": f"Talk {number}", "kind": "talk", "starts": "2026-12-20", "owner": "axis-records"}
    return {"method": "POST", "noun": "event", "body": body | more}


def test_all_of_them_or_none(small_api: Api) -> None:
    editor = small_api.by("editor")
    done = editor.post("/batch", {"operations": [talk(number) for number in range(30)]})
    assert done.status_code == 200, done.text
    results = done.json()["results"]
    assert [result["status"] for result in results] == [201] * 30
    first = editor.get("/events/talk-0-2026-12-20")
    assert (first.json(), first.headers["etag"]) == (results[0]["body"], results[0]["etag"])

    wrong = [
        talk(100),
        talk(101, title="", kind="party"),
        {"method": "PATCH", "noun": "event", "slug": "talk-0-2026-12-20", "body": {"title": "X"}},
        {"method": "PATCH", "noun": "event", "slug": "talk-1-2026-12-20", "if_match": "*", "body": {"title": "Y"}},
        {"method": "DELETE", "noun": "event", "slug": "metropolis-2026-12-05", "if_match": "*"},
        {"method": "PUT", "noun": "event", "slug": "nothing", "if_match": "*", "body": {}},
    ]
    refused = editor.post("/batch", {"operations": wrong})
    assert refused.status_code == 422
    assert {item["pointer"].removeprefix("#/operations/") for item in refused.json()["errors"]} == {
        "1/body/kind", "1/body/title", "2", "4", "5",
    }  # fmt: skip
    assert editor.get("/events/talk-100-2026-12-20").status_code == 404
    assert editor.get("/events/talk-1-2026-12-20").json()["title"] == "Talk 1"


def test_each_by_itself(small_api: Api) -> None:
    operations = [talk(1), talk(2, title=""), talk(3, owner=None), talk(4)]
    done = small_api.by("editor").post("/batch", {"whole": False, "operations": operations})
    assert done.status_code == 200
    results = done.json()["results"]
    assert [result["status"] for result in results] == [201, 422, 403, 201]
    assert results[1]["problem"]["errors"][0]["pointer"] == "#/title"
    assert [item["title"] for item in small_api.by().get("/events?kind=talk").json()["items"]] == ["Talk 1", "Talk 4"]


def test_a_batch_that_comes_twice_is_stored_once(small_api: Api) -> None:
    batch = {"operations": [talk(1), talk(2)]}
    answers = [small_api.by("editor").post("/batch", batch, idempotency_key="b1") for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert len(small_api.by().get("/events?kind=talk").json()["items"]) == 2
    each = small_api.by("editor").post("/batch", batch | {"whole": False}, idempotency_key="b2")
    assert each.status_code == 400


def test_a_batch_that_makes_no_sense_is_refused(small_api: Api) -> None:
    wrong: list[list[dict[str, Any]]] = [
        [],
        [talk(1)] * 1_001,
        [{"method": "GET", "noun": "event"}],
        [{"method": "POST", "noun": "city"}],
        [talk(1) | {"slug": "x"}],
        [{"method": "PATCH", "noun": "event", "body": {}}],
        [{"method": "DELETE", "noun": "venue", "slug": "anthology-film-archives"}],
    ]
    for operations in wrong:
        answer = small_api.by("admin").post("/batch", {"operations": operations})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"].startswith("#/operations")
    assert small_api.by().ask("POST", "/batch", {"operations": []}).status_code == 401
    assert len(small_api.by().get("/events").json()["items"]) == 1
