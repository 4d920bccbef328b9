"""Reports of mistakes: kept for moderators, in no feed and not in the log of changes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.addresses import Addresses, path_of
from calendar_service.models.reports import CLOSED, OPEN
from calendar_service.store.database import Database
from feeds.errors import FactError

OPEN_LIMIT: Final = 50
"""Open reports on one page: more say nothing new, and nobody can fill the disk with them."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader says: about which page, what is wrong there, and perhaps where an answer reaches them."""

    noun: str
    slug: str
    text: str
    contact: str = ""


def add(database: Database, now: datetime, told: Told) -> None:
    """Keep a report; said twice, it is kept once. Raises FactError where a page has too many open ones."""
    with database.writing() as session:
        rows = _open(session, told)
        if any((row.text, row.contact) == (told.text, told.contact) for row in rows):
            return
        if len(rows) >= OPEN_LIMIT:
            raise FactError.of("text", "Many have reported this page already; thank you, it will be looked at.")
        session.add(models.Report(at=now, state=OPEN, **asdict(told)))


def open_reports(session: Session) -> Sequence[models.Report]:
    """All open reports, the oldest first."""
    statement = select(models.Report).where(models.Report.state == OPEN).order_by(models.Report.id)
    return session.scalars(statement).all()


def lines(rows: Iterable[models.Report], addresses: Addresses) -> Iterator[str]:
    """Reports as lines to read: number, time, page and contact, and below them what is wrong."""
    for row in rows:
        page = addresses.to(path_of(row.noun, row.slug))
        yield f"{row.id}  {row.at:%Y-%m-%d %H:%M} UTC  {page}  {row.contact}".rstrip()
        yield textwrap.indent(row.text, "    ")


def close(database: Database, numbers: Iterable[int]) -> set[int]:
    """Close reports by their numbers; those that were open. Where an answer would have reached people is forgotten."""
    report = models.Report
    with database.writing() as session:
        wanted = report.id.in_(list(numbers)) & (report.state == OPEN)
        return set(session.scalars(update(report).where(wanted).values(state=CLOSED, contact="").returning(report.id)))


def _open(session: Session, told: Told) -> Sequence[models.Report]:
    report = models.Report
    about = (report.state == OPEN, report.noun == told.noun, report.slug == told.slug)
    return session.scalars(select(report).where(*about)).all()
