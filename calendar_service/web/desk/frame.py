"""The frame of the desk: the ways that somebody who is signed in has from each of its pages."""

from __future__ import annotations

from typing import Final

from calendar_service.permissions import Caller, Operation, may
from calendar_service.web.desk.visitors import ACCOUNT, HOME
from feeds.tongue import Tongue

ORGANIZERS: Final = "/desk/organizers"
ACCOUNTS: Final = "/desk/accounts"
REVIEW: Final = "/desk/review"


def ways_of(t: Tongue, caller: Caller) -> list[tuple[str, str]]:
    """Paths and names, in their order."""
    ways = [(HOME, t("Desk")), (ORGANIZERS, t("Organizers"))]
    if may(caller, Operation.REVIEW):
        ways.append((REVIEW, t("Waiting for you")))
    if may(caller, Operation.MANAGE_SITE):
        ways.append((ACCOUNTS, t("Accounts")))
    return [*ways, (ACCOUNT, t("Account"))]


def organizer_path(slug: str, part: str = "") -> str:
    """The path of an organizer's page at the desk, or of a part of it."""
    return f"{ORGANIZERS}/{slug}{'/' if part else ''}{part}"
