"""Words by which an entry is found: text folded alike on every database, so that all of them find the same.

Folding: compatibility forms, no case, no accents; letters and digits make words. Scripts that write no spaces
(Chinese, Japanese, Thai …) are cut into pairs of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from feeds import wording
from feeds.facts import Event, Facts
from feeds.tongue import ENGLISH, Tongue

VERSION: Final = 2
"""To be raised with every change of folding: the words of all entries are then stored anew."""

WORD_LIMIT: Final = 60
"""Characters of a word; what is longer is cut, in entries and in questions alike."""

# Letters with a stroke or a tail, which Unicode does not take apart, as people type them who have no such keys.
_PLAIN: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae",
                               "œ": "oe", "þ": "th"})  # fmt: skip
_WORD: Final = re.compile(r"[^\W_]+")
_SPACELESS: Final = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
                               "\U00020000-\U0003ffff]+)")  # fmt: skip


def fold(text: str) -> list[str]:
    """The words of a text in their order; a word that is a prefix of one of these finds it too."""
    return [word for run in _WORD.findall(_bare(text)) for word in _cut(run)]


def folded(name: str) -> str:
    """A name as directories order it: its words without case and accents; itself where no word is left."""
    return " ".join(_WORD.findall(_bare(name))) or name.casefold()


def words_of(facts: Facts, t: Tongue = ENGLISH) -> str:
    """All words of an entry, each once, apart by one space; kinds and formats in English and in the site's language."""
    return " ".join(dict.fromkeys(word for text in _texts(t, facts) for word in fold(text)))


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    return unicodedata.normalize("NFKC", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def _cut(run: str) -> Iterator[str]:
    for part in _SPACELESS.split(run):
        if not _SPACELESS.fullmatch(part):
            if part:
                yield part[:WORD_LIMIT]
        elif len(part) == 1:
            yield part
        else:
            yield from (part[at : at + 2] for at in range(len(part) - 1))


def _texts(t: Tongue, facts: Facts) -> Iterator[str]:
    item = facts if isinstance(facts, Event) else facts.release
    yield item.title
    yield wording.location(t, facts)
    yield from wording.categories(ENGLISH, facts)
    yield from wording.categories(t, facts)
    yield from (credit.who.name for credit in item.credits)
    for work in item.works:
        yield f"{work.title} {work.creator} {work.year or ''}"
    yield from (series.name for series in item.series)
    if not isinstance(facts, Event):
        yield from (f"{imprint.label.name} {imprint.catalogue_number}" for imprint in facts.release.imprints)
        yield from (f"{medium.edition} {medium.catalogue_number} {medium.barcode}" for medium in facts.media)
    elif facts.venue:
        yield facts.venue.name
    yield item.description
