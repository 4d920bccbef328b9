"""Rows as the objects of a load file, by their slugs, each with what a load file has no field for under `kept`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from calendar_service import models
from calendar_service.intake.telling import told_date, told_event, told_noun, told_release
from calendar_service.store import reading
from feeds import facts

VERSION: Final = 1
"""Of the form of an export; it is raised when an older program could no longer take one up."""
HEADER: Final = {"type": "export", "version": VERSION}
PICTURES: Final = "pictures"
"""The folder of the pictures, beside the file."""

Object = dict[str, Any]


def noun_object(noun: str, row: Any) -> Object:
    """A venue, artist, organizer, series, work or announcement."""
    plain = told_noun(reading.NOUNS[noun](row))
    kept = {**_origin(row), "uid": row.uid if isinstance(row, models.Series) else None}
    return _filled({"type": noun, "id": row.slug, **plain, "kept": _filled(kept)})


def tag_object(row: models.Tag) -> Object:
    """A tag in the spelling by which it is called."""
    return {"type": "tag", "id": row.slug, "name": row.name}


def item_object(row: models.Item) -> Object:
    """An event with its entry, or a release with its dates, each with its entry."""
    kept = {**_origin(row), "created_at": _instant(row.created_at)}
    if isinstance(row, models.Event):
        [entry] = row.entries
        own, kept = event_fields(reading.event(row)), {**kept, "entry": _entry(entry)}
    else:
        assert isinstance(row, models.Release)
        release = reading.release(row)
        own = {**release_fields(release), "dates": [_date(entry, release) for entry in row.entries]}
    return {"type": row.noun, "id": row.slug, **own, "kept": _filled(kept)}


def event_fields(event: facts.Event) -> Object:
    """The fields of an event in a load file, in which nouns are called by their slugs."""
    return _filled({**told_event(event, _slug), "image": _image(event.image)})


def release_fields(release: facts.Release) -> Object:
    """The fields of a release without its dates."""
    return _filled({**told_release(release, [], _slug), "image": _image(release.image)})


def date_fields(date_id: str, date: facts.ReleaseDate) -> Object:
    """The fields of a release date."""
    return _filled(told_date(date_id, date))


def image_object(row: models.Image, sizes: Iterable[models.ImageSize]) -> Object:
    """A picture, and the files that hold it in each of its sizes."""
    files = [
        {"path": picture_path(row.digest, size.width), "width": size.width, "height": size.height} for size in sizes
    ]
    measure = {"width": row.width, "height": row.height, "created_at": _instant(row.created_at)}
    return {"type": "image", "id": row.digest, **measure, "sizes": files}


def picture_path(digest: str, width: int) -> str:
    """Where a picture stands beside the file."""
    return f"{PICTURES}/{digest}-{width}.webp"


def news_object(row: models.News, uid: str) -> Object:
    """Something that became known of an entry."""
    told = {"type": "news", "number": row.id, "entry": uid, "headline": row.headline, "at": _instant(row.at)}
    return told | ({"reason": row.reason} if row.reason else {})


def retired_object(row: models.Retired) -> Object:
    """A slug that leads on, or to the word that its page was withdrawn."""
    return _filled({"type": "retired", "noun": row.noun, "id": row.slug, "successor": row.successor})


def selection_object(row: models.SavedSelection) -> Object:
    """A selection behind a short address."""
    return {"type": "selection", "id": row.code, "query": row.query, "created_at": _instant(row.created_at)}


def _image(image: facts.Image | None) -> Object | None:
    return {"path": picture_path(image.digest, image.width), "alt": image.alt} if image else None


def _date(entry: models.Entry, release: facts.Release) -> Object:
    row = entry.date
    assert row is not None
    return {**date_fields(row.source_id, reading.release_date(entry, release)), "kept": _entry(entry)}


def _entry(row: models.Entry) -> Object:
    instants = {"created_at": _instant(row.created_at), "changed_at": _instant(row.changed_at)}
    plain = {name: getattr(row, name) for name in ("uid", "revision", "digest", "variants")}
    return _filled({"number": row.id, **plain, **instants})


def _origin(row: Any) -> Object:
    return {"source": row.source, "id": row.source_id}


def _slug(noun: facts.Noun) -> str:
    return noun.slug


def _instant(time: datetime) -> str:
    return time.isoformat()


def _filled(given: Mapping[str, Any]) -> Object:
    """The same without what is empty, at any depth."""
    whole = {name: _deep(value) for name, value in given.items()}
    return {name: value for name, value in whole.items() if value not in (None, "", [], {})}


def _deep(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _filled(value)
    return [_deep(item) for item in value] if isinstance(value, list) else value
