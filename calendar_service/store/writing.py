"""A transaction that changes things: it collects lines for the log, and writes them last, under the counter's lock."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.addresses import Addresses
from calendar_service.errors import DatabaseError
from calendar_service.store.database import Database, is_passing
from calendar_service.store.numbers import Numbers
from calendar_service.store.slugs import Slugs
from calendar_service.store.told import encoded
from feeds.tongue import ENGLISH, Tongue

T = TypeVar("T")

TRIES: Final = 40
"""How often something is tried that met another writer's: of many who ask for one slug at once, one wins each time."""
CHANNEL: Final = "calendar_revision"
"""Where PostgreSQL tells other processes of a new revision."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What the edge hands in: the time of the change (aware), dice for UIDs, the site's addresses, its language."""

    now: datetime
    token: Callable[[], str]
    addresses: Addresses
    tongue: Tongue = ENGLISH

    def new_uid(self) -> str:
        """A UID, made once and then stored for ever (design, section 3)."""
        return f"{self.token()}@{self.addresses.host}"

    def new_secret(self) -> str:
        """A secret of 256 bits in 43 characters that addresses and headers can carry."""
        digest = hashlib.sha256(f"{self.token()}{self.token()}".encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Pending:
    """A line that the log will get: the row (its number may come only with the flush), the verb, the facts; what was
    done and why, where more is known than that it changed."""

    noun: str
    row: Any
    verb: str
    facts: object
    act: str = ""
    reason: str = ""


@dataclass
class Writing:
    """One transaction of changes. `account`: whose doing they are; None where it is the operator's or nobody's."""

    session: Session
    edge: Edge
    account: int | None = None
    act: str = ""
    reason: str = ""
    pending: list[Pending] = field(default_factory=list)
    tags: dict[str, models.Tag] = field(default_factory=dict)
    slugs: Slugs = field(init=False)
    numbers: Numbers = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no slug and no number taken."""
        self.slugs, self.numbers = Slugs(self.session), Numbers(self.session)

    def note(self, noun: str, row: Any, verb: str, facts: object = None) -> None:
        """Have a change written into the log; its facts become a version in the history."""
        self.pending.append(Pending(noun, row, verb, facts, self.act, self.reason))

    @contextmanager
    def because(self, act: str, reason: str = "") -> Iterator[None]:
        """What is changed within is told with what is done, and why."""
        self.act, self.reason = act, reason
        try:
            yield
        finally:
            self.act = self.reason = ""

    def close(self) -> int | None:
        """Write the log: numbers are taken under the counter's lock, as late as can be, so that commits and numbers
        have one order. The newest number; None where nothing has changed."""
        self.session.flush()
        if not self.pending:
            return None
        top = self._advance(len(self.pending))
        # A transaction may have begun before another one that is written already: the log's time never goes back.
        at = max(self.edge.now, newest(self.session) or self.edge.now)
        numbered = list(zip(range(top - len(self.pending) + 1, top + 1), self.pending, strict=True))
        self.session.execute(insert(models.Change), [self._change(number, at, line) for number, line in numbered])
        versions = [
            {"revision": number, "facts": encoded(line.noun, line.row, line.facts)}
            for number, line in numbered
            if line.facts is not None
        ]
        if versions:
            self.session.execute(insert(models.Version), versions)
        if self.session.get_bind().dialect.name == "postgresql":
            # Other processes hear of it when this is committed, and not before.
            self.session.execute(select(func.pg_notify(CHANNEL, str(top))))
        return top

    def _change(self, number: int, at: datetime, line: Pending) -> dict[str, Any]:
        what = {"noun": line.noun, "noun_id": line.row.id, "verb": line.verb}
        why = {"act": line.act, "reason": line.reason}
        return {"revision": number, "at": at, "account_id": self.account, **what, **why}

    def _advance(self, by: int) -> int:
        counter = models.Counter
        statement = update(counter).where(counter.id == 1).values(revision=counter.revision + by)
        return self.session.execute(statement.returning(counter.revision)).scalar_one()


@contextmanager
def writing(database: Database, edge: Edge, account: int | None = None) -> Iterator[Writing]:
    """A transaction whose changes are logged at its end as that account's, and wholly undone by an exception."""
    with database.writing() as session:
        transaction = Writing(session, edge, account)
        yield transaction
        top = transaction.close()
    if top is not None:
        database.revisions.seen(top)


def persist(
    database: Database, edge: Callable[[], Edge], store: Callable[[Writing], T], account: int | None = None
) -> T:
    """Store something in one transaction, and again where another writer was first. Raises DatabaseError."""
    for _ in range(TRIES):
        try:
            with writing(database, edge(), account) as transaction:
                return store(transaction)
        except DBAPIError as error:
            if not is_passing(error):
                raise
    raise DatabaseError("Others store the same at this moment; try again.")


def revision(session: Session) -> int:
    """The global revision: the number of the newest line in the log."""
    return session.scalars(select(models.Counter.revision)).one()


def newest(session: Session) -> datetime | None:
    """When the newest line was written (aware UTC); None before the first."""
    statement = select(models.Change.at).order_by(models.Change.revision.desc()).limit(1)
    return session.scalars(statement).one_or_none()
