"""“Report a mistake”: a form for anybody on the pages of entries and nouns, kept for moderators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from calendar_service.addresses import path_of
from calendar_service.publishing.recipes import MissingError
from calendar_service.store import reports, selecting
from calendar_service.store.reports import Told
from calendar_service.web import answers
from calendar_service.web.context import Context, context_of
from calendar_service.web.paged import Scene, hand_page, private, reader_of
from calendar_service.web.posting import form_of, form_problem, refusal
from feeds.errors import FactError
from feeds.text import clean_line, clean_text
from feeds.tongue import Tongue

TEXT_LIMIT: Final = 2_000
CONTACT_LIMIT: Final = 200
ITEMS: Final = ("event", "release")
NOUNS: Final = ("venue", "artist", "organizer", "series")
TRAP: Final = "topic"
"""A field that people do not see: what fills it in is a program."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it came: what was typed, and a sentence for each field that is wrong."""

    text: str = ""
    contact: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


def report_path(noun: str, slug: str) -> str:
    """The path and query of the form for a page."""
    return f"/report?{urlencode({'noun': noun, 'slug': slug})}"


async def page(request: Request) -> Response:
    """The form, empty; or thanks, once it was sent."""
    about = _about(request.query_params)
    sent = "sent" in request.query_params

    def show(session: Session, scene: Scene) -> tuple[str, dict[str, Any]]:
        return "report.html", shown(session, scene.t, about, Filled(), sent=sent)

    return await hand_page(request, show)


async def send(request: Request) -> Response:
    """Keep a report; then thanks are shown. Where something is wrong, the form comes back with all that was typed."""
    refused = refusal(request)
    if refused:
        return refused
    reader = reader_of(request)
    try:
        given = dict(await form_of(request))
    except ValueError as error:
        return answers.sentence(form_problem(error, reader.t), 400)
    about = _about(given)
    filled = filled_of(reader.t, given)
    if not filled.problems and not given.get(TRAP):
        filled = await run_in_threadpool(_kept, context_of(request), reader.t, about, filled)
    if filled.problems:
        return await run_in_threadpool(_again, request, reader.t, about, filled)
    # 303: thanks are then got by GET, and loading them again sends nothing twice.
    return RedirectResponse(reader.to(f"{report_path(*about)}&sent=1"), 303, {"cache-control": "no-store"})


def shown(session: Session, t: Tongue, about: tuple[str, str], filled: Filled, *, sent: bool = False) -> dict[str, Any]:
    """What the page of the form shows. Raises MissingError where there is no such page to report on."""
    name = _name(session, *about)
    return {
        "title": t("Report a mistake"),
        "name": name,
        "about": about,
        "back": path_of(*about),
        "filled": filled,
        "sent": sent,
        "trap": TRAP,
        "limits": {"text": TEXT_LIMIT, "contact": CONTACT_LIMIT},
        "noindex": True,
    }


def filled_of(t: Tongue, given: Mapping[str, str]) -> Filled:
    """The form that was sent, with everything that is wrong with it."""
    text, contact = given.get("text", ""), given.get("contact", "")
    problems = {}
    if not clean_text(text):
        problems["text"] = t("Say what is wrong.")
    elif len(clean_text(text)) > TEXT_LIMIT:
        problems["text"] = _too_long(t, len(clean_text(text)), TEXT_LIMIT)
    if len(clean_line(contact)) > CONTACT_LIMIT:
        problems["contact"] = _too_long(t, len(clean_line(contact)), CONTACT_LIMIT)
    return Filled(text, contact, problems)


def _too_long(t: Tongue, length: int, most: int) -> str:
    return t("These are {length} characters; at most {most} fit in.", length=t.number(length), most=t.number(most))


def _about(given: Mapping[str, str]) -> tuple[str, str]:
    noun, slug = given.get("noun", ""), given.get("slug", "")
    if noun not in (*ITEMS, *NOUNS):
        raise HTTPException(404)
    return noun, slug


def _name(session: Session, noun: str, slug: str) -> str:
    if noun in ITEMS:
        item = selecting.item_row(session, noun, slug)
        name = item.title if item else None
    else:
        row = selecting.noun_row(session, noun, slug)
        name = row.name if row else None
    if name is None:
        raise MissingError
    return str(name)


def _kept(context: Context, t: Tongue, about: tuple[str, str], filled: Filled) -> Filled:
    """The same, with a sentence where it could not be kept."""
    with context.database.reading() as session:
        try:
            _name(session, *about)
        except MissingError as error:
            raise HTTPException(404) from error
    try:
        told = Told(*about, clean_text(filled.text), clean_line(filled.contact))
        reports.add(context.database, context.clock(), told)
    except FactError as error:
        return Filled(filled.text, filled.contact, {"text": " ".join(item.told(t) for item in error.problems)})
    return filled


def _again(request: Request, t: Tongue, about: tuple[str, str], filled: Filled) -> Response:
    with context_of(request).database.reading() as session:
        try:
            content = shown(session, t, about, filled)
        except MissingError as error:
            raise HTTPException(404) from error
    response = private(request, "report.html", content, 400)
    # Without a referrer, browsers that know no Sec-Fetch-Site send “Origin: null”, and the next try would be refused.
    response.headers["referrer-policy"] = "same-origin"
    return response
