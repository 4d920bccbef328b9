"""Facts in the making: references are followed, times are read with their zone, and every problem is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

from slugify import slugify

from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.parts import CreditShape, ItemFields, Nouns, OfferShape, Pictured
from feeds import facts
from feeds import when as times
from feeds.errors import FactError

T = TypeVar("T")


_CLOCK: Final = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")


_DAY_AND_HOUR: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}")


class Making:
    """Facts in the making: every problem is kept, so that all are told at once."""

    def __init__(self, nouns: Nouns) -> None:
        self._nouns = nouns
        self._problems: list[Problem] = []
        self._lost_venue = False

    def add(self, pointer: str, sentence: str) -> None:
        """One more problem."""
        self._problems.append(Problem(pointer, sentence))

    @property
    def problems(self) -> Sequence[Problem]:
        """Those that were found so far."""
        return tuple(self._problems)

    def attempt(self, pointer: str, make: Callable[[], T]) -> T | None:
        """What `make` gives, or None and its problems."""
        try:
            return make()
        except FactError as error:
            known = pointer.rsplit("/", 1)[-1]
            for problem in error.problems:
                if problem.field == "zone" and self._lost_venue:
                    continue  # the zone would have come with the venue, whose absence is told already
                inner = "" if problem.field in ("", "It", known) or pointer else f"/{problem.field}"
                self.add(pointer + inner, problem.sentence)
            return None

    def done(self, pointer: str, make: Callable[[], T]) -> T:
        """The facts if nothing is wrong. Raises IntakeError otherwise."""
        made = self.attempt(pointer, make) if not self._problems else None
        if self._problems or made is None:
            raise IntakeError(self._problems)
        return made

    def noun(self, pointer: str, noun: str, ref: str) -> Any:
        """The noun that a reference leads to."""
        found = self._nouns.get(noun, ref)
        if found is None:
            self.add(pointer, f"{_name(pointer)} {self._nouns.missing(noun, ref)}")
        return found

    def venue(self, pointer: str, ref: str | None) -> facts.Venue | None:
        """The venue that a reference leads to."""
        found = self.noun(pointer, "venue", ref) if ref is not None else None
        self._lost_venue = self._lost_venue or (ref is not None and found is None)
        return found if isinstance(found, facts.Venue) else None

    def time(self, pointer: str, text: str | None, zone: str | None) -> times.When | None:
        """A time, read with its zone."""
        if text is None:
            return None
        return self.attempt(pointer, lambda: times.when_of(text, zone, _name(pointer)))

    def several(self, pointer: str, texts: Sequence[str], zone: str | None) -> tuple[times.When, ...]:
        """Several times."""
        found = [self.time(f"{pointer}/{place}", text, zone) for place, text in enumerate(texts)]
        return tuple(time for time in found if time is not None)

    def moment(self, pointer: str, text: str | None, zone: str | None) -> times.Moment | None:
        """A time that must have an hour."""
        if text is None:
            return None
        if not _DAY_AND_HOUR.match(text.strip()):
            self.add(pointer, f"{_name(pointer)} must be a day with an hour, such as 2027-03-05T20:00.")
            return None
        return self.attempt(pointer, lambda: times.moment_of(text, zone, _name(pointer)))

    def later(self, pointer: str, text: str | None, starts: times.When | None, zone: str | None) -> times.When | None:
        """An end; a time of day alone is the first such time after the start."""
        if text is None or not _CLOCK.fullmatch(text.strip()):
            return self.time(pointer, text, zone)
        if not isinstance(starts, times.Moment):
            self._timeless(pointer, text, starts)
            return None
        # By the clock and not by the instant: what the clocks skip on the first of the two days is not asked for.
        clock = text.strip()
        on = starts.day if clock > starts.wall.isoformat()[11 : 11 + len(clock)] else starts.day + timedelta(days=1)
        return self.moment(pointer, f"{on.isoformat()}T{clock}", zone)

    def doors(self, text: str | None, starts: times.When | None, zone: str | None) -> times.Moment | None:
        """The doors; a time of day alone is on the day of the start."""
        if text is None or not _CLOCK.fullmatch(text.strip()):
            return self.moment("/doors", text, zone)
        if starts is None or not (isinstance(starts, times.Moment) or starts.is_day):
            self._timeless("/doors", text, starts)
            return None
        on = starts.day if isinstance(starts, times.Moment) else starts.first
        return self.moment("/doors", f"{on.isoformat()}T{text.strip()}", zone)

    def offers(self, pointer: str, shapes: Sequence[OfferShape], zone: str | None) -> tuple[facts.Offer, ...]:
        """Offers, their times read with their own zone or the entry's."""
        made = (self._offer(f"{pointer}/{place}", shape, zone) for place, shape in enumerate(shapes))
        return tuple(offer for offer in made if offer is not None)

    def shared(self, item: ItemFields) -> dict[str, Any]:
        """What events and releases share: credits, works, series, announcements, tags, the image."""
        # By what tells tags apart in addresses: "Drum & Bass" and "drum bass" are one.
        if len({slugify(tag) or tag.casefold() for tag in item.tags}) < len(item.tags):
            self.add("/tags", "tags must differ from each other, capitals and signs aside.")
        if len({credit.model_dump_json() for credit in item.credits}) < len(item.credits):
            self.add("/credits", "credits must name each artist and organizer only once in a role.")
        return {
            "credits": distinct(self._credits(item.credits)),
            "works": self._nouns_of("/works", "work", item.works),
            "series": self._nouns_of("/series", "series", item.series),
            "announcements": self._nouns_of("/announcements", "announcement", item.announcements),
            "tags": tuple(item.tags),
            "image": self._image(item.pictured),
        }

    def _timeless(self, pointer: str, text: str, starts: times.When | None) -> None:
        """A time of day alone that has no start to belong to; one that can't be read is told already."""
        if starts is not None:
            part = "hour" if pointer == "/ends" else "day"
            self.add(pointer, f"{_name(pointer)} “{text.strip()}” is a time of day alone, and starts has no {part}.")

    def _offer(self, at: str, shape: OfferShape, zone: str | None) -> facts.Offer | None:
        zone = shape.zone or zone
        opens, closes = self.moment(f"{at}/opens", shape.opens, zone), self.moment(f"{at}/closes", shape.closes, zone)
        plain = ("kind", "url", "name", "price", "price_max", "currency", "availability")
        values: dict[str, Any] = {name: getattr(shape, name) for name in plain}
        try:
            return facts.Offer(**values, opens=opens, closes=closes)
        except FactError as error:
            for problem in error.problems:
                self.add(f"{at}/{problem.field}", problem.sentence)
            return None

    def _credits(self, shapes: Sequence[CreditShape]) -> Iterator[facts.Credit]:
        for place, shape in enumerate(shapes):
            if (shape.artist is None) == (shape.organizer is None):
                self.add(f"/credits/{place}", "A credit names either an artist or an organizer.")
                continue
            name = "artist" if shape.artist is not None else "organizer"
            who = self.noun(f"/credits/{place}/{name}", name, shape.artist or shape.organizer or "")
            if who is not None:
                yield facts.Credit(who, shape.role)

    def _image(self, pictured: Pictured | None) -> facts.Image | None:
        if pictured is None:
            return None
        try:
            found = self._nouns.picture(pictured.name)
        except FactError as error:
            self.add(f"/image/{pictured.field}", str(error))
            return None
        return facts.Image(found.digest, found.width, found.height, pictured.alt)

    def _nouns_of(self, pointer: str, noun: str, refs: Sequence[str]) -> tuple[Any, ...]:
        if len(set(refs)) < len(refs):
            self.add(pointer, f"{_name(pointer)} must name each {noun} only once.")
        found = [self.noun(f"{pointer}/{place}", noun, ref) for place, ref in enumerate(refs)]
        return distinct(item for item in found if item is not None)


def distinct(made: Iterable[T]) -> tuple[T, ...]:
    """Each once: two references may lead to one noun, since the nouns that they named were merged."""
    return tuple(dict.fromkeys(made))


def _name(pointer: str) -> str:
    # The last part that is a name: "/works/0" is about works.
    return next(part for part in reversed(pointer.split("/")) if not part.isdigit())
