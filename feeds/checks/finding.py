"""What a check can find, and whom each rule of the checklist protects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

HURTS: Final[dict[int, str]] = {
    1: "every client (RFC 5545 section 3.1)",
    2: "every client (RFC 5545 section 3.1)",
    3: "every client that unfolds after decoding, old Outlook",
    4: "iCloud",
    5: "every client, Google first",
    6: "Home Assistant (ical), ics.py: they refuse the whole feed",
    7: "every client: text is shown wrong or is cut off",
    8: "every client: some take it for the end of the line",
    9: "every client: the line is lost, or the whole feed",
    10: "every client that reads the property",
    11: "every client: the link is broken, or the line is lost",
    12: "caches and ETags: the same facts must make the same bytes",
    14: "Outlook, Exchange",
    15: "every client: strict ones refuse the whole feed",
    17: "Outlook, and everybody in a month view",
    18: "every client (RFC 5545 section 3.6)",
    19: "every client (RFC 5545 section 3.7.1)",
    20: "Outlook, Apple, Google: the file becomes an invitation",
    21: "Apple, Google, ICSx⁵: the calendar has no name, or two",
    22: "Apple, Google",
    23: "Nextcloud: it asks once a week",
    24: "Outlook, Nextcloud",
    25: "clients of RFC 7986",
    26: "clients of RFC 7986",
    27: "ICSx⁵, Apple, Nextcloud",
    28: "Google",
    29: "vdirsyncer: the feed becomes one event",
    30: "clients of RFC 7986",
    31: "Evolution, vobject, ts-ics",
    32: "every client: a stray entry that means nothing",
    33: "every client: duplicates and ghosts; Google leaves events out",
    35: "every client: only one of them is shown",
    36: "Evolution, Outlook",
    37: "ICSx⁵, Evolution: changes are not seen",
    40: "Google: changes are ignored",
    43: "everybody in a month view; Google hides the status",
    44: "every client: the status is guessed",
    45: "Outlook: the time is shown as busy",
    46: "Google: shown as “busy”, without a title",
    47: "everybody who follows the link",
    48: "Google: it does not show URL",
    49: "every client: the tags are shown as text",
    50: "Apple, Google: the place is cut or not found",
    51: "Apple and others with a map",
    52: "Apple: no map, or another place",
    53: "Evolution and others: one category becomes two",
    54: "every client: it takes the entry for an invitation, and addresses are private",
    55: "clients that ring alarms: strict ones refuse the whole feed",
    56: "Google, Nextcloud: the feed grows too large, or the picture is dropped",
    57: "clients of RFC 7986",
    58: "clients of RFC 9253",
    59: "ts-ics, calcurse: the event is lost",
    60: "Outlook, eM Client: occurrences are lost",
    61: "Thunderbird (ical.js), Outlook: the time becomes floating or is refused",
    62: "Outlook, Exchange: an error, or an hour off",
    63: "Outlook, Exchange",
    64: "Thunderbird (ical.js), ts-ics: an hour off",
    65: "every client that trusts the feed's zone: an hour off around the change",
    66: "Microsoft 365, ical4j",
    67: "Outlook, Microsoft 365, vobject",
    68: "Outlook, vobject, ts-ics: an hour off",
    69: "Outlook, Android, spans of no length everywhere",
    70: "iCloud, Android, Google: a day missing or refused",
    71: "Google: it takes the time for UTC",
    72: "Thunderbird (ical.js), Evolution: the zone is not known",
    73: "Thunderbird (ical.js): an hour off",
    74: "every client: each guesses another time",
}
"""Whom it hurts when a rule of the checklist is broken. Rules that one file alone cannot break visibly are not here."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a feed.

    `rule` is its number in the checklist, `line` the physical line (from 1; 0 for the whole file), `text` a sentence
    that says what is wrong and what would be right, `hurts` who suffers from it.
    """

    rule: int
    line: int
    text: str
    hurts: str


Report = Callable[[Finding], None]
"""What takes findings as they are made."""


def fault(rule: int, line: int, text: str) -> Finding:
    """A finding against a rule, with whom it hurts."""
    return Finding(rule, line, text, HURTS[rule])


def shown(value: str, limit: int = 40) -> str:
    """A piece of the feed in quotation marks, short, and harmless on a terminal."""
    cut = value if len(value) <= limit else f"{value[:limit]}…"
    return "“" + "".join(letter if letter.isprintable() else "�" for letter in cut) + "”"
