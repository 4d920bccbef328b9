"""The dialog that subscribes: the visitor's platform first, options that keep the selection, honest words, no style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from calendar_service.intake.asking import asked_of, understood
from calendar_service.store import selecting
from calendar_service.web.options import before, form_of
from calendar_service.web.paged import Scene
from calendar_service.web.paper import Reader, render
from calendar_service.web.platforms import ORDER, Platform, platform_of
from calendar_service.web.subscribe import HEAVY, LONG, shown, subscribe_path
from feeds.tongue import ENGLISH
from feeds.vocabulary import Format
from tests.cast import EVENT, NOW, RELEASE, SITE, House, file_of

SCENE = Scene(SITE, ENGLISH, NOW.date())
ARTIST = [("artist", "jeff-mills")]
AGENTS = {
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1": Platform.APPLE,
    "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 "
    "Mobile/15E148 Safari/604.1": Platform.APPLE,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Safari/605.1.15": Platform.APPLE,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
    "Safari/537.36": Platform.APPLE,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1": Platform.IOS_OTHER,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "FxiOS/127.0 Mobile/15E148 Safari/605.1.15": Platform.IOS_OTHER,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 "
    "EdgiOS/126.0.2592.56 Mobile/15E148 Safari/605.1.15": Platform.IOS_OTHER,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 DuckDuckGo/7 Safari/605.1.15": Platform.IOS_OTHER,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F90 "
    "Instagram 334.0.4.32.98 (iPhone14,5; iOS 17_5; en_US; en; scale=3.00; 1170x2532; 607771533)": Platform.IOS_OTHER,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148": Platform.IOS_OTHER,
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile "
    "Safari/537.36": Platform.ANDROID,
    "Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0": Platform.ANDROID,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0": Platform.WINDOWS,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 "
    "Edg/126.0.0.0": Platform.WINDOWS,
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0": Platform.LINUX,
    "Mozilla/5.0 (X11; FreeBSD amd64; rv:127.0) Gecko/20100101 Firefox/127.0": Platform.LINUX,
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
    "Safari/537.36": Platform.OTHER,
    "Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15254": Platform.OTHER,
    "Googlebot/2.1 (+http://www.google.com/bot.html)": Platform.OTHER,
    "": Platform.OTHER,
}


@pytest.fixture
def session(small_house: House) -> Iterator[Session]:
    small_house.load(file_of(events=[EVENT], releases=[RELEASE]))
    with small_house.database.reading() as session:
        yield session


def dialog(session: Session, pairs: list[tuple[str, str]], platform: Platform = Platform.APPLE) -> dict[str, Any]:
    return shown(session, SCENE, understood(pairs), platform)


def page(content: dict[str, Any]) -> str:
    return render(SITE, Reader(ENGLISH), "subscribe.html", content).decode()


def sent(html: str) -> list[tuple[str, str]]:
    """What a browser sends of the form with the options, if nothing in it is touched."""
    form = html.split('<form method="get"')[1].split("</form>")[0]
    inputs = [dict(re.findall(r'(\w+)(?:="([^"]*)")?', tag)) for tag in re.findall(r"<input ([^>]*)>", form)]
    taken = [one for one in inputs if one["type"] == "hidden" or "checked" in one]
    return [(unescape(one["name"]), unescape(one["value"])) for one in taken]


@pytest.mark.parametrize(("agent", "platform"), AGENTS.items())
def test_a_browser_tells_where_it_runs(agent: str, platform: Platform) -> None:
    assert platform_of(agent) is platform


@pytest.mark.parametrize(
    ("platform", "start"),
    [
        (Platform.APPLE, "webcal://calendar.example.org/artists/jeff-mills.ics"),
        (Platform.LINUX, "webcal://calendar.example.org/artists/jeff-mills.ics"),
        (Platform.WINDOWS, "https://outlook.live.com/calendar/0/addfromweb/?url=webcal%3A"),
        (Platform.ANDROID, "https://calendar.example.org/artists/jeff-mills.ics"),
        (Platform.OTHER, "https://calendar.google.com/calendar/u/0/r?cid=webcal%3A"),
    ],
)
def test_the_visitors_own_app_comes_first_and_all_others_are_there(
    session: Session, platform: Platform, start: str
) -> None:
    content = dialog(session, ARTIST, platform)
    assert content["first"].url.startswith(start)
    assert len(content["others"]) + 1 == len(ORDER[platform])
    html = page(content)
    buttons = [unescape(url) for url in re.findall(r'class="button" href="([^"]+)"', html)]
    assert buttons[0] == content["first"].url
    assert {way.url for way in content["others"]} <= set(buttons)
    # Before anything that is folded stand the first button and the address, and nothing else to press.
    top = html.split("<main")[1].split("<details")[0]
    assert top.count('class="button"') == 1
    assert ">https://calendar.example.org/artists/jeff-mills.ics</code>" in top


def test_where_only_safari_can_subscribe_others_are_told_to_copy(session: Session) -> None:
    html = page(dialog(session, ARTIST, Platform.IOS_OTHER))
    top = html.split("<main")[1].split("<details")[0]
    assert 'class="button"' not in top
    assert "Add Subscription Calendar" in top
    assert "webcal://" in html


def test_google_has_its_fallback_in_words_and_an_address_to_paste_at(session: Session) -> None:
    for platform in ORDER:
        html = page(dialog(session, ARTIST, platform))
        assert html.count("https://calendar.google.com/calendar/u/0/r/settings/addbyurl") == 1
    assert "Google&#39;s app cannot subscribe" in page(dialog(session, ARTIST, Platform.ANDROID))


def test_options_are_ticked_as_the_address_asks_and_sending_the_form_asks_for_the_same(session: Session) -> None:
    given = [
        *ARTIST, ("tag", "-techno"), ("near", "40.7,-74"), ("within", "25"), ("format", "vinyl"),
        ("format", "cassette"), ("format", "-cd"), ("past", "90"), ("cancelled", "mark"), ("alarm", "P1D"),
        ("alarm", "PT45M"), ("onsale", "1"), ("partial", "tentative"), ("busy", "1"),
    ]  # fmt: skip
    html = page(dialog(session, given))
    assert asked_of(sent(html)) == asked_of(given)
    assert "Options (9 chosen)" in html
    assert "45 minutes before" in html


@pytest.mark.parametrize("value", ["", "hide", "mark"])
def test_what_is_cancelled_is_kept_shown_in_google_or_hidden(session: Session, value: str) -> None:
    html = page(dialog(session, [*ARTIST, ("cancelled", value)]))
    assert [pair for pair in sent(html) if pair[0] == "cancelled"] == [("cancelled", value)]
    assert asked_of(sent(html)) == asked_of([*ARTIST, ("cancelled", value)])


def test_days_that_are_asked_for_are_said_and_kept_and_leave_no_other_past(session: Session) -> None:
    given = [*ARTIST, ("from", "2026-12-01"), ("to", "2027-03-31")]
    html = page(dialog(session, given))
    assert asked_of(sent(html)) == asked_of(given)
    assert 'name="past"' not in html
    assert "Only 1 Dec 2026 – 31 Mar 2027." in html.replace("\u2009", " ")


@pytest.mark.parametrize(
    ("given", "words"),
    [([("from", "2026-12-01")], "Only from 1 December 2026."), ([("to", "2027-01-02")], "Only until 2 January 2027.")],
)
def test_a_window_with_one_end_is_said(session: Session, given: list[tuple[str, str]], words: str) -> None:
    assert dialog(session, given)["window"] == words


def test_formats_are_offered_where_releases_have_them_and_only_those(session: Session) -> None:
    def offered(pairs: list[tuple[str, str]]) -> list[str]:
        groups = dialog(session, pairs)["form"].groups
        return [tick.value for group in groups for tick in group.ticks if tick.name == "format"]

    assert offered(ARTIST) == [Format.VINYL, Format.DIGITAL]
    assert offered([*ARTIST, ("format", "vinyl")]) == [Format.VINYL, Format.DIGITAL]
    assert offered([*ARTIST, ("format", "-vinyl")]) == [Format.DIGITAL]
    assert offered([("kind", "event")]) == []
    assert offered([("venue", "anthology-film-archives")]) == []


def test_a_reminder_says_when_it_comes() -> None:
    assert [before(ENGLISH, minutes) for minutes in (0, 1, 60, 120, 1440, 10080, 20160, 90)] == [
        "At the start",
        "1 minute before",
        "1 hour before",
        "2 hours before",
        "1 day before",
        "1 week before",
        "2 weeks before",
        "90 minutes before",
    ]


def test_reminders_several_and_none_are_what_the_form_begins_with() -> None:
    [alarms, *_] = form_of(ENGLISH, understood([]), ()).groups
    assert [(tick.label, tick.on) for tick in alarms.ticks] == [
        ("1 hour before", False),
        ("2 hours before", False),
        ("1 day before", False),
        ("1 week before", False),
    ]


def test_a_long_address_can_be_made_short_and_a_short_one_need_not(session: Session) -> None:
    given = [*ARTIST, ("q", "a search of so many words that no calendar app takes an address as long as this"),
             ("alarm", "P1D")]  # fmt: skip
    content = dialog(session, given)
    assert len(content["feed_url"]) > LONG
    assert asked_of(content["long"]) == asked_of(given)
    form = page(content).split('action="/f"')[1].split("</form>")[0]
    hidden = [(unescape(name), unescape(value)) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)]
    assert asked_of(hidden) == asked_of(given)
    assert 'action="/f"' not in page(dialog(session, ARTIST))


def test_a_large_calendar_says_so_where_google_is_chosen(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    told = "Google stops reading near one megabyte"
    assert told not in page(dialog(session, ARTIST))
    monkeypatch.setattr(selecting, "weight", lambda *_: HEAVY + 1)
    assert page(dialog(session, ARTIST)).count(told) == 1


def test_the_code_is_a_drawing_without_style_and_no_code_is_better_than_one_too_fine(session: Session) -> None:
    html = page(dialog(session, ARTIST))
    [drawing] = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert '<svg role="img"' in drawing
    assert "<title>QR code of this calendar</title>" in drawing
    assert 'class="qr"' in drawing
    assert not re.search(r"style|width=|height=|<\?xml", drawing)
    long = [("q", "я" * 150)]
    assert dialog(session, long)["qr"] == ""
    assert "<svg" not in page(dialog(session, long))


def test_the_page_has_nothing_that_a_strict_policy_refuses_and_asks_no_other_host(session: Session) -> None:
    html = page(dialog(session, [*ARTIST, ("q", "<script>alert('x')</script> \"quoted\"")]))
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", html)
    assert re.findall(r'<script src="([^"?]+)', html) == ["/static/subscribe.js"]
    assert re.findall(r'<(?:img|iframe|link rel="stylesheet")[^>]+(?:src|href)="(https?:[^"]+)', html) == []
    assert '<meta name="robots" content="noindex">' in html


def test_what_is_not_understood_is_said_and_the_rest_is_offered(session: Session) -> None:
    content = dialog(session, [*ARTIST, ("venue", "nowhere"), ("colour", "red")])
    assert "there is no venue “nowhere”" in content["problem"]
    assert "“colour” is not a name that is known here" in content["problem"]
    assert content["feed_url"].endswith("/artists/jeff-mills.ics")
    assert 'role="alert"' in page(content)


def test_the_dialog_has_one_address_for_each_choice_and_its_options(session: Session) -> None:
    one = understood([("alarm", "pt120m"), *ARTIST])
    other = understood([*ARTIST, ("alarm", "PT2H")])
    assert subscribe_path(one) == subscribe_path(other) == "/subscribe?artist=jeff-mills&alarm=PT2H"
    assert subscribe_path(understood([])) == "/subscribe"
    path = dialog(session, [*ARTIST, ("q", "a & b"), ("cancelled", "hide")])["page_path"]
    assert understood(parse_qsl(path.partition("?")[2])) == understood([*ARTIST, ("q", "a & b"), ("cancelled", "hide")])


def test_everything_is_a_calendar_too(session: Session) -> None:
    content = dialog(session, [])
    assert (content["name"], content["feed_url"]) == ("Calendar", "https://calendar.example.org/calendar.ics")
    assert [form.ending for form, _ in content["formats"]] == ["rss", "atom", "json", "csv"]
    assert content["formats"][0][1] == "https://calendar.example.org/calendar.rss"


def test_the_number_of_queries_does_not_grow_with_the_calendar(house: House) -> None:
    def queries() -> int:
        seen: list[str] = []
        note = lambda *args: seen.append(args[2])  # noqa: E731
        with house.database.reading() as session:
            engine = session.get_bind()
            event.listen(engine, "before_cursor_execute", note)
            dialog(session, [*ARTIST, ("format", "vinyl")])
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    house.load(file_of(events=[EVENT], releases=[RELEASE]))
    few = queries()
    house.load(file_of(releases=[{**RELEASE, "id": f"r{number}"} for number in range(40)]))
    assert queries() == few <= 8


def test_a_query_string_of_the_form_is_what_a_browser_makes(session: Session) -> None:
    # An address with all empty fields, as a browser sends them, is the plain selection again.
    query = urlencode([*ARTIST, ("cancelled", ""), ("past", "")])
    assert understood(parse_qsl(query, keep_blank_values=True)) == understood(ARTIST)
