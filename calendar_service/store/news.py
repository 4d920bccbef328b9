"""News: what became known of entries, written down as they change, and read back for RSS, Atom and JSON Feed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store.choice import Choice
from calendar_service.store.choosing import not_cancelled
from calendar_service.store.writing import Writing
from feeds.facts import Facts
from feeds.news import headlines

Line = tuple[int, int, int, str, datetime, str]
"""The number of a piece of news, number and revision of its entry, the headline, when, and why."""

_NEWS = models.News
_ENTRY = models.Entry


def tell(writing: Writing, row: models.Entry, before: Facts | None, after: Facts) -> None:
    """Write down what is news of an entry between two states of its facts, and why; nothing where none is."""
    at, reason = writing.edge.now.replace(microsecond=0), writing.reason
    row.news.add_all(
        models.News(headline=headline.value, at=at, reason=reason) for headline in headlines(before, after)
    )


def told(session: Session, choice: Choice, since: datetime, bounds: tuple[int, int]) -> Sequence[Row[*Line]]:
    """The news of a choice since an instant, at least and at most so many of them, the newest first."""
    least, most = bounds
    columns = select(_NEWS.id, _ENTRY.id, _ENTRY.revision, _NEWS.headline, _NEWS.at, _NEWS.reason).join(
        _ENTRY, _ENTRY.id == _NEWS.entry_id
    )
    ordered = columns.where(*choice.conditions).order_by(_NEWS.at.desc(), _NEWS.id.desc())
    recent = session.execute(ordered.where(_NEWS.at >= since).limit(most)).all()
    return recent if len(recent) >= least else session.execute(ordered.limit(least)).all()


def come_out(session: Session, choice: Choice, days: tuple[date, date], most: int) -> Sequence[Row[int, int, date]]:
    """Number, revision and day of the releases that came out in these days, at most so many, the newest first."""
    first, last = days
    statement = select(_ENTRY.id, _ENTRY.revision, _ENTRY.first_day).join(
        models.ReleaseDate, models.ReleaseDate.entry_id == _ENTRY.id
    )
    out = (_ENTRY.first_day.between(first, last), _ENTRY.vevent.is_not(None), *not_cancelled())
    statement = statement.where(*choice.conditions, *out, models.ReleaseDate.status != "delayed")
    return session.execute(statement.order_by(_ENTRY.first_day.desc(), _ENTRY.id.desc()).limit(most)).all()
