"""Nouns, listings and the way to a page in the words of schema.org, and the script element that holds all this."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Final

from feeds.entry import Entry
from feeds.facts import Artist, Organizer, ReleaseDate, Series, Venue
from feeds.vocabulary import Role
from feeds.writers.schema import things
from feeds.writers.schema.things import CONTEXT, Object, Pages, known, one

# A script element ends at "</script", and "<!--" changes how it is read; the separators broke old JavaScript.
_ESCAPES: Final = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def venue(noun: Venue, pages: Pages) -> Object:
    """A venue on its page."""
    rooms = one(known(type_="Place", name=name) for name in noun.rooms)
    return things.place(noun, pages) | known(description=noun.description, containsPlace=rooms)


def artist(noun: Artist, pages: Pages, roles: Collection[Role] = ()) -> Object:
    """An artist on their page; `roles` are those of their credits."""
    return things.whoever(noun, things.act(roles), pages) | known(description=noun.description)


def organizer(noun: Organizer, pages: Pages) -> Object:
    """An organizer or a label on its page."""
    return things.whoever(noun, "Organization", pages) | known(description=noun.description)


def series(noun: Series, pages: Pages) -> Object:
    """A tour, a festival's edition or a weekly night on its page."""
    found: Object = things.part_of([noun], "EventSeries", pages)
    return found | known(description=noun.description)


def item_list(entries: Iterable[Entry], url: str, first: int = 1) -> Object:
    """The entries of a listing as links, in order; `first` is the number of the first one."""
    items = [_item(number, _title(entry), url=entry.url) for number, entry in enumerate(entries, first)]
    return known(type_="ItemList", url=url, itemListElement=items)


def breadcrumbs(trail: Iterable[tuple[str, str]]) -> Object:
    """The way from the first page to this one: names and absolute addresses, this page last."""
    items = [_item(number, name, item={"@id": url}) for number, (name, url) in enumerate(trail, 1)]
    return known(type_="BreadcrumbList", itemListElement=items)


def script(*found: Object) -> str:
    """The text of a `script` element of type application/ld+json, safe as it is in HTML."""
    whole: Object = {"@context": CONTEXT}
    whole |= found[0] if len(found) == 1 else {"@graph": list(found)}
    text = json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_ESCAPES)


def _item(number: int, name: str, **values: str | Object) -> Object:
    return known(type_="ListItem", position=number, name=name, **values)


def _title(entry: Entry) -> str:
    return entry.facts.release.title if isinstance(entry.facts, ReleaseDate) else entry.facts.title
