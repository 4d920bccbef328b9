"""Taking up an export: into a database without entries, in one transaction, so that subscribers notice nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.errors import DatabaseError, FileError
from calendar_service.exports.judging import Pictures, bare, found, judge_export, origin_of
from calendar_service.exports.shapes import ImageShape, NewsShape, RetiredShape, SelectionShape, TagShape
from calendar_service.intake.entries import ENTRY_SHAPES
from calendar_service.intake.judge import Judgement, missing
from calendar_service.intake.nouns import NOUN_SHAPES
from calendar_service.intake.problems import read
from calendar_service.intake.scan import Found
from calendar_service.pictures.shrinking import Measure
from calendar_service.store import items, nouns, reading, tables
from calendar_service.store.database import Database
from calendar_service.store.nouns import MODELS
from calendar_service.store.writing import Edge, Writing
from calendar_service.work import Bar
from feeds import facts
from feeds.search import folded

BATCH: Final = 200
"""Lines that are stored, and forgotten, together."""
OURS: Final = (models.Item, *MODELS.values(), models.Tag, models.Image, models.Retired, models.SavedSelection)
"""What must be empty: two catalogues can't be told apart by their slugs."""


def take_up(database: Database, edge: Edge, path: Path, folder: Path | None, *, dry_run: bool = False) -> Judgement:
    """Store an export: what it holds, and what is wrong with it; with an error nothing is stored.

    Raises FileError where the file can't be read, and DatabaseError where the database holds a catalogue already.
    """
    pictures = Pictures(folder)
    judgement = judge_export(path, pictures)
    if judgement.error_count or dry_run:
        return judgement
    with database.writing() as session:
        _refuse_full(session)
        taking = _Taking(session, edge, pictures)
        with Bar("Loading", judgement.counts.total()) as bar:
            for noun, lines in _sorted(path):
                taking.store(noun, lines)
                bar.advance(len(lines) if noun in judgement.counts else 0)
        connection = session.connection()
        tables.set_counters(connection, tables.tables_of(connection))
    if taking.revision is not None:
        database.revisions.seen(taking.revision)
    return judgement


def _refuse_full(session: Session) -> None:
    for model in OURS:
        if session.execute(select(model).limit(1)).first() is not None:
            raise DatabaseError(
                "An export goes into a database without entries, and this one has some: set CALENDAR_DATABASE_URL or "
                "CALENDAR_DATA_DIR to a new one."
            )


def _sorted(path: Path) -> Iterator[tuple[str, list[Found]]]:
    """The lines in batches of one noun, what is referred to first."""
    stages = (("image", "tag", *NOUN_SHAPES), tuple(ENTRY_SHAPES), ("news", "retired", "selection"))
    for stage in stages:
        for noun in stage:
            lines = (line for line in found(path) if line.noun == noun)
            while batch := list(islice(lines, BATCH)):
                yield noun, batch


class _Taking:
    """The transaction of a whole export, which forgets what it has stored."""

    def __init__(self, session: Session, edge: Edge, pictures: Pictures) -> None:
        self.session, self.edge, self.pictures = session, edge, pictures
        self.revision: int | None = None

    def store(self, noun: str, lines: Sequence[Found]) -> None:
        """Store some lines of one noun, with their lines in the log."""
        transaction = Writing(self.session, self.edge)
        if noun in NOUN_SHAPES:
            _store_nouns(transaction, noun, lines)
        elif noun in ENTRY_SHAPES:
            _store_items(transaction, noun, lines, self.pictures)
        else:
            _STORE[noun](self, lines)
        self.revision = transaction.close() or self.revision
        self.session.expunge_all()

    def images(self, lines: Sequence[Found]) -> None:
        """Pictures, each in all of its sizes."""
        for shape in (read(ImageShape, line.value) for line in lines):
            row = models.Image(digest=shape.id, width=shape.width, height=shape.height, created_at=shape.created_at)
            self.session.add(row)
            self.session.flush()
            for size in shape.sizes:
                content = self.pictures.content(size.path)
                self.session.add(
                    models.ImageSize(image_id=row.id, width=size.width, height=size.height, content=content)
                )
            self.session.flush()

    def tags(self, lines: Sequence[Found]) -> None:
        """Tags."""
        shapes = [read(TagShape, line.value) for line in lines]
        rows = [{"slug": shape.id, "name": shape.name, "sort_name": folded(shape.name)} for shape in shapes]
        self.session.execute(insert(models.Tag), rows)

    def news(self, lines: Sequence[Found]) -> None:
        """News, by the UIDs of their entries."""
        shapes = [read(NewsShape, line.value) for line in lines]
        entry = models.Entry
        statement = select(entry.uid, entry.id).where(entry.uid.in_({shape.entry for shape in shapes}))
        numbers: dict[str, int] = dict(self.session.execute(statement).all())
        for line, shape in zip(lines, shapes, strict=True):
            if shape.entry not in numbers:
                raise FileError(f"Line {line.line}, news, /entry: no entry of this export has the UID “{shape.entry}”.")
        rows = [
            {"id": shape.number, "entry_id": numbers[shape.entry], "headline": shape.headline.value, "at": shape.at}
            | {"reason": shape.reason}
            for shape in shapes
        ]
        self.session.execute(insert(models.News), rows)

    def retired(self, lines: Sequence[Found]) -> None:
        """Slugs that lead on."""
        shapes = [read(RetiredShape, line.value) for line in lines]
        rows = [{"noun": shape.noun, "slug": shape.id, "successor": shape.successor} for shape in shapes]
        self.session.execute(insert(models.Retired), rows)

    def selections(self, lines: Sequence[Found]) -> None:
        """Selections behind short addresses."""
        shapes = [read(SelectionShape, line.value) for line in lines]
        rows = [{"code": shape.id, "query": shape.query, "created_at": shape.created_at} for shape in shapes]
        self.session.execute(insert(models.SavedSelection), rows)


_STORE: Final = {
    "image": _Taking.images,
    "tag": _Taking.tags,
    "news": _Taking.news,
    "retired": _Taking.retired,
    "selection": _Taking.selections,
}


def _store_nouns(writing: Writing, noun: str, lines: Sequence[Found]) -> None:
    for line in lines:
        shape = read(NOUN_SHAPES[noun], bare(line.value))
        nouns.revise(writing, None, shape.facts(), origin_of(line.value))


def _store_items(writing: Writing, noun: str, lines: Sequence[Found], pictures: Pictures) -> None:
    shapes: list[Any] = [read(ENTRY_SHAPES[noun], bare(line.value)) for line in lines]
    names = _Names(writing.session, (pair for shape in shapes for pair in shape.references()), pictures)
    for line, shape in zip(lines, shapes, strict=True):
        made, origin = shape.facts(names), origin_of(line.value)
        if isinstance(made, facts.Event):
            items.revise_event(writing, None, made, names.known, origin)
        else:
            dated = [items.Dated(date_id, date) for date_id, date in made]
            items.revise_release(writing, None, dated, names.known, origin)


class _Names:
    """What the references of a batch lead to: nouns by their slugs."""

    def __init__(self, session: Session, references: Iterable[tuple[str, str]], pictures: Pictures) -> None:
        self._pictures = pictures
        self._facts: dict[tuple[str, str], facts.Noun] = {}
        self.known: dict[tuple[str, str], Any] = {}
        wanted: dict[str, set[str]] = {}
        for noun, slug in references:
            wanted.setdefault(noun, set()).add(slug)
        for noun, slugs in wanted.items():
            for row in session.scalars(select(MODELS[noun]).where(MODELS[noun].slug.in_(slugs))):
                self._facts[noun, row.slug] = reading.NOUNS[noun](row)
                self.known[noun, row.slug] = row

    def get(self, noun: str, ref: str) -> facts.Noun | None:
        """The facts of a noun by its slug."""
        return self._facts.get((noun, ref))

    def picture(self, path: str) -> Measure:
        """The measure of a picture by the path of one of its files."""
        return self._pictures.picture(path)

    def missing(self, noun: str, ref: str) -> str:
        """Why there is none of that slug."""
        return missing(noun, ref)
