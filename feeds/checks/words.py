"""Rules on what people read of an entry, and on its states (checklist, 17, 43 to 50 and 53)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from feeds.checks.finding import Finding, fault, shown
from feeds.checks.tree import Component
from feeds.checks.values import is_public_address, plain

SUMMARY_LIMIT: Final = 255
"""Characters of a title line."""

_STATUS: Final = ("CONFIRMED", "TENTATIVE", "CANCELLED")
_TRANSP: Final = ("OPAQUE", "TRANSPARENT")
# Tags that lay out a page. <b> and the like may be somebody's title, and do less harm.
_HTML = re.compile(r"</?(?:p|br|div|span|ul|ol|li|h[1-6]|table|tr|td|img)(?:\s[^<>]{0,400})?/?>|<a\s+href\b|</a>", re.I)


def word_faults(events: list[Component]) -> Iterator[Finding]:
    """Everything that is wrong with the words of entries."""
    for event in events:
        for rule in _RULES:
            yield from rule(event)


def _summary(event: Component) -> Iterator[Finding]:
    title = plain(event.value("SUMMARY"))
    if not title.strip():
        yield fault(17, event.place("SUMMARY"), "SUMMARY is missing or empty; every entry has a title.")
    elif "\n" in title:
        yield fault(17, event.place("SUMMARY"), "SUMMARY has a line break; a title is one line.")
    elif len(title) > SUMMARY_LIMIT:
        sentence = f"SUMMARY has {len(title)} characters; at most {SUMMARY_LIMIT} are right."
        yield fault(17, event.place("SUMMARY"), sentence)


def _mark(event: Component) -> Iterator[Finding]:
    if event.value("STATUS") == "CANCELLED" and not event.value("SUMMARY").startswith("CANCELLED"):
        sentence = f"SUMMARY of a cancelled entry is {shown(event.value('SUMMARY'))}; it begins with CANCELLED."
        yield fault(43, event.place("SUMMARY"), sentence)


def _status(event: Component) -> Iterator[Finding]:
    yield from _one_of(event, 44, "STATUS", _STATUS)


def _transparency(event: Component) -> Iterator[Finding]:
    yield from _one_of(event, 45, "TRANSP", _TRANSP)


def _one_of(event: Component, rule: int, name: str, words: tuple[str, ...]) -> Iterator[Finding]:
    line = event.first(name)
    if not line or line.value not in words:
        found = shown(line.value) if line else "missing"
        yield fault(rule, event.place(name), f"{name} is {found}; right is {', '.join(words[:-1])} or {words[-1]}.")


def _class(event: Component) -> Iterator[Finding]:
    line = event.first("CLASS")
    if line and line.value != "PUBLIC":
        yield fault(46, line.line, f"CLASS is {shown(line.value)}; right is PUBLIC, or no CLASS.")


def _url(event: Component) -> Iterator[Finding]:
    line = event.first("URL")
    if line and not is_public_address(line.value):
        yield fault(47, line.line, f"URL is {shown(line.value)}; right is the https address of the entry's page.")


def _description(event: Component) -> Iterator[Finding]:
    url, text = event.value("URL"), plain(event.value("DESCRIPTION"))
    if url and url not in text:
        sentence = "DESCRIPTION does not hold the address of URL; repeat it at the end of the text."
        yield fault(48, event.place("DESCRIPTION"), sentence)
    tag = _HTML.search(text)
    if tag:
        sentence = f"DESCRIPTION has the HTML tag {shown(tag[0])}; it is plain text, HTML belongs in X-ALT-DESC."
        yield fault(49, event.place("DESCRIPTION"), sentence)


def _location(event: Component) -> Iterator[Finding]:
    line = event.first("LOCATION")
    if line and ("\n" in plain(line.value) or not line.value.strip()):
        yield fault(50, line.line, "LOCATION is empty or has a line break; right is “Name, street, city” in one line.")


def _categories(event: Component) -> Iterator[Finding]:
    for line in event.every("CATEGORIES"):
        if "\\" in line.value:
            yield fault(53, line.line, f"CATEGORIES has an escape in {shown(line.value)}; a category has no comma.")
        elif not all(word.strip() for word in line.value.split(",")):
            yield fault(53, line.line, f"CATEGORIES has an empty category in {shown(line.value)}; leave it out.")


_RULES: Final[tuple[Callable[[Component], Iterator[Finding]], ...]] = (
    _summary, _mark, _status, _transparency, _class, _url, _description, _location, _categories,
)  # fmt: skip
