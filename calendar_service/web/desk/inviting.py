"""Inviting by link, into an organizer or the site: made, sent where letters are sent, shown once, and withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from limits import RateLimitItemPerDay
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import models
from calendar_service.permissions import Operation, may
from calendar_service.store import accounts, invitations
from calendar_service.store.invitations import Into
from calendar_service.store.writing import Writing
from calendar_service.web.context import context_of
from calendar_service.web.desk.forms import Given, show
from calendar_service.web.desk.frame import ORGANIZERS
from calendar_service.web.desk.post import send_invitation
from calendar_service.web.desk.visitors import Visitor
from calendar_service.web.paged import reader_of
from calendar_service.web.posting import is_let
from feeds.errors import FactError

LETTERS: Final = 50
"""Invitations that one account may have sent to addresses in a day."""


@dataclass(frozen=True, slots=True)
class Invited:
    """What was made: the secret of the link, for which address if for one, until when; and whether it is sent there."""

    secret: str
    email: str
    until: datetime
    is_sent: bool


def invite(request: Request, visitor: Visitor, transaction: Writing, into: Into) -> Invited:
    """Make an invitation. Raises FactError.

    A link that names an address and is sent there is shown to nobody else: who follows it has shown that they read what
    comes to that address, and may make its account. Where no letters are sent, only who runs the site answers for that.
    """
    mails = bool(into.email) and context_of(request).mailer is not None
    opens = mails or may(visitor.caller, Operation.MANAGE_SITE)
    row, secret = invitations.make(transaction, into, visitor.account.id, opens=opens)
    if mails and not is_let(RateLimitItemPerDay(LETTERS), "invitations", str(visitor.account.id)):
        raise FactError.of(
            "email", "You have sent {most} invitations today; make a link without an address.", most=LETTERS
        )
    return Invited(secret, row.email or "", row.expires_at, mails)


def told(request: Request, visitor: Visitor, invited: Invited, back: str) -> Response:
    """The one page that shows the link, or says where it was sent: it is not led on from, since no other page could."""
    t, site = reader_of(request).t, context_of(request).site
    if invited.is_sent:
        send_invitation(request, invited.email, invited.secret)
    shown = {
        "title": t("The invitation"),
        "visitor": visitor,
        "current": ORGANIZERS if back.startswith(ORGANIZERS) else back,
        "invited": invited,
        "until": site.today(invited.until),
        "link": "" if invited.is_sent else site.addresses.invitation(invited.secret),
        "back": back,
    }
    return show(request, "invited.html", shown)


def into_of(given: Given, organizer_id: int | None = None) -> Into:
    """What a form invites to."""
    return Into(given.get("role", ""), organizer_id, given.get("email", "").strip() or None)


def waiting(session: Session, organizer_id: int | None, now: datetime) -> Sequence[tuple[models.Invitation, str]]:
    """The invitations that can still be accepted, each with the name of who made it."""
    rows = invitations.open_ones(session, organizer_id, now)
    names = accounts.names(session, (row.made_by for row in rows))
    return [(row, names.get(row.made_by or 0, "")) for row in rows]
