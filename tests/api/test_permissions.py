"""Who may do what over the API: the whole table, tried over HTTP; everybody else is refused with the right status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest

from calendar_service.store import memberships
from tests.api.conftest import Api

LOADED: Final = "/events/metropolis-2026-12-05"
OURS: Final = "/events/ours-2026-12-20"
EVENT: Final = {"title": "New", "kind": "talk", "starts": "2026-12-21"}
DRAFT: Final = {"noun": "event", "body": EVENT}
OUR_DRAFT: Final = {"noun": "event", "body": EVENT | {"owner": "axis-records"}}
PEOPLE: Final = ("", "stranger", "editor", "owner", "other", "moderator", "admin")
"""Callers by a session's worth of scopes; the empty name is anybody. `other` owns another organizer."""
SCOPED: Final = {
    f"{who}-{scope}": (who, scope) for who in ("owner", "moderator", "admin") for scope in ("read", "write", "moderate")
}
"""Callers with a token of one scope."""

ALL: Final = frozenset({*PEOPLE, *SCOPED})
KNOWN: Final = ALL - {""}
STAFF: Final = frozenset({"moderator", "admin"})
WRITE: Final = frozenset(name for name, (_, scope) in SCOPED.items() if scope == "write")
READERS: Final = frozenset({"stranger", "editor", "owner", "other", *STAFF}) | frozenset(
    name for name, (_, scope) in SCOPED.items() if scope == "read"
)
WRITERS: Final = frozenset({"stranger", "editor", "owner", "other", *STAFF}) | WRITE
TEAM: Final = frozenset({"editor", "owner", *STAFF, "owner-write"})
READING_TEAM: Final = frozenset({"editor", "owner", *STAFF, "owner-read"})
TEAM_READERS: Final = TEAM - {"owner-write"} | {"owner-read"}
DECIDERS: Final = STAFF | {"moderator-moderate", "admin-moderate"}


@dataclass(frozen=True)
class Case:
    """An operation: what is asked, what it answers where it is allowed, and who may."""

    ask: Callable[[Any], Any]
    status: int
    may: frozenset[str]


def patched(path: str, patch: dict[str, Any]) -> Callable[[Any], Any]:
    return lambda voice: voice.ask("PATCH", path, patch, if_match="*")


CASES: Final = {
    "read": Case(lambda voice: voice.get(LOADED), 200, ALL),
    "list": Case(lambda voice: voice.get("/events"), 200, ALL),
    "changes": Case(lambda voice: voice.get("/changes"), 200, ALL),
    "me": Case(lambda voice: voice.get("/me"), 200, KNOWN),
    "create for nobody": Case(lambda voice: voice.post("/events", EVENT), 201, STAFF),
    "create for axis": Case(lambda voice: voice.post("/events", EVENT | {"owner": "axis-records"}), 201, TEAM),
    "revise what was loaded": Case(patched(LOADED, {"title": "X"}), 200, STAFF),
    "revise what is axis's": Case(patched(OURS, {"title": "X"}), 200, TEAM),
    "replace what is axis's": Case(
        lambda voice: voice.ask("PUT", OURS, EVENT | {"owner": "axis-records"}, if_match="*"), 200, TEAM
    ),
    "take it for another": Case(patched(OURS, {"owner": "rivals"}), 200, STAFF),
    "give it away": Case(patched(OURS, {"owner": None}), 200, STAFF),
    "withdraw what was loaded": Case(lambda voice: voice.ask("DELETE", LOADED, if_match="*"), 204, STAFF),
    "withdraw what is axis's": Case(lambda voice: voice.ask("DELETE", OURS, if_match="*"), 204, TEAM),
    "cancel what is axis's": Case(lambda voice: voice.ask("PUT", f"{OURS}/cancellation", {}, if_match="*"), 200, TEAM),
    "move what was loaded": Case(
        lambda voice: voice.ask("POST", f"{LOADED}/moves", {"online_url": "https://x.example"}, if_match="*"),
        200,
        STAFF,
    ),
    "reschedule what is axis's": Case(
        lambda voice: voice.ask("POST", f"{OURS}/reschedulings", {"starts": "2027-01-02"}, if_match="*"), 200, TEAM
    ),
    "delay a date that was loaded": Case(
        lambda voice: voice.ask("PUT", "/releases/metropolis-metropolis/dates/lp/delay", {}, if_match="*"), 200, STAFF
    ),
    "withdraw axis's with a reason": Case(
        lambda voice: voice.ask("PUT", f"{OURS}/withdrawal", {"reason": "No."}, if_match="*"), 204, TEAM
    ),
    "read the history of axis's": Case(lambda voice: voice.get(f"{OURS}/history"), 200, READING_TEAM),
    "read the history of what was loaded": Case(lambda voice: voice.get(f"{LOADED}/history"), 200, STAFF),
    "undo what is axis's": Case(
        lambda voice: voice.ask("POST", f"{OURS}/undo", {"revision": 10**6}, if_match="*"), 422, TEAM
    ),
    "list drafts": Case(lambda voice: voice.get("/drafts"), 200, READERS),
    "make a draft for nobody": Case(lambda voice: voice.post("/drafts", DRAFT), 201, WRITERS),
    "make a draft for axis": Case(lambda voice: voice.post("/drafts", OUR_DRAFT), 201, TEAM),
    "read who edits it too": Case(lambda voice: voice.get(f"{OURS}/co-owners"), 200, TEAM_READERS),
    "share it": Case(
        lambda voice: voice.ask("PUT", f"{OURS}/co-owners", {"co_owners": ["rivals"]}, if_match="*"),
        200,
        TEAM - {"editor"},
    ),
    "share what was loaded": Case(
        lambda voice: voice.ask("PUT", f"{LOADED}/co-owners", {"co_owners": ["rivals"]}, if_match="*"), 200, STAFF
    ),
    "list merges": Case(lambda voice: voice.get("/merges"), 200, DECIDERS),
    "list claims": Case(lambda voice: voice.get("/claims"), 200, READERS),
    "propose a venue": Case(lambda voice: voice.post("/venues", {"name": "V", "zone": "UTC"}), 201, WRITERS),
    "revise a shared venue": Case(patched("/venues/anthology-film-archives", {"access": "Steps."}), 200, STAFF),
    "revise an artist": Case(patched("/artists/jeff-mills", {"url": "https://jm.example"}), 200, STAFF),
    "revise one's organizer": Case(
        patched("/organizers/axis-records", {"description": "Ours."}), 200, STAFF | {"owner", "owner-write"}
    ),
}


@pytest.fixture
def peopled(small_api: Api) -> Api:
    return people_of(small_api)


def people_of(api: Api) -> Api:
    """All callers, and an event of Axis Records."""
    admin = api.by("admin")
    assert admin.post("/organizers", {"name": "Rivals"}).status_code == 201
    made = admin.post("/events", {"title": "Ours", "kind": "talk", "starts": "2026-12-20", "owner": "axis-records"})
    assert made.headers["location"] == f"/api/v1{OURS}"
    api.account("other", rivals="owner")
    roles = {"owner": {"axis_records": "owner"}}
    for name, (who, scope) in SCOPED.items():
        role = who if who in STAFF else "member"
        api.account(name, role, (scope,), **roles.get(who, {}))
    return api


@pytest.mark.parametrize("name", CASES)
def test_only_who_may_does_it(peopled: Api, name: str) -> None:
    case = CASES[name]
    # Those who are refused first: they must leave everything as it was for those who may.
    for who in sorted(ALL - case.may):
        answer = case.ask(peopled.by(who))
        assert (who, answer.status_code) == (who, 403 if who else 401), answer.text
    allowed = sorted(case.may)
    for who in allowed[:1] if case.status == 204 or name in ("take it for another", "give it away") else allowed:
        answer = case.ask(peopled.by(who))
        assert (who, answer.status_code) == (who, case.status), answer.text


def test_a_token_of_one_scope_is_not_the_whole_person(peopled: Api) -> None:
    # The role in the site speaks through a token only where it was made for that: “moderate”, and “write” to write.
    for who in ("moderator-write", "admin-write", "moderator-moderate", "admin-moderate"):
        assert CASES["revise what was loaded"].ask(peopled.by(who)).status_code == 403


SEEING: Final = TEAM | {"owner-read", "moderator-moderate", "admin-moderate"}
"""Those for whom a draft of Axis Records is there: to anybody else it is nothing."""
SEEING_NOBODYS: Final = frozenset({"stranger", "moderator-moderate", "admin-moderate"}) | STAFF


@dataclass(frozen=True)
class DraftCase:
    """What is done to a draft: how, who may, and to whom the draft is there at all. `by`: who has made it."""

    method: str
    ending: str
    body: Any
    status: int
    may: frozenset[str]
    seeing: frozenset[str] = SEEING
    by: str = "editor"
    submitted: bool = False


DRAFT_CASES: Final = (
    DraftCase("GET", "", None, 200, TEAM - {"owner-write"} | {"owner-read"}),
    DraftCase("GET", "/history", None, 200, TEAM - {"owner-write"} | {"owner-read"}),
    DraftCase("PUT", "", OUR_DRAFT, 200, TEAM),
    DraftCase("PATCH", "", {"body": {"title": "X"}}, 200, TEAM),
    DraftCase("PATCH", "", {"body": {"owner": "rivals"}}, 200, STAFF),
    DraftCase("PATCH", "", {"body": {"owner": None}}, 200, TEAM),
    DraftCase("PUT", "/submission", None, 200, TEAM),
    DraftCase("DELETE", "/submission", None, 200, TEAM),
    DraftCase("PUT", "/schedule", {"at": "2026-12-01T12:00:00Z"}, 200, TEAM),
    DraftCase("DELETE", "/schedule", None, 200, TEAM),
    DraftCase("POST", "/publication", None, 201, TEAM),
    DraftCase("DELETE", "", None, 204, TEAM),
    DraftCase(
        "PUT", "/refusal", {"reason": "No."}, 200, STAFF | {"moderator-moderate", "admin-moderate"}, submitted=True
    ),
    DraftCase("GET", "", None, 200, STAFF | {"stranger"}, SEEING_NOBODYS, "stranger"),
    DraftCase("PATCH", "", {"body": {"title": "X"}}, 200, STAFF | {"stranger"}, SEEING_NOBODYS, "stranger"),
    DraftCase("PUT", "/submission", None, 200, STAFF | {"stranger"}, SEEING_NOBODYS, "stranger"),
    DraftCase("PUT", "/schedule", {"at": "2026-12-01T12:00:00Z"}, 200, STAFF, SEEING_NOBODYS, "stranger"),
    DraftCase("POST", "/publication", None, 201, STAFF, SEEING_NOBODYS, "stranger", submitted=True),
    DraftCase("DELETE", "", None, 204, STAFF | {"stranger"}, SEEING_NOBODYS, "stranger"),
)


@pytest.mark.parametrize("case", DRAFT_CASES, ids=lambda case: f"{case.method}{case.ending} {case.by}")
def test_a_draft_is_there_for_those_alone_who_may_know_of_it(peopled: Api, case: DraftCase) -> None:
    maker = peopled.by(case.by)
    for who in sorted(ALL):
        # Each has one of their own to try, since some are gone afterwards.
        path = maker.post("/drafts", OUR_DRAFT if case.by == "editor" else DRAFT).headers["location"][len("/api/v1") :]
        if case.submitted:
            assert maker.act("PUT", path, "/submission").status_code == 200
        answer = peopled.by(who).ask(case.method, path + case.ending, case.body, if_match="*")
        cannot_read = case.method == "GET" and who in SCOPED and not who.endswith("-read")
        refused = 401 if not who else 403 if who in case.seeing or cannot_read else 404
        assert (who, answer.status_code) == (who, case.status if who in case.may else refused), answer.text


def test_who_proposes_an_organizer_owns_it_at_once(peopled: Api) -> None:
    for who in ("stranger", "moderator", "editor"):
        made = peopled.by(who).post("/organizers", {"name": f"House of {who}"})
        assert made.status_code == 201
        slug = made.headers["location"].rpartition("/")[2]
        assert peopled.by(who).post("/events", EVENT | {"owner": slug}).status_code == 201
        assert peopled.by("other").post("/events", EVENT | {"owner": slug}).status_code == 403
    with peopled.house.database.reading() as session:
        found = {(one.organizer.slug, one.account.name) for one in memberships.belongings(session)}
    # Who looks after all of them owns none.
    assert {slug for slug, who in found if slug == f"house-of-{who}"} == {"house-of-stranger", "house-of-editor"}
    assert "house-of-moderator" not in {slug for slug, _ in found}
