"""Addresses that hand a feed or one entry to a calendar app (feed checklist, "Subscribe links")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import quote, urlencode

from feeds import wording
from feeds.entry import Entry, Span, span
from feeds.tongue import ENGLISH, Tongue
from feeds.when import Moment, PartialDate

DETAILS_LIMIT: Final = 800
"""Characters of the text in a link: above about 900 Outlook drops the whole address."""
GOOGLE_BY_URL: Final = "https://calendar.google.com/calendar/u/0/r/settings/addbyurl"
"""Where an address is pasted in Google Calendar: for when `cid` fails, as it does now and then."""


class App(StrEnum):
    """Who takes a feed. `WEBCAL` stands for Apple's calendar and for most that are installed on a computer."""

    WEBCAL = "webcal"
    GOOGLE = "google"
    OUTLOOK = "outlook"
    MICROSOFT_365 = "microsoft_365"
    ICSX5 = "icsx5"


NAMES: Final[Mapping[App, str]] = {
    App.GOOGLE: "Google Calendar",
    App.OUTLOOK: "Outlook.com",
    App.MICROSOFT_365: "Microsoft 365",
    App.ICSX5: "ICSx⁵",
}
"""What apps are called, alike in every language."""


@dataclass(frozen=True, slots=True)
class Link:
    """A button: the app's name and the address that it opens."""

    app: str
    url: str


def ways(feed: str, name: str) -> dict[App, str]:
    """For each app the address that subscribes to a feed, given by its absolute address; all others have it pasted.

    Plain webcal, since webcals fails on iOS; for Google too, whose `cid` takes no https. ICSx⁵ takes https addresses
    that end in .ics, while webcal leads nowhere on Android without it.
    """
    webcal = "webcal://" + feed.split("://", 1)[-1]
    query = urlencode({"url": webcal, "name": name}, quote_via=quote)
    return {
        App.WEBCAL: webcal,
        App.GOOGLE: "https://calendar.google.com/calendar/u/0/r?cid=" + quote(webcal, safe=""),
        App.OUTLOOK: f"https://outlook.live.com/calendar/0/addfromweb/?{query}",
        App.MICROSOFT_365: f"https://outlook.office.com/calendar/0/addfromweb/?{query}",
        App.ICSX5: feed,
    }


def subscribe(feed: str, name: str, t: Tongue = ENGLISH) -> list[Link]:
    """Links that subscribe to a feed by its absolute address; what isn't here copies the address."""
    found = ways(feed, name)
    apps = (App.GOOGLE, App.OUTLOOK, App.MICROSOFT_365)
    first = Link(t("Apple Calendar and most desktop apps"), found[App.WEBCAL])
    return [first, *(Link(NAMES[app], found[app]) for app in apps)]


def add(entry: Entry, t: Tongue = ENGLISH) -> list[Link]:
    """Links that add a copy of one entry, which follows no later change; none where its day is not known."""
    place = span(entry.facts)
    if place is None:
        return []
    outlook = _outlook(t, entry, place)
    found = [
        Link(NAMES[App.GOOGLE], _google(t, entry, place)),
        Link(NAMES[App.OUTLOOK], f"https://outlook.live.com/calendar/0/action/compose?{outlook}"),
        Link(NAMES[App.MICROSOFT_365], f"https://outlook.office.com/calendar/0/action/compose?{outlook}"),
    ]
    return [*found, Link("Yahoo Calendar", _yahoo(t, entry, place))] if _fits_yahoo(place) else found


def _google(t: Tongue, entry: Entry, place: Span) -> str:
    query = {
        "action": "TEMPLATE",
        "text": wording.summary(t, entry.facts),
        "location": wording.location(t, entry.facts),
    }
    if isinstance(place.starts, Moment) and isinstance(place.ends, Moment):
        query |= _google_times(place.starts, place.ends)
    else:
        first, after = _days(place)
        query["dates"] = f"{first.replace('-', '')}/{after.replace('-', '')}"
    query["details"] = _details(t, entry)
    return "https://calendar.google.com/calendar/render?" + _encode(query)


def _google_times(starts: Moment, ends: Moment) -> dict[str, str]:
    # `ctz` takes no zone that is called by an abbreviation, such as CET, and says nothing of two equal times.
    if "/" not in starts.zone or starts.zone != ends.zone or starts.second or ends.second:
        return {"dates": f"{starts.utc:%Y%m%dT%H%M%SZ}/{ends.utc:%Y%m%dT%H%M%SZ}"}
    return {"dates": f"{starts.wall:%Y%m%dT%H%M%S}/{ends.wall:%Y%m%dT%H%M%S}", "ctz": starts.zone}


def _outlook(t: Tongue, entry: Entry, place: Span) -> str:
    query = {
        "rru": "addevent",
        "subject": wording.summary(t, entry.facts),
        "location": wording.location(t, entry.facts),
    }
    if isinstance(place.starts, Moment) and isinstance(place.ends, Moment):
        query |= {"startdt": place.starts.utc.isoformat(), "enddt": place.ends.utc.isoformat()}
    else:
        first, after = _days(place)
        query |= {"startdt": first, "enddt": after, "allday": "true"}
    query["body"] = _details(t, entry)
    return _encode(query)


def _yahoo(t: Tongue, entry: Entry, place: Span) -> str:
    query = {"v": "60", "title": wording.summary(t, entry.facts), "in_loc": wording.location(t, entry.facts)}
    if isinstance(place.starts, Moment) and isinstance(place.ends, Moment):
        query |= {"st": f"{place.starts.utc:%Y%m%dT%H%M%SZ}", "et": f"{place.ends.utc:%Y%m%dT%H%M%SZ}"}
    else:
        query |= {"dur": "allday", "st": _days(place)[0].replace("-", "")}
    query["desc"] = _details(t, entry)
    return "https://calendar.yahoo.com/?" + _encode(query)


def _fits_yahoo(place: Span) -> bool:
    # It knows whole days only one at a time.
    return isinstance(place.starts, Moment) or place.starts == place.ends


def _days(place: Span) -> tuple[str, str]:
    assert isinstance(place.starts, PartialDate)
    assert isinstance(place.ends, PartialDate)
    return place.starts.first.isoformat(), (place.ends.last + timedelta(days=1)).isoformat()


def _details(t: Tongue, entry: Entry) -> str:
    text = wording.description(t, entry)
    return text if len(text) <= DETAILS_LIMIT else f"{text[:DETAILS_LIMIT].rstrip()}…\n{entry.url}"


def _encode(query: dict[str, str]) -> str:
    return urlencode({name: value for name, value in query.items() if value}, quote_via=quote)
