"""Forms of the desk: read, refused where they come from elsewhere, and shown again with all that was typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.errors import TooManyError
from calendar_service.web import answers
from calendar_service.web.context import context_of
from calendar_service.web.desk.frame import ways_of
from calendar_service.web.desk.visitors import Visitor, to_sign_in, visitor_of
from calendar_service.web.paged import private, reader_of
from calendar_service.web.posting import form_of, form_problem, refusal
from feeds.errors import FactError
from feeds.tongue import Tongue

Given = Mapping[str, str]
SIZE_LIMIT: Final = 512 * 1024
"""Bytes of a form: the longest description has 20,000 characters, of twelve bytes each where they are rare."""
NUMBER_DIGITS: Final = 18
"""Digits of a row's number, at most: longer ones fit into no column."""
SECRETS: Final = ("password", "current")
"""Fields that are never shown again."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it came: what was typed, a sentence for each field that is wrong, and one on the whole."""

    values: Given = field(default_factory=dict)
    problems: Given = field(default_factory=dict)
    problem: str = ""

    def value(self, name: str) -> str:
        """What was typed into a field."""
        return "" if name in SECRETS else self.values.get(name, "")


EMPTY: Final = Filled()


def wrong(t: Tongue, given: Given, error: FactError, fields: Collection[str]) -> Filled:
    """The form with what is wrong with it: beside the fields that it shows, and at its head for all others."""
    beside = {problem.field: problem.told(t) for problem in error.problems if problem.field in fields}
    others = [problem.told(t) for problem in error.problems if problem.field not in fields]
    return Filled(given, beside, " ".join(others))


def too_many(request: Request, error: TooManyError) -> str:
    """How long somebody has to wait."""
    t, seconds = reader_of(request).t, (error.until - context_of(request).clock()).total_seconds()
    minutes = max(1, round(seconds / 60 + 0.49))
    return t.plural(
        "Too many sign-ins have failed. Try again in {number} minute.",
        "Too many sign-ins have failed. Try again in {number} minutes.",
        minutes,
    )


def posting(act: Callable[[Request, Given], Response]) -> Callable[[Request], Awaitable[Response]]:
    """A handler of a form, from what does something with it in a thread."""

    async def handler(request: Request) -> Response:
        refused = refusal(request)
        if refused:
            return refused
        try:
            given = dict(await form_of(request, SIZE_LIMIT))
        except ValueError as error:
            return answers.sentence(form_problem(error, reader_of(request).t), 400)
        return await run_in_threadpool(act, request, given)

    return handler


def signed_in(act: Callable[[Request, Given, Visitor], Response]) -> Callable[[Request, Given], Response]:
    """The same for who is signed in; others sign in first, and come back to the page with the form."""

    def guarded(request: Request, given: Given) -> Response:
        visitor = visitor_of(request)
        return act(request, given, visitor) if visitor is not None else to_sign_in(request, request.scope["path"])

    return guarded


def seeing(act: Callable[[Request, Visitor], Response]) -> Callable[[Request], Response]:
    """A handler of a page for who is signed in; others sign in first, and come back to it."""

    def handler(request: Request) -> Response:
        visitor, query = visitor_of(request), request.url.query
        if visitor is not None:
            return act(request, visitor)
        return to_sign_in(request, f"{request.scope['path']}{'?' if query else ''}{query}")

    return handler


def number_of(text: str) -> int:
    """The number of a row, as a form or an address names it. Raises HTTPException, 404, for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS):
        raise HTTPException(404)
    return int(text)


def show(request: Request, template: str, shown: dict[str, Any], status: int = 200) -> Response:
    """A page of the desk: of one reader, kept by nobody, and told to no search engine."""
    content = {"noindex": True, "filled": EMPTY, "visitor": None, "notice": "", **shown}
    content["ways"] = ways_of(reader_of(request).t, content["visitor"].caller) if content["visitor"] else []
    response = private(request, f"desk/{template}", content, status)
    # Without a referrer, browsers that know no Sec-Fetch-Site send “Origin: null”, and the form would be refused.
    response.headers["referrer-policy"] = "same-origin"
    return response
