"""Openings: when tickets go on sale and pre-orders begin, as entries of their own (option `onsale`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from feeds import terms, wording
from feeds.entry import Entry, Span
from feeds.facts import Event, Offer
from feeds.terms import mark
from feeds.tongue import Tongue
from feeds.vocabulary import DateStatus, EventStatus, OfferKind

LASTS: Final = timedelta(minutes=30)
"""How long an opening stands in a calendar; it has no end of its own, and no length looks broken."""

_WORDS: Final = {
    OfferKind.TICKETS: mark("opening", "On sale"),
    OfferKind.PRESALE: mark("opening", "Presale"),
    OfferKind.PREORDER: mark("opening", "Pre-order"),
    OfferKind.ORDER: mark("opening", "Order"),
    OfferKind.FREE: mark("opening", "Registration"),
}


@dataclass(frozen=True, slots=True)
class Opening:
    """The opening of one offer: its UID, when it stands in a calendar, its words, and where it leads."""

    uid: str
    span: Span
    summary: str
    description: str
    url: str
    off: bool


def openings(t: Tongue, entry: Entry) -> Iterator[Opening]:
    """Those of an entry, in the order of its offers.

    An offer has no UID of its own: it is told by what it is and what it is called, so that a new price, another
    address or another order among the offers leave each opening the entry that it was.
    """
    seen: dict[tuple[str, str], int] = {}
    for offer in entry.facts.offers:
        key = (offer.kind.value, offer.name)
        seen[key] = seen.get(key, 0) + 1
        if offer.opens is not None:
            yield _opening(t, entry, offer, f"{key[0]}\n{key[1]}\n{seen[key]}")


def _opening(t: Tongue, entry: Entry, offer: Offer, which: str) -> Opening:
    assert offer.opens is not None
    off = entry.facts.status in (EventStatus.CANCELLED, DateStatus.CANCELLED)
    url = offer.url or entry.url
    identity = hashlib.sha256(f"{entry.uid}\n{which}".encode()).hexdigest()[:32]
    return Opening(
        uid=f"{identity}@{entry.uid.rpartition('@')[2]}",
        span=Span(offer.opens, offer.opens.plus(LASTS), approximate=True),
        summary=_summary(t, entry, offer, off=off),
        description=_description(t, entry, offer, url),
        url=url,
        off=off,
    )


def _summary(t: Tongue, entry: Entry, offer: Offer, *, off: bool) -> str:
    name = f" ({offer.name})" if offer.name else ""
    venue = entry.facts.venue if isinstance(entry.facts, Event) else None
    where = f" @ {venue.name}" if venue else ""
    cancelled = f"{t.term('feed', 'CANCELLED')}: " if off else ""
    front = f"{cancelled}{t.term('opening', _WORDS[offer.kind])}{name}: "
    return f"{front}{wording.title(entry.facts)}{where}"[: wording.SUMMARY_LIMIT]


def _description(t: Tongue, entry: Entry, offer: Offer, url: str) -> str:
    now = entry.facts.starts if isinstance(entry.facts, Event) else entry.facts.date
    lines = [wording.summary(t, entry.facts), t("When: {time}.", time=terms.when(t, now)), wording.offer(t, offer)]
    links = dict.fromkeys((url, entry.url))
    return "\n".join(lines) + "\n\n" + "\n".join(links)
