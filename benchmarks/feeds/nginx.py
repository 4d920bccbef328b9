"""A real nginx in a folder of its own, for whoever may start a process, and the shipped site in terms of it."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SHIPPED: Final = Path(__file__).parents[2] / "deploy" / "nginx.conf"
MARK: Final = "# SITE"
NAME: Final = "calendar.example.org"


@dataclass(frozen=True, slots=True)
class Nginx:
    """A running nginx: the process that began it, and its folder with access.log and error.log."""

    master: int
    folder: Path

    @property
    def workers(self) -> list[int]:
        """The processes that answer."""
        return [int(pid) for pid in Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()]

    def log(self, name: str = "access.log") -> str:
        """What it has written into one of its logs."""
        path = self.folder / name
        return path.read_text() if path.exists() else ""


def program() -> str | None:
    """Where nginx is, if it is; Debian keeps it out of the PATH of people."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/local/sbin:/usr/sbin:/sbin")


def shipped(folder: Path, port: int, plain_port: int, upstream: int, certificate: Path | None = None) -> str:
    """The shipped site with nothing changed but its marked lines.

    `port` stands in place of 443, without TLS where there is no `certificate` (a file that holds the key as well), and
    `plain_port` in place of 80. Raises KeyError for a marked line that is not known here.
    """
    tls = " ssl http2" if certificate else ""
    lines: Mapping[str, str] = {
        "server 127.0.0.1:8000": f"server 127.0.0.1:{upstream};",
        "listen 80": f"listen 127.0.0.1:{plain_port};",
        "listen [::]:80": "",
        "listen 443 ssl http2": f"listen 127.0.0.1:{port}{tls};",
        "listen [::]:443 ssl http2": "",
        "server_name": f"server_name {NAME} localhost;",
        "ssl_certificate": f"ssl_certificate {certificate};" if certificate else "",
        "ssl_certificate_key": f"ssl_certificate_key {certificate};" if certificate else "",
        "access_log": f"access_log {folder}/access.log calendar;",
    }
    return "\n".join(_own(line, folder, lines) for line in SHIPPED.read_text("utf-8").splitlines()) + "\n"


def configuration(folder: Path, site: str) -> Path:
    """A whole configuration around what stands in the http block; all that nginx writes is in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.conf").write_text(site, "utf-8")
    # Who is root would else become somebody who may not read the folder.
    user = f"user {pwd.getpwuid(0).pw_name};" if os.geteuid() == 0 else ""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n    ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    path = folder / "nginx.conf"
    path.write_text(
        f"""{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ worker_connections 512; }}
http {{
    {places}
    keepalive_requests 100000000;
    include {folder}/site.conf;
}}
""",
        "utf-8",
    )
    return path


def judged(path: Path) -> subprocess.CompletedProcess[str]:
    """What `nginx -t` says of a configuration."""
    words = [program() or "nginx", "-t", "-p", str(path.parent), "-c", str(path)]
    return subprocess.run(words, capture_output=True, text=True, timeout=30)


@contextmanager
def running(folder: Path, site: str, port: int) -> Iterator[Nginx]:
    """An nginx with one worker that listens at that port, until the end of the block. Raises RuntimeError if not."""
    path = configuration(folder, site)
    words = [program() or "nginx", "-p", str(folder), "-c", str(path)]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    try:
        if not until(lambda: process.poll() is not None or _listens(port)) or process.poll() is not None:
            process.kill()
            raise RuntimeError(f"nginx did not start: {process.communicate()[1]}")
        yield Nginx(process.pid, folder)
    finally:
        process.terminate()
        process.communicate()


def until(holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Wait until something holds; whether it came to hold in that time."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _own(line: str, folder: Path, lines: Mapping[str, str]) -> str:
    if not line.rstrip().endswith(MARK) or line.startswith("#"):
        return line
    statement = line.rpartition(MARK)[0].strip().removesuffix(";")
    if statement.startswith("proxy_cache_path "):
        return re.sub(r"^proxy_cache_path \S+", f"proxy_cache_path {folder}/cache", statement) + ";"
    whole = lines.get(statement)
    return lines[statement.split()[0]] if whole is None else whole


def _listens(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0
