"""Who may merge, claim, decide and share, over the API: every caller, each with something of their own to try it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest

from tests.api.conftest import Api
from tests.api.test_permissions import ALL, DECIDERS, OURS, SCOPED, TEAM, TEAM_READERS, patched, people_of


@pytest.fixture
def peopled(small_api: Api) -> Api:
    return people_of(small_api)


def merging(api: Api, who: str) -> Any:
    """What is sent to merge two artists."""
    for _ in "ab":
        made = api.by("admin").post("/artists", {"name": f"Twin of {who or 'nobody'}"})
    kept = made.headers["location"].rpartition("/")[2]
    return {"noun": "artist", "gone": kept.removesuffix("-2"), "kept": kept, "reason": "One person."}


def merged(api: Api, who: str) -> Any:
    return api.by("admin").post("/merges", merging(api, who)).headers["location"].removeprefix("/api/v1")


def claiming(api: Api, who: str) -> Any:
    """What is sent to claim a venue."""
    made = api.by("admin").post("/venues", {"name": f"House of {who or 'nobody'}", "zone": "UTC"})
    slug = made.headers["location"].rpartition("/")[2]
    return {"noun": "venue", "slug": slug, "organizer": "axis-records", "proof": "Our name is on the door."}


def claimed(api: Api, who: str) -> Any:
    return api.by("owner").post("/claims", claiming(api, who)).headers["location"].removeprefix("/api/v1")


def granted(api: Api, who: str) -> Any:
    """The path of a venue that Axis Records looks after."""
    body = claiming(api, who)
    path = api.by("owner").post("/claims", body).headers["location"].removeprefix("/api/v1")
    assert api.by("admin").ask("PUT", f"{path}/decision", {"grant": True}).status_code == 200
    return f"/venues/{body['slug']}"


def shared(api: Api, _: str) -> Any:
    """The path of an event of Axis Records that Rivals edit too."""
    answer = api.by("admin").ask("PUT", f"{OURS}/co-owners", {"co_owners": ["rivals"]}, if_match="*")
    assert answer.status_code == 200
    return OURS


OTHERS: Final = frozenset(ALL - TEAM - TEAM_READERS - DECIDERS - {"", "owner-moderate"})
"""Those to whom a claim of Axis Records is nothing; who can't read any is told so first."""
BLIND: Final = OTHERS - {name for name in SCOPED if not name.endswith("-read")}


@dataclass(frozen=True)
class SharedCase:
    """What is done to what many share: what is there before, how it is done, who may, and to whom it is not there."""

    before: Callable[[Api, str], Any]
    ask: Callable[[Any, Any], Any]
    status: int
    may: frozenset[str]
    unseeing: frozenset[str] = frozenset()


SHARED_CASES: Final = {
    "merge": SharedCase(merging, lambda voice, body: voice.post("/merges", body), 201, DECIDERS),
    "read a merge": SharedCase(merged, lambda voice, path: voice.get(path), 200, DECIDERS),
    "undo a merge": SharedCase(merged, lambda voice, path: voice.ask("DELETE", path), 200, DECIDERS),
    "claim": SharedCase(
        claiming, lambda voice, body: voice.post("/claims", body), 201, frozenset({"owner", "owner-write"})
    ),
    "read a claim": SharedCase(claimed, lambda voice, path: voice.get(path), 200, TEAM_READERS, BLIND),
    "decide a claim": SharedCase(
        claimed, lambda voice, path: voice.ask("PUT", f"{path}/decision", {"grant": True}), 200, DECIDERS, OTHERS
    ),
    "end a claim": SharedCase(
        claimed, lambda voice, path: voice.ask("DELETE", path), 204, DECIDERS | {"owner", "owner-write"}, OTHERS
    ),
    "revise what is granted": SharedCase(granted, lambda voice, path: patched(path, {"access": "X"})(voice), 200, TEAM),
    "revise what is shared": SharedCase(
        shared, lambda voice, path: patched(path, {"title": "X"})(voice), 200, TEAM | {"other"}
    ),
    "stop sharing": SharedCase(
        shared, lambda voice, path: voice.ask("DELETE", f"{path}/co-owners/rivals"), 204, TEAM - {"editor"} | {"other"}
    ),
}


@pytest.mark.parametrize("name", SHARED_CASES)
def test_what_many_share_is_merged_claimed_and_shared_by_who_may(peopled: Api, name: str) -> None:
    case = SHARED_CASES[name]
    for who in sorted(ALL):
        answer = case.ask(peopled.by(who), case.before(peopled, who))
        refused = 401 if not who else 404 if who in case.unseeing else 403
        assert (who, answer.status_code) == (who, case.status if who in case.may else refused), answer.text
