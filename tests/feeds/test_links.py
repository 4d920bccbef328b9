"""Links that hand a feed or an entry to a calendar app: the forms of the feed checklist, with hostile text encoded."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from feeds import facts
from feeds.entry import Entry
from feeds.vocabulary import EventKind
from feeds.when import Moment, PartialDate
from feeds.writers.links import App, add, subscribe, ways
from tests.cast import NOW

VENUE = facts.Venue("v", "Hall & Oats", "Europe/London", city="London")


def entry(starts: Moment | PartialDate, ends: Moment | PartialDate | None = None, title: str = "A & B #1") -> Entry:
    event = facts.Event(title, EventKind.CONCERT, starts, ends=ends, venue=VENUE, description="x" * 2000)
    return Entry("1@e", "https://calendar.example.org/events/a", NOW, event)


def queries(found: Entry) -> dict[str, dict[str, str]]:
    return {link.app: dict(parse_qsl(urlsplit(link.url).query)) for link in add(found)}


def test_subscribe_links_have_the_forms_that_the_apps_take() -> None:
    links = {link.app: link.url for link in subscribe("https://calendar.example.org/a b.ics", "A & B")}
    assert links == {
        "Apple Calendar and most desktop apps": "webcal://calendar.example.org/a b.ics",
        "Google Calendar": "https://calendar.google.com/calendar/u/0/r?cid=webcal%3A%2F%2Fcalendar.example.org%2Fa%20b.ics",
        "Outlook.com": "https://outlook.live.com/calendar/0/addfromweb/"
        "?url=webcal%3A%2F%2Fcalendar.example.org%2Fa%20b.ics&name=A%20%26%20B",
        "Microsoft 365": "https://outlook.office.com/calendar/0/addfromweb/"
        "?url=webcal%3A%2F%2Fcalendar.example.org%2Fa%20b.ics&name=A%20%26%20B",
    }


def test_every_app_that_has_a_link_has_its_own_and_android_gets_plain_https() -> None:
    found = ways("https://calendar.example.org/f/a.ics", "A")
    assert set(found) == set(App)
    assert found[App.ICSX5] == "https://calendar.example.org/f/a.ics"
    assert found[App.WEBCAL] == "webcal://calendar.example.org/f/a.ics"
    assert "webcals" not in "".join(found.values())


def test_a_timed_entry_keeps_its_wall_clock_and_zone_in_google_and_its_instant_elsewhere() -> None:
    starts = Moment(datetime(2026, 12, 5, 20), "Europe/London")
    found = queries(entry(starts, Moment(datetime(2026, 12, 6, 1, 30), "Europe/London")))
    google, outlook, yahoo = found["Google Calendar"], found["Outlook.com"], found["Yahoo Calendar"]
    assert (google["dates"], google["ctz"]) == ("20261205T200000/20261206T013000", "Europe/London")
    assert google["text"] == "A & B #1 @ Hall & Oats"
    assert (outlook["startdt"], outlook["enddt"]) == ("2026-12-05T20:00:00+00:00", "2026-12-06T01:30:00+00:00")
    assert (yahoo["st"], yahoo["et"]) == ("20261205T200000Z", "20261206T013000Z")
    assert all(len(text) < 900 for text in (google["details"], outlook["body"], yahoo["desc"]))


def test_microsoft_365_takes_what_outlook_takes_at_its_own_address() -> None:
    starts = Moment(datetime(2026, 12, 5, 20), "Europe/London")
    links = {link.app: urlsplit(link.url) for link in add(entry(starts))}
    outlook, work = links["Outlook.com"], links["Microsoft 365"]
    assert (outlook.netloc, work.netloc) == ("outlook.live.com", "outlook.office.com")
    assert (outlook.path, outlook.query) == (work.path, work.query)
    assert work.path == "/calendar/0/action/compose"


def test_google_gets_the_instant_where_a_wall_clock_would_say_too_little() -> None:
    abbreviated = queries(entry(Moment(datetime(2026, 12, 5, 20), "CET")))["Google Calendar"]
    assert "ctz" not in abbreviated
    assert abbreviated["dates"].startswith("20261205T190000Z/")
    # The clocks go back at 2:00: the second 1:30 is an hour after the first.
    first = queries(entry(Moment(datetime(2026, 10, 25, 1, 30), "Europe/London")))["Google Calendar"]
    second = queries(entry(Moment(datetime(2026, 10, 25, 1, 30), "Europe/London", second=True)))["Google Calendar"]
    assert (first["dates"][:15], first["ctz"]) == ("20261025T013000", "Europe/London")
    assert "ctz" not in second
    assert second["dates"].startswith("20261025T013000Z/")


def test_whole_days_end_exclusively_and_yahoo_takes_only_one() -> None:
    one, three = PartialDate("2026-12-11"), PartialDate("2026-12-13")
    single, several = queries(entry(one)), queries(entry(one, three))
    assert single["Google Calendar"]["dates"] == "20261211/20261212"
    assert "ctz" not in single["Google Calendar"]
    assert (single["Yahoo Calendar"]["dur"], single["Yahoo Calendar"]["st"]) == ("allday", "20261211")
    assert several["Google Calendar"]["dates"] == "20261211/20261214"
    assert several["Outlook.com"]["allday"] == "true"
    assert "Yahoo Calendar" not in several


def test_what_has_no_day_cannot_be_added() -> None:
    assert add(entry(PartialDate("2027-03"))) == []


def test_spaces_are_encoded_for_outlook_never_as_plus() -> None:
    assert all("+" not in link.url.split("?")[1].replace("%2B", "") for link in add(entry(PartialDate("2026-12-11"))))
