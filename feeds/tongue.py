"""A language: its words, and how it writes dates, lists and numbers. Its words come in from outside: no disk here.

Messages are the English sentences themselves, with `{names}` for what is filled in. Words that one language writes
alike and another does not are told apart by a context (`term`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from gettext import NullTranslations
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, get_decimal_symbol


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language by its BCP 47 code, such as `de`; `locale` is CLDR's, `catalogue` holds the translations."""

    code: str
    locale: Locale
    catalogue: NullTranslations = field(default_factory=NullTranslations, compare=False, repr=False)

    def __call__(self, message: str, **values: object) -> str:
        """A message in this language, filled in."""
        text = self.catalogue.gettext(message)
        return text.format(**values) if values else text

    def plural(self, one: str, many: str, number: int, **values: object) -> str:
        """The form of a message that goes with a number; `{number}` in it is that number as this language writes it."""
        text = self.catalogue.ngettext(one, many, number)
        return text.format(number=self.number(number), **values)

    def term(self, context: str, message: str) -> str:
        """A word that means something in this context only, such as `term("kind", "club night")`."""
        return self.catalogue.pgettext(context, message)

    @property
    def fingerprint(self) -> str:
        """Another one where the language or any of its words is another one; that of English says its code alone."""
        words: dict[object, str] = getattr(self.catalogue, "_catalog", {})
        if not words:
            return self.code
        listed = sorted((repr(message), text) for message, text in words.items())
        return f"{self.code} {hashlib.sha256(repr(listed).encode()).hexdigest()}"

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, as HTML's `dir` has it."""
        return "rtl" if self.locale.text_direction == "rtl" else "ltr"

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return (self.locale.get_display_name(self.locale) or self.code).partition(" (")[0]

    def day(self, on: date) -> str:
        """A day in full: `22 February 2023`."""
        return format_date(on, "long", locale=self.locale)

    def weekday(self, on: date, *, year: bool = True) -> str:
        """A day with its weekday, and with its year unless that goes without saying: `Wednesday 22 February`."""
        pattern = self.term("date", "EEEE d MMMM y") if year else self.term("date", "EEEE d MMMM")
        return format_date(on, pattern, locale=self.locale)

    def short(self, on: date) -> str:
        """Weekday and day of the month where space is narrow: `Fri 28`."""
        return format_date(on, self.term("date", "EEE d"), locale=self.locale)

    def month(self, on: date) -> str:
        """The month of a day: `March 2027`."""
        return format_skeleton("yMMMM", on, locale=self.locale)

    def days(self, first: date, last: date) -> str:
        """A span of days, nothing in it said twice: `27 Feb – 2 Mar 2023`."""
        return format_interval(first, last, "yMMMd", locale=self.locale)

    def listed(self, items: Sequence[str], style: str = "standard") -> str:
        """Several names in one sentence: `a, b and c`; `style` as in CLDR (`standard`, `or`, `unit`)."""
        style_: Any = style
        return format_list(items, style_, locale=self.locale)

    @property
    def decimal_mark(self) -> str:
        """What stands before the cents."""
        return get_decimal_symbol(self.locale)

    def country(self, code: str) -> str:
        """A country by its code of ISO 3166-1."""
        return str(self.locale.territories.get(code, code))

    def number(self, value: float) -> str:
        """A number with this language's marks."""
        return format_decimal(value, locale=self.locale)

    def sentence_case(self, text: str) -> str:
        """The text with a capital at its head, as a line of its own has it."""
        return text[:1].upper() + text[1:]


ENGLISH: Final = Tongue("en", Locale("en", "GB"))
"""The language in which the messages are written: days first, hours to 24."""
