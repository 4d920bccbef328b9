"""Writing an export: one state of the database, a piece at a time, and its pictures beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.errors import FileError
from calendar_service.exports import objects
from calendar_service.exports.objects import Object
from calendar_service.store.database import Database
from calendar_service.store.nouns import MODELS
from calendar_service.store.rendering import load_items
from calendar_service.store.selecting import chunks
from calendar_service.work import Bar

Keep = Callable[[str, bytes], None]
"""Takes a picture by its path beside the file."""


class Sink(Protocol):
    """Where lines go."""

    def write(self, content: bytes, /) -> object:
        """Take them."""


_COUNTED: Final = (models.Image, *MODELS.values(), models.Tag, models.Item, models.News, models.Retired)


def write(database: Database, sink: Sink, keep: Keep | None) -> None:
    """Write all that a database publishes as JSON Lines; without `keep` without pictures.

    The same rows give the same bytes. Raises FileError for an entry that can't be read.
    """
    with database.reading() as session:
        total = sum(session.scalars(select(func.count()).select_from(model)).one() for model in _COUNTED)
        with Bar("Exporting", total) as bar:
            for line in _lines(session, keep):
                sink.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
                bar.advance(1)


def _lines(session: Session, keep: Keep | None) -> Iterator[Object]:
    """What is referred to stands before what refers."""
    yield objects.HEADER
    if keep is not None:
        yield from _images(session, keep)
    for noun, model in MODELS.items():
        yield from (objects.noun_object(noun, row) for row in _rows(session, model))
    yield from (objects.tag_object(row) for row in _rows(session, models.Tag))
    for noun in ("event", "release"):
        for line in _items(session, noun):
            if keep is None:
                line.pop("image", None)
            yield line
    yield from _news(session)
    for row in session.scalars(select(models.Retired).order_by(models.Retired.noun, models.Retired.slug)):
        yield objects.retired_object(row)
    for saved in session.scalars(select(models.SavedSelection).order_by(models.SavedSelection.code)):
        yield objects.selection_object(saved)


def _rows(session: Session, model: Any) -> Iterator[Any]:
    """All rows by their numbers, some at a time: a site must not be held in memory at once."""
    for numbers in chunks(session.scalars(select(model.id).order_by(model.id)).all()):
        yield from session.scalars(select(model).where(model.id.in_(numbers)).order_by(model.id)).all()
        session.expunge_all()


def _images(session: Session, keep: Keep) -> Iterator[Object]:
    size = models.ImageSize
    for image in _rows(session, models.Image):
        sizes = session.scalars(select(size).where(size.image_id == image.id).order_by(size.width)).all()
        for one in sizes:
            keep(objects.picture_path(image.digest, one.width), one.content)
        yield objects.image_object(image, sizes)


def _items(session: Session, noun: str) -> Iterator[Object]:
    item = models.Item
    for numbers in chunks(session.scalars(select(item.id).where(item.noun == noun).order_by(item.id)).all()):
        found = load_items(session, set(numbers))
        for number in numbers:
            yield _object(found[number])
        session.expunge_all()


def _object(row: models.Item) -> Object:
    try:
        return objects.item_object(row)
    except Exception as error:
        # A mistake of ours, or of who wrote into the database: an export that lacks an entry must not look whole.
        raise FileError(f"The {row.noun} “{row.slug}” can't be exported: {error}") from error


def _news(session: Session) -> Iterator[Object]:
    news, entry = models.News, models.Entry
    for numbers in chunks(session.scalars(select(news.id).order_by(news.id)).all()):
        statement = select(news, entry.uid).join(entry, entry.id == news.entry_id).where(news.id.in_(numbers))
        for row, uid in session.execute(statement.order_by(news.id)).all():
            yield objects.news_object(row, uid)
        session.expunge_all()


def beside(folder: Path) -> Keep:
    """Keep pictures in a folder; one that is there already is left as it is: its name tells what it holds."""

    def keep(path: str, content: bytes) -> None:
        file = folder / path
        if file.exists() and file.stat().st_size == len(content):
            return
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_name(f".{file.name}.part")
            part.write_bytes(content)
            part.replace(file)
        except OSError as error:
            raise FileError(f"{file} can't be written: {error.strerror}.") from error

    return keep
