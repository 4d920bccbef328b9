"""Full text search: the same words find the same entries on both databases (`feeds.search` folds them)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, column, literal, literal_column, or_, select, table
from sqlalchemy.dialects.postgresql import TSQUERY

from calendar_service import models

_SEARCH = table("search", column("rowid"), column("search"))


def found(dialect: str, questions: tuple[str, ...]) -> Select[Any]:
    """The numbers of the entries that hold all words of any of the questions, each word whole or as a beginning.

    A question is folded already: words apart by one space.
    """
    if dialect == "sqlite":
        asked = " OR ".join(f"({' AND '.join(_quoted(question))})" for question in questions)
        return select(_SEARCH.c.rowid).where(_SEARCH.c.search.op("MATCH")(asked))
    return select(models.Words.entry_id).where(or_(*(_matches(question) for question in questions)))


def _quoted(question: str) -> list[str]:
    # Words are letters and digits alone, so quotes need no escape.
    return [f'"{word}"*' for word in question.split()]


def _matches(question: str) -> ColumnElement[bool]:
    # To the letter what the index holds (alembic, 0002), or it is not used; the cast takes the words as they are.
    vector: ColumnElement[Any] = literal_column("array_to_tsvector(string_to_array(words.text, ' '))")
    asked = " & ".join(f"'{word}':*" for word in question.split())
    return vector.op("@@")(literal(asked).cast(TSQUERY))
