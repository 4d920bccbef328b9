"""Nouns, events and releases by the ids of their source, looked up and stored a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, selectin_polymorphic

from calendar_service import models
from calendar_service.errors import IntakeError
from calendar_service.intake.beside import Beside
from calendar_service.intake.entries import ENTRY_SHAPES, EventShape, ReleaseShape
from calendar_service.intake.judge import missing, noun_facts
from calendar_service.intake.problems import read
from calendar_service.intake.scan import Found
from calendar_service.pictures.shrinking import Measure
from calendar_service.store import items, merged, nouns, reading
from calendar_service.store.merging import NOUNS as MERGEABLE
from calendar_service.store.nouns import MODELS, Origin
from calendar_service.store.slugs import base_of
from calendar_service.store.writing import Writing
from feeds import facts

Count = Callable[[str, str], None]
"""Hears of each object: its noun, and `created`, `revised`, `unchanged` or `withdrawn`."""


def rows_of(session: Session, noun: str, source: str, refs: Iterable[str], *, lock: str = "") -> dict[str, Any]:
    """The rows of a noun by the ids of their source, as far as there are any; what was merged is the one it is part of.

    With `lock` they can't change before this transaction ends (PostgreSQL; SQLite has one writer): `share` for who
    renders entries from them, who would otherwise miss a change made meanwhile; `update` for who changes them.
    """
    table, wanted = MODELS[noun], set(refs)
    heirs = merged.heirs(session, noun, source, wanted) if noun in MERGEABLE else {}
    own = and_(table.source == source, table.source_id.in_(wanted))
    statement: Select[Any] = select(table).where(or_(own, table.id.in_(heirs.values())) if heirs else own)
    if lock:
        statement = statement.order_by(table.id).with_for_update(read=lock == "share", of=table)
    rows = {row.id: row for row in session.scalars(statement)}
    found = {row.source_id: row for row in rows.values() if row.source == source and row.source_id in wanted}
    return found | {ref: rows[number] for ref, number in heirs.items() if number in rows}


class References:
    """What the references of a batch lead to: rows, and their facts."""

    def __init__(
        self, session: Session, source: str, shapes: Sequence[EventShape | ReleaseShape], beside: Beside, *, lock: str
    ) -> None:
        self.picture: Callable[[str], Measure] = beside.picture
        wanted: dict[str, set[str]] = {}
        for noun, ref in (pair for shape in shapes for pair in shape.references()):
            wanted.setdefault(noun, set()).add(ref)
        self._facts: dict[tuple[str, str], facts.Noun] = {}
        self.known: dict[tuple[str, str], Any] = {}
        for noun, refs in sorted(wanted.items()):
            rows = rows_of(session, noun, source, refs, lock=lock)
            if lock and len(rows) < len(refs):  # what was merged while its lock was waited for is part of another now
                rows |= rows_of(session, noun, source, refs - rows.keys(), lock=lock)
            for ref, row in rows.items():
                self._facts[noun, ref] = reading.NOUNS[noun](row)
                self.known[noun, row.slug] = row

    def get(self, noun: str, ref: str) -> facts.Noun | None:
        """The facts of a noun by its id; None where there is none."""
        return self._facts.get((noun, ref))

    def missing(self, noun: str, ref: str) -> str:
        """Why there is none."""
        return missing(noun, ref)


def store_nouns(writing: Writing, source: str, batch: Sequence[Found], count: Count) -> None:
    """Store a batch of venues, artists, organizers, works, series and announcements."""
    by_noun: dict[str, dict[str, facts.Noun]] = {}
    for found in batch:
        ref, new = noun_facts(found)
        by_noun.setdefault(found.noun, {})[ref] = new
    # Locked in the order in which entries lock what they show, so that no two transactions wait for each other.
    locked = {noun: rows_of(writing.session, noun, source, by_noun[noun], lock="update") for noun in sorted(by_noun)}
    for noun, given in by_noun.items():
        rows = locked[noun]
        writing.slugs.learn(noun, (base_of(noun, nouns.title_of(new)) for ref, new in given.items() if ref not in rows))
        for ref, new in given.items():
            count(noun, _store_noun(writing, rows.get(ref), new, Origin(source, ref)))


def store_entries(writing: Writing, source: str, batch: Sequence[Found], count: Count, beside: Beside) -> None:
    """Store a batch of events and releases, whose pictures are kept already."""
    for noun, shapes in _shapes(batch):
        references = References(writing.session, source, shapes, beside, lock="share")
        _lock_items(writing.session, noun, source, shapes)
        rows = _items(writing.session, noun, source, shapes)
        withdrawn = _withdrawn(writing.session, noun, source, shapes)
        for _ in withdrawn:
            count(noun, "withdrawn")
        made = [(shape.id, shape.facts(references)) for shape in shapes if shape.id not in withdrawn]
        writing.slugs.learn(noun, (_base(new) for ref, new in made if ref not in rows))
        for ref, new in made:
            _, verb = _revise(writing, rows.get(ref), new, references, Origin(source, ref))
            count(noun, verb)


def compare_nouns(session: Session, source: str, batch: Sequence[Found], count: Count) -> None:
    """Tell what `store_nouns` would do."""
    for found in batch:
        ref, new = noun_facts(found)
        row = rows_of(session, found.noun, source, [ref]).get(ref)
        count(found.noun, "created" if row is None else _compare_noun(session, row, new, Origin(source, ref)))


def compare_entries(session: Session, source: str, batch: Sequence[Found], count: Count, beside: Beside) -> None:
    """Tell what `store_entries` would do."""
    for noun, shapes in _shapes(batch):
        references = References(session, source, shapes, beside, lock="")
        rows, withdrawn = _items(session, noun, source, shapes), _withdrawn(session, noun, source, shapes)
        for shape in shapes:
            count(noun, "withdrawn" if shape.id in withdrawn else _verb(rows.get(shape.id), shape, references))


def _store_noun(writing: Writing, row: Any | None, new: facts.Noun, origin: Origin) -> str:
    if row is not None and merged.is_heir(row, origin):
        return merged.adopt(writing, row, origin, new)
    _, verb = nouns.revise(writing, row, merged.with_adopted(writing.session, row, new), origin)
    return verb


def _compare_noun(session: Session, row: Any, new: facts.Noun, origin: Origin) -> str:
    if merged.is_heir(row, origin):
        return "unchanged" if merged.has_rooms(row, new) else "revised"
    return "unchanged" if nouns.is_same(row, merged.with_adopted(session, row, new)) else "revised"


def _verb(row: models.Item | None, shape: EventShape | ReleaseShape, references: References) -> str:
    if row is None:
        return "created"
    return "unchanged" if _would_be_same(row, shape, references) else "revised"


def _would_be_same(row: models.Item, shape: EventShape | ReleaseShape, references: References) -> bool:
    try:
        return _is_same(row, shape.facts(references))
    except IntakeError:  # the file was judged good, so this names a noun that is not stored yet
        return False


def _shapes(batch: Sequence[Found]) -> Iterator[tuple[str, list[Any]]]:
    for noun, shape in ENTRY_SHAPES.items():
        shapes = [read(shape, found.value) for found in batch if found.noun == noun]
        if shapes:
            yield noun, shapes


def _lock_items(session: Session, noun: str, source: str, shapes: Sequence[Any]) -> None:
    """Have other writers of these items, and renderers of their entries, wait: each change then sees the last one."""
    item, entry = models.Item, models.Entry
    ours = [item.noun == noun, item.source == source, item.source_id.in_([shape.id for shape in shapes])]
    numbers = session.scalars(select(item.id).where(*ours).order_by(item.id).with_for_update()).all()
    session.execute(select(entry.id).where(entry.item_id.in_(numbers)).order_by(entry.id).with_for_update())


def _items(session: Session, noun: str, source: str, shapes: Sequence[Any]) -> dict[str, Any]:
    item = models.Item
    statement = select(item).where(
        item.noun == noun, item.source == source, item.source_id.in_([shape.id for shape in shapes])
    )
    both = selectin_polymorphic(item, [models.Event, models.Release])
    return {str(row.source_id): row for row in session.scalars(statement.options(both))}


def _withdrawn(session: Session, noun: str, source: str, shapes: Sequence[Any]) -> set[str]:
    """The ids of what was taken out for good: a file that names it again brings nothing back."""
    gone, ids = models.Withdrawal, [shape.id for shape in shapes]
    statement = select(gone.source_id).where(gone.noun == noun, gone.source == source, gone.source_id.in_(ids))
    return {ref for ref in session.scalars(statement) if ref is not None}


def _base(new: facts.Event | list[tuple[str, facts.ReleaseDate]]) -> str:
    if isinstance(new, facts.Event):
        return items.event_slug(new)
    return base_of("release", new[0][1].release.title)


def _revise(writing: Writing, row: Any, new: Any, references: References, origin: Origin) -> tuple[models.Item, str]:
    if isinstance(new, facts.Event):
        return items.revise_event(writing, row, new, references.known, origin)
    return items.revise_release(writing, row, _dated(new), references.known, origin)


def _is_same(row: models.Item, new: Any) -> bool:
    if isinstance(row, models.Event):
        return bool(reading.event(row) == new)
    assert isinstance(row, models.Release)
    return items.is_same(row, _dated(new))


def _dated(new: list[tuple[str, facts.ReleaseDate]]) -> list[items.Dated]:
    return [items.Dated(date_id, date) for date_id, date in new]
