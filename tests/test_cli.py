"""The command as people call it: one sentence for what is wrong, and an exit status to match; never a traceback."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cast import EVENT, RELEASE, file_of

ROOT = Path(__file__).parent.parent


def environment(folder: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CALENDAR_")}
    return {**kept, "PYTHONPATH": str(ROOT), "CALENDAR_DATA_DIR": str(folder / "data"), **settings}


def run(folder: Path, *words: str, text: str | None = None, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "calendar_service", *words]
    return subprocess.run(
        command, cwd=folder, env=environment(folder, **settings), input=text, capture_output=True, text=True, timeout=60
    )


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(folder: Path, command: str, **settings: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server that is ready, and its port."""
    port = free_port()
    words = [sys.executable, "-m", "calendar_service", command, "--port", str(port)]
    server = subprocess.Popen(words, cwd=folder, env=environment(folder, **settings), stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(600):
            if server.poll() is not None or fetch(port, "/health/ready")[0] == 200:
                break
            time.sleep(0.05)
        yield server, port
    finally:
        server.kill()
        server.communicate()


def fetch(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except OSError:
        return 0, b""
    finally:
        connection.close()


def test_load_tells_what_it_did_and_the_second_time_that_nothing_changed(tmp_path: Path) -> None:
    (tmp_path / "file.json").write_text(json.dumps(file_of(events=[EVENT], releases=[RELEASE])))
    first, second = run(tmp_path, "load", "file.json"), run(tmp_path, "load", "file.json")
    assert (first.returncode, first.stdout.splitlines()) == (
        0,
        [f"{noun}: 1 created, 0 revised, 0 unchanged" for noun in ("venue", "artist", "organizer", "event", "release")],
    )
    assert second.stdout == first.stdout.replace("1 created", "0 created").replace("0 unchanged", "1 unchanged")


def test_load_reads_standard_input_and_a_dry_run_stores_nothing(tmp_path: Path) -> None:
    lines = '{"type": "artist", "id": "a", "name": "A"}\n{"type": "artist", "id": "b", "name": "B"}\n'
    dry = run(tmp_path, "load", "-", "--source", "x", "--dry-run", text=lines)
    assert dry.stdout.splitlines() == [
        "artist: 2 created, 0 revised, 0 unchanged",
        "Nothing is stored: this was a dry run.",
    ]
    assert run(tmp_path, "load", "-", "--source", "x", text=lines).stdout.startswith("artist: 2 created")


def test_a_dry_run_of_a_new_file_and_of_a_changed_one_tells_what_would_happen(tmp_path: Path) -> None:
    event = EVENT | {"room": "Deren", "starts": "2026-12-05T20:00-05:00"}
    new = run(tmp_path, "load", "-", "--dry-run", text=json.dumps(file_of(events=[event])))
    assert (new.returncode, new.stdout.splitlines()[3]) == (0, "event: 1 created, 0 revised, 0 unchanged")
    run(tmp_path, "load", "-", text=json.dumps(file_of(events=[event])))
    changed = file_of(
        events=[event | {"title": "New"}, event | {"id": "2", "works": ["w"]}], works=[{"id": "w", "title": "W"}]
    )
    dry = run(tmp_path, "load", "-", "--dry-run", text=json.dumps(changed))
    assert dry.stdout.splitlines()[-2] == "event: 1 created, 1 revised, 0 unchanged"


def test_with_an_error_nothing_is_stored_unless_told_to_keep_going(tmp_path: Path) -> None:
    wrong = file_of(events=[EVENT | {"starts": "2026-03-29T01:30", "zone": "Europe/London"}], releases=[RELEASE])
    refused = run(tmp_path, "load", "-", text=json.dumps(wrong, indent=1))
    assert refused.returncode == 1
    [error, end] = refused.stderr.splitlines()
    assert error.endswith(
        "event “metropolis”, /starts: starts 01:30 on 2026-03-29 does not exist in Europe/London: "
        "the clocks go forward then; right is for example 02:30."
    )
    line = json.dumps(wrong, indent=1).splitlines()[int(error.split(",")[0].removeprefix("Line ")) - 1]
    assert '"starts"' in line
    assert end == "Nothing is stored: 1 error."

    kept = run(tmp_path, "load", "-", "--keep-going", text=json.dumps(wrong))
    assert kept.returncode == 1
    assert "release: 1 created, 0 revised, 0 unchanged" in kept.stderr
    assert "event: " not in kept.stderr


FORM = "Line 1: the file must be a JSON object of lists, or JSON Lines with an object on each line."
ZONE = "CALENDAR_TIME_ZONE “Mars/Base” is not an IANA time zone; right is for example Europe/Berlin."
PORT = "CALENDAR_PORT: Input should be a valid integer, unable to parse string as an integer."
BASE = "CALENDAR_BASE_URL must be an http:// or https:// address."
MYSQL = "CALENDAR_DATABASE_URL names mysql; only sqlite and postgresql are supported."
MEMORY = "CALENDAR_DATABASE_URL names no file; right is sqlite:///FILE."
NONSENSE = "CALENDAR_DATABASE_URL is not understood; right is sqlite:///FILE or postgresql://…"


@pytest.mark.parametrize(
    ("words", "settings", "sentence"),
    [
        (["load", "none.json"], {}, "The file can't be read: No such file or directory."),
        (["load", "-"], {}, FORM),
        (["migrate"], {"CALENDAR_TIME_ZONE": "Mars/Base"}, ZONE),
        (["migrate"], {"CALENDAR_PORT": "x"}, PORT),
        (["migrate"], {"CALENDAR_BASE_URL": "javascript:alert(1)"}, BASE),
        (["migrate"], {"CALENDAR_DATABASE_URL": "mysql://x"}, MYSQL),
        (["migrate"], {"CALENDAR_DATABASE_URL": "nonsense"}, NONSENSE),
        (["migrate"], {"CALENDAR_DATABASE_URL": "sqlite://"}, MEMORY),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    tmp_path: Path, words: list[str], settings: dict[str, str], sentence: str
) -> None:
    ended = run(tmp_path, *words, text="", **settings)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", f"{sentence}\n")


@pytest.mark.parametrize("words", [["nonsense"], ["load"], ["serve", "--port", "x"], ["load", "x", "--bogus"], []])
def test_a_wrong_call_ends_with_status_2(tmp_path: Path, words: list[str]) -> None:
    ended = run(tmp_path, *words)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = run(tmp_path, "serve", "--port", port)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == (
        f"Port {port} at 127.0.0.1 can't be used (Address already in use); set CALENDAR_PORT to a free one."
    )


def test_the_demo_is_ready_once_loaded_and_ends_at_a_signal(tmp_path: Path) -> None:
    with running(tmp_path, "demo") as (server, port):
        status, body = fetch(port, "/artists/jeff-mills.ics?past=all")
        assert status == 200
        assert body.count(b"BEGIN:VEVENT") == 2
        began = time.monotonic()
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=10) == 0
        assert time.monotonic() - began < 5
    assert (tmp_path / "data" / "demo" / "calendar.sqlite").exists()


def test_the_demo_keeps_out_of_a_database_that_is_in_use(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/mine.sqlite"
    loaded = run(tmp_path, "load", "-", text=json.dumps(file_of(events=[EVENT])), CALENDAR_DATABASE_URL=url)
    assert loaded.returncode == 0
    ended = run(tmp_path, "demo", "--port", str(free_port()), CALENDAR_DATABASE_URL=url)
    assert (ended.returncode, ended.stderr) == (
        1,
        "The database holds entries that are not the demo's; set CALENDAR_DATABASE_URL to another one.\n",
    )


def test_a_load_beside_a_server_keeps_the_servers_addresses(tmp_path: Path) -> None:
    with running(tmp_path, "serve", CALENDAR_BASE_URL="https://calendar.example.org") as (_, port):
        assert run(tmp_path, "load", "-", text=json.dumps(file_of(events=[EVENT]))).returncode == 0
        _, body = fetch(port, "/calendar.ics?past=all")
    assert b"URL:https://calendar.example.org/events/metropolis-2026-12-05\r\n" in body


def test_a_killed_load_is_finished_by_running_it_again(tmp_path: Path) -> None:
    artists = [{"id": str(number), "name": f"Artist {number}"} for number in range(2_000)]
    events = [EVENT | {"id": str(number), "title": f"Night {number}"} for number in range(1_200)]
    (tmp_path / "file.json").write_text(json.dumps(file_of(artists=[*file_of()["artists"], *artists], events=events)))
    command = [sys.executable, "-m", "calendar_service", "load", "file.json"]
    loading = subprocess.Popen(command, cwd=tmp_path, env=environment(tmp_path), stderr=subprocess.PIPE, text=True)
    assert loading.stderr is not None
    while "of 32" not in loading.stderr.readline():
        pass
    loading.kill()
    loading.communicate()

    again = run(tmp_path, "load", "file.json")
    third = run(tmp_path, "load", "file.json")

    assert again.returncode == 0
    assert third.stdout.splitlines()[-1] == "event: 0 created, 0 revised, 1200 unchanged"


def test_without_a_network_and_a_home_it_knows_its_version(tmp_path: Path) -> None:
    assert run(tmp_path, "--version").stdout.startswith("calendar-service ")


def test_a_dry_run_makes_and_changes_no_file(tmp_path: Path) -> None:
    content = json.dumps(file_of(events=[EVENT]))
    assert run(tmp_path, "load", "-", "--dry-run", text=content).returncode == 0
    assert list(tmp_path.iterdir()) == []
    run(tmp_path, "load", "-", text=content)
    database = tmp_path / "data" / "calendar.sqlite"
    before = database.read_bytes()
    dry = run(tmp_path, "load", "-", "--dry-run", text=content, CALENDAR_BASE_URL="https://elsewhere.example")
    assert dry.stdout.splitlines()[-2] == "event: 0 created, 0 revised, 1 unchanged"
    assert database.read_bytes() == before


def test_load_reads_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    command = [sys.executable, "-m", "calendar_service", "load", "pipe"]
    loading = subprocess.Popen(command, cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.PIPE, text=True)
    (tmp_path / "pipe").write_text(json.dumps(file_of()))
    told, _ = loading.communicate(timeout=60)
    assert told.splitlines()[0] == "venue: 1 created, 0 revised, 0 unchanged"


def test_a_data_folder_may_be_called_what_it_likes(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate", CALENDAR_DATA_DIR=str(tmp_path / "a?b#c %41")).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a?b#c %41"]
    assert (tmp_path / "a?b#c %41" / "calendar.sqlite").exists()


def test_strange_settings_get_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    driver = run(tmp_path, "migrate", CALENDAR_DATABASE_URL="sqlite+aiosqlite:///x.sqlite")
    assert driver.stderr == "CALENDAR_DATABASE_URL names another driver of SQLite; right is sqlite:///FILE.\n"
    host = run(tmp_path, "serve", "--host", "x" * 100)
    assert host.stderr.splitlines()[-1] == f"CALENDAR_HOST “{'x' * 100}” is no address of this machine."
    (tmp_path / ".env").write_bytes(b"CALENDAR_SITE_NAME=\xff")
    assert run(tmp_path, "migrate").stderr == "The file .env must be in UTF-8.\n"


def test_the_demo_keeps_out_of_a_database_with_somebodys_venues(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/mine.sqlite"
    assert run(tmp_path, "load", "-", text=json.dumps(file_of()), CALENDAR_DATABASE_URL=url).returncode == 0
    assert run(tmp_path, "demo", "--port", str(free_port()), CALENDAR_DATABASE_URL=url).returncode == 1


def test_check_feed_tells_each_finding_with_its_line_and_whom_it_hurts(tmp_path: Path) -> None:
    good = (ROOT / "tests" / "golden" / "everything.ics").read_bytes()
    (tmp_path / "good.ics").write_bytes(good)
    (tmp_path / "bad.ics").write_bytes(good.replace(b"X-WR-CALNAME:", b"X-WR-CALNAME:Not ", 1))
    fine, wrong = run(tmp_path, "check", "feed", "good.ics"), run(tmp_path, "check", "feed", "bad.ics")
    assert (fine.returncode, fine.stdout, fine.stderr) == (0, "", "Nothing to say against it.\n")
    assert wrong.returncode == 1
    [line] = wrong.stdout.splitlines()
    assert line.startswith("bad.ics:")
    assert "(rule 21; hurts " in line
    missing = run(tmp_path, "check", "feed", "none.ics")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "Traceback" not in missing.stderr
    assert missing.stderr.startswith("none.ics can't be read")
    assert run(tmp_path, "check", "feed", "-", text="nonsense").returncode == 1
