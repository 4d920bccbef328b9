"""Reports of mistakes: kept for moderators, in no feed and not in the log of changes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.addresses import Addresses, path_of
from calendar_service.models.reports import CLOSED, OPEN
from calendar_service.store.database import Database
from calendar_service.store.writing import Writing
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


def open_reports(session: Session, limit: int | None = None) -> Sequence[models.Report]:
    """The open reports, the oldest first: all, or the first of them."""
    statement = select(models.Report).where(models.Report.state == OPEN).order_by(models.Report.id)
    return session.scalars(statement.limit(limit)).all()


def open_count(session: Session) -> int:
    """How many reports are open."""
    return session.scalars(select(func.count()).select_from(models.Report).where(models.Report.state == OPEN)).one()


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


def settle(writing: Writing, number: int, text: str) -> models.Report | None:
    """Close a report with what was done or answered, as moderators may read it later: the report as it was, with the
    contact that is forgotten now. None where it is closed already."""
    table = models.Report
    row = writing.session.scalars(select(table).where(table.id == number).with_for_update()).one_or_none()
    if row is None or row.state != OPEN:
        return None
    before = models.Report(id=row.id, noun=row.noun, slug=row.slug, text=row.text, contact=row.contact)
    row.state, row.contact = CLOSED, ""
    answer = models.ReportAnswer(report_id=row.id, account_id=writing.account, text=text)
    answer.at = writing.edge.now.replace(microsecond=0)
    writing.session.add(answer)
    return before


def settled(session: Session, limit: int) -> Sequence[tuple[models.Report, models.ReportAnswer, str | None]]:
    """The reports that were closed last at the desk, with what was done, and the name of who did it."""
    report, answer, account = models.Report, models.ReportAnswer, models.Account
    statement = (
        select(report, answer, account.name)
        .join(answer, answer.report_id == report.id)
        .join(account, account.id == answer.account_id, isouter=True)
        .order_by(answer.at.desc(), report.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def _open(session: Session, told: Told) -> Sequence[models.Report]:
    report = models.Report
    about = (report.state == OPEN, report.noun == told.noun, report.slug == told.slug)
    return session.scalars(select(report).where(*about)).all()
