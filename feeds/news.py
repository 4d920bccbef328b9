"""News: what became known of an entry between two states of its facts, and the words for that (checklist, 104)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from feeds import terms, wording
from feeds.entry import Entry, announced, is_put_off, span
from feeds.facts import Artist, Event, Facts, ReleaseDate
from feeds.terms import State, mark
from feeds.tongue import Tongue
from feeds.vocabulary import BILLED, DateStatus, EventStatus, Role
from feeds.when import TBA, Moment, PartialDate, When


class Headline(StrEnum):
    """What sort of news it is. The values are stored, so that the list changes only by addition.

    `OUT_TODAY` comes with the day and not with a change: whoever knows the day makes it.
    """

    ANNOUNCED = "announced"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    DELAYED = "delayed"
    RESTORED = "restored"
    NEW_DATE = "new_date"
    NEW_TIME = "new_time"
    DATE_KNOWN = "date_known"
    TIME_KNOWN = "time_known"
    ONLINE = "online"
    NEW_PLACE = "new_place"
    PLACE_KNOWN = "place_known"
    PLACE_OPEN = "place_open"
    LINE_UP = "line_up"
    SOLD_OUT = "sold_out"
    TICKETS_AGAIN = "tickets_again"
    CONFIRMED = "confirmed"
    OUT_TODAY = "out_today"


_WORDS: Final[dict[Headline, str]] = {
    Headline.ANNOUNCED: mark("news", "Announced"),
    Headline.CANCELLED: mark("news", "Cancelled"),
    Headline.POSTPONED: mark("news", "Postponed"),
    Headline.DELAYED: mark("news", "Delayed"),
    Headline.RESTORED: mark("news", "On again"),
    Headline.NEW_DATE: mark("news", "New date"),
    Headline.NEW_TIME: mark("news", "New time"),
    Headline.DATE_KNOWN: mark("news", "Date announced"),
    Headline.TIME_KNOWN: mark("news", "Time announced"),
    Headline.ONLINE: mark("news", "Moved online"),
    Headline.NEW_PLACE: mark("news", "New place"),
    Headline.PLACE_KNOWN: mark("news", "Place announced"),
    Headline.PLACE_OPEN: mark("news", "Place open again"),
    Headline.LINE_UP: mark("news", "Line-up"),
    Headline.SOLD_OUT: mark("news", "Sold out"),
    Headline.TICKETS_AGAIN: mark("news", "Tickets again"),
    Headline.CONFIRMED: mark("news", "Confirmed"),
    Headline.OUT_TODAY: mark("news", "Out today"),
}
# The states that a headline says already.
_SAID: Final[dict[Headline, tuple[State, ...]]] = {
    Headline.CANCELLED: (State.CANCELLED,),
    Headline.POSTPONED: (State.POSTPONED,),
    Headline.DELAYED: (State.DELAYED,),
    Headline.NEW_DATE: (State.RESCHEDULED, State.NEW_DATE),
    Headline.ONLINE: (State.MOVED_ONLINE,),
    Headline.NEW_PLACE: (State.MOVED,),
    Headline.PLACE_OPEN: (State.MOVED,),
    Headline.SOLD_OUT: (State.SOLD_OUT,),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news: a URI that is its own for ever, when it became known (aware UTC), the entry as it is now, and
    why, if that was said."""

    id: str
    headline: Headline
    at: datetime
    entry: Entry
    reason: str = ""


def headlines(before: Facts | None, after: Facts) -> tuple[Headline, ...]:
    """What is news between two states of one entry, the most important first; empty where an edit is no news.

    What is off has no other news: whoever reads "Cancelled" has read enough.
    """
    if before is None:
        return (Headline.ANNOUNCED,)
    off, was_off = _off(after), _off(before)
    is_late = after.status in (EventStatus.POSTPONED, DateStatus.DELAYED) and after.status is not before.status
    if is_late or (off and off is not was_off):
        return (off or Headline.DELAYED,)
    if off is Headline.CANCELLED:
        return ()
    dates = tuple(_date_news(before, after))
    if off:
        return dates
    return (*_return_news(was_off, dates), *dates, *_event_news(before, after), *_firm_news(before, after, dates))


def words(t: Tongue, headline: Headline) -> str:
    """A headline in words, such as "New date"."""
    return t.term("news", _WORDS[headline])


def title(t: Tongue, item: Item) -> str:
    """The item in one line: `New date: Jeff Mills: Metropolis @ Anthology Film Archives (5 December 2026, 20:00)`.

    The entry's state stands behind it where the headline does not say it: the news may be older than the state.
    """
    facts = item.entry.facts
    said = _SAID.get(item.headline, ())
    marks = [t.term("aside", terms.ASIDE[state]) for state in wording.states(facts) if state not in said]
    details = "; ".join((*_details(t, facts), *marks))
    return f"{words(t, item.headline)}: {wording.summary(t, _bare(facts))}" + (f" ({details})" if details else "")


def text(t: Tongue, item: Item) -> str:
    """The body as plain text: why, then day and place, which a calendar shows by itself, then all facts as they are."""
    facts = item.entry.facts
    holds = span(facts) and announced(facts) is _now(facts) and not is_put_off(facts)  # otherwise the facts tell
    lines = [line for line in (item.reason, _span(t, facts) if holds else "", wording.location(t, facts)) if line]
    return "\n".join(lines) + ("\n\n" if lines else "") + wording.description(t, item.entry)


def _now(facts: Facts) -> When:
    return facts.starts if isinstance(facts, Event) else facts.date


def _off(facts: Facts) -> Headline | None:
    """In which way it is off. A day that is open again is one: no other day is known in its place."""
    if facts.status in (EventStatus.CANCELLED, DateStatus.CANCELLED):
        return Headline.CANCELLED
    if is_put_off(facts) or _now(facts) == TBA:
        return Headline.POSTPONED if isinstance(facts, Event) else Headline.DELAYED
    return None


def _return_news(was_off: Headline | None, dates: tuple[Headline, ...]) -> Iterator[Headline]:
    # What was put off comes back with a date: a new one says it all.
    if was_off is Headline.CANCELLED or (was_off and not dates):
        yield Headline.RESTORED


def _firm_news(before: Facts, after: Facts, dates: tuple[Headline, ...]) -> Iterator[Headline]:
    firm = (EventStatus.SCHEDULED, DateStatus.CONFIRMED)
    loose = (EventStatus.TENTATIVE, DateStatus.ANNOUNCED, DateStatus.DELAYED)
    if after.status in firm and before.status in loose and not dates and _off(before) is None:
        yield Headline.CONFIRMED


def _date_news(before: Facts, after: Facts) -> Iterator[Headline]:
    # Where no other date is known, the one that was put off is what people have in mind.
    old, new = (_now(facts) if _now(facts) != TBA else announced(facts) for facts in (before, after))
    if old != new:
        yield from _moved(old, new)
    elif isinstance(before, Event) and isinstance(after, Event) and isinstance(new, PartialDate):
        if before.ends and after.ends and before.ends != after.ends:
            yield Headline.NEW_DATE
        elif before.doors != after.doors:
            yield Headline.NEW_TIME if before.doors else Headline.TIME_KNOWN


def _moved(old: When, new: When) -> Iterator[Headline]:
    if new == TBA:
        return
    if old == TBA or (isinstance(old, PartialDate) and not old.is_day and _within(old, new)):
        yield Headline.DATE_KNOWN
    elif _first(old) != _first(new) or (isinstance(new, PartialDate) and not new.is_day):
        yield Headline.NEW_DATE
    elif isinstance(old, PartialDate):
        yield Headline.TIME_KNOWN
    elif isinstance(new, PartialDate) or (old.wall, old.utc) != (new.wall, new.utc):
        yield Headline.NEW_TIME


def _within(period: PartialDate, when: When) -> bool:
    last = when.day if isinstance(when, Moment) else when.last
    return period.first <= _first(when) and last <= period.last


def _first(when: When) -> date:
    return when.day if isinstance(when, Moment) else when.first


def _event_news(before: Facts, after: Facts) -> Iterator[Headline]:
    if not isinstance(before, Event) or not isinstance(after, Event):
        return
    yield from _place_news(before, after)
    if _line_up(before) != _line_up(after):
        yield Headline.LINE_UP
    if after.sold_out and not before.sold_out:
        yield Headline.SOLD_OUT
    elif before.sold_out and not after.sold_out and after.offers:
        yield Headline.TICKETS_AGAIN


def _place_news(before: Event, after: Event) -> Iterator[Headline]:
    old, new = (facts.venue.slug if facts.venue else "" for facts in (before, after))
    if old and not new:
        yield Headline.ONLINE if after.online_url else Headline.PLACE_OPEN
    elif new and new != old:
        yield Headline.NEW_PLACE if old or before.online_url else Headline.PLACE_KNOWN
    elif not new and after.online_url and not before.online_url:
        yield Headline.PLACE_KNOWN


def _line_up(event: Event) -> set[str]:
    """Who plays, whatever the order: a change of billing is no news."""
    roles = (*BILLED, Role.SUPPORT)
    return {credit.who.slug for credit in event.credits if isinstance(credit.who, Artist) and credit.role in roles}


def _bare(facts: Facts) -> Facts:
    """The facts without what their state words are made of, and without formats, which stand beside the date."""
    if isinstance(facts, ReleaseDate):
        return replace(facts, status=DateStatus.ANNOUNCED, previous_dates=(), media=())
    return replace(facts, status=EventStatus.SCHEDULED, previous_starts=(), previous_venue=None, offers=())


def _details(t: Tongue, facts: Facts) -> Iterator[str]:
    if isinstance(facts, ReleaseDate) and facts.media:
        yield terms.media(t, facts.media)
    yield from _times(t, facts)
    if isinstance(facts, ReleaseDate) and facts.territory:
        yield facts.territory
    if isinstance(facts, Event) and facts.venue is None and facts.online_url:
        yield t("online")


def _times(t: Tongue, facts: Facts) -> Iterator[str]:
    now, told = _now(facts), announced(facts)
    off = _off(facts)
    if now != TBA and (told is not now or not is_put_off(facts)):
        yield _span(t, facts)
    if told is not now or (is_put_off(facts) and told != TBA):
        yield t("was {time}", time=terms.when(t, told))
    elif now == TBA and off is not Headline.CANCELLED:
        yield terms.when(t, TBA)


def _span(t: Tongue, facts: Facts) -> str:
    now = terms.when(t, _now(facts))
    if isinstance(facts, Event) and isinstance(facts.starts, PartialDate):
        if facts.ends and facts.ends != facts.starts:
            return f"{now} – {terms.when(t, facts.ends)}"
        if facts.doors:
            return t("{time}, doors {doors}", time=now, doors=terms.clock(facts.doors))
    return now
