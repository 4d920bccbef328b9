"""Reports of mistakes in the store: kept once, bounded, closed, and no part of anything that is published."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text

from calendar_service import models
from calendar_service.store import reports
from calendar_service.store.reports import OPEN_LIMIT, Told
from calendar_service.store.writing import revision
from feeds.errors import FactError
from tests.cast import ADDRESSES, EVENT, House, file_of

TOLD = Told("event", "metropolis-2026-12-05", "It starts at 21:00.", "jane@example.org")


def kept(house: House) -> list[tuple[int, str]]:
    with house.database.reading() as session:
        return [(row.id, row.text) for row in reports.open_reports(session)]


def test_a_report_is_kept_as_it_was_said_and_no_log_knows_of_it(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    with house.database.reading() as session:
        before = (revision(session), session.scalar(select(func.count()).select_from(models.Change)))
    reports.add(house.database, house.clock(), TOLD)
    with house.database.reading() as session:
        [row] = reports.open_reports(session)
        assert (row.at, row.noun, row.slug, row.text, row.contact, row.state) == (
            house.clock(), "event", "metropolis-2026-12-05", "It starts at 21:00.", "jane@example.org", "open",
        )  # fmt: skip
        assert (revision(session), session.scalar(select(func.count()).select_from(models.Change))) == before


def test_what_is_said_twice_is_kept_once_until_it_is_closed(house: House) -> None:
    for _ in range(2):
        reports.add(house.database, house.clock(), TOLD)
    [(number, _)] = kept(house)
    assert reports.close(house.database, [number, number + 7]) == {number}
    assert kept(house) == []
    with house.database.reading() as session:
        assert session.get_one(models.Report, number).contact == ""  # nobody will write there any more
    assert reports.close(house.database, [number]) == set()
    reports.add(house.database, house.clock(), TOLD)
    assert len(kept(house)) == 1


def test_one_page_cannot_be_reported_without_end_and_another_still_can(house: House) -> None:
    for number in range(OPEN_LIMIT):
        reports.add(house.database, house.clock(), Told("event", "a", f"Wrong {number}"))
    with pytest.raises(FactError, match="Many have reported this page already"):
        reports.add(house.database, house.clock(), Told("event", "a", "Wrong again"))
    reports.add(house.database, house.clock(), Told("event", "b", "Wrong"))
    assert len(kept(house)) == OPEN_LIMIT + 1


def test_moderators_read_them_line_by_line(house: House) -> None:
    reports.add(house.database, house.clock(), TOLD)
    reports.add(house.database, house.clock(), Told("venue", "afa", "Closed.\nFor good."))
    with house.database.reading() as session:
        assert list(reports.lines(reports.open_reports(session), ADDRESSES)) == [
            "1  2026-11-23 12:00 UTC  https://calendar.example.org/events/metropolis-2026-12-05  jane@example.org",
            "    It starts at 21:00.",
            "2  2026-11-23 12:00 UTC  https://calendar.example.org/venues/afa",
            "    Closed.\n    For good.",
        ]


def test_the_oldest_comes_first(house: House) -> None:
    for words in ("first", "second", "third"):
        reports.add(house.database, house.clock(), Told("venue", "afa", words))
        house.clock.advance(minutes=-1)
    assert [words for _, words in kept(house)] == ["first", "second", "third"]


def test_the_database_refuses_what_no_form_lets_through(house: House) -> None:
    reports.add(house.database, house.clock(), TOLD)
    for change in ("text = ''", f"text = '{'x' * 2001}'", f"contact = '{'x' * 201}'", "state = 'lost'"):
        with pytest.raises(Exception, match=r"ck_reports|CHECK"), house.database.writing() as session:
            session.execute(text(f"UPDATE reports SET {change}"))
    with house.database.writing() as session:
        session.execute(text(f"UPDATE reports SET text = '{'ü' * 2000}', contact = '{'ü' * 200}'"))
