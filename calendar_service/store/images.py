"""Keeping pictures: each once, by its digest, and for ever the same."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.pictures.shrinking import Measure, Picture
from calendar_service.store.writing import Writing


def keep(writing: Writing, picture: Picture) -> models.Image:
    """The row of a picture; one that is kept already is left as it is."""
    measure = picture.measure
    row = _row(writing.session, measure.digest)
    if row is None:
        now = writing.edge.now.replace(microsecond=0)
        row = models.Image(digest=measure.digest, width=measure.width, height=measure.height, created_at=now)
        writing.session.add(row)
        writing.session.flush()
        for size in picture.sizes:
            made = models.ImageSize(image_id=row.id, width=size.width, height=size.height, content=size.content)
            writing.session.add(made)
    return row


def kept(session: Session, digest: str) -> models.Image:
    """The row of a picture that is kept. Raises LookupError where it is not: pictures are kept before facts are."""
    row = _row(session, digest)
    if row is None:
        raise LookupError(f"The picture {digest} is not kept.")
    return row


def measure(session: Session, digest: str) -> Measure | None:
    """The measure of a picture that is kept; None where it is not."""
    row = _row(session, digest)
    return Measure(row.digest, row.width, row.height) if row else None


def find(session: Session, digest: str, width: int) -> bytes | None:
    """The bytes of a picture in one of its widths; None where it is not kept so, or where nothing public shows it: what
    is sent for a draft is nobody's to see before its hour."""
    image, size, item = models.Image, models.ImageSize, models.Item
    is_public = select(item.id).where(item.image_id == image.id).exists()
    statement = select(size.content).join(image, image.id == size.image_id)
    return session.scalars(statement.where(image.digest == digest, size.width == width, is_public)).one_or_none()


def _row(session: Session, digest: str) -> models.Image | None:
    return session.scalars(select(models.Image).where(models.Image.digest == digest)).one_or_none()
