"""CSV (RFC 4180): one line for each entry, for spreadsheets."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from io import StringIO
from typing import Final

from feeds import terms, wording
from feeds.entry import Entry, Stamp
from feeds.facts import Event, Facts, ReleaseDate, Venue
from feeds.tongue import ENGLISH
from feeds.when import Moment, When

MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"
COLUMNS: Final = (
    "uid", "sequence", "changed_at", "status", "kind", "title", "with", "starts", "ends", "zone", "all_day", "doors",
    "venue", "room", "street", "postal_code", "city", "region", "country", "latitude", "longitude", "formats",
    "territory", "labels", "catalogue_numbers", "tags", "url",
)  # fmt: skip
"""The header. It changes only by addition, at its end."""

BOM: Final = b"\xef\xbb\xbf"
"""Stands in front of the whole: without it Excel reads UTF-8 as the machine's old code page, and whoever opens the
file there has no way to tell it otherwise. RFC 4180 is silent on it; programs that mind have JSON."""

_SEPARATOR: Final = "; "
# Where a spreadsheet may see the beginning of a formula (OWASP, "CSV Injection"), also in full-width letters; and
# behind a semicolon too, at which Excel cuts lines wherever the comma is the decimal sign.
_FORMULA = re.compile("(^|;\\s*)(?=[=+\\-@\t\r\n＝＋－＠])")


def csv_table(entries: Iterable[tuple[Entry, Stamp]]) -> bytes:
    """A table with a header, in the order of the entries; columns are `COLUMNS`, lists are joined by semicolons.

    Times are as they are known: local wall clock (`2026-12-05T20:00`, in `zone`), a day, EDTF (`2027-03`), or `tba`.
    Degrees are WGS 84. Kinds and formats are in English in
    every language: programs read them. Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    content = StringIO(newline="")
    writer = csv.writer(content, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry, stamp in entries:
        row = _row(entry, stamp)
        writer.writerow([row.get(column, "") for column in COLUMNS])
    return BOM + content.getvalue().encode()


def _row(entry: Entry, stamp: Stamp) -> dict[str, str]:
    facts = entry.facts
    texts = {
        "uid": entry.uid,
        "status": facts.status.value,
        "kind": terms.kind(ENGLISH, facts),
        "title": wording.title(facts),
        "url": entry.url,
        **(_event(facts) if isinstance(facts, Event) else _release_date(facts)),
    }
    return {column: _FORMULA.sub(r"\1'", text) for column, text in texts.items()} | _numbers(facts, stamp)


def _numbers(facts: Facts, stamp: Stamp) -> dict[str, str]:
    """What needs no guard: numbers may begin with a minus."""
    changed = stamp.changed_at.astimezone(UTC)
    numbers = {"sequence": str(stamp.revision), "changed_at": f"{changed:%Y-%m-%dT%H:%M:%SZ}"}
    venue = facts.venue if isinstance(facts, Event) else None
    if venue and venue.latitude is not None:
        numbers |= {"latitude": f"{venue.latitude:.6f}", "longitude": f"{venue.longitude:.6f}"}
    return numbers


def _event(event: Event) -> dict[str, str]:
    zone = event.venue.zone if event.venue else ""
    return {
        "with": _SEPARATOR.join(wording.billed(event.credits)),
        **_times(event.starts, zone),
        "ends": str(event.ends or ""),
        "doors": str(event.doors or ""),
        "room": event.room,
        "tags": _SEPARATOR.join(event.tags),
        **(_place(event.venue) if event.venue else {}),
    }


def _release_date(facts: ReleaseDate) -> dict[str, str]:
    release = facts.release
    return {
        "with": _SEPARATOR.join(wording.billed(release.credits)),
        **_times(facts.date, ""),
        "formats": _SEPARATOR.join(terms.medium(ENGLISH, item) for item in facts.media),
        "territory": facts.territory,
        "labels": _once(imprint.label.name for imprint in release.imprints),
        "catalogue_numbers": _once(_catalogue_numbers(facts)),
        "tags": _SEPARATOR.join(release.tags),
    }


def _times(starts: When, zone: str) -> dict[str, str]:
    if isinstance(starts, Moment):
        return {"starts": str(starts), "zone": starts.zone, "all_day": "no"}
    return {"starts": str(starts), "zone": zone, "all_day": "yes"}


def _place(venue: Venue) -> dict[str, str]:
    return {
        "venue": venue.name,
        "street": venue.street,
        "postal_code": venue.postal_code,
        "city": venue.city,
        "region": venue.region,
        "country": venue.country,
    }


def _catalogue_numbers(facts: ReleaseDate) -> Iterator[str]:
    yield from (imprint.catalogue_number for imprint in facts.release.imprints)
    yield from (medium.catalogue_number for medium in facts.media)


def _once(texts: Iterable[str]) -> str:
    return _SEPARATOR.join(text for text in dict.fromkeys(texts) if text)
