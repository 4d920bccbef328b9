"""The shipped nginx site with nothing changed but its marked lines: before the service, and before a counting stub."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.feeds import nginx
from calendar_service.web.handed import takes_gzip
from tests.test_cli import free_port, running
from tests.walks.stub import BODY, Stub, ask, stubbed

FEED = "/artists/jeff-mills.ics?past=all"
CODINGS = (
    "gzip", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8, *;q=0.1", "GZIP", "x-gzip", "deflate,gzip ; q=0.001",
    "", "identity", "br", "*", "gzip;q=0", "gzip; q=0.000, deflate", "deflate, GZIP ;Q=0", "gzipped", "not-gzip",
)  # fmt: skip


@dataclass
class Front:
    """A running nginx: its port, the one for plain http, and what it writes."""

    port: int
    plain_port: int
    nginx: nginx.Nginx


@contextmanager
def before(folder: Path, upstream: int) -> Iterator[Front]:
    port, plain_port = free_port(), free_port()
    with nginx.running(folder, nginx.shipped(folder, port, plain_port, upstream), port) as server:
        yield Front(port, plain_port, server)


def needed(name: str, path: str | None) -> str:
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{name} is not installed")
    return path


@pytest.fixture(scope="module", autouse=True)
def _nginx() -> None:
    needed("nginx", nginx.program())


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with running(tmp_path_factory.mktemp("service"), "demo") as (_, port):
        yield port


@pytest.fixture
def front(service: int, tmp_path: Path) -> Iterator[Front]:
    with before(tmp_path, service) as front:
        yield front


def test_the_file_with_tls_is_understood(tmp_path: Path) -> None:
    openssl = needed("openssl", shutil.which("openssl"))
    words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=x"]
    files = ["-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "certificate")]
    subprocess.run([openssl, *words, *files], check=True, capture_output=True)
    both = tmp_path / "both.pem"
    both.write_text((tmp_path / "key").read_text() + (tmp_path / "certificate").read_text())
    site = nginx.shipped(tmp_path, free_port(), free_port(), free_port(), both)
    said = nginx.judged(nginx.configuration(tmp_path, site))
    assert said.returncode == 0, said.stderr
    assert site.count(" ssl http2;") == 1


def test_only_marked_lines_are_changed_for_these_tests(tmp_path: Path) -> None:
    ours = nginx.SHIPPED.read_text("utf-8").splitlines()
    theirs = nginx.shipped(tmp_path, 1, 2, 3).splitlines()
    assert len(ours) == len(theirs)
    changed = [line for line, other in zip(ours, theirs, strict=True) if line != other]
    assert all(line.rstrip().endswith("# SITE") for line in changed)
    assert len(changed) == 12


def test_a_feed_is_asked_for_once_and_then_kept_as_the_service_gave_it(front: Front, service: int) -> None:
    first, second, own = ask(front.port, FEED), ask(front.port, FEED), ask(service, FEED)
    assert (first.cache, second.cache, own.cache) == ("MISS", "HIT", None)
    assert first.body == second.body == own.body
    unlike = {"date", "server", "connection", "x-cache", "keep-alive", "accept-ranges"}
    for name, value in own.headers.items():
        if name.lower() not in unlike:
            assert second.headers[name] == value, name
    assert "stale-if-error" in second.headers["cache-control"]
    head = ask(front.port, FEED, "HEAD")
    assert (head.cache, head.body, head.headers["content-length"]) == ("HIT", b"", str(len(own.body)))


@pytest.mark.parametrize("since", [None, "Thu, 01 Jan 2099 00:00:00 GMT"])
@pytest.mark.parametrize("coding", ["", "gzip"])
def test_a_reader_that_has_it_gets_304_with_the_same_strong_etag(front: Front, since: str | None, coding: str) -> None:
    etag = ask(front.port, FEED, Accept_Encoding=coding).headers["etag"]
    assert re.fullmatch(r'"[^"]+"', etag)
    dated = {"If_Modified_Since": since} if since else {}
    for tags in (etag, f"W/{etag}", f'"other", {etag}'):
        known = ask(front.port, FEED, Accept_Encoding=coding, If_None_Match=tags, **dated)
        assert (known.status, known.cache, known.headers["etag"], known.body) == (304, "HIT", etag, b"")
    assert ask(front.port, FEED, Accept_Encoding=coding, If_None_Match='"other"', **dated).status == 200


def test_gzip_goes_to_those_who_ask_and_holds_the_same_bytes(front: Front) -> None:
    for cache in ("MISS", "HIT"):
        plain, packed = ask(front.port, FEED, Accept_Encoding="br"), ask(front.port, FEED, Accept_Encoding="br, gzip")
        assert (plain.cache, packed.cache) == (cache, cache)
        assert (plain.headers["content-encoding"], packed.headers["content-encoding"]) == (None, "gzip")
        assert gzip.decompress(packed.body) == plain.body
        assert len(packed.body) < len(plain.body)
        assert plain.headers["etag"] == packed.headers["etag"]
        assert plain.headers["vary"].lower() == packed.headers["vary"].lower() == "accept-encoding"


def test_nginx_and_the_service_agree_on_who_asks_for_gzip(tmp_path: Path) -> None:
    stub = Stub({"Cache-Control": "no-store"})
    with stubbed(stub) as upstream, before(tmp_path, upstream) as front:
        for coding in CODINGS:
            ask(front.port, FEED, Accept_Encoding=coding)
    found = {coding: asked["Accept-Encoding"] for coding, asked in zip(CODINGS, stub.asked, strict=True)}
    assert found == {coding: "gzip" if takes_gzip(coding.encode()) else None for coding in CODINGS}


def test_what_is_over_is_asked_about_with_its_etag(tmp_path: Path) -> None:
    stub = Stub()
    with stubbed(stub) as upstream, before(tmp_path, upstream) as front:
        assert ask(front.port, FEED, Cookie="follow=secret").cache == "MISS"
        time.sleep(2.1)
        again = ask(front.port, FEED)
    assert (again.cache, again.body) == ("REVALIDATED", BODY)
    assert [asked["If-None-Match"] for asked in stub.asked] == [None, '"one"']
    assert stub.asked[0]["Cookie"] is None
    assert stub.asked[0]["X-Forwarded-For"] == "127.0.0.1"


def test_within_its_hour_a_reader_gets_the_old_one_at_once_while_the_service_is_asked(tmp_path: Path) -> None:
    stub = Stub({"Cache-Control": "public, max-age=1, stale-while-revalidate=60"})
    with stubbed(stub) as upstream, before(tmp_path, upstream) as front:
        ask(front.port, FEED)
        time.sleep(2.1)
        stub.gate.clear()
        assert ask(front.port, FEED).cache == "STALE"
        stub.gate.set()
        assert nginx.until(lambda: ask(front.port, FEED).cache == "HIT")
    assert stub.asked[1]["If-None-Match"] == '"one"'


def test_twenty_readers_at_once_are_one_question(tmp_path: Path) -> None:
    stub = Stub({"Cache-Control": "public, max-age=60"})
    stub.gate.clear()
    with stubbed(stub) as upstream, before(tmp_path, upstream) as front, ThreadPoolExecutor(20) as readers:
        waiting = [readers.submit(ask, front.port, FEED) for _ in range(20)]
        time.sleep(1)
        stub.gate.set()
        answers = [one.result() for one in waiting]
    assert len(stub.asked) == 1
    assert {answer.body for answer in answers} == {BODY}


@pytest.mark.parametrize("trouble", [None, 500, 502, 503, 504])
def test_readers_have_the_last_good_bytes_while_the_service_is_in_trouble(tmp_path: Path, trouble: int | None) -> None:
    stub = Stub()
    with stubbed(stub) as upstream, before(tmp_path, upstream) as front:
        ask(front.port, FEED)
        time.sleep(2.1)
        stub.status = trouble or 200
        if trouble:
            assert (ask(front.port, FEED).cache, ask(front.port, FEED).body) == ("STALE", BODY)
    if not trouble:
        with before(tmp_path, upstream) as front:  # nginx was begun anew as well, and its cache is still there
            stale, known = ask(front.port, FEED), ask(front.port, FEED, If_None_Match='"one"')
            assert (stale.status, stale.cache, stale.body) == (200, "STALE", BODY)
            assert (known.status, known.headers["etag"]) == (304, '"one"')


def test_where_nothing_is_kept_the_reader_is_told_to_come_again(tmp_path: Path) -> None:
    with before(tmp_path, free_port()) as front:
        for path in (FEED, "/"):
            away = ask(front.port, path)
            assert (away.status, away.headers["retry-after"], away.headers["cache-control"]) == (503, "30", "no-store")


@pytest.mark.parametrize("header", [{"Set-Cookie": "a=b"}, {"Vary": "Accept-Language"}, {"Cache-Control": "private"}])
def test_what_is_somebodys_own_is_not_kept(tmp_path: Path, header: dict[str, str]) -> None:
    stub = Stub({"Cache-Control": "public, max-age=60"} | header)
    with stubbed(stub) as upstream, before(tmp_path, upstream) as front:
        assert [ask(front.port, FEED).cache for _ in range(2)] == ["MISS", "MISS"]
    assert len(stub.asked) == 2


def test_a_link_that_opens_an_account_is_in_no_log(service: int, tmp_path: Path) -> None:
    with before(tmp_path, service) as front:
        for path in ("/desk/letter/geheim", "/%64esk/letter/geheim", "/desk/register?invitation=geheim"):
            ask(front.port, path, Referer="https://calendar.example.org/desk/invitation/geheim")
    logs = "".join(path.read_text() for path in tmp_path.rglob("*.log"))
    assert logs.count('"GET /desk/... HTTP/1.1"') == 3
    assert "geheim" not in logs


def test_a_follow_list_is_not_kept_and_its_secret_is_in_no_log(tmp_path: Path) -> None:
    (tmp_path / "service").mkdir()
    with running(tmp_path / "service", "demo") as (server, port), before(tmp_path, port) as front:
        made = ask(front.port, "/follow", "POST", "do=follow&artist=jeff-mills")
        cookie = made.headers["set-cookie"].partition(";")[0]
        page = ask(front.port, "/follow", Cookie=cookie).body.decode()
        found = re.search(r"https?://[^\"<\s]+/follow/[^\"<\s]+\.ics", page)
        assert found
        path = urlsplit(found[0]).path
        secret = path.split("/")[2]
        for spelt in (path, path.replace("/follow/", "/%66ollow/"), f"/x/..{path}"):
            ask(front.port, spelt, Referer=found[0])
        feed = ask(front.port, path)
        assert (feed.status, feed.cache, feed.headers["cache-control"]) == (200, None, "private, max-age=900")
        assert b"BEGIN:VEVENT" in feed.body
        ask(front.plain_port, path)
        server.kill()
        server.wait()
        assert ask(front.port, path).status == 503
        ask(front.port, FEED)
    logs = front.nginx.log() + front.nginx.log("error.log")
    assert logs.count('"GET /follow/... HTTP/1.1"') == 6
    assert FEED in logs
    assert secret not in logs
    assert cookie.partition("=")[2] not in logs
    kept = [file.read_bytes() for file in (tmp_path / "cache").rglob("*") if file.is_file()]
    assert not [content for content in kept if secret.encode() in content or b"BEGIN:VEVENT" in content]


@pytest.mark.parametrize("method", ["PROPFIND", "PUT", "REPORT", "DELETE", "MKCALENDAR"])
def test_verbs_of_editing_programs_are_refused_by_the_service(front: Front, method: str) -> None:
    refused = ask(front.port, FEED, method)
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD")
    assert ask(front.port, FEED).status == 200


def test_pages_are_not_kept_and_answer_304_themselves(front: Front) -> None:
    page = ask(front.port, "/")
    known = ask(front.port, "/", If_None_Match=page.headers["etag"])
    assert (page.status, page.cache, known.status, known.cache) == (200, None, 304, None)
    assert ask(front.port, "/robots.txt").status == 200


def test_plain_http_is_one_hop_to_https(front: Front) -> None:
    hop = ask(front.plain_port, FEED, Host="calendar.example.org")
    assert (hop.status, hop.headers["location"]) == (301, f"https://calendar.example.org{FEED}")
