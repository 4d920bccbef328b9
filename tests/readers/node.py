"""A node process that stays open: a question is a line of JSON to it, an answer a line from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import which
from threading import Lock
from typing import Any, Final

from tests.readers.seen import ReaderError

HERE: Final = Path(__file__).parent


class Node:
    """One process with a script of this folder. `ask` may be called from several threads."""

    def __init__(self, script: str, needs: str = "", zone: str = "UTC") -> None:
        if not (HERE / "node_modules" / needs).is_dir():
            raise ReaderError("What runs in node is missing (tests/readers): ./run test installs it.")
        self._lock = Lock()
        self._process = subprocess.Popen(
            [_node(), str(HERE / script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            # node-ical turns whole days into the midnights of the machine's own zone.
            env=os.environ | {"TZ": zone},
        )

    def close(self) -> None:
        """End the process: it stops by itself when its input does."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.wait(timeout=10)

    def ask(self, question: dict[str, str]) -> Any:
        """What it answers. Raises ReaderError where it ended."""
        if not self._process.stdin or not self._process.stdout:
            raise ReaderError("node has no pipes.")
        with self._lock:
            # In ASCII, so that no line separator of Unicode ends the line too early.
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        if not line:
            raise ReaderError(f"node ended with status {self._process.wait(timeout=10)}.")
        return json.loads(line)


def _node() -> str:
    """The node of the venv that runs the tests, else that of the machine."""
    for folder in (Path(sys.executable).parent, Path(sys.prefix) / "bin", Path(sys.prefix) / "Scripts"):
        for name in ("node", "node.exe"):
            if (folder / name).is_file():
                return str(folder / name)
    found = which("node")
    if not found:
        raise ReaderError("There is no node for the readers in JavaScript: ./run test installs it.")
    return found
