"""What readers have chosen: selections under short codes, and follow lists under secrets that only they know."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge, Writing, writing
from feeds.errors import FactError

CODE_LENGTH: Final = 8
"""Characters of a code, before it has to be told from another one."""
CHOICES_LIMIT: Final = 200
"""Selections in one follow list."""
TRIES: Final = 3
"""How often a code is taken, if others take the same at the same moment."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The two secrets of a follow list. Who knows the first may change it; the second, made from it, may be read."""

    editing: str
    reading: str

    @classmethod
    def of(cls, editing: str, key: bytes) -> Secrets:
        """Both from the first, under the site's secret key: the page that edits can show the address of the feed."""
        digest = hmac.new(key, b"follow list, reading\n" + editing.encode(), hashlib.sha256).digest()
        return cls(editing, base64.urlsafe_b64encode(digest[:21]).decode())


def hash_of(secret: str) -> str:
    """What the database knows of a secret. It is long and random, so a plain hash keeps it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def save(database: Database, edge: Edge, query: str) -> str:
    """The code of a canonical query; the same query has the same code, for ever."""
    for _ in range(TRIES):
        with database.reading() as session:
            found = session.scalars(_by_query(query)).one_or_none()
        if found is not None:
            return found.code
        try:
            with database.writing() as session:
                session.add(models.SavedSelection(code=_free_code(session, query), query=query, created_at=edge.now))
        except IntegrityError:
            continue  # somebody else has saved it just now
    raise FactError.of("query", "This selection could not be saved at the moment; try again.")


def saved(session: Session, code: str) -> str | None:
    """The query under a code; None where there is none."""
    row = session.get(models.SavedSelection, code)
    return row.query if row else None


def list_to_edit(session: Session, editing: str) -> models.FollowList | None:
    """The follow list that this secret may change, unless it was revoked."""
    found = session.scalars(
        select(models.FollowList).where(models.FollowList.edit_hash == hash_of(editing))
    ).one_or_none()
    return found if found is not None and found.ended_at is None else None


def list_to_read(session: Session, read_hash: str) -> models.FollowList | None:
    """The follow list whose reading secret has this hash, also when it was revoked."""
    return session.scalars(select(models.FollowList).where(models.FollowList.read_hash == read_hash)).one_or_none()


def follow(database: Database, edge: Edge, secrets: Secrets, query: str) -> None:
    """Add a selection to a list, which is made if there is none. Raises FactError where it is full."""
    with writing(database, edge) as transaction:
        row = _locked(transaction, secrets) or _new_list(transaction, secrets)
        queries = [choice.query for choice in row.choices]
        if query in queries:
            return
        if len(queries) >= CHOICES_LIMIT:
            raise FactError.of("follow", f"A follow list holds at most {CHOICES_LIMIT} things; remove one first.")
        _set(transaction, row, [*queries, query])


def unfollow(database: Database, edge: Edge, secrets: Secrets, query: str) -> bool:
    """Remove a selection from a list; whether there was a list."""
    with writing(database, edge) as transaction:
        row = _locked(transaction, secrets)
        if row is None:
            return False
        queries = [choice.query for choice in row.choices]
        if query in queries:
            _set(transaction, row, [other for other in queries if other != query])
        return True


def rename(database: Database, edge: Edge, secrets: Secrets, name: str) -> bool:
    """Call a list otherwise; whether there was a list."""
    with writing(database, edge) as transaction:
        row = _locked(transaction, secrets)
        if row is not None and row.name != name:
            row.name = name
            transaction.note("follow_list", row, "revised")
        return row is not None


def revoke(database: Database, edge: Edge, secrets: Secrets) -> bool:
    """End a list for ever: its address says so from now on, and what it held is forgotten."""
    with writing(database, edge) as transaction:
        row = _locked(transaction, secrets)
        if row is None:
            return False
        row.ended_at, row.choices = edge.now, []
        transaction.note("follow_list", row, "revised")
        return True


def _by_query(query: str) -> Select[models.SavedSelection]:
    return select(models.SavedSelection).where(models.SavedSelection.query == query)


def _free_code(session: Session, query: str) -> str:
    digest = base64.b32encode(hashlib.sha256(query.encode()).digest()).decode().lower()
    for length in range(CODE_LENGTH, len(digest)):
        if session.get(models.SavedSelection, digest[:length]) is None:
            return digest[:length]
    raise AssertionError("two queries have one hash")


def _locked(transaction: Writing, secrets: Secrets) -> models.FollowList | None:
    found = transaction.session.scalars(
        select(models.FollowList).where(models.FollowList.edit_hash == hash_of(secrets.editing)).with_for_update()
    ).one_or_none()
    return found if found is not None and found.ended_at is None else None


def _new_list(transaction: Writing, secrets: Secrets) -> models.FollowList:
    row = models.FollowList(
        edit_hash=hash_of(secrets.editing),
        read_hash=hash_of(secrets.reading),
        name="",
        created_at=transaction.edge.now,
        choices=[],
    )
    transaction.session.add(row)
    return row


def _set(transaction: Writing, row: models.FollowList, queries: Sequence[str]) -> None:
    if row.choices:
        row.choices = []
        transaction.session.flush()  # the old places are free before the new ones are taken
    row.choices = [models.FollowChoice(position=place, query=query) for place, query in enumerate(queries)]
    transaction.note("follow_list", row, "revised")
