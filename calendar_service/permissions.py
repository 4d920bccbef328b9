"""Who may do what: one table, decided purely. Who calls and whose it is are handed in; nothing is looked up here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

SITE_ROLES: Final = ("member", "moderator", "admin")
"""Roles of an account in the site, the lowest first."""
ROLES: Final = ("owner", "editor")
"""Roles of an account in an organizer."""
SCOPES: Final = ("read", "write", "moderate")
"""What a token may be good for, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. `roles`: organizer's number to “owner” or “editor”.

    `scopes`: those of a token; None for who is signed in by a session, and may do all that the person may.
    """

    account: int | None
    name: str
    site_role: str | None
    roles: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    scopes: frozenset[str] | None = None


ANONYMOUS: Final = Caller(None, "", None)
"""Anybody."""


class Standing(StrEnum):
    """What a caller is to what it asks for."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed in"
    MAKER = "maker"  # of a draft
    EDITOR = "editor"
    OWNER = "owner"
    MODERATOR = "moderator"
    ADMIN = "admin"


class Operation(StrEnum):
    """What can be asked for. Those of organizers are judged by `owners`, the numbers of the organizers concerned."""

    READ = "read"  # what is public
    READ_OWN = "read own"  # drafts, and whose doing a change was
    READ_DRAFT = "read draft"  # owners: the organizer for which it is meant
    WRITE_DRAFT = "write draft"  # for an organizer; revise, submit, delete it
    PROPOSE_DRAFT = "propose draft"  # for no organizer; a moderator publishes it
    CREATE_ITEM = "create item"  # for an organizer; publish a draft, at once or at an hour
    REVISE_ITEM = "revise item"  # undo too
    LIFE_CYCLE = "life cycle"  # submit, publish, cancel, postpone, reschedule, move, sell out, split, restore
    WITHDRAW_ITEM = "withdraw item"  # delete a draft too
    SHARE_ITEM = "share item"  # invite other organizers to edit it, or give it away
    UPLOAD_IMAGE = "upload image"
    PROPOSE_NOUN = "propose noun"  # a venue, artist, organizer, series …
    REVISE_NOUN = "revise noun"  # a shared one; owners: whose claim was granted
    REVISE_ORGANIZER = "revise organizer"  # owners: the organizer itself
    CLAIM = "claim"  # owners: for whom
    READ_CLAIMS = "read claims"  # of one's own organizers; who decides them may read all
    DECIDE_CLAIM = "decide claim"
    MERGE = "merge"  # and undo it
    REVIEW = "review"  # what was submitted
    MODERATE = "moderate"  # reports, slugs
    MANAGE_MEMBERS = "manage members"  # owners: of which organizer
    MANAGE_ACCOUNT = "manage account"  # one's own: password, sign-ins, tokens, export, deletion
    MANAGE_SITE = "manage site"  # accounts of others, roles, invitations to the site


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: who may, and the scope that a token needs; None: no token may, whatever its scopes.

    `shared`: those who co-edit an item may as well (`store.ownership.owners_of` tells whom to hand in).
    """

    scope: str | None
    standings: frozenset[Standing]
    shared: bool = False


_MAKERS: Final = frozenset({Standing.MAKER, Standing.EDITOR, Standing.OWNER, Standing.MODERATOR, Standing.ADMIN})
_TEAM: Final = frozenset({Standing.EDITOR, Standing.OWNER, Standing.MODERATOR, Standing.ADMIN})
_HEADS: Final = frozenset({Standing.OWNER, Standing.MODERATOR, Standing.ADMIN})
_MODERATORS: Final = frozenset({Standing.MODERATOR, Standing.ADMIN})
_ANY_ACCOUNT: Final = frozenset({Standing.SIGNED_IN})

RULES: Final[Mapping[Operation, Rule]] = {
    Operation.READ: Rule("", frozenset({Standing.ANYBODY})),
    Operation.READ_OWN: Rule("read", _TEAM, shared=True),
    Operation.READ_DRAFT: Rule("read", _MAKERS),
    Operation.WRITE_DRAFT: Rule("write", _MAKERS),
    Operation.PROPOSE_DRAFT: Rule("write", _ANY_ACCOUNT),
    Operation.CREATE_ITEM: Rule("write", _TEAM),
    Operation.REVISE_ITEM: Rule("write", _TEAM, shared=True),
    Operation.LIFE_CYCLE: Rule("write", _TEAM, shared=True),
    Operation.WITHDRAW_ITEM: Rule("write", _TEAM),
    Operation.SHARE_ITEM: Rule("write", _HEADS),
    Operation.UPLOAD_IMAGE: Rule("write", _ANY_ACCOUNT),
    Operation.PROPOSE_NOUN: Rule("write", _ANY_ACCOUNT),
    Operation.REVISE_NOUN: Rule("write", _TEAM),
    Operation.REVISE_ORGANIZER: Rule("write", _HEADS),
    Operation.CLAIM: Rule("write", frozenset({Standing.OWNER})),
    Operation.READ_CLAIMS: Rule("read", _ANY_ACCOUNT),
    Operation.DECIDE_CLAIM: Rule("moderate", _MODERATORS),
    Operation.MERGE: Rule("moderate", _MODERATORS),
    Operation.REVIEW: Rule("moderate", _MODERATORS),
    Operation.MODERATE: Rule("moderate", _MODERATORS),
    Operation.MANAGE_MEMBERS: Rule(None, frozenset({Standing.OWNER, Standing.ADMIN})),
    Operation.MANAGE_ACCOUNT: Rule(None, _ANY_ACCOUNT),
    Operation.MANAGE_SITE: Rule(None, frozenset({Standing.ADMIN})),
}
"""The table. An empty scope: none is needed, since anybody may."""


def may(caller: Caller, operation: Operation, owners: Collection[int] = (), maker: int | None = None) -> bool:
    """Whether a caller may do this to what belongs to these organizers, and was made by this account."""
    rule = RULES[operation]
    return _within(caller, rule.scope) and not rule.standings.isdisjoint(standings(caller, owners, maker))


def moderates(caller: Caller, owners: Collection[int]) -> bool:
    """Whether a caller does something to what belongs to these organizers as somebody from outside: by the site's role,
    and not as one of their people. What is done so is undone only so."""
    return standings(caller, owners).isdisjoint({Standing.EDITOR, Standing.OWNER})


def standings(caller: Caller, owners: Collection[int] = (), maker: int | None = None) -> frozenset[Standing]:
    """All that a caller is to what belongs to these organizers. An admin is a moderator too."""
    if caller.account is None:
        return frozenset({Standing.ANYBODY})
    found = {Standing.ANYBODY, Standing.SIGNED_IN}
    if maker == caller.account:
        found.add(Standing.MAKER)
    found |= {Standing(caller.roles[owner]) for owner in owners if owner in caller.roles}
    # A token speaks with the voice of the site's role only where it was made for that.
    if _within(caller, "moderate") and caller.site_role in ("moderator", "admin"):
        found |= {Standing.MODERATOR, Standing(caller.site_role)}
    return frozenset(found)


def _within(caller: Caller, scope: str | None) -> bool:
    return caller.scopes is None or scope == "" or (scope is not None and scope in caller.scopes)
