"""JSON-LD in the words of schema.org: what pages tell to search engines. `@type` is one string, the most specific
(design, section 4); `event`, `release` and the nouns give objects, `script` the text that stands in the page."""

from feeds.writers.schema.events import event
from feeds.writers.schema.pages import artist, breadcrumbs, item_list, organizer, script, series, venue
from feeds.writers.schema.releases import release
from feeds.writers.schema.things import Object, Pages

__all__ = [
    "Object",
    "Pages",
    "artist",
    "breadcrumbs",
    "event",
    "item_list",
    "organizer",
    "release",
    "script",
    "series",
    "venue",
]
