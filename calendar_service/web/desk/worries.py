"""What needs attention about an entry that is to come: what is not known yet though the day is near, and what keeps
people from coming."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from calendar_service import models
from feeds.facts import Event, Facts
from feeds.tongue import Tongue
from feeds.vocabulary import Availability, DateStatus, EventStatus, OfferKind
from feeds.when import PartialDate

HOUR_KNOWN: Final = timedelta(days=30)
"""How long before its day an event should have its hour."""
DAY_KNOWN: Final = timedelta(days=60)
"""How long before its first possible day an entry should have its day."""
_SOLD: Final = (OfferKind.TICKETS, OfferKind.PRESALE, OfferKind.PREORDER, OfferKind.ORDER)


def worries(t: Tongue, entry: models.Entry, facts: Facts, today: date) -> list[str]:
    """Sentences on an entry, on a day (local); none where all is well, or where it does not take place."""
    if facts.status in (EventStatus.CANCELLED, DateStatus.CANCELLED):
        return []
    found = []
    if entry.fault:
        found.append(t("Calendars show an older state of it; ask the people who run this site."))
    if facts.status in (EventStatus.POSTPONED, DateStatus.DELAYED):
        return [*found, t("There is no new date yet.")]
    when = facts.starts if isinstance(facts, Event) else facts.date
    if isinstance(when, PartialDate) and not when.is_day:
        if entry.first_day - today <= DAY_KNOWN:
            found.append(t("Its day is not known yet."))
    elif isinstance(facts, Event) and isinstance(when, PartialDate) and entry.first_day - today <= HOUR_KNOWN:
        found.append(t("It has no hour yet."))
    if isinstance(facts, Event) and facts.venue is None and not facts.online_url:
        found.append(t("It has no place yet."))
    if any(_is_nowhere(offer.kind, offer.url, offer.availability) for offer in facts.offers):
        found.append(t("What is sold has no link."))
    return found


def _is_nowhere(kind: OfferKind, url: str, availability: Availability) -> bool:
    return kind in _SOLD and not url and availability is not Availability.SOLD_OUT
