"""What slugs refer to: the nouns that an event or a release names, and the pictures that are kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.pictures.shrinking import Measure
from calendar_service.store import images, reading
from calendar_service.store.nouns import MODELS
from feeds import facts
from feeds.errors import FactError


class Slugged:
    """What references by slugs lead to: rows, which can't change before this transaction ends, and their facts."""

    def __init__(self, session: Session, references: Iterable[tuple[str, str]], *, locked: bool = True) -> None:
        """`locked` may be left out by who only looks."""
        self._session = session
        wanted: dict[str, set[str]] = {}
        for noun, slug in references:
            wanted.setdefault(noun, set()).add(slug)
        self._facts: dict[tuple[str, str], facts.Noun] = {}
        self.known: dict[tuple[str, str], Any] = {}
        # Locked in the order of nouns and numbers, as everywhere (docs/house.md).
        for noun, slugs in sorted(wanted.items()):
            rows = _rows(session, noun, slugs, locked=locked)
            if locked and len(rows) < len(slugs):  # what was merged while its lock was waited for is elsewhere now
                rows |= _rows(session, noun, slugs - rows.keys(), locked=True)
            for asked, row in rows.items():
                self._facts[noun, asked] = reading.NOUNS[noun](row)
                self.known[noun, row.slug] = row

    def get(self, noun: str, ref: str) -> facts.Noun | None:
        """The facts of a noun by its slug; None where there is none."""
        return self._facts.get((noun, ref))

    def picture(self, name: str) -> Measure:
        """The measure of a picture that is kept. Raises FactError."""
        found = images.measure(self._session, name)
        if found is None:
            raise FactError.of("image", "No picture has this digest; send it to /api/v1/images first.")
        return found

    def missing(self, noun: str, ref: str) -> str:
        """Why there is none."""
        return f"“{ref[:100]}” is the slug of no {noun} here."


def _rows(session: Session, noun: str, slugs: set[str], *, locked: bool) -> dict[str, Any]:
    """The rows by the slugs that were asked for, also by those of the past."""
    retired = models.Retired
    past = session.execute(
        select(retired.slug, retired.successor).where(retired.noun == noun, retired.slug.in_(slugs))
    ).all()
    now = {slug: slug for slug in slugs} | {slug: successor for slug, successor in past if successor}
    table = MODELS[noun]
    statement: Select[Any] = select(table).where(table.slug.in_(set(now.values()))).order_by(table.id)
    if locked:
        statement = statement.with_for_update(read=True, of=table)
    rows = {row.slug: row for row in session.scalars(statement)}
    return {asked: rows[slug] for asked, slug in now.items() if slug in rows}
