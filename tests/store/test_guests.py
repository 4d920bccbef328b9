"""Guests and moderation below the pages, on every database: found by the hash of a secret, counted, decided once, told
of once, forgotten in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from calendar_service import guests as marks
from calendar_service import models
from calendar_service.errors import BannedError, IntakeError
from calendar_service.intake.alike import Likeness
from calendar_service.store import alike, bans, drafts, guests, queue, reports, sources, sweeping
from calendar_service.store.bans import Source
from calendar_service.store.guests import Sender
from calendar_service.store.reports import Told
from calendar_service.store.writing import persist, writing
from tests.cast import EVENT, House, file_of
from tests.people import MONA, count, join

KEY = b"a key of thirty-two bytes, or so"
HOME = marks.source_of(KEY, "192.0.2.1")
BODY: dict[str, Any] = {"title": "Metropolis!", "kind": "concert", "starts": "2026-12-05T23:00"}


def handed(house: House, source: str = HOME, **body: Any) -> tuple[models.Draft, str]:
    with writing(house.database, house.edge()) as transaction:
        sender = Sender("jane@example.org", source, "de")
        given = {**BODY, "venue": "anthology-film-archives", **body}
        return guests.add(transaction, given, sender, lambda key: marks.secret_of(KEY, key))


def test_a_guests_draft_from_its_secret_to_its_end(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    mona = join(house, MONA, "moderator")
    row, secret = handed(house, venue={"name": "Somewhere new"})
    with house.database.reading() as session:
        found = guests.find(session, secret)
        assert found is not None
        assert (found[1].key, found[0].email) == (row.key, "jane@example.org")
        assert guests.find(session, row.key) is None
        assert secret not in repr(session.execute(select(models.Guest.__table__)).all())
        assert queue.counts(session) == {"new": 1, "guests": 1, "accounts": 0, "held": 0}
        assert not alike.likes(session, [found[1]])[row.id][0].shared ^ {Likeness.TITLE}
    with pytest.raises(IntakeError), writing(house.database, house.edge(), mona) as transaction:
        queue.decide(transaction, row.id, row.revision, "approve", "")
    with writing(house.database, house.edge(), mona) as transaction:
        assert queue.decide(transaction, row.id, row.revision, "refuse", "Where is that?")
        assert not queue.decide(transaction, row.id, row.revision, "hold", "Twice.")
    for expected in (["Where is that?"], []):
        with writing(house.database, house.edge()) as transaction:
            assert [one.reason for one in guests.take_decisions(transaction)] == expected
    with writing(house.database, house.edge()) as transaction:
        bans.ban(transaction, Source(address=HOME), house.clock() + timedelta(days=1), "Enough.")
    with pytest.raises(BannedError, match="Enough"):
        handed(house)
    sweeping.sweep(house.database, house.clock() + timedelta(days=89))
    assert count(house, models.Draft) == 1
    sweeping.sweep(house.database, house.clock() + timedelta(days=91))
    assert (count(house, models.Draft), count(house, models.Guest), count(house, models.DraftVersion)) == (0, 0, 0)


def test_of_many_moderators_at_once_one_decides(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    row, _ = handed(house)

    def press(verb: str) -> bool:
        return persist(
            house.database, house.edge, lambda one: queue.decide(one, row.id, row.revision, verb, "Because.")
        )

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, ["approve", "refuse", "approve", "hold"])) == [False, False, False, True]
    with house.database.reading() as session:
        assert len(drafts.versions(session, session.get_one(models.Draft, row.id))) == 3


def test_what_a_source_has_published_is_found_and_withdrawn(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    rows = [handed(house, title=f"Night {number}")[0] for number in range(2)]
    other, _ = handed(house, source=marks.source_of(KEY, "192.0.2.2"), title="Another's")
    for row in (*rows, other):
        with writing(house.database, house.edge()) as transaction:
            queue.decide(transaction, row.id, row.revision, "approve", "")
    start = house.clock() - timedelta(hours=1)
    with house.database.reading() as session:
        found = sources.published(session, Source(address=HOME), start)
        assert [item.title for item in found] == ["Night 1", "Night 0"]
        [theirs] = sources.published(session, Source(address=marks.source_of(KEY, "192.0.2.2")), start)
    with writing(house.database, house.edge()) as transaction:
        assert not sources.withdraw(transaction, Source(address=HOME), theirs.id, "Not ours to take.")
        assert sources.withdraw(transaction, Source(address=HOME), found[0].id, "Spam.")
    with house.database.reading() as session:
        assert [item.title for item in sources.published(session, Source(address=HOME), start)] == ["Night 0"]
        [line] = session.scalars(select(models.Change).where(models.Change.act == "withdrawn"))
        assert line.reason == "Spam."


def test_a_report_is_settled_once_and_its_contact_forgotten(house: House) -> None:
    mona = join(house, MONA, "moderator")
    reports.add(house.database, house.clock(), Told("event", "metropolis", "Wrong hour.", "jane@example.org"))
    with writing(house.database, house.edge(), mona) as transaction:
        before = reports.settle(transaction, 1, "Put right.")
        assert before is not None
        assert before.contact == "jane@example.org"
    with writing(house.database, house.edge(), mona) as transaction:
        assert reports.settle(transaction, 1, "Twice.") is None
    with house.database.reading() as session:
        assert reports.open_reports(session) == []
        [(report, answer, name)] = reports.settled(session, 9)
        assert (report.contact, answer.text, name) == ("", "Put right.", "Mona")
