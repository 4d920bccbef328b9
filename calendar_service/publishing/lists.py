"""The feed of a follow list: all that one fan follows, in one calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import parse_qsl

from sqlalchemy import false
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.intake.asking import understood
from calendar_service.intake.selection import EVERYDAY, Asked
from calendar_service.publishing.plans import PAST_DAYS, Plan, plain_head
from calendar_service.publishing.pressed import Made, Pressed
from calendar_service.publishing.recipes import MAKERS, MissingError
from calendar_service.publishing.site import Site
from calendar_service.store.choice import Choice, any_of
from calendar_service.store.choices import list_to_read
from calendar_service.store.choosing import chosen
from feeds.errors import FactError
from feeds.registry import ICAL, FeedFormat
from feeds.tongue import Tongue
from feeds.writers import ical


@dataclass(frozen=True)
class ListRecipe:
    """The feed of a follow list, known by the hash of its reading secret alone."""

    read_hash: str
    asked: Asked
    form: FeedFormat

    @cached_property
    def key(self) -> str:
        """No secret: the hash."""
        return f"follow {self.read_hash}.{self.form.ending}?{self.asked.query}"

    @property
    def label(self) -> str:
        """Not even the hash."""
        return "a follow list"

    def make(self, session: Session, site: Site, day: date, known: Pressed | None) -> Made:
        """Raises MissingError where there is no such list. One that was revoked says that it has ended."""
        row = list_to_read(session, self.read_hash)
        if row is None:
            raise MissingError
        # SOURCE is left to the page: the feed's own address is a secret, and people send calendars to each other.
        t = site.tongue
        text = t("What one reader of {site} follows.", site=site.name)
        head = plain_head(site, row.name or plain_name(t), text, "/follow", "/follow")
        if row.ended_at is not None and self.form is ICAL:
            entry = ical.placeholder(
                head,
                t("This follow list has ended"),
                t("Its owner has revoked it. You can remove this calendar from your app."),
            )
            return Made(b"".join((ical.opening(head, {}), entry, ical.CLOSING)), head, [("ended",)])
        window = self.asked.selection.window
        days, windowed = window.days(day, PAST_DAYS), window != EVERYDAY
        plan = Plan(_choice(session, row, day), days, head, site.addresses, day, self.asked.options, windowed)
        return MAKERS[self.form.ending](session, plan, known.made if known else None)


def plain_name(t: Tongue) -> str:
    """What a follow list is called until its owner calls it otherwise."""
    return t("What I follow")


def _choice(session: Session, row: models.FollowList, day: date) -> Choice:
    choices = []
    for one in row.choices:
        selection = understood(parse_qsl(one.query)).selection
        try:
            choice = chosen(session, selection).choice
        except FactError:
            continue  # what is there no longer has no entries
        choices.append(choice if selection.window == EVERYDAY else choice.within(selection.window.days(day, PAST_DAYS)))
    return any_of(choices) if choices else Choice((false(),))
