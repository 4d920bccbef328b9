"""Components with what is in them, and the parts of a calendar that the rules look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from feeds.checks.content import Property
from feeds.checks.finding import Finding, Report, fault, shown


@dataclass(slots=True, eq=False)
class Component:
    """What stands between a BEGIN and its END; `line` is that of the BEGIN."""

    name: str
    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    components: list[Component] = field(default_factory=list)

    def every(self, name: str) -> list[Property]:
        """All properties of a name, in their order."""
        return self.properties.get(name, [])

    def first(self, name: str) -> Property | None:
        """The first property of a name."""
        return found[0] if (found := self.properties.get(name)) else None

    def value(self, name: str) -> str:
        """The value of the first property of a name as it stands; empty where there is none."""
        return found[0].value if (found := self.properties.get(name)) else ""

    def place(self, name: str) -> int:
        """The line to look at for a property: its own, or where the component begins if it has none."""
        return found[0].line if (found := self.properties.get(name)) else self.line

    def walk(self) -> Iterator[Component]:
        """This component and all within it, however deep."""
        open_ones = [self]
        while open_ones:
            component = open_ones.pop()
            yield component
            open_ones.extend(reversed(component.components))

    def within(self, name: str) -> list[Component]:
        """The components of a name directly within this one."""
        return [component for component in self.components if component.name == name]


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """A VCALENDAR and the components in it that the rules judge."""

    root: Component
    events: list[Component]
    zones: list[Component]

    @classmethod
    def of(cls, root: Component) -> Calendar:
        """The parts of a VCALENDAR."""
        return cls(root, root.within("VEVENT"), root.within("VTIMEZONE"))

    @property
    def is_feed(self) -> bool:
        """Whether it is to be subscribed to: a file of one entry, to be added to a calendar, needs no name."""
        named = any(self.root.first(name) for name in ("NAME", "X-WR-CALNAME", "SOURCE"))
        return named or len(self.events) > 1


def is_placeholder(event: Component) -> bool:
    """Whether it only stands for "no entries" (design, Window): its day and the form of its UID tell."""
    return event.value("UID").startswith("empty-") and event.value("DTSTART") == "20000101"


def grown(lines: Iterable[Property], report: Report) -> list[Component]:
    """The outermost components of a file. Ends without a beginning, and the other way round, are reported."""
    roots: list[Component] = []
    stack: list[Component] = []
    waiting: Counter[str] = Counter()  # names of the stack: a search through it for every END could take for ever
    for line in lines:
        name = line.value.strip().upper()
        if line.name == "BEGIN":
            component = Component(name, line.line)
            (stack[-1].components if stack else roots).append(component)
            stack.append(component)
            waiting[name] += 1
        elif line.name == "END":
            _close(name, line.line, stack, waiting, report)
        elif stack:
            stack[-1].properties.setdefault(line.name, []).append(line)
        elif roots:
            report(fault(14, line.line, f"{shown(line.name)} stands behind the calendar's end; nothing may follow it."))
    for component in stack:
        report(_unclosed(component))
    return roots


def _close(name: str, line: int, stack: list[Component], waiting: Counter[str], report: Report) -> None:
    if not waiting[name]:
        report(fault(15, line, f"END:{shown(name)} closes nothing; each END needs a BEGIN of the same name."))
        return
    while stack:
        component = stack.pop()
        waiting[component.name] -= 1
        if component.name == name:
            return
        report(_unclosed(component))


def _unclosed(component: Component) -> Finding:
    return fault(15, component.line, f"BEGIN:{shown(component.name)} is never closed; each BEGIN needs its END.")
