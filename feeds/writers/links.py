"""Addresses that hand a feed or one entry to a calendar app (feed checklist, "Subscribe links")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import quote, urlencode

from feeds import wording
from feeds.entry import Entry, Span, span
from feeds.when import Moment, PartialDate

DETAILS_LIMIT: Final = 800
"""Characters of the text in a link: above about 900 Outlook drops the whole address."""


@dataclass(frozen=True, slots=True)
class Link:
    """A button: the app's name and the address that it opens."""

    app: str
    url: str


def subscribe(feed: str, name: str) -> list[Link]:
    """Links that subscribe to a feed by its absolute address; what isn't here copies the address."""
    webcal = "webcal://" + feed.split("://", 1)[-1]
    query = urlencode({"url": webcal, "name": name}, quote_via=quote)
    return [
        Link("Apple Calendar and most desktop apps", webcal),
        Link("Google Calendar", "https://calendar.google.com/calendar/u/0/r?cid=" + quote(webcal, safe="")),
        Link("Outlook.com", f"https://outlook.live.com/calendar/0/addfromweb/?{query}"),
        Link("Microsoft 365", f"https://outlook.office.com/calendar/0/addfromweb/?{query}"),
    ]


def add(entry: Entry) -> list[Link]:
    """Links that add a copy of one entry, which follows no later change; none where its day is not known."""
    place = span(entry.facts)
    if place is None:
        return []
    return [Link("Google Calendar", _google(entry, place)), Link("Outlook.com", _outlook(entry, place))] + (
        [Link("Yahoo Calendar", _yahoo(entry, place))] if _fits_yahoo(place) else []
    )


def _google(entry: Entry, place: Span) -> str:
    query = {"action": "TEMPLATE", "text": wording.summary(entry.facts), "location": wording.location(entry.facts)}
    if isinstance(place.starts, Moment) and isinstance(place.ends, Moment):
        query["dates"] = f"{place.starts.wall:%Y%m%dT%H%M%S}/{place.ends.wall:%Y%m%dT%H%M%S}"
        query["ctz"] = place.starts.zone
    else:
        first, after = _days(place)
        query["dates"] = f"{first.replace('-', '')}/{after.replace('-', '')}"
    query["details"] = _details(entry)
    return "https://calendar.google.com/calendar/render?" + _encode(query)


def _outlook(entry: Entry, place: Span) -> str:
    query = {"rru": "addevent", "subject": wording.summary(entry.facts), "location": wording.location(entry.facts)}
    if isinstance(place.starts, Moment) and isinstance(place.ends, Moment):
        query |= {"startdt": place.starts.utc.isoformat(), "enddt": place.ends.utc.isoformat()}
    else:
        first, after = _days(place)
        query |= {"startdt": first, "enddt": after, "allday": "true"}
    query["body"] = _details(entry)
    return "https://outlook.live.com/calendar/0/action/compose?" + _encode(query)


def _yahoo(entry: Entry, place: Span) -> str:
    query = {"v": "60", "title": wording.summary(entry.facts), "in_loc": wording.location(entry.facts)}
    if isinstance(place.starts, Moment) and isinstance(place.ends, Moment):
        query |= {"st": f"{place.starts.utc:%Y%m%dT%H%M%SZ}", "et": f"{place.ends.utc:%Y%m%dT%H%M%SZ}"}
    else:
        query |= {"dur": "allday", "st": _days(place)[0].replace("-", "")}
    query["desc"] = _details(entry)
    return "https://calendar.yahoo.com/?" + _encode(query)


def _fits_yahoo(place: Span) -> bool:
    # It knows whole days only one at a time.
    return isinstance(place.starts, Moment) or place.starts == place.ends


def _days(place: Span) -> tuple[str, str]:
    assert isinstance(place.starts, PartialDate)
    assert isinstance(place.ends, PartialDate)
    return place.starts.first.isoformat(), (place.ends.last + timedelta(days=1)).isoformat()


def _details(entry: Entry) -> str:
    text = wording.description(entry)
    return text if len(text) <= DETAILS_LIMIT else f"{text[:DETAILS_LIMIT].rstrip()}…\n{entry.url}"


def _encode(query: dict[str, str]) -> str:
    return urlencode({name: value for name, value in query.items() if value}, quote_via=quote)
