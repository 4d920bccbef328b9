"""The words of entries in feeds: title line, place line, and the text that says all facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from feeds import terms
from feeds.entry import Entry, Span, announced, is_put_off, span
from feeds.facts import Artist, Credit, Event, Facts, Offer, Release, ReleaseDate
from feeds.terms import State, clock, mark, media, medium, when
from feeds.tongue import Tongue
from feeds.vocabulary import BILLED, DateStatus, EventKind, EventStatus, Role
from feeds.when import Moment, PartialDate, Precision

VERSION: Final = 2
"""To be raised with every change of these words: entries are then rendered anew (design, section 3)."""

SUMMARY_LIMIT: Final = 255
DESCRIPTION_LIMIT: Final = 4_000
_BILLED_NAMES: Final = 3
_MARKS: Final[Mapping[State, str]] = {
    State.CANCELLED: mark("feed", "CANCELLED"),
    State.POSTPONED: mark("feed", "POSTPONED"),
    State.RESCHEDULED: mark("feed", "RESCHEDULED"),
    State.MOVED: mark("feed", "MOVED"),
    State.MOVED_ONLINE: mark("feed", "MOVED ONLINE"),
    State.SOLD_OUT: mark("feed", "SOLD OUT"),
    State.DELAYED: mark("feed", "DELAYED"),
    State.NEW_DATE: mark("feed", "NEW DATE"),
}


def summary(t: Tongue, facts: Facts) -> str:
    """The title line: meaningful alone in a month view, its state in front, one line, at most 255 characters.

    The title itself is never cut; who and where give way first.
    """
    marks = state_words(t, facts)
    front = f"{', '.join(marks)}: " if marks else ""
    for text in _titles(t, facts):
        if len(front) + len(text) <= SUMMARY_LIMIT:
            return front + text
    return (front + title(facts))[:SUMMARY_LIMIT]


def tentative_summary(t: Tongue, facts: Facts) -> str:
    """The title line of an entry whose day is not known, with what is: `… (date to be confirmed, by March 2027)`."""
    known = announced(facts)
    if isinstance(known, PartialDate) and known.precision is not Precision.UNKNOWN:
        tail = t("date to be confirmed, by {date}", date=when(t, known))
    else:
        tail = t("date to be confirmed")
    return f"{summary(t, facts)[: SUMMARY_LIMIT - len(tail) - 3]} ({tail})"


def title(facts: Facts) -> str:
    """The bare title."""
    return facts.title if isinstance(facts, Event) else facts.release.title


def state_words(t: Tongue, facts: Facts) -> list[str]:
    """What stands in front of the title, in capitals."""
    return [t.term("feed", _MARKS[state]) for state in states(facts)]


def states(facts: Facts) -> list[State]:
    """What has become of an entry: cancelled and put off say it all, the rest may hold together."""
    if isinstance(facts, ReleaseDate):
        return _release_states(facts)
    if facts.status is EventStatus.CANCELLED:
        return [State.CANCELLED]
    if facts.status is EventStatus.POSTPONED:
        return [State.POSTPONED]
    found = [State.RESCHEDULED] if facts.previous_starts else []
    if facts.moved_online:
        found.append(State.MOVED_ONLINE)
    elif facts.previous_venue:
        found.append(State.MOVED)
    return [*found, State.SOLD_OUT] if facts.sold_out else found


def location(t: Tongue, facts: Facts) -> str:
    """The place line, "Name, street, city", in one piece; empty for releases and where no place is known."""
    if isinstance(facts, ReleaseDate):
        return ""
    if facts.venue is None:
        return t("Online") if facts.online_url else ""
    return ", ".join(part for part in (facts.venue.name, facts.room, *terms.address(facts.venue)) if part)


def description(t: Tongue, entry: Entry) -> str:
    """All facts as plain text: facts first, links last, at most 4,000 characters and then where there is more."""
    facts = entry.facts
    body = facts.description if isinstance(facts, Event) else facts.release.description
    blocks = ("\n".join(_fact_lines(t, facts)), body, "\n".join(_sources(t, facts)))
    text = "\n\n".join(block for block in blocks if block)
    if len(text) > DESCRIPTION_LIMIT:
        return f"{_cut(text)}\n{t('… more at {url}', url=entry.url)}"
    return f"{text}\n\n{entry.url}" if text else entry.url


def billed(credits: Iterable[Credit]) -> list[str]:
    """The names that stand beside the title, in order of billing."""
    return [credit.who.name for credit in credits if credit.role in BILLED and isinstance(credit.who, Artist)]


def categories(t: Tongue, facts: Facts) -> list[str]:
    """Kind, formats and tags: a controlled list without commas (Evolution splits an escaped comma in two)."""
    if isinstance(facts, Event):
        return [terms.kind(t, facts), *facts.tags]
    formats = dict.fromkeys(terms.format_name(t, item.format) for item in facts.media)
    return [terms.kind(t, facts), *formats, *facts.release.tags]


def _release_states(facts: ReleaseDate) -> list[State]:
    if facts.status is DateStatus.CANCELLED:
        return [State.CANCELLED]
    if facts.status is DateStatus.DELAYED:
        return [State.DELAYED]
    return [State.NEW_DATE] if facts.previous_dates else []


def _titles(t: Tongue, facts: Facts) -> Iterator[str]:
    bare = title(facts)
    names = [name for name in billed(_credits(facts)) if name.casefold() not in bare.casefold()]
    shown = names[:_BILLED_NAMES]
    who = ", ".join(shown)
    if len(names) > len(shown):
        who = t("{names} and others", names=who)
    if isinstance(facts, ReleaseDate):
        formats = f" ({media(t, facts.media)})" if facts.media else ""
        head = f"{who} – {bare}" if who else bare
        yield from (head + formats, bare + formats, head, bare)
        return
    where = f" @ {facts.venue.name}" if facts.venue else ""
    head = f"{who}: {bare}" if who else bare
    yield from (head + where, bare + where, head, bare)


def _credits(facts: Facts) -> tuple[Credit, ...]:
    return facts.credits if isinstance(facts, Event) else facts.release.credits


def _fact_lines(t: Tongue, facts: Facts) -> Iterator[str]:
    yield from _when_lines(t, facts)
    if isinstance(facts, Event):
        yield from _event_lines(t, facts)
        release: Event | Release = facts
    else:
        yield from _date_lines(t, facts)
        release = facts.release
    yield from _credit_lines(t, release.credits)
    if release.works:
        yield t("Shown: {works}", works=", ".join(terms.work(item) for item in release.works))
    for item in facts.offers:
        yield offer(t, item)
    if release.series:
        yield t("Part of: {series}", series=", ".join(item.name for item in release.series))


def _when_lines(t: Tongue, facts: Facts) -> Iterator[str]:
    before = facts.previous_starts if isinstance(facts, Event) else facts.previous_dates
    now = facts.starts if isinstance(facts, Event) else facts.date
    place = span(facts)
    if place is None or announced(facts) is not now:
        yield t("When: {time}.", time=when(t, now))
    elif isinstance(facts, Event):
        yield from _hour_lines(t, facts, place)
    if is_put_off(facts) and place is not None:
        yield t("This was to be on {time}; a new date is to be announced.", time=when(t, announced(facts)))
    elif announced(facts) is not now:
        yield t("This was to be on {time}.", time=when(t, announced(facts)))
    if before and announced(facts) is now:
        yield t("Moved from {time}.", time="; ".join(when(t, item) for item in before))


def _hour_lines(t: Tongue, facts: Event, place: Span) -> Iterator[str]:
    if place.doors:
        yield t("Doors {time}; the hour of the start is not announced.", time=_local(facts.doors))
    elif isinstance(place.starts, PartialDate):
        if place.starts == place.ends and facts.kind is not EventKind.FESTIVAL:
            yield t("The hour is not announced.")
    else:
        start = _local(place.starts)
        if facts.doors:
            yield t("Doors {doors}, start {start}.", doors=clock(facts.doors), start=start)
        else:
            yield t("Start {start}.", start=start)
    if place.approximate:
        yield t("The end is approximate.")


def _local(moment: Moment | None) -> str:
    return f"{clock(moment)} ({moment.zone.replace('_', ' ')})" if moment else ""


def _event_lines(t: Tongue, facts: Event) -> Iterator[str]:
    if facts.moved_online:
        yield t("Moved online.")
    if facts.previous_venue:
        yield t("Moved from {venue}.", venue=facts.previous_venue.name)
    if facts.sold_out:
        yield t("Sold out.")
    if facts.online_url:
        yield t("Online: {url}", url=facts.online_url)
    if facts.minimum_age is not None:
        yield t("Age: {years} and over", years=facts.minimum_age) if facts.minimum_age else t("All ages.")
    if facts.venue and facts.venue.access:
        yield t("Access: {text}", text=facts.venue.access)


def _date_lines(t: Tongue, facts: ReleaseDate) -> Iterator[str]:
    if facts.media:
        yield t("Formats: {formats}", formats=media(t, facts.media))
    for item in facts.media:
        details = ", ".join(part for part in (item.edition, item.catalogue_number) if part)
        if details:
            yield f"{medium(t, item)}: {details}"
    for imprint in facts.release.imprints:
        number = f" ({imprint.catalogue_number})" if imprint.catalogue_number else ""
        yield t("Label: {name}", name=f"{imprint.label.name}{number}")
    if facts.territory:
        yield t("Territory: {code}", code=facts.territory)


def _credit_lines(t: Tongue, credits: Iterable[Credit]) -> Iterator[str]:
    billed_ones = [credit for credit in credits if credit.role in (*BILLED, Role.SUPPORT)]
    others = [credit for credit in credits if credit not in billed_ones]
    if billed_ones:
        yield t("With: {names}", names=_names(t, billed_ones))
    if others:
        yield t("Credits: {names}", names=_names(t, others))


def _names(t: Tongue, credits: Iterable[Credit]) -> str:
    return ", ".join(f"{credit.who.name} ({terms.role(t, credit.role)})" for credit in credits)


def offer(t: Tongue, offer: Offer) -> str:
    """An offer in one line: what, for how much, from when to when, where."""
    name = f"{terms.offer_kind(t, offer.kind)}{f' ({offer.name})' if offer.name else ''}:"
    return " ".join(part for part in (name, *terms.conditions(t, offer), offer.url) if part).removesuffix(":")


def _sources(t: Tongue, facts: Facts) -> Iterator[str]:
    item = facts if isinstance(facts, Event) else facts.release
    if item.url:
        yield item.url
    for announcement in item.announcements:
        source = t("Source: {source}", source=terms.source(t, announcement))
        yield source + (f" {announcement.url}" if announcement.url else "")


def _cut(text: str) -> str:
    # At a word's end where one is near: never inside a cluster of combining characters.
    head = text[:DESCRIPTION_LIMIT]
    at = max(head.rfind(" "), head.rfind("\n"))
    return (head[:at] if at > DESCRIPTION_LIMIT - 200 else head).rstrip()
