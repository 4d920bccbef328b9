"""Tables of accounts: who may sign in, where they are signed in, their tokens, one-time letters, and failed attempts.

Of every secret the database knows a hash alone: who reads a backup can neither sign in nor call the API.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from calendar_service.models.base import Base, Instant, Key, Number


class Account(Base):
    """A person. `email` is casefolded; `password_hash` is null until a password is set.

    `confirmed_at`: when a link that was sent to the address was followed. A closed account can't be used.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("email"),
        CheckConstraint("site_role IN ('member', 'moderator', 'admin')", name="site_role"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    email: Mapped[str] = mapped_column(Key)
    name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)
    site_role: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class SignIn(Base):
    """One browser in which somebody is signed in; `agent` is what it says of itself, cut."""

    __tablename__ = "signins"
    __table_args__ = (UniqueConstraint("secret_hash"), Index(None, "account_id"), Index(None, "expires_at"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    secret_hash: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    agent: Mapped[str] = mapped_column(Text)


class Device(Base):
    """A browser in which an account was signed in before: strangers who guess its password don't slow it down."""

    __tablename__ = "devices"
    __table_args__ = (UniqueConstraint("secret_hash"), Index(None, "account_id"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    secret_hash: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[datetime] = mapped_column(Instant)


class Token(Base):
    """What a program signs in with. `prefix`: its first characters, by which people recognise it.

    `scopes`: words with a blank between them, in their order. `used_at` is exact to the minute.
    """

    __tablename__ = "tokens"
    __table_args__ = (
        UniqueConstraint("secret_hash"),
        Index(None, "account_id"),
        CheckConstraint("length(scopes) > 0", name="scopes"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    prefix: Mapped[str] = mapped_column(Text)
    secret_hash: Mapped[str] = mapped_column(Text)
    scopes: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class Letter(Base):
    """A link that lets its reader set a password, once: to confirm an address, to reset, or for the first time.

    `invitation_id`: the one by which somebody registers, which is accepted when the letter is used.
    """

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("secret_hash"),
        Index(None, "account_id"),
        CheckConstraint("purpose IN ('confirm', 'reset', 'first')", name="purpose"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    purpose: Mapped[str] = mapped_column(Text)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    secret_hash: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class Attempt(Base):
    """One failed sign-in (or one that is being judged), under each key by which they are counted.

    `key` is a hash: of an e-mail address whether or not it has an account, of a network address, or of a device.
    """

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "key", "at"), Index(None, "at"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    key: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
