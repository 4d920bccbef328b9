"""Processes that are measured: starting servers, what they have used of the CPU, and their memory at peak."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def free_port() -> int:
    """A port that nobody has at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def python(words: list[str], port: int, path: str, **settings: str) -> Iterator[int]:
    """The number of a Python process that answers `path` with 200, until the end of the block.

    Raises SystemExit where it does not come up.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CALENDAR_")}
    process = subprocess.Popen([sys.executable, "-m", *words], env={**kept, **settings}, stderr=subprocess.DEVNULL)
    try:
        _wait(process, port, path)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


@contextmanager
def service(folder: Path, port: int) -> Iterator[int]:
    """Our server on the database in that folder, ready, with nothing cached."""
    # /health/ready looks at the counter alone: no feed is made before the one that is measured.
    words = ["calendar_service", "serve", "--port", str(port)]
    with python(words, port, "/health/ready", CALENDAR_DATA_DIR=str(folder)) as pid:
        yield pid


def cpu(pids: Iterable[int]) -> float:
    """Seconds of CPU that processes have used, by the clock's ticks of 10 ms (utime and stime of proc(5))."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def fine_cpu(pid: int) -> float:
    """The same of all threads that live, to the nanosecond where the kernel tells (schedstat)."""
    total = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((thread / "schedstat").read_text().split()[0])
        except FileNotFoundError:
            if not (thread / "stat").exists():
                continue  # it has just ended
            return cpu([pid])
    return total / 1e9


def peak(pid: int) -> float:
    """Memory at peak, in MB (VmHWM)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        time.sleep(0.02)
    raise SystemExit(f"{process.args!r} did not come up")
