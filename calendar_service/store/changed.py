"""What has changed since a place in the log: each thing once, as it is now, or gone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store import rendering
from calendar_service.store.nouns import MODELS

PUBLIC: Final = (*MODELS, "event", "release", "entry")
"""The nouns of the log that anybody may hear of."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A thing that has changed: its noun and slug, when, and its row; None where it is gone. `formerly`: slugs that it
    had, or that others had which are part of it now; whoever keeps a copy by slugs has those no more."""

    noun: str
    slug: str
    at: datetime
    row: Any | None
    formerly: tuple[str, ...] = ()


def changed_since(session: Session, after: int, limit: int) -> tuple[list[Changed], int]:
    """At most `limit` lines of the log behind a number, as things; and the number of the last line that was read.

    What changed twice in them stands once, where it changed last. What follows tells the rest.
    """
    change = models.Change
    statement = select(change).where(change.revision > after).order_by(change.revision).limit(limit)
    rows = session.scalars(statement).all()
    entries = _items_of(session, [row.noun_id for row in rows if row.noun == "entry"])
    last: dict[tuple[str, int], models.Change] = {}
    for row in rows:
        if row.noun in PUBLIC:
            name = entries.get(row.noun_id) if row.noun == "entry" else (row.noun, row.noun_id)
            if name is not None:
                last.pop(name, None)
                last[name] = row
    found = {name: row for noun in {noun for noun, _ in last} for name, row in _rows(session, noun, last).items()}
    gone = _gone(session, [name for name in last if name not in found])
    slugs = {name: row.slug for name, row in found.items()} | {name: led[0] for name, led in gone.items()}
    former = _former(session, [(name[0], row.slug) for name, row in found.items()])
    former |= {(name[0], led[0]): led[1:] for name, led in gone.items()}
    things = [
        Changed(name[0], slugs[name], row.at, found.get(name), tuple(sorted(former.get((name[0], slugs[name]), ()))))
        for name, row in last.items()
        if name in slugs
    ]
    return things, rows[-1].revision if rows else after


def _items_of(session: Session, numbers: Sequence[int]) -> dict[int, tuple[str, int]]:
    """The events and releases that entries belong to."""
    entry, item = models.Entry, models.Item
    statement = select(entry.id, item.noun, item.id).join(item, item.id == entry.item_id).where(entry.id.in_(numbers))
    return {row[0]: (row[1], row[2]) for row in session.execute(statement)}


def _rows(session: Session, noun: str, names: Any) -> dict[tuple[str, int], Any]:
    numbers = {number for other, number in names if other == noun}
    if noun in MODELS:
        table = MODELS[noun]
        return {(noun, row.id): row for row in session.scalars(select(table).where(table.id.in_(numbers)))}
    return {(noun, number): row for number, row in rendering.load_items(session, numbers).items()}


def _former(session: Session, names: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    """The slugs that lead to things, by the nouns and slugs of these."""
    retired, found = models.Retired, defaultdict[tuple[str, str], list[str]](list)
    which = retired.successor.in_([slug for _, slug in names])
    for row in session.execute(select(retired.noun, retired.slug, retired.successor).where(which)):
        found[row.noun, row.successor].append(row.slug)
    return found


def _gone(session: Session, names: Sequence[tuple[str, int]]) -> dict[tuple[str, int], list[str]]:
    """The slug of each that was withdrawn or merged into another, and behind it those that led to it."""
    withdrawal, merge, numbers = models.Withdrawal, models.Merge, [number for _, number in names]
    statement = select(withdrawal).where(withdrawal.item_id.in_(numbers))
    found = {
        (row.noun, row.item_id): [row.slug, *json.loads(row.kept or "{}").get("led", ())]
        for row in session.scalars(statement)
    }
    merges = select(merge.noun, merge.gone_id, merge.gone_slug, merge.moved).where(merge.gone_id.in_(numbers))
    return found | {
        (row.noun, row.gone_id): [row.gone_slug, *json.loads(row.moved)["leading"]]
        for row in session.execute(merges.order_by(merge.id))
    }
