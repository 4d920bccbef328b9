"""The smallest parts of what pages show: a name with what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A name, and the address of its page where it has one; of a time, the form that machines read.

    `role` stands softly behind the name. `zone` says that a visitor elsewhere may be told the hour there. `gone`: it
    no longer holds.
    """

    name: str
    href: str = ""
    role: str = ""
    stamp: str = ""
    zone: str = ""
    gone: bool = False
