"""What the client sends again, what it waits for, what it raises: against answers that are made up."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
import pytest

from calendar_service.client import ChangedError, Client, Manners, ProblemError, Step, Thing, UnreachableError

MADE: Final = {"meta": {"noun": "event", "slug": "talk"}, "title": "Talk"}
SEEN: Final = Thing(MADE, '"1"')

Outcome = httpx2.Response | type[httpx2.TransportError]


def busy(seconds: str, status: int = 429) -> httpx2.Response:
    told = {"status": status, "detail": "Too many.", "errors": []}
    headers = {"retry-after": seconds, "content-type": "application/problem+json"}
    return httpx2.Response(status, headers=headers, content=json.dumps(told))


def made() -> httpx2.Response:
    return httpx2.Response(201, headers={"etag": '"1"'}, json=MADE)


@dataclass
class Stage:
    """A calendar that does one thing after the other, and remembers what it was asked."""

    outcomes: list[Outcome]
    asked: list[httpx2.Request] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, httpx2.Response):
            return outcome
        raise outcome("made up", request=request)

    def client(self, **manners: Any) -> Client:
        keys = iter(range(1, 100))
        given = {"sleep": self.slept.append, "dice": lambda: f"key-{next(keys)}"} | manners
        return Client("https://calendar.test/", "cal_x", Manners(**given), httpx2.MockTransport(self.answer))

    def keys(self) -> list[str | None]:
        return [request.headers.get("idempotency-key") for request in self.asked]


def test_a_create_is_sent_again_under_the_same_key() -> None:
    stage = Stage([httpx2.ReadError, busy("7"), busy("30", 503), made(), made()])
    client = stage.client()
    assert client.events.create({"title": "Talk"}) == SEEN
    client.events.create({"title": "Talk"})
    assert stage.keys() == ["key-1"] * 4 + ["key-2"]
    assert stage.slept == [1, 7, 30]
    assert {request.headers["authorization"] for request in stage.asked} == {"Bearer cal_x"}
    assert str(stage.asked[0].url) == "https://calendar.test/api/v1/events"


def test_what_may_be_half_stored_is_not_sent_again() -> None:
    stage = Stage([busy("30", 503), made()])
    with pytest.raises(ProblemError):
        stage.client().batch_each([Step.create("event", {"title": "Talk"})])
    assert (len(stage.asked), stage.slept) == (1, [])


@pytest.mark.parametrize("change", ["replace", "patch"])
def test_a_change_that_may_have_arrived_is_not_sent_again(change: str) -> None:
    stage = Stage([httpx2.ConnectError, busy("1"), httpx2.ReadTimeout])
    with pytest.raises(UnreachableError):
        getattr(stage.client().events, change)(SEEN, {"title": "Talk"})
    assert stage.outcomes == []
    assert {request.headers["if-match"] for request in stage.asked} == {'"1"'}


def test_a_read_is_sent_again_until_it_is_enough() -> None:
    stage = Stage([httpx2.ReadError] * 9)
    with pytest.raises(UnreachableError):
        stage.client(tries=4).me()
    assert (len(stage.asked), stage.slept) == (4, [1, 2, 4])


def test_nobody_waits_longer_than_they_have_patience() -> None:
    stage = Stage([busy("50"), busy("60"), made()])
    with pytest.raises(ProblemError) as refused:
        stage.client(patience=100).events.get("talk")
    assert (refused.value.status, stage.slept, len(stage.outcomes)) == (429, [50], 1)


@pytest.mark.parametrize("answer", [busy(""), busy("Mon, 23 Nov 2026 12:00:00 GMT"), busy("5", 500), busy("5", 409)])
def test_what_does_not_pass_is_not_waited_for(answer: httpx2.Response) -> None:
    stage = Stage([answer])
    with pytest.raises(ProblemError):
        stage.client().events.get("talk")
    assert stage.slept == []


def test_refusals_say_everything() -> None:
    told = {"status": 422, "detail": "Two.", "errors": [{"pointer": "#/title", "detail": "A title."}]}
    refused = httpx2.Response(422, headers={"content-type": "application/problem+json"}, content=json.dumps(told))
    stage = Stage([refused, httpx2.Response(412, text="Oh"), httpx2.Response(502, text="<html>")])
    client = stage.client()
    with pytest.raises(ProblemError, match=r"422: Two\. #/title: A title\.") as wrong:
        client.events.create({})
    assert [(one.pointer, one.detail) for one in wrong.value.errors] == [("#/title", "A title.")]
    with pytest.raises(ChangedError):
        client.events.withdraw(SEEN)
    with pytest.raises(ProblemError, match="no answer of the calendar"):
        client.me()


def redirect(to: str) -> httpx2.Response:
    return httpx2.Response(308, headers={"location": to})


def test_a_thing_is_found_under_its_new_name_with_the_same_change() -> None:
    stage = Stage([redirect("/api/v1/events/talk-2"), made()])
    assert stage.client().events.patch(SEEN, {"title": "Talk"}) == SEEN
    first, second = stage.asked
    assert (second.url.path, second.method) == ("/api/v1/events/talk-2", "PATCH")
    assert (second.content, second.headers["if-match"]) == (first.content, first.headers["if-match"])


@pytest.mark.parametrize("there", ["https://elsewhere.test/api/v1/events/talk", "http://calendar.test/api/v1/me"])
def test_no_other_host_learns_the_token(there: str) -> None:
    stage = Stage([redirect(there), made()])
    with pytest.raises(ProblemError):
        stage.client().events.get("talk")
    assert len(stage.asked) == 1


def test_names_that_lead_in_a_circle_come_to_an_end() -> None:
    stage = Stage([redirect("/api/v1/events/talk")] * 20)
    with pytest.raises(ProblemError):
        stage.client().events.get("talk")


def pages(*answers: dict[str, Any]) -> tuple[Stage, Callable[[], list[str]]]:
    stage = Stage([httpx2.Response(200, json=answer) for answer in answers])
    return stage, lambda: [request.url.query.decode() for request in stage.asked]


def test_lists_follow_their_cursors_and_keep_the_selection() -> None:
    stage, asked = pages({"items": [MADE], "next": "c1"}, {"items": [MADE], "next": None})
    found = list(stage.client().events.list({"artist": ["a", "b"], "q": "ö"}, fields=("title",)))
    assert found == [Thing(MADE), Thing(MADE)]
    wanted = "artist=a&artist=b&q=%C3%B6&fields=title"
    assert asked() == [f"limit=100&{wanted}", f"limit=100&{wanted}&cursor=c1"]


def test_a_copy_goes_on_where_it_was() -> None:
    one = {"noun": "event", "slug": "talk", "gone": False, "now": MADE}
    gone = one | {"gone": True, "now": None}
    stage, asked = pages(
        {"items": [one, one | {"slug": "walk"}], "next": "c1"},
        {"items": [], "next": "c2"},  # what stands between concerns nobody
        {"items": [gone], "next": "c3"},
        {"items": [], "next": "c3"},
        {"items": [], "next": "c3"},
    )
    kept = stage.client().copy()
    assert (kept.pull(), list(kept.things), kept.since) == (3, [("event", "walk")], "c3")
    assert kept.pull() == 0
    assert asked()[1] == "limit=100&since=c1"
    assert asked()[-1] == "limit=100&since=c3"


@pytest.mark.parametrize(
    ("after", "told", "slept"),
    [
        ("Wed, 25 Nov 2026 10:00:09 GMT", "Wed, 25 Nov 2026 10:00:00 GMT", [9]),
        ("Wed, 25 Nov 2026 09:00:00 GMT", "Wed, 25 Nov 2026 10:00:00 GMT", [0]),
        ("Wed, 25 Nov 2026 10:00:09 GMT", "", None),
        ("Wed, 25 Nov 2026 10:00:09 GMT", "Wed, 25 Nov 2026 10:00:00 -0000", None),
        ("soon", "Wed, 25 Nov 2026 10:00:00 GMT", None),
        ("-3", "Wed, 25 Nov 2026 10:00:00 GMT", None),
    ],
)
def test_a_date_to_come_back_at_is_waited_for_by_the_clock_that_told_it(
    after: str, told: str, slept: list[float] | None
) -> None:
    refusal = busy(after)
    refusal.headers["date"] = told
    stage = Stage([refusal, made()])
    if slept is None:
        with pytest.raises(ProblemError):
            stage.client().events.create({"title": "Talk"})
        return
    assert stage.client().events.create({"title": "Talk"}) == SEEN
    assert stage.slept == slept
