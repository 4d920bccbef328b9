"""The table of permissions, written once more as people would say it: every operation for every caller."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_service.permissions import ANONYMOUS, RULES, SCOPES, SITE_ROLES, Caller, Operation, may

OURS, THEIRS = 1, 2
"""Two organizers; what is asked for belongs to the first."""

CALLERS = {
    "anonymous": ANONYMOUS,
    "signed in": Caller(10, "Charlie", "member"),
    "editor": Caller(11, "Bob", "member", {OURS: "editor"}),
    "owner": Caller(12, "Alice", "member", {OURS: "owner"}),
    "other owner": Caller(13, "Oscar", "member", {THEIRS: "owner"}),
    "moderator": Caller(14, "Mona", "moderator"),
    "admin": Caller(15, "Ada", "admin"),
}
SIGNED_IN = "signed in, editor, owner, other owner, moderator, admin"
TEAM = "editor, owner, moderator, admin"
HEADS = "owner, moderator, admin"
SITE = "moderator, admin"

# Operation: who may when signed in by a session; and the scope with which their tokens may, "-" for none at all.
TABLE = {
    Operation.READ: (f"anonymous, {SIGNED_IN}", "any"),
    Operation.READ_OWN: (TEAM, "read"),
    Operation.READ_DRAFT: (TEAM, "read"),
    Operation.WRITE_DRAFT: (TEAM, "write"),
    Operation.PROPOSE_DRAFT: (SIGNED_IN, "write"),
    Operation.CREATE_ITEM: (TEAM, "write"),
    Operation.REVISE_ITEM: (TEAM, "write"),
    Operation.LIFE_CYCLE: (TEAM, "write"),
    Operation.WITHDRAW_ITEM: (TEAM, "write"),
    Operation.SHARE_ITEM: (HEADS, "write"),
    Operation.UPLOAD_IMAGE: (SIGNED_IN, "write"),
    Operation.PROPOSE_NOUN: (SIGNED_IN, "write"),
    Operation.REVISE_NOUN: (TEAM, "write"),
    Operation.REVISE_ORGANIZER: (HEADS, "write"),
    Operation.CLAIM: ("owner", "write"),
    Operation.READ_CLAIMS: (SIGNED_IN, "read"),
    Operation.DECIDE_CLAIM: (SITE, "moderate"),
    Operation.MERGE: (SITE, "moderate"),
    Operation.REVIEW: (SITE, "moderate"),
    Operation.MODERATE: (SITE, "moderate"),
    Operation.MANAGE_MEMBERS: ("owner, admin", "-"),
    Operation.MANAGE_ACCOUNT: (SIGNED_IN, "-"),
    Operation.MANAGE_SITE: ("admin", "-"),
}
EVERY_SCOPES = [frozenset(some) for size in range(4) for some in itertools.combinations(SCOPES, size)]


def test_every_operation_is_in_the_table() -> None:
    assert set(TABLE) == set(Operation) == set(RULES)


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize("who", CALLERS)
def test_who_is_signed_in_may_what_the_table_says(who: str, operation: Operation) -> None:
    assert may(CALLERS[who], operation, [OURS]) == (who in TABLE[operation][0].split(", "))


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize("who", [who for who in CALLERS if who != "anonymous"])
def test_a_token_may_what_its_scopes_allow_of_that(who: str, operation: Operation) -> None:
    allowed, scope = TABLE[operation]
    person = CALLERS[who]
    for scopes in EVERY_SCOPES:
        token = Caller(person.account, person.name, person.site_role, person.roles, scopes)
        expected = who in allowed.split(", ") and (scope == "any" or scope in scopes)
        if who in ("moderator", "admin") and scope not in ("any", "-") and "signed in" not in allowed:
            expected = expected and "moderate" in scopes  # else they are like anybody who signs in
        assert may(token, operation, [OURS]) == expected, scopes


def test_a_draft_is_its_makers_too_and_only_a_draft() -> None:
    maker = CALLERS["signed in"]
    allowed = [operation for operation in Operation if may(maker, operation, [OURS], maker.account)]
    more = set(allowed) - {operation for operation in Operation if may(maker, operation, [OURS])}
    assert more == {Operation.READ_DRAFT, Operation.WRITE_DRAFT}
    assert not may(ANONYMOUS, Operation.READ_DRAFT, [], None)  # whose account is deleted is nobody in particular


def test_what_belongs_to_nobody_is_for_moderators_alone() -> None:
    for operation in (Operation.REVISE_ITEM, Operation.WITHDRAW_ITEM, Operation.REVISE_NOUN):
        assert [who for who in CALLERS if may(CALLERS[who], operation)] == ["moderator", "admin"]


callers = st.builds(
    Caller,
    st.integers(1, 9),
    st.just("Somebody"),
    st.sampled_from(SITE_ROLES),
    st.dictionaries(st.integers(1, 4), st.sampled_from(["owner", "editor"])),
    st.none() | st.sets(st.sampled_from(SCOPES)).map(frozenset),
)


@given(callers, st.sampled_from(Operation), st.sets(st.integers(1, 4)))
def test_a_token_never_may_more_than_its_owner(caller: Caller, operation: Operation, owners: set[int]) -> None:
    person = Caller(caller.account, caller.name, caller.site_role, caller.roles)
    assert may(person, operation, owners) or not may(caller, operation, owners)


@given(callers, st.sampled_from(Operation), st.sets(st.integers(1, 4)))
def test_a_role_elsewhere_opens_nothing_here(caller: Caller, operation: Operation, owners: set[int]) -> None:
    here = {owner: role for owner, role in caller.roles.items() if owner in owners}
    bare = Caller(caller.account, caller.name, caller.site_role, here, caller.scopes)
    assert may(bare, operation, owners) == may(caller, operation, owners)
