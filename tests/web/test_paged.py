"""Pages are made once for each language and change, and are answered from memory to everybody who asks alike."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import event as listening
from sqlalchemy.exc import OperationalError

from calendar_service.store import rendering
from calendar_service.web.paged import PageRecipe
from tests.cast import EVENT, RELEASE, VENUE, House, file_of
from tests.web.client import client_of, context_of_client

ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
PAGES = ["/", "/?view=month", "/?kind=screening", "/venues/anthology-film-archives", "/events/metropolis-2026-12-05",
         "/releases/metropolis-metropolis", "/artists", "/archive/2026", "/releases"]  # fmt: skip


@pytest.fixture
def client(small_house: House) -> Any:
    assert not small_house.load(file_of(events=[EVENT], releases=[RELEASE])).failed
    return client_of(small_house)


def statements(house: House, client: Any, path: str) -> tuple[int, Any]:
    sent: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    listening.listen(house.database.engine, "before_cursor_execute", note)
    answer = client.get(path)
    listening.remove(house.database.engine, "before_cursor_execute", note)
    return len(sent), answer


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_nothing_has_changed_comes_without_a_query(client: Any, small_house: House, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    assert first.headers["cache-control"] == "public, no-cache"
    assert "set-cookie" not in first.headers
    number, again = statements(small_house, client, path)
    assert (number, again.content) == (0, first.content)
    same = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    head = client.head(path)
    assert (head.headers["etag"], head.content) == (first.headers["etag"], b"")
    assert head.headers["content-length"] == str(len(first.content))


@pytest.mark.parametrize("path", PAGES)
def test_the_queries_of_a_page_have_a_bound(client: Any, small_house: House, path: str) -> None:
    few, _ = statements(small_house, client, path)
    more = [EVENT | {"id": f"x{number}", "title": f"Night {number}"} for number in range(150)]
    assert not small_house.load(file_of(events=more)).failed
    many, answer = statements(small_house, client, path)
    assert answer.status_code == 200
    assert max(few, many) <= 90


def test_a_change_is_on_the_page_at_once_and_other_pages_keep_their_tags(client: Any, small_house: House) -> None:
    home, artists = client.get("/"), client.get("/releases")
    assert not small_house.load(file_of(events=[EVENT | {"title": "Another title"}])).failed
    assert "Another title" in client.get("/").text
    assert client.get("/").headers["etag"] != home.headers["etag"]
    assert client.get("/releases").headers["etag"] == artists.headers["etag"]


def test_a_page_is_in_the_language_of_the_address_then_of_the_browser_then_of_the_site(client: Any) -> None:
    def language(path: str, wish: str = "") -> str:
        html = client.get(path, headers={"accept-language": wish} if wish else {}).text
        return str(html.partition('<html lang="')[2].partition('"')[0])

    for _ in range(2):  # the second time from memory
        assert language("/") == "en"
        assert language("/", "de-CH, fr;q=0.5") == "de"
        assert language("/", "fr") == "en"
        assert language("/?lang=de") == "de"
        assert language("/?lang=en", "de") == "en"
        assert language("/?lang=xx", "de") == "de"
    assert "Accept-Language" in client.get("/").headers["vary"]


def test_wishes_in_several_lines_are_one_wish(client: Any) -> None:
    lines = client.get("/", headers=[("accept-language", "fr"), ("accept-language", "de")])
    assert '<html lang="de"' in lines.text
    # Nor does one odd reader decide what others get.
    assert '<html lang="de"' in client.get("/", headers={"accept-language": "de"}).text


def test_a_page_that_was_made_amidst_a_load_does_not_stay(
    client: Any, small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning = EVENT | {"starts": "2026-12-05T07:00", "kind": "club_night"}
    assert not small_house.load(file_of(venues=[VENUE | {"night_ends": "08:00"}], events=[morning])).failed
    assert 'datetime="2026-12-04"' in client.get("/").text
    refresh = rendering.refresh

    def asked_before(*given: Any, **more: Any) -> int:
        assert 'datetime="2026-12-04"' in client.get("/").text  # the venue is stored, its entries wait
        return refresh(*given, **more)

    monkeypatch.setattr(rendering, "refresh", asked_before)
    assert not small_house.load(file_of(venues=[VENUE | {"night_ends": "06:00"}], events=[morning])).failed
    assert 'datetime="2026-12-05"' in client.get("/").text


def test_a_known_page_needs_no_thread_and_no_look(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [(path, {"accept-language": wish}) for path in PAGES for wish in ("de", "en", "fr")]
    before = [client.get(path, headers=headers).content for path, headers in asked]
    publisher = context_of_client(client).publisher

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was made")

    monkeypatch.setattr(publisher, "get", refuse)
    monkeypatch.setattr(publisher._threads, "submit", refuse)
    looks, memory = publisher.counts.looks, publisher.counts.memory
    assert [client.get(path, headers=headers).content for path, headers in asked] == before
    assert (publisher.counts.looks, publisher.counts.memory) == (looks, memory + len(asked))


def test_a_new_day_is_a_new_page_and_until_then_it_is_the_same(client: Any, small_house: House) -> None:
    first = client.get("/?from=2026-12-05")
    assert "Today," not in first.text
    small_house.clock.advance(hours=1)
    assert client.get("/?from=2026-12-05").headers["etag"] == first.headers["etag"]
    small_house.clock.advance(days=12)
    assert "Today," in client.get("/?from=2026-12-05").text
    small_house.clock.advance(days=1)
    assert "Saturday 5 December" not in client.get("/").text


def test_what_is_known_is_told_by_date_too(client: Any, small_house: House) -> None:
    first = client.get("/")
    for _ in range(2):
        since = {"if-modified-since": first.headers["last-modified"]}
        assert client.get("/", headers=since).status_code == 304
        assert client.get("/", headers={"if-none-match": '"other"'} | since).status_code == 200
    small_house.clock.advance(hours=1)
    assert not small_house.load(file_of(events=[EVENT | {"title": "Another title"}])).failed
    assert client.get("/", headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_a_page_is_handed_out_with_the_same_bytes_under_gzip(client: Any) -> None:
    plain = client.get("/")
    for _ in range(2):
        packed = client.get("/", headers={"accept-encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert (packed.content, packed.headers["etag"]) == (plain.content, plain.headers["etag"])
        assert "Accept-Encoding" in packed.headers["vary"]


def test_links_keep_the_language_that_was_asked_for_and_no_other(client: Any) -> None:
    asked, wished = client.get("/?lang=de").text, client.get("/", headers={"accept-language": "de"}).text
    assert 'href="/events/metropolis-2026-12-05?lang=de"' in asked
    assert 'href="/releases/metropolis-metropolis?lang=de#' in asked
    assert 'href="/events/metropolis-2026-12-05"' in wished


def test_the_dialog_is_for_the_device_that_asks(client: Any) -> None:
    phone = client.get("/subscribe", headers={"user-agent": ANDROID})
    other = client.get("/subscribe", headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/127.0"})
    assert phone.content != other.content
    assert "User-Agent" in phone.headers["vary"]
    assert client.get("/subscribe", headers={"user-agent": ANDROID}).content == phone.content


def test_what_other_sites_hang_on_changes_nothing(client: Any) -> None:
    plain = client.get("/?kind=screening")
    assert client.get("/?utm_source=x&kind=screening&fbclid=1&gclid=2&mc_cid=3").content == plain.content


def test_the_last_good_page_stays_when_the_database_is_gone(
    client: Any, small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get("/")
    small_house.database.revisions.seen(10_000)  # somebody has changed something

    def gone(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(PageRecipe, "make", gone)
    assert client.get("/").content == before.content
    assert client.get("/?kind=screening").status_code == 503


def test_the_memory_of_pages_has_a_bound(client: Any) -> None:
    known = context_of_client(client).known
    for number in range(50):
        client.get(f"/?page={number}")
    assert len(known._pages) <= 60
    client.get("/?q=" + "x" * 1_500)
    assert all(len(path) + len(query) <= 1_000 for path, query in known._pages)


def test_a_year_has_one_address(small_house: House) -> None:
    client = client_of(small_house)
    canonical = '<link rel="canonical" href="https://calendar.example.org/archive/2026">'
    for path in ("/archive/2026", "/?to=2026-12-31&from=2026-01-01"):
        html = client.get(path).text
        assert canonical in html
        assert '<meta property="og:url" content="https://calendar.example.org/archive/2026">' in html
    assert '<meta property="og:title" content="Archive 2026">' in client.get("/archive/2026").text
    assert "/archive/" not in client.get("/?from=2026-01-01&to=2026-12-30").text.split("</head>")[0]


@pytest.mark.parametrize(("month", "beside"), [("1850-01", ["1850-02"]), ("2200-12", ["2200-11"]),
                                               ("2026-12", ["2026-11", "2027-01"])])  # fmt: skip
def test_months_end_where_addresses_do(small_house: House, month: str, beside: list[str]) -> None:
    html = client_of(small_house).get(f"/?view=month&month={month}").text
    pages = html.split('<nav class="pages"')[1].split("</nav>")[0]
    assert re.findall(r"month=([0-9-]+)", pages) == beside
