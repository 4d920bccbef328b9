"""What the head of a page tells to whoever shows a link to it (Open Graph, ogp.me), and where nouns have pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from babel.core import get_global

from calendar_service.addresses import Addresses, path_of
from calendar_service.pictures.cards import SIZE, Card
from calendar_service.publishing.site import Site
from calendar_service.web import cards
from calendar_service.web.details import link_to
from feeds.facts import Event, Facts, Noun
from feeds.tongue import Tongue
from feeds.vocabulary import ReleaseKind
from feeds.writers.schema import Pages

LIMIT: Final = 200
"""Characters of a description: networks show no more."""

_TYPES: Final = {
    ReleaseKind.MUSIC: "music.album",
    ReleaseKind.FILM: "video.movie",
    ReleaseKind.BOOK: "book",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its absolute address, its size in pixels, and what it shows, in words."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Head:
    """A page as a link to it is shown; `kind` is a type of Open Graph."""

    title: str
    url: str
    description: str = ""
    picture: Picture | None = None
    kind: str = "website"


def open_graph(t: Tongue, site: str, head: Head, others: Sequence[Tongue] = ()) -> list[tuple[str, str]]:
    """The names and values of a head's `meta` elements; `others` are the further languages of the page.

    Names that begin with `twitter:` stand in the attribute `name`, all others in `property`.
    """
    found = [
        ("og:title", head.title),
        ("og:type", head.kind),
        ("og:url", head.url),
        ("og:description", head.description),
        ("og:site_name", site),
        ("og:locale", locale(t)),
        *(("og:locale:alternate", locale(other)) for other in others),
        *(_image(head.picture) if head.picture else []),
        ("twitter:card", "summary_large_image" if head.picture else "summary"),
    ]
    return [(name, value) for name, value in found if value]


def entry_head(
    t: Tongue, site: Site, item: tuple[str, str], found: Sequence[Facts], poster: Picture | None = None
) -> Head:
    """The head of an entry's page: `item` is its noun and slug, `found` its facts (all dates of a release).

    Its state stands before the title, as on the page. Without a poster there is a card, in the site's language.
    """
    lines = cards.lines_of(t, site.name, found)
    first = found[0]
    about = first if isinstance(first, Event) else first.release
    return Head(
        title=f"{lines.mark}: {lines.title}" if lines.mark else lines.title,
        url=site.addresses.to(path_of(*item)),
        description=described(lines, about.description),
        picture=poster or card_picture(site.addresses, item, cards.lines_of(site.tongue, site.name, found)),
        kind="article" if isinstance(first, Event) else _TYPES.get(first.release.kind, "article"),
    )


def card_picture(addresses: Addresses, item: tuple[str, str], lines: Card) -> Picture:
    """The drawn card of a noun, by its noun and slug."""
    words = (lines.mark, lines.title, lines.date, lines.place)
    alt = " · ".join(part for part in words if part)
    return Picture(addresses.to(cards.card_path(*item, lines)), *SIZE, alt)


def site_picture(site: Site) -> Picture:
    """The card of the site, for pages that have no other."""
    return card_picture(site.addresses, cards.SITE, Card("", site.name))


def described(lines: Card, text: str = "") -> str:
    """When and where, then how the text begins; at most 200 characters, cut at a word's end."""
    front = " · ".join(part for part in (lines.date, lines.place) if part)
    whole = " ".join(" – ".join(part for part in (front, text) if part).split())
    if len(whole) <= LIMIT:
        return whole
    front = whole[: LIMIT - 1]
    return (front.rpartition(" ")[0] or front).rstrip(" ,.;:·–-") + "…"


def locale(t: Tongue) -> str:
    """A language with its territory, as Open Graph wants it (`en_GB`); the likeliest one where none is given (CLDR)."""
    if t.locale.territory:
        return f"{t.locale.language}_{t.locale.territory}"
    likely = get_global("likely_subtags").get(t.locale.language, "")
    return f"{t.locale.language}_{likely.rpartition('_')[2]}" if likely else t.locale.language


def pages(addresses: Addresses) -> Pages:
    """Gives the absolute address of a noun's page; empty for works and announcements, which have none."""

    def page_of(noun: Noun) -> str:
        path = link_to(noun)
        return addresses.to(path) if path else ""

    return page_of


def _image(picture: Picture) -> list[tuple[str, str]]:
    return [
        ("og:image", picture.url),
        ("og:image:width", str(picture.width)),
        ("og:image:height", str(picture.height)),
        ("og:image:alt", picture.alt),
    ]
