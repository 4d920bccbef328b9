"""What each name of a selection asks for, as queries whose numbers are those of entries or of their items."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from calendar_service import models
from calendar_service.store import search
from calendar_service.store.choice import Branch, Numbers
from feeds.vocabulary import EventKind

_ENTRY: Final = models.Entry


def branches_of(
    dialect: str, name: str, given: tuple[str, ...], numbers: Mapping[str, int], *, excludes: bool = False
) -> list[Branch]:
    """The queries whose numbers are those of the entries, or of the items, that a name's values stand for."""
    if name == "q":
        return [(_ENTRY.id, search.found(dialect, given))]
    if name == "format":
        return [(_ENTRY.id, select(models.Medium.entry_id).where(models.Medium.format.in_(given)))]
    if name == "territory":
        # What comes out worldwide comes out here too; but “not here” does not mean “not worldwide”.
        territories = given if excludes else (*given, "")
        return [(_ENTRY.id, select(models.ReleaseDate.entry_id).where(models.ReleaseDate.territory.in_(territories)))]
    if name == "status":
        return with_status(given)
    queries = _ITEMS[name](given, [numbers[value] for value in given if value in numbers])
    return [(_ENTRY.item_id, query) for query in queries]


def _of_kind(given: tuple[str, ...], _: list[int]) -> list[Numbers]:
    item = models.Item.__table__.c
    sorts = {str(kind) for kind in EventKind}
    events = [kind for kind in given if kind in sorts]
    releases = [kind for kind in given if kind not in sorts | {"event", "release"}]
    found = [item.noun == noun for noun in ("event", "release") if noun in given]
    found += [and_(item.noun == "event", item.kind.in_(events))] if events else []
    found += [and_(item.noun == "release", item.kind.in_(releases))] if releases else []
    return [select(item.id).where(or_(*found))]


def _with_artist(_: tuple[str, ...], numbers: list[int]) -> list[Numbers]:
    return [select(models.Credit.item_id).where(models.Credit.artist_id.in_(numbers))]


def _with_organizer(_: tuple[str, ...], numbers: list[int]) -> list[Numbers]:
    # A label that puts a record out is named by it as well: its page would be empty without its records.
    return [
        select(models.Credit.item_id).where(models.Credit.organizer_id.in_(numbers)),
        *_with_label((), numbers),
    ]


def _with_label(_: tuple[str, ...], numbers: list[int]) -> list[Numbers]:
    return [select(models.Imprint.release_id).where(models.Imprint.label_id.in_(numbers))]


def _in_series(_: tuple[str, ...], numbers: list[int]) -> list[Numbers]:
    return [select(models.Sequel.item_id).where(models.Sequel.series_id.in_(numbers))]


def _with_tag(_: tuple[str, ...], numbers: list[int]) -> list[Numbers]:
    return [select(models.Tagging.item_id).where(models.Tagging.tag_id.in_(numbers))]


def _at_venue(_: tuple[str, ...], numbers: list[int]) -> list[Numbers]:
    return at(numbers)


def _in_city(given: tuple[str, ...], _: list[int]) -> list[Numbers]:
    return at(select(models.Venue.id).where(models.Venue.city_slug.in_(given)))


def _in_country(given: tuple[str, ...], _: list[int]) -> list[Numbers]:
    return at(select(models.Venue.id).where(models.Venue.country.in_(given)))


def at(venues: list[int] | Numbers) -> list[Numbers]:
    """The events at one of these venues, or that were to be there."""
    # What has moved away stays where it was to be, and says so: nothing vanishes silently.
    event = models.Event.__table__.c
    return [select(event.id).where(column.in_(venues)) for column in (event.venue_id, event.previous_venue_id)]


_ITEMS: Final[Mapping[str, Callable[[tuple[str, ...], list[int]], list[Numbers]]]] = {
    "kind": _of_kind,
    "artist": _with_artist,
    "venue": _at_venue,
    "organizer": _with_organizer,
    "label": _with_label,
    "series": _in_series,
    "city": _in_city,
    "country": _in_country,
    "tag": _with_tag,
}


def with_status(given: tuple[str, ...]) -> list[Branch]:
    """The entries with one of these words as their status, or as a fact beside it."""
    event, offer = models.Event.__table__.c, models.Offer
    other = aliased(offer)
    still = select(other.entry_id).where(other.entry_id == offer.entry_id, other.availability != "sold_out").exists()
    moved, online = event.previous_venue_id.is_not(None), and_(event.venue_id.is_(None), event.online_url != "")
    facts: dict[str, Branch] = {
        "rescheduled": (_ENTRY.id, select(models.EarlierTime.entry_id)),
        "moved": (_ENTRY.item_id, select(event.id).where(moved, ~online)),
        "moved_online": (_ENTRY.item_id, select(event.id).where(moved, online)),
        "sold_out": (_ENTRY.id, select(offer.entry_id).where(offer.availability == "sold_out", ~still)),
    }
    said = [word for word in given if word not in facts]
    found = [facts[word] for word in given if word in facts]
    if said:
        date = models.ReleaseDate
        found.append((_ENTRY.item_id, select(event.id).where(event.status.in_(said))))
        found.append((_ENTRY.id, select(date.entry_id).where(date.status.in_(said))))
    return found
