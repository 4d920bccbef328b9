"""Judges of pages in JavaScript: html-validate for the markup, Adobe's validator for structured data. One node process
stays open for both: starting it costs more than a page."""

from __future__ import annotations

import atexit
from functools import lru_cache

from tests.readers.node import Node
from tests.readers.seen import ReaderError


class Judges:
    """The node process with the judges. `ask` may be called from several threads."""

    def __init__(self) -> None:
        self._node = Node("judge.mjs", needs="html-validate")

    def close(self) -> None:
        """End the process."""
        self._node.close()

    def ask(self, judge: str, html: str) -> list[str]:
        """What that judge has against a page. Raises ReaderError if the judge itself fails."""
        answer = self._node.ask({"judge": judge, "html": html})
        if answer["error"]:
            raise ReaderError(f"{judge}: {answer['error']}")
        return [str(sentence) for sentence in answer["complaints"]]


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
