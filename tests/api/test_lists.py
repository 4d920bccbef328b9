"""Lists over the API: page by page, by selections, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from calendar_service.client.copies import Copy
from calendar_service.client.lists import ChangePage
from calendar_service.store import renaming, rendering
from calendar_service.store.writing import writing
from tests.api.conftest import Api
from tests.cast import EVENT, file_of


def walked(api: Api, path: str) -> list[dict[str, Any]]:
    """All pages of a list, each through the link of the one before."""
    found: list[dict[str, Any]] = []
    mark = "&" if "?" in path else "?"
    cursor = ""
    for _ in range(100):
        answer = api.by().get(f"{path}{mark}limit=2{f'&cursor={cursor}' if cursor else ''}")
        assert answer.status_code == 200, answer.text
        told = answer.json()
        found += told["items"]
        cursor = told["next"]
        assert ('rel="next"' in answer.headers.get("link", "")) == bool(cursor)
        if not cursor:
            return found
        assert len(told["items"]) == 2
    raise AssertionError("a list without an end")


def filled(api: Api) -> None:
    events = [
        EVENT | {"id": f"n{day}", "title": f"Night {day}", "kind": "club_night", "starts": f"2026-12-{day:02d}T23:00"}
        for day in range(10, 17)
    ]
    report = api.house.load(file_of(events=[EVENT, *events]))
    assert not report.failed, list(report.lines())


def test_pages_hold_everything_once(api: Api) -> None:
    filled(api)
    for path in (
        "/events",
        "/releases",
        "/entries",
        "/venues",
        "/artists",
        "/organizers",
        "/works",
        "/entries?kind=event",
    ):
        names = [(item.get("meta") or item)["slug"] + str(item.get("uid")) for item in walked(api, path)]
        assert len(names) == len(set(names))
    assert len(walked(api, "/events")) == 8
    assert [item["first_day"] for item in walked(api, "/entries?kind=club_night")] == [
        f"2026-12-{day}" for day in range(10, 17)
    ]


def test_a_selection_chooses(api: Api) -> None:
    filled(api)
    # The eleventh goes on past midnight.
    nights = [item["title"] for item in walked(api, "/events?from=2026-12-12&to=2026-12-13")]
    assert nights == ["Night 11", "Night 12", "Night 13"]
    assert len(walked(api, "/events?kind=-club_night")) == 1
    assert len(walked(api, "/events?artist=jeff-mills&q=nig")) == 7
    assert walked(api, "/releases?kind=event") == []
    assert {item["noun"] for item in walked(api, "/entries?kind=release")} == {"release"}
    assert [item["name"] for item in walked(api, "/venues?q=film")] == ["Anthology Film Archives"]
    assert walked(api, "/venues?q=zzz") == []


@pytest.mark.parametrize(
    "query",
    ["/events?kind=party", "/events?surprise=1", "/events?artist=nobody", "/entries?from=never", "/events?alarm=PT1H",
     "/venues?surprise=1", "/events?limit=0", "/events?limit=101", "/events?limit=x", "/events?cursor=nonsense",
     "/entries?cursor=WzFd", "/events?cursor=WyJ4Il0", "/events?cursor=Wy0xXQ", "/changes?since=W10",
     "/entries?cursor=WyIyMDI2LTEyLTAxIiwieCIsIngiXQ", "/events?cursor=WzkyMjMzNzIwMzY4NTQ3NzU4MDhd",
     "/entries?cursor=WyIyMDI2LTEyLTAxIiwiMjAyNi0xMi0wMVQwMDowMDowMCswMDowMCIsIlx1ZDgwMCJd",
     "/changes?surprise=1", "/events?past=1&from=2026-01-01"],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_a_sentence(api: Api, query: str) -> None:
    answer = api.by().get(query)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")
    assert answer.json()["errors"]


def test_some_fields_alone(api: Api) -> None:
    [event] = api.by().get("/events?fields=title,venue").json()["items"]
    assert set(event) == {"meta", "title", "venue"}
    one = api.by().get("/events/metropolis-2026-12-05?fields=title")
    assert set(one.json()) == {"meta", "title"}
    assert "etag" not in one.headers


def test_a_copy_can_be_kept_from_the_changes_alone(api: Api) -> None:
    copy: dict[tuple[str, str], Any] = {}
    since = ""

    def follow() -> int:
        nonlocal since
        steps = 0
        while True:
            told = api.by().get(f"/changes?limit=3{f'&since={since}' if since else ''}").json()
            for item in told["items"]:
                key = (item["noun"], item["slug"])
                if item["gone"]:
                    copy.pop(key, None)
                else:
                    copy[key] = item["now"]
            steps += 1
            if told["next"] == since:
                return steps
            since = told["next"]

    def true() -> dict[tuple[str, str], Any]:
        lists = {"event": "/events", "release": "/releases", "venue": "/venues", "artist": "/artists",
                 "organizer": "/organizers"}  # fmt: skip
        return {(noun, item["meta"]["slug"]): item for noun, path in lists.items() for item in walked(api, path)}

    follow()
    assert copy == true()
    filled(api)
    admin = api.by("admin")
    admin.change("PATCH", "/artists/jeff-mills", {"name": "Jeffrey Mills"})
    rendering.refresh(api.house.database, api.house.edge)
    admin.change("DELETE", "/events/metropolis-2026-12-05")
    follow()
    assert copy == true()
    assert ("event", "metropolis-2026-12-05") not in copy
    assert follow() == 1


def test_how_often_one_may_ask_is_told(api: Api) -> None:
    first, second = (api.by("editor").get("/events").headers["ratelimit"] for _ in range(2))
    left = [int(text.split("r=")[1].split(";")[0]) for text in (first, second)]
    assert left[0] == left[1] + 1
    assert api.by().get("/events").headers["ratelimit-policy"] == '"minute";q=600;w=60'


def test_a_copy_has_nothing_under_two_names(api: Api) -> None:
    def pages(since: str) -> Iterator[ChangePage]:
        told = api.by().get(f"/changes?limit=100{f'&since={since}' if since else ''}").json()
        yield ChangePage(told["items"], told["next"])

    kept = Copy(pages)

    def names() -> set[tuple[str, str]]:
        kept.pull()
        assert {(noun, thing["meta"]["slug"]) for (noun, _), thing in kept.things.items()} == set(kept.things)
        return set(kept.things)

    moderator, clock = api.by("moderator"), api.house.edge
    assert moderator.post("/artists", {"name": "X-102"}).status_code == 201
    before = names()
    for noun, slug in (("event", "metropolis-2026-12-05"), ("artist", "jeff-mills"), ("artist", "x-102")):
        with writing(api.house.database, clock()) as transaction:
            renaming.rename(transaction, noun, slug, f"{slug}-anew")
        rendering.refresh(api.house.database, clock)
        before = before - {(noun, slug)} | {(noun, f"{slug}-anew")}
        assert names() == before
    merge = {"noun": "artist", "gone": "x-102-anew", "kept": "jeff-mills-anew", "reason": "One person."}
    assert moderator.post("/merges", merge).status_code == 201
    assert names() == before - {("artist", "x-102-anew")}
    assert moderator.ask("DELETE", "/events/metropolis-2026-12-05-anew", if_match="*").status_code == 204
    assert names() == before - {("artist", "x-102-anew"), ("event", "metropolis-2026-12-05-anew")}
    # Who slept through all of it has the same.
    late = kept.things
    kept.things, kept.since = {}, ""
    assert names() == set(late)
    sleeper = api.by().get("/changes?limit=100").json()["items"]
    told = {(one["noun"], one["slug"]): (one["gone"], one["formerly"]) for one in sleeper}
    assert told["event", "metropolis-2026-12-05-anew"] == (True, ["metropolis-2026-12-05"])
    assert told["artist", "jeff-mills-anew"] == (False, ["jeff-mills", "x-102", "x-102-anew"])
    assert told["artist", "x-102-anew"] == (True, ["x-102"])
