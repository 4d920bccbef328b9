"""The dialog that hands a selection to a calendar app (design, section 4; feed checklist, "Subscribe links")."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any, Final

import segno
from sqlalchemy.orm import Session

from calendar_service.intake.selection import EVERYDAY, Asked, Selection, Values
from calendar_service.publishing.plans import PAST_DAYS, feed_path, page_path, title_of
from calendar_service.store import selecting
from calendar_service.store.choosing import chosen
from calendar_service.store.formats import formats_of
from calendar_service.store.naming import there_of
from calendar_service.web.apps import Handout, refresh, ways_of
from calendar_service.web.options import form_of, window_words
from calendar_service.web.paged import Scene
from calendar_service.web.platforms import Platform
from feeds.registry import FORMATS, ICAL
from feeds.vocabulary import Format

LONG: Final = 120
"""Characters of a feed's address that are enough: calendar apps cut longer ones."""
HEAVY: Final = 700_000
"""Bytes of a feed above which its size is told: Google stops near a megabyte (feed checklist, 98)."""
MANY: Final = 3_000
"""Entries that are weighed: so many are heavy in any case."""
QR_LIMIT: Final = 400
"""Characters of an address in a QR code: a telephone no longer reads the fine grid of more."""


def subscribe_path(asked: Asked) -> str:
    """The canonical path and query of a selection's dialog."""
    return f"/subscribe?{asked.query}" if asked.query else "/subscribe"


def shown(session: Session, scene: Scene, asked: Asked, platform: Platform) -> dict[str, Any]:
    """What the dialog of a selection shows; what is not understood of it is said, and the rest offered."""
    t, to = scene.t, scene.site.addresses.to
    selection, missing = there_of(session, asked.selection)
    problems = [problem.told(t) for problem in (*asked.problems, *missing)]
    asked, found = Asked(selection, asked.options), chosen(session, selection)
    name = title_of(t, selection, found.titles) or scene.site.name
    within = found.choice.within(selection.window.days(scene.today, PAST_DAYS))
    heavy = selecting.weight(session, within, MANY) > HEAVY
    feed, path = to(feed_path(asked, ICAL.ending)), subscribe_path(asked)
    return _offered(scene, Handout(feed, name, heavy), platform, to(path)) | {
        "page_path": path,
        "back": page_path(selection.within(EVERYDAY) if selection.window.past is not None else selection),
        "problem": " ".join(problems),
        "window": window_words(t, selection.window),
        "long": asked.pairs() if len(feed) > LONG else [],
        "form": form_of(t, asked, _formats(session, scene, selection)),
        "formats": [(form, to(feed_path(asked, form.ending))) for form in FORMATS if form is not ICAL],
    }


def _offered(scene: Scene, feed: Handout, platform: Platform, code: str) -> dict[str, Any]:
    """What the dialog of any feed shows; `code`: the address in the QR code."""
    t = scene.t
    listed = ways_of(t, platform, feed)
    by_hand = platform is Platform.IOS_OTHER
    return {
        "title": t("Subscribe to {name}", name=feed.name),
        "name": feed.name,
        "page_path": "",
        "back": "/",
        "noindex": True,
        "problem": "",
        "window": "",
        "first": None if by_hand else listed[0],
        "others": listed if by_hand else listed[1:],
        "feed_url": feed.url,
        "long": [],
        "form": None,
        "qr": qr_code(code, t("QR code of this calendar")),
        "refresh": refresh(t),
        "formats": [],
    }


def _formats(session: Session, scene: Scene, selection: Selection) -> tuple[Format, ...]:
    # Those that are not chosen are offered too, so the selection is asked without its own formats.
    others = tuple((name, values) for name, values in selection.named if name != "format")
    unwanted = selection.of("format").unwanted
    named = (*others, ("format", Values((), unwanted))) if unwanted else others
    found = chosen(session, replace(selection, named=named))
    return formats_of(session, found.choice.within(selection.window.days(scene.today, PAST_DAYS)))


def qr_code(address: str, title: str) -> str:
    """An address as a drawing (SVG, sized by its class); empty where it is too long to be read from a screen.

    Dark on light in any case: many telephones read no other.
    """
    if len(address) > QR_LIMIT:
        return ""
    drawn = io.BytesIO()
    code = segno.make_qr(address, error="l")
    code.save(
        drawn, kind="svg", xmldecl=False, svgns=False, nl=False, omitsize=True, border=3, title=title,
        light="#fff", svgclass="qr", lineclass=None,
    )  # fmt: skip
    return drawn.getvalue().decode().replace("<svg ", '<svg role="img" ', 1)
