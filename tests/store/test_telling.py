"""What is told of a thing can be sent again: all that is stored comes back as the same facts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from calendar_service import models
from calendar_service.intake.bodies import BODIES, EventBody, ReleaseBody
from calendar_service.intake.problems import read
from calendar_service.intake.telling import told_event, told_noun, told_release, told_time
from calendar_service.store import reading
from calendar_service.store.nouns import MODELS
from calendar_service.store.slugged import Slugged
from feeds import facts
from feeds.errors import FactError
from feeds.when import moment_of, when_of
from tests import golden
from tests.cast import EVENT, House, file_of


def slug_of(noun: facts.Noun) -> str:
    return noun.slug


def sent(value: dict[str, Any]) -> Any:
    """As it comes back from somebody who has read it: through JSON."""
    return json.loads(json.dumps(value))


def with_image(value: dict[str, Any], image: facts.Image | None) -> dict[str, Any]:
    return value | {"image": {"digest": image.digest, "alt": image.alt} if image else None}


def test_every_noun_comes_back(house: House) -> None:
    golden.fill(house.database)
    with house.database.reading() as session:
        for noun, table in MODELS.items():
            rows = session.scalars(select(table)).all()
            assert rows
            for row in rows:
                known = reading.NOUNS[noun](row)
                again: Any = read(BODIES[noun], sent(told_noun(known)))
                own = {"slug": known.slug} | ({"uid": known.uid} if isinstance(known, facts.Series) else {})
                assert type(known)(**{name: getattr(again.facts(), name) for name in known.__slots__} | own) == known


def test_every_event_and_release_comes_back(house: House) -> None:
    golden.fill(house.database)
    with house.database.reading() as session:
        rows = session.scalars(select(models.Item)).all()
        assert {type(row) for row in rows} == {models.Event, models.Release}
        for row in rows:
            if isinstance(row, models.Event):
                known = reading.event(row)
                event = read(EventBody, sent(with_image(told_event(known, slug_of), known.image)))
                assert event.facts(Slugged(session, event.references())) == known
            elif isinstance(row, models.Release):
                dates = reading.dates(row)
                told = told_release(reading.release(row), dates, slug_of)
                release = read(ReleaseBody, sent(with_image(told, reading.release(row).image)))
                assert release.facts(Slugged(session, release.references())) == dates


def test_a_time_of_another_zone_keeps_it() -> None:
    there = moment_of("2026-10-25T02:30+01:00", "Europe/Berlin", "starts")
    assert told_time(there, "America/New_York") == "2026-10-25T02:30+01:00[Europe/Berlin]"
    assert when_of(told_time(there, "America/New_York"), "America/New_York", "starts") == there
    with pytest.raises(FactError, match="starts “Europe/Nowhere” is not an IANA time zone"):
        when_of("2026-10-25T12:00[Europe/Nowhere]", "Europe/Berlin", "starts")


def test_a_slug_of_the_past_still_leads_there(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    with house.database.writing() as session:
        session.add(models.Retired(noun="artist", slug="mills", successor="jeff-mills"))
    with house.database.reading() as session:
        found = Slugged(session, [("artist", "mills"), ("artist", "nobody")])
        there = found.get("artist", "mills")
        assert there is not None
        assert there.slug == "jeff-mills"
        assert found.get("artist", "nobody") is None
        assert ("artist", "jeff-mills") in found.known
        assert found.missing("artist", "nobody") == "“nobody” is the slug of no artist here."
        with pytest.raises(FactError, match="No picture has this digest"):
            found.picture("0" * 64)
