"""What people say of themselves: an e-mail address and a name, cleaned and judged."""

from __future__ import annotations

import re
from typing import Final

from feeds.errors import FactError
from feeds.text import clean_line

EMAIL_LIMIT: Final = 254
"""Characters of an e-mail address (RFC 5321 section 4.5.3.1.3, without its brackets)."""
NAME_LIMIT: Final = 100

# What mail servers take everywhere: RFC 5322 allows more before the @, which nobody uses.
_LOCAL: Final = r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}"
_LABEL: Final = r"[^\W_](?:[\w-]*[^\W_])?"
_EMAIL: Final = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL})*")


def email_of(value: str, field: str = "email") -> str:
    """An e-mail address, casefolded: one person has one account, however the address is typed. Raises FactError."""
    email = clean_line(value).casefold()
    if len(email) > EMAIL_LIMIT or ".." in email or not _EMAIL.fullmatch(email):
        raise FactError.of(field, "{field} must be an address such as name@example.org.", field=field)
    return email


def name_of(value: str) -> str:
    """A person's name, as others may read it. Raises FactError where it is empty or too long."""
    return named(value, NAME_LIMIT)


def named(value: str, most: int) -> str:
    """A name of at most so many characters, said in words that pages have in every language. Raises FactError."""
    name = clean_line(value)
    if not name:
        raise FactError.of("name", "name must not be empty.")
    if len(name) > most:
        raise FactError.of("name", "name must have at most {most} characters.", most=most)
    return name
