"""Judges of pages in JavaScript: html-validate for the markup, Adobe's validator for structured data. One node process
stays open for both: starting it costs more than a page."""

from __future__ import annotations

import atexit
import json
import subprocess
from functools import lru_cache
from threading import Lock
from typing import Any

from tests.readers import javascript
from tests.readers.javascript import HERE
from tests.readers.seen import ReaderError


class Judges:
    """The node process with the judges. `ask` may be called from several threads."""

    def __init__(self) -> None:
        if not (HERE / "node_modules" / "html-validate").is_dir():
            raise ReaderError("The judges of pages are missing (tests/readers): ./run test installs them.")
        self._lock = Lock()
        self._process = subprocess.Popen(
            [javascript._node(), str(HERE / "judge.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def close(self) -> None:
        """End the process: it stops by itself when its input does."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.wait(timeout=10)

    def ask(self, judge: str, html: str) -> list[str]:
        """What that judge has against a page. Raises ReaderError if the judge itself fails."""
        answer = self._answer({"judge": judge, "html": html})
        if answer["error"]:
            raise ReaderError(f"{judge}: {answer['error']}")
        return [str(sentence) for sentence in answer["complaints"]]

    def _answer(self, question: dict[str, str]) -> Any:
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


@lru_cache(maxsize=1)
def shared() -> Judges:
    """The one process of this test worker, started when first needed and ended with it."""
    process = Judges()
    atexit.register(process.close)
    return process


def complaints(html: str) -> list[str]:
    """What is not valid in a page: HTML's rules and those of accessible markup; empty when all is well."""
    return shared().ask("markup", html)


def structured_complaints(html: str) -> list[str]:
    """What is wrong with a page's structured data by Google's rules for it; empty when all is well.

    Left out is one rule: it takes a BroadcastEvent for the mark of a live video, which has to say its end.
    """
    found = shared().ask("structured", html)
    return [sentence for sentence in found if not sentence.startswith("ERROR BroadcastEvent: ")]
