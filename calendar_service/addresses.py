"""The one place where outgoing addresses are made (design, section 4, Addresses)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

FOLDERS: Final = {
    "event": "events",
    "release": "releases",
    "venue": "venues",
    "artist": "artists",
    "organizer": "organizers",
    "series": "series",
    "city": "cities",
    "tag": "tags",
}
"""The nouns that have pages, and the first part of their paths."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses below a base such as `https://calendar.example.org` (no slash at its end)."""

    base: str

    @property
    def host(self) -> str:
        """The host alone: new UIDs end in it."""
        return urlsplit(self.base).hostname or "localhost"

    def to(self, path: str) -> str:
        """An absolute address from a path."""
        return self.base + path

    def event(self, slug: str) -> str:
        """An event's page."""
        return self.to(path_of("event", slug))

    def release_date(self, slug: str, date_id: str) -> str:
        """A release date's place on the page of its release."""
        return f"{self.to(path_of('release', slug))}#{anchor(date_id)}"

    def letter(self, secret: str) -> str:
        """A one-time link that lets its reader set a password."""
        return self.to(f"/desk/letter/{secret}")

    def invitation(self, secret: str) -> str:
        """A link by which somebody joins an organizer or the site."""
        return self.to(f"/desk/invitation/{secret}")

    def submission(self, secret: str) -> str:
        """The link by which a guest follows what they have handed in."""
        return self.to(f"/submit/{secret}")


def path_of(noun: str, slug: str) -> str:
    """The path of a noun's page; with `.ics` behind it, that of its feed."""
    return f"/{FOLDERS[noun]}/{quote(slug, safe='')}"


def image_path(digest: str, width: int) -> str:
    """The path of a picture in one of the widths in which it is kept (`pictures.shrinking.widths`)."""
    return f"/images/{digest}-{width}.webp"


def anchor(date_id: str) -> str:
    """The part of an address behind `#` that leads to a release date."""
    return quote(date_id, safe="")
