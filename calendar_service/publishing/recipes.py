"""Recipes: how the body behind an address is made. Equal recipes have equal keys, in every process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Protocol

from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.intake.selection import EVERYDAY, Asked
from calendar_service.publishing import calendars, newsfeeds, tables
from calendar_service.publishing.plans import Plan, feed_path, plain_head, plan_of
from calendar_service.publishing.pressed import Made, Pressed
from calendar_service.publishing.site import Site
from calendar_service.store import renaming, selecting
from calendar_service.store.choice import of_item
from feeds import registry
from feeds.registry import FeedFormat


class MissingError(LookupError):
    """There is nothing at this address."""


class Recipe(Protocol):
    """What the publisher needs of an address."""

    @property
    def key(self) -> str:
        """Its identity."""

    @property
    def label(self) -> str:
        """What logs may call it: no secret is in it."""

    @property
    def form(self) -> FeedFormat:
        """The format that it makes."""

    def make(self, session: Session, site: Site, day: date, known: Pressed | None) -> Made:
        """Its bytes on a day; the object that was made last, where that is the same still. Raises MissingError."""


Maker = Callable[[Session, Plan, Made | None], Made]
MAKERS: Final[Mapping[str, Maker]] = {
    registry.ICAL.ending: calendars.calendar,
    registry.RSS.ending: newsfeeds.rss,
    registry.ATOM.ending: newsfeeds.atom,
    registry.JSON.ending: newsfeeds.json_feed,
    registry.CSV.ending: tables.table,
}


@dataclass(frozen=True)
class SelectionRecipe:
    """The feed of a selection."""

    asked: Asked
    form: FeedFormat

    @cached_property
    def key(self) -> str:
        """Its canonical address."""
        return feed_path(self.asked, self.form.ending)

    @property
    def label(self) -> str:
        """The same."""
        return self.key

    def make(self, session: Session, site: Site, day: date, known: Pressed | None) -> Made:
        """One query for names, one for entries."""
        plan = plan_of(session, site, self.asked, self.form.ending, day)
        return MAKERS[self.form.ending](session, plan, known.made if known else None)


@dataclass(frozen=True)
class ReleaseRecipe:
    """The feed of a release: all its dates, however long ago, unless the window says otherwise."""

    slug: str
    asked: Asked
    form: FeedFormat

    @cached_property
    def key(self) -> str:
        """Its canonical address."""
        query = self.asked.query
        return f"{path_of('release', self.slug)}.{self.form.ending}{f'?{query}' if query else ''}"

    @property
    def label(self) -> str:
        """The same."""
        return self.key

    def make(self, session: Session, site: Site, day: date, known: Pressed | None) -> Made:
        """Raises MissingError where there is no such release."""
        row = _item(session, "release", self.slug)
        if row is None:
            raise MissingError
        text = site.tongue("Release dates of {title}, from {site}.", title=row.title, site=site.name)
        source = self.key.replace(f"/{self.slug}.", f"/{row.slug}.", 1)
        head = plain_head(site, row.title, text, source, path_of("release", row.slug))
        days = self.asked.selection.window.days(day, -1)
        windowed = self.asked.selection.window != EVERYDAY
        plan = Plan(of_item(row.id), days, head, site.addresses, day, self.asked.options, windowed)
        return MAKERS[self.form.ending](session, plan, known.made if known else None)


@dataclass(frozen=True)
class EventRecipe:
    """One event as a file to keep."""

    slug: str
    form: FeedFormat = registry.ICAL

    @cached_property
    def key(self) -> str:
        """Its address."""
        return f"{path_of('event', self.slug)}.ics"

    @property
    def label(self) -> str:
        """The same."""
        return self.key

    def make(self, session: Session, site: Site, day: date, known: Pressed | None) -> Made:
        """Raises MissingError where there is no such event, or where its day is not known."""
        row = _item(session, "event", self.slug)
        if row is None:
            raise MissingError
        path = path_of("event", row.slug)
        head = plain_head(site, row.title, "", f"{path}.ics", path)
        plan = Plan(of_item(row.id), (date.min, date.max), head, site.addresses, day)
        made = calendars.single(session, plan, known.made if known else None)
        if made is None:
            raise MissingError
        return made


def _item(session: Session, noun: str, slug: str) -> models.Item | None:
    """What has a slug, or had it: feeds never redirect."""
    row = selecting.item_row(session, noun, slug)
    return row or selecting.item_row(session, noun, renaming.current(session, noun, slug))
