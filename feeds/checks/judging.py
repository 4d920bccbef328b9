"""The judge: all rules that one file alone can show, applied to its bytes."""

from __future__ import annotations

from typing import Final

from feeds.checks.content import properties
from feeds.checks.extras import extra_faults
from feeds.checks.finding import HURTS, Finding
from feeds.checks.head import head_faults
from feeds.checks.identity import identity_faults
from feeds.checks.rows import row_faults
from feeds.checks.syntax import syntax_faults
from feeds.checks.times import time_faults
from feeds.checks.tree import Calendar, Component, grown
from feeds.checks.words import word_faults
from feeds.checks.zones import zone_faults

LIMIT: Final = 20
"""How many findings of one rule are told one by one; of the others the last one says how many there are."""


def check(content: bytes) -> list[Finding]:
    """Everything that is wrong with a feed, in the order of its lines; nothing for a perfect one.

    Any bytes may be judged: what cannot be read is a finding, never an error. It takes time and memory in proportion
    to the size, and a server may send any size: whoever calls sets the limit.
    """
    ledger = _Ledger()
    for finding in row_faults(content):
        ledger.take(finding)
    roots = grown(properties(content, ledger.take), ledger.take)
    for finding in syntax_faults(roots):
        ledger.take(finding)
    for root in roots:
        if root.name == "VCALENDAR":
            _judge(root, ledger)
    return ledger.all()


def _judge(root: Component, ledger: _Ledger) -> None:
    calendar = Calendar.of(root)
    for by_calendar in (head_faults, zone_faults):
        for finding in by_calendar(calendar):
            ledger.take(finding)
    for by_events in (identity_faults, word_faults, extra_faults, time_faults):
        for finding in by_events(calendar.events):
            ledger.take(finding)


class _Ledger:
    """Keeps the first findings of each rule and counts the others: a bad file may break a rule in every line."""

    def __init__(self) -> None:
        self._kept: dict[int, list[Finding]] = {}
        self._more: dict[int, int] = {}

    def take(self, finding: Finding) -> None:
        kept = self._kept.setdefault(finding.rule, [])
        if len(kept) < LIMIT:
            kept.append(finding)
        else:
            self._more[finding.rule] = self._more.get(finding.rule, 0) + 1

    def all(self) -> list[Finding]:
        kept = [finding for findings in self._kept.values() for finding in findings]
        return sorted((*kept, *self._rests()), key=lambda finding: (finding.line, finding.rule))

    def _rests(self) -> list[Finding]:
        return [
            Finding(rule, max(finding.line for finding in self._kept[rule]), _rest(rule, more), HURTS[rule])
            for rule, more in self._more.items()
        ]


def _rest(rule: int, more: int) -> str:
    return f"And {more} more {'finding' if more == 1 else 'findings'} of rule {rule}; they are not told one by one."
