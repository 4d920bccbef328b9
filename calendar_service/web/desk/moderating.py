"""What all pages of moderators share: who may see them, and changes by who may still make them then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request

from calendar_service import models
from calendar_service.intake.drafts import REASON_LIMIT
from calendar_service.permissions import Caller, Operation, may
from calendar_service.store import memberships
from calendar_service.store.writing import Writing, persist
from calendar_service.web.context import context_of
from calendar_service.web.desk.visitors import Visitor
from feeds.errors import FactError
from feeds.text import clean_line

T = TypeVar("T")

REPORTS: Final = "/desk/reports"
SOURCES: Final = "/desk/sources"
TOLD: Final = 200
"""Things whose fate is told at once."""
DIGITS: Final = 15


def refuse_others(caller: Caller, operation: Operation = Operation.MODERATE) -> None:
    """To anybody but moderators there is no such page. Raises HTTPException, 404."""
    if not may(caller, operation):
        raise HTTPException(404)


def changed(
    request: Request, visitor: Visitor, act: Callable[[Writing], T], operation: Operation = Operation.MODERATE
) -> T:
    """Do something in a transaction of its own, as who may still do it then. Raises HTTPException, 404."""
    context = context_of(request)

    def store(writing: Writing) -> T:
        session = writing.session
        refuse_others(caller_now(session, visitor), operation)
        return act(writing)

    return persist(context.database, context.edge, store, visitor.account.id)


def caller_now(session: Session, visitor: Visitor) -> Caller:
    """What somebody who is signed in may do at this moment."""
    return memberships.caller(session, session.get_one(models.Account, visitor.account.id))


def reason_of(given: Mapping[str, str], *, needed: bool = True) -> str:
    """The reason in a form. Raises FactError where it is missing or too long."""
    reason = clean_line(given.get("reason", ""))
    if needed and not reason:
        raise FactError.of("reason", "Say why, in a sentence: whoever it concerns reads it.")
    if len(reason) > REASON_LIMIT:
        raise FactError.of("reason", "At most {most} characters fit in.", most=REASON_LIMIT)
    return reason


def picked(given: Mapping[str, str]) -> dict[int, int]:
    """The numbers that are ticked in a form, each with the revision that was seen. Raises FactError for none."""
    found = {
        int(name[5:]): int(value)
        for name, value in given.items()
        if name.startswith("pick_") and _is_number(name[5:]) and _is_number(value)
    }
    if not found:
        raise FactError.of("picks", "Tick what you mean first.")
    return dict(sorted(found.items())[:TOLD])


def told_in(request: Request) -> list[int]:
    """The numbers of what has just been done, as the address of the page names them."""
    parts = request.query_params.get("told", "").split(".")
    return [int(part) for part in parts if _is_number(part)][:TOLD]


def telling(path: str, numbers: Sequence[int]) -> str:
    """The address of a page that tells what became of these."""
    told = ".".join(str(number) for number in numbers)
    return f"{path}{'&' if '?' in path else '?'}told={told}"


def context_words(request: Request) -> dict[str, Any]:
    """What the templates of moderators need besides."""
    context = context_of(request)
    return {"day_of": context.site.today, "now": context.clock(), "mails": context.mailer is not None}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= DIGITS
