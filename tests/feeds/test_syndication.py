"""RSS and Atom: independent readers find in our bytes exactly the news that was put in."""

from __future__ import annotations

import calendar
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import news, text, wording
from feeds.entry import Entry
from feeds.facts import Event
from feeds.news import Headline, Item
from feeds.tongue import ENGLISH
from feeds.vocabulary import EventKind
from feeds.when import PartialDate
from feeds.writers import syndication
from feeds.writers.ical import Head
from tests.cast import NOW
from tests.strategies import ENTRIES, HOSTILE, PIECES

# Its warnings are about its own insides, and ours are errors: they are silenced here and nowhere else.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import feedparser

HEAD = Head(
    "Jeff Mills & <friends>",
    "Events & releases",
    "https://calendar.example.org/a.atom?q=a%20b&tag=techno",
    "https://calendar.example.org/a?q=a%20b",
    "UTC",
)
EVENT = Event("Metropolis", EventKind.SCREENING, PartialDate("2026-12-05"), tags=("techno", "live & loud"))
ATOM = "{http://www.w3.org/2005/Atom}"
WRITERS = (syndication.rss, syndication.atom)
Writer = Callable[[Head, Sequence[Item]], bytes]


def items_of(entries: Sequence[Entry]) -> list[Item]:
    """A piece of news for each entry, an hour apart, the newest first."""
    return [
        Item(f"urn:test:{entry.uid}:{place}", list(Headline)[place], NOW - timedelta(hours=place), entry)
        for place, entry in enumerate(entries)
    ]


def one(event: Event = EVENT, at: datetime = NOW) -> list[Item]:
    entry = Entry("1@example.org", "https://calendar.example.org/events/1", NOW, event)
    return [Item("urn:test:1", Headline.NEW_DATE, at, entry)]


class Page(HTMLParser):
    """Text and links of HTML, as a browser would show them."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.text = ""
        self.links: list[str] = []
        self.tags: set[str] = set()
        self._inside = False
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "p":
            self.text += "\n\n" if self._inside else ""
            self._inside = True
        if tag == "br":
            self.text += "\n"
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += "" if data == "\n" else data


def parsed(feed: bytes) -> Any:
    """What feedparser makes of it, which must have nothing to complain of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = feedparser.parse(feed, response_headers={"content-type": "application/xml; charset=utf-8"})
    assert not found.bozo, found.bozo_exception
    return found


@given(ENTRIES)
def test_rss_holds_exactly_what_was_put_in(entries: list[Entry]) -> None:
    items = items_of(entries)
    channel = ElementTree.fromstring(syndication.rss(HEAD, items)).find("channel")
    assert channel is not None
    for item, found in zip(items, channel.findall("item"), strict=True):
        assert found.findtext("title") == news.title(ENGLISH, item)
        assert found.findtext("link") == item.entry.url
        assert Page(found.findtext("description") or "").text == news.text(ENGLISH, item)
        guid = found.find("guid")
        assert guid is not None
        assert (guid.text, guid.attrib) == (item.id, {"isPermaLink": "false"})
        assert parsedate_to_datetime(found.findtext("pubDate") or "") == item.at
        assert [word.text for word in found.findall("category")] == wording.categories(ENGLISH, item.entry.facts)


@given(ENTRIES)
def test_atom_holds_exactly_what_was_put_in(entries: list[Entry]) -> None:
    items = items_of(entries)
    feed = ElementTree.fromstring(syndication.atom(HEAD, items))
    for item, found in zip(items, feed.findall(f"{ATOM}entry"), strict=True):
        assert found.findtext(f"{ATOM}title") == news.title(ENGLISH, item)
        assert [link.attrib for link in found.findall(f"{ATOM}link")] == [{"rel": "alternate", "href": item.entry.url}]
        content = found.find(f"{ATOM}content")
        assert content is not None
        assert content.attrib == {"type": "html"}
        assert Page(content.text or "").text == news.text(ENGLISH, item)
        assert found.findtext(f"{ATOM}id") == item.id
        for name in ("published", "updated"):
            assert datetime.fromisoformat(found.findtext(f"{ATOM}{name}") or "") == item.at
        terms = [word.attrib["term"] for word in found.findall(f"{ATOM}category")]
        assert terms == wording.categories(ENGLISH, item.entry.facts)


@given(ENTRIES)
def test_text_of_strangers_is_never_markup(entries: list[Entry]) -> None:
    items = items_of(entries)
    channel = ElementTree.fromstring(syndication.rss(HEAD, items)).find("channel")
    assert channel is not None
    for found in channel.findall("item"):
        page = Page(found.findtext("description") or "")
        assert page.tags <= {"p", "br", "a"}
        assert all(link.startswith(("http://", "https://")) for link in page.links)


@pytest.mark.parametrize("write", WRITERS)
def test_a_reader_of_feeds_finds_the_news(write: Writer) -> None:
    found = parsed(write(HEAD, one()))
    assert found.feed.title == HEAD.name
    assert found.feed.link == HEAD.url
    assert found.feed.subtitle == HEAD.description
    assert found.feed.language == "en"
    assert {"rel": "self", "href": HEAD.source} in [{"rel": link.rel, "href": link.href} for link in found.feed.links]
    assert calendar.timegm(found.feed.updated_parsed) == NOW.timestamp()
    [entry] = found.entries
    assert entry.title == "New date: Metropolis (5 December 2026)"
    assert entry.link == "https://calendar.example.org/events/1"
    assert entry.id == "urn:test:1"
    assert calendar.timegm(entry.published_parsed) == NOW.timestamp()
    assert [tag.term for tag in entry.tags] == ["screening", "techno", "live & loud"]
    body = entry.content[0].value if "content" in entry else entry.summary
    assert Page(body).text == news.text(ENGLISH, one()[0])


def test_atom_names_itself_and_its_author() -> None:
    feed = parsed(syndication.atom(HEAD, one())).feed
    assert feed.id == HEAD.source
    assert feed.author == HEAD.name


def test_a_reader_of_feeds_finds_a_hostile_title_in_atom() -> None:
    title = text.clean_line("".join(PIECES))
    items = one(replace(EVENT, title=title))
    assert parsed(syndication.atom(HEAD, items)).entries[0].title == news.title(ENGLISH, items[0])
    assert title in news.title(ENGLISH, items[0])


@pytest.mark.parametrize("write", WRITERS)
@given(raw=HOSTILE)
def test_what_xml_cannot_carry_never_breaks_a_feed(write: Writer, raw: str) -> None:
    hostile = replace(HEAD, name=f"a{raw}", description=raw)
    [entry] = [replace(item.entry, url=f"https://example.org/{raw}") for item in one()]
    ElementTree.fromstring(write(hostile, [replace(one()[0], id=f"urn:{raw}", entry=entry)]))


@pytest.mark.parametrize(
    ("description", "links"),
    [
        ("See https://example.org/a?b=c&d=e#f.", ["https://example.org/a?b=c&d=e#f"]),
        ("(http://example.org/a)", ["http://example.org/a"]),
        ("«https://example.org/», “https://example.org/b”!", ["https://example.org/", "https://example.org/b"]),
        ('https://example.org/"onclick="alert(1)', ["https://example.org/"]),
        ("javascript:alert(1) https:// httpss://x ftp://example.org/", []),
    ],
)
def test_addresses_are_links(description: str, links: list[str]) -> None:
    channel = ElementTree.fromstring(syndication.rss(HEAD, one(replace(EVENT, description=description)))).find(
        "channel"
    )
    assert channel is not None
    page = Page(channel.findtext("item/description") or "")
    assert page.links == [*links, "https://calendar.example.org/events/1"]


@pytest.mark.parametrize("write", WRITERS)
def test_an_empty_feed_has_a_fixed_date(write: Writer) -> None:
    found = parsed(write(HEAD, []))
    assert found.entries == []
    assert calendar.timegm(found.feed.updated_parsed) == datetime(2000, 1, 1, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("write", WRITERS)
def test_a_feed_is_as_old_as_its_newest_item_in_whatever_order(write: Writer) -> None:
    older, newer = one(at=NOW - timedelta(days=3)), one(at=NOW.astimezone(timezone(timedelta(hours=9))))
    found = parsed(write(HEAD, [*older, *newer]))
    assert calendar.timegm(found.feed.updated_parsed) == NOW.timestamp()
    assert [calendar.timegm(entry.published_parsed) for entry in found.entries] == [
        (NOW - timedelta(days=3)).timestamp(),
        NOW.timestamp(),
    ]


@pytest.mark.parametrize("write", WRITERS)
@given(items=ENTRIES.map(items_of), zone=st.sampled_from([UTC, timezone(timedelta(hours=-5))]))
def test_same_news_same_bytes(write: Writer, items: list[Item], zone: timezone) -> None:
    again = [replace(item, at=(item.at + timedelta(microseconds=7)).astimezone(zone)) for item in items]
    assert write(HEAD, items) == write(HEAD, again)
