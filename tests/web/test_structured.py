"""From a loaded file to the JSON-LD of a page: the judge of structured data and the vocabulary have nothing to say."""

from __future__ import annotations

from html import escape
from typing import Any

from sqlalchemy import select

from calendar_service import models
from calendar_service.addresses import path_of
from calendar_service.store import reading, selecting
from calendar_service.web.heads import entry_head, open_graph, pages
from feeds.entry import Entry
from feeds.facts import Event
from feeds.tongue import ENGLISH
from feeds.writers import schema
from tests.cast import ADDRESSES, EVENT, RELEASE, SITE, VENUE, House, file_of
from tests.readers import linked, markup, vocabulary

HOSTILE = "</script><!-- \u2028 & \"quoted\" 'too' <b>"


def page(house: House, noun: str, slug: str) -> str:
    """An entry's page as bare as can be: its head, and its JSON-LD."""
    with house.database.reading() as session:
        row = selecting.item_row(session, noun, slug)
        assert row is not None
        found = list(reading.entries(row))
        url = ADDRESSES.to(path_of(noun, slug))
        entries = [Entry(entry.uid, url, entry.created_at, facts) for entry, facts in found]
        facts = [facts for _, facts in found]
        if isinstance(facts[0], Event):
            thing = schema.event(entries[0], pages(ADDRESSES))
        else:
            thing = schema.release(facts[0].release, entries, url, pages(ADDRESSES))
        assert thing is not None
        tags = open_graph(ENGLISH, SITE.name, entry_head(ENGLISH, SITE, (noun, slug), facts))
    trail = schema.breadcrumbs([(SITE.name, ADDRESSES.to("/")), (row.title, url)])
    text = schema.script(thing, trail)
    metas = "".join(
        f'<meta {"name" if name.startswith("twitter:") else "property"}="{name}" content="{escape(value)}">\n'
        for name, value in tags
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head>\n<meta charset="utf-8">\n<title>{escape(row.title[:60])}</title>\n'
        f'{metas}<script type="application/ld+json">{text}</script>\n</head>\n<body><h1>x</h1></body></html>\n'
    )


def judged(html: str) -> dict[str, Any]:
    """The first thing of a page that nobody complains about."""
    assert markup.complaints(html) == []
    assert markup.structured_complaints(html) == []
    things = linked.things(html)
    assert [vocabulary.complaints(thing) for thing in things] == [[], []]
    assert things[1]["@type"] == "BreadcrumbList"
    return things[0]


def test_an_event_is_told_as_it_was_loaded(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    told = linked.event(judged(page(house, "event", "metropolis-2026-12-05")))
    assert (told.kind, told.title, str(told.starts)) == ("ScreeningEvent", "Metropolis", "2026-12-05 20:00:00-05:00")
    assert told.place == linked.Place(
        VENUE["name"], "", (VENUE["street"], VENUE["city"], "", "", "US"), (VENUE["latitude"], VENUE["longitude"])
    )
    assert told.people == {"performer": ("Jeff Mills",), "contributor": ("Axis Records",)}


def test_a_release_is_told_with_all_its_dates(house: House) -> None:
    house.load(file_of(releases=[RELEASE]))
    thing = judged(page(house, "release", "metropolis-metropolis"))
    assert thing["@type"] == "MusicAlbum"
    told = {record["datePublished"]: linked.word(record["musicReleaseFormat"]) for record in thing["albumRelease"]}
    assert told == {"2027-03-05": "VinylFormat", "2027-02-05": "DigitalFormat"}


def test_no_text_ends_the_script(house: House) -> None:
    house.load(file_of(events=[{**EVENT, "title": HOSTILE, "description": HOSTILE}]))
    with house.database.reading() as session:
        slug = session.scalars(select(models.Event.slug)).one()
    told = linked.event(judged(page(house, "event", slug)))
    assert told.title == " ".join(HOSTILE.split())


def test_the_judges_judge() -> None:
    wrong = '<script type="application/ld+json">{"@type": "Event", "performer": {"@type": "Person"}}</script>'
    assert markup.complaints(f"<p><div></p>{wrong}")
    assert markup.structured_complaints(wrong) == ['ERROR Event/performer: Required attribute "name" is missing']
