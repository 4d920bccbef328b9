"""All that an account holds, told to its owner: whatever the database knows of a person stands here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store import memberships

# Columns of the tables whose rows belong to an account. Hashes of secrets are nobody's data, and no help to anybody.
_TABLES: Final = (
    ("sign_ins", models.SignIn, ("created_at", "seen_at", "expires_at", "agent")),
    ("devices", models.Device, ("seen_at",)),
    ("tokens", models.Token, ("name", "prefix", "scopes", "created_at", "expires_at", "used_at", "revoked_at")),
    ("letters", models.Letter, ("purpose", "created_at", "expires_at", "used_at")),
    ("answers", models.KeptAnswer, ("key", "at", "status")),
    ("changes", models.Change, ("revision", "at", "noun", "noun_id", "verb", "act", "reason")),
    ("drafts", models.Draft, ("key", "noun", "state", "body", "created_at", "changed_at", "publish_at", "reason")),
    ("draft_versions", models.DraftVersion, ("draft_id", "revision", "at", "act", "reason", "body")),
    ("claims", models.Claim, ("noun", "noun_id", "proof", "state", "reason", "at", "decided_at")),
    ("bans", models.Ban, ("reason", "at", "ends_at", "lifted_at")),
    ("report_answers", models.ReportAnswer, ("report_id", "at", "text")),
    ("merges", models.Merge, ("noun", "gone_slug", "reason", "at", "undone_at")),
)
_INVITATION: Final = ("role", "email", "created_at", "expires_at", "used_at")


def exported(session: Session, account: models.Account) -> dict[str, Any]:
    """All of it in values that JSON has; times in ISO 8601, UTC."""
    whole: dict[str, Any] = {
        "account": _told(account, ("email", "name", "site_role", "created_at", "confirmed_at", "closed_at")),
        "memberships": [
            {"organizer": one.organizer.slug, "name": one.organizer.name, "role": one.role}
            for one in memberships.belongings(session, account_id=account.id)
        ],
    }
    for name, table, columns in _TABLES:
        key: Any = table
        rows = session.scalars(select(key).where(key.account_id == account.id).order_by(*key.__table__.primary_key))
        whole[name] = [_told(row, columns) for row in rows]
    invitation = models.Invitation
    whole["invitations_made"] = _invitations(session, invitation.made_by == account.id)
    whole["invitations_received"] = _invitations(
        session, (invitation.used_by == account.id) | (invitation.email == account.email)
    )
    return whole


def _invitations(session: Session, wanted: ColumnElement[bool]) -> list[dict[str, Any]]:
    statement = select(models.Invitation).where(wanted).order_by(models.Invitation.id)
    return [_told(row, _INVITATION) for row in session.scalars(statement)]


def _told(row: Any, columns: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in columns}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
