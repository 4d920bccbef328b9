"""“Suggest an event”: a form for anybody, without an account. What is handed in waits for a moderator, and is followed
by a private link. Programs fall into a trap, or come too fast; people lose nothing that they have typed."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service import guests as marks
from calendar_service.errors import BannedError, IntakeError, TooManyError
from calendar_service.store import guests
from calendar_service.store.writing import Writing, persist
from calendar_service.web import guest_post
from calendar_service.web.context import context_of
from calendar_service.web.desk.forms import EMPTY, Filled, Given, posting
from calendar_service.web.desk.visitors import on
from calendar_service.web.guest_form import SUBMIT, TRAP, Read, read, sender_of, show, wrong_by
from calendar_service.web.paged import reader_of
from feeds.errors import FactError


def page(request: Request) -> Response:
    """The form, empty."""
    _refuse_closed(request)
    return _form(request, EMPTY, Read({}))


def _sent(request: Request, given: Given) -> Response:
    """Keep what was handed in, and lead to its private page."""
    _refuse_closed(request)
    context = context_of(request)
    with context.database.reading() as session:
        found = read(request, session, given, {})
    doubt = _doubt(request, given)
    if found.problems or doubt:
        return _form(request, Filled(given, found.problems, doubt), found, 400)
    sender = sender_of(request, found.email)

    def store(writing: Writing) -> str:
        _, secret = guests.add(writing, found.body, sender, lambda key: marks.secret_of(context.secret_key, key))
        return secret

    try:
        secret = persist(context.database, context.edge, store)
    except IntakeError as error:
        return _form(request, wrong_by(found, given, error.problems), found, 400)
    except (BannedError, TooManyError, FactError) as error:
        return _form(request, Filled(given, problem=why_not(request, error)), found, status_of(error))
    if found.email:
        guest_post.send_arrival(request, found.email, secret)
    return on(request, f"{SUBMIT}/{secret}?sent=1")


send = posting(_sent)


def why_not(request: Request, error: BannedError | TooManyError | FactError) -> str:
    """In kind words, why nothing more is taken from somebody now."""
    context, t = context_of(request), reader_of(request).t
    if isinstance(error, FactError):
        return " ".join(problem.told(t) for problem in error.problems)
    if isinstance(error, BannedError):
        return t(
            "Nothing can be handed in from here until {day}; the moderators say: {reason} What you have typed stands "
            "below, so that you can keep it.",
            day=t.day(context.site.today(error.until)),
            reason=error.reason,
        )
    minutes = max(1, round((error.until - context.clock()).total_seconds() / 60 + 0.49))
    return t.plural(
        "That was a lot at once. Everything is kept below; press again in {number} minute.",
        "That was a lot at once. Everything is kept below; press again in {number} minutes.",
        minutes,
    )


def status_of(error: BannedError | TooManyError | FactError) -> int:
    """The status that goes with it."""
    return 403 if isinstance(error, BannedError) else 429


def _doubt(request: Request, given: Given) -> str:
    """What makes this look like a program's doing; a person only presses once more."""
    context, t = context_of(request), reader_of(request).t
    if given.get(TRAP, "").strip():
        return t(
            "A field that must stay empty was filled in, perhaps by your browser. Now it is empty: press once more."
        )
    age = marks.age_of(context.secret_key, given.get("stamp", ""), context.clock())
    if age is None or age > marks.LONGEST:
        return t("This form was open for a long time. Look over it, and press once more.")
    if age < marks.SHORTEST:
        return t("That was very fast. Everything is kept: press once more in a moment.")
    return ""


def _form(request: Request, filled: Filled, found: Read, status: int = 200) -> Response:
    context, t = context_of(request), reader_of(request).t
    now, stamp = context.clock(), filled.value("stamp")
    age = marks.age_of(context.secret_key, stamp, now)
    if age is None or age > marks.LONGEST:
        stamp = marks.stamp_of(context.secret_key, now)
    shown = {"title": t("Suggest an event"), "filled": filled, "choices": found.choices, "stamp": stamp}
    shown["gone"] = "gone" in request.query_params
    response = show(request, "submit.html", shown, status)
    # Without a referrer, browsers that know no Sec-Fetch-Site send “Origin: null”, and the form would be refused.
    response.headers["referrer-policy"] = "same-origin"
    return response


def _refuse_closed(request: Request) -> None:
    if not context_of(request).site.takes_guests:
        raise HTTPException(404)
