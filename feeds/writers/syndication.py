"""RSS 2.0 and Atom (RFC 4287): news as items, written by feedgenerator."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from feedgenerator import Atom1Feed, Rss201rev2Feed

from feeds import news, wording
from feeds.news import Item
from feeds.tongue import Tongue
from feeds.writers.ical import Head

RSS_TYPE: Final = "application/rss+xml; charset=utf-8"
ATOM_TYPE: Final = "application/atom+xml; charset=utf-8"
REFRESH_MINUTES: Final = 60
"""RSS readers are told so (`ttl`); the same hour as in calendars."""

_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
# What XML 1.0 section 2.2 has no way to write, not even escaped. Facts are clean since intake; one slip would make
# the whole feed unreadable.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# An address ends before what closes a sentence or a bracket around it.
_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?'()\[\]]")


class _Dated:
    """The date of a feed: that of its newest item. feedgenerator asks the clock for the date of an empty one."""

    items: list[dict[str, Any]]

    def latest_post_date(self) -> datetime:
        """When the newest item became known; a fixed day where there is none."""
        return max((item["pubdate"] for item in self.items), default=_NEVER)


class _Rss(_Dated, Rss201rev2Feed):  # type: ignore[misc]
    pass


class _Atom(_Dated, Atom1Feed):  # type: ignore[misc]
    pass


def rss(head: Head, items: Sequence[Item]) -> bytes:
    """RSS 2.0, in the order of the items; a description is HTML by custom, a title plain text (RSS profile)."""
    feed = _Rss(**_about(head), ttl=str(REFRESH_MINUTES))
    for item in items:
        feed.add_item(description=_body(head.tongue, item), unique_id_is_permalink=False, **_parts(head.tongue, item))
    return _written(feed)


def atom(head: Head, items: Sequence[Item]) -> bytes:
    """Atom, in the order of the items. The feed's id is its address; its author, which RFC 4287 section 4.1.1 asks
    for, is its name."""
    feed = _Atom(**_about(head), feed_guid=_xml(head.source), author_name=_xml(head.name))
    for item in items:
        feed.add_item(description=None, content=_body(head.tongue, item), **_parts(head.tongue, item))
    return _written(feed)


def _about(head: Head) -> dict[str, str]:
    return {
        "title": _xml(head.name),
        "link": _xml(head.url),
        "description": _xml(head.description or head.name),
        "feed_url": _xml(head.source),
        "language": head.tongue.code,
    }


def _parts(t: Tongue, item: Item) -> dict[str, Any]:
    return {
        "title": _xml(news.title(t, item)),
        "link": _xml(item.entry.url),
        "pubdate": item.at.astimezone(UTC).replace(microsecond=0),
        "unique_id": _xml(item.id),
        "categories": [_xml(word) for word in wording.categories(t, item.entry.facts)],
    }


def _body(t: Tongue, item: Item) -> str:
    """The text as HTML: escaped, in paragraphs, addresses as links."""
    blocks = _xml(news.text(t, item)).split("\n\n")
    return "\n".join("".join(("<p>", *_linked(block), "</p>")) for block in blocks)


def _linked(text: str) -> Iterator[str]:
    end = 0
    for match in _ADDRESS.finditer(text):
        yield _escaped(text[end : match.start()])
        address = _escaped(match[0])
        yield f'<a href="{address}">{address}</a>'
        end = match.end()
    yield _escaped(text[end:])


def _escaped(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _xml(text: str) -> str:
    return _NO_XML.sub("", text)


def _written(feed: Any) -> bytes:
    content = BytesIO()
    feed.write(content, "utf-8")
    return content.getvalue() + b"\n"
