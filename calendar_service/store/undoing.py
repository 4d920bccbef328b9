"""Undo: what a version of a thing said holds again, as far as the rest of the world allows; a change like any other."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.bodies import body_of
from calendar_service.store import editing, history, told
from calendar_service.store.renaming import ITEMS
from calendar_service.store.writing import Writing

Object = dict[str, Any]


def undo(writing: Writing, noun: str, row: Any, revision: int, reason: str) -> None:
    """Have a thing say again what it said after a line of its history. Raises IntakeError with every problem."""
    body = _body_again(writing.session, noun, row, revision)
    with writing.because("undone", reason):
        editing.save(writing, row, body_of(noun, body))
    writing.session.flush()


def _body_again(session: Session, noun: str, row: Any, revision: int) -> Object:
    """What a version said, with what no undo takes away: whose it is, and dates that people have in their calendars."""
    line = history.line(session, noun, row.id, revision)
    if line is None or line.body is None or not line.can_return:
        why = f"is none of this {noun}" if line is None else "holds nothing that could be said again"
        raise IntakeError([Problem("/revision", f"revision {revision} {why}.")])
    now = told.told(noun, row)
    body: Object = dict(line.body)
    if noun in ITEMS:
        body["owner"] = now["owner"]
    if noun == "release":
        then = {one["id"] for one in body["dates"]}
        # A date that was added since stays, and says that it does not hold.
        later = [one | {"status": "cancelled"} for one in now["dates"] if one["id"] not in then]
        body["dates"] = [*body["dates"], *later]
    return body
