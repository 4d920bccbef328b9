"""Files beside a load file: pictures that it names by their path, looked at once each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from calendar_service.pictures.shrinking import MAX_BYTES, Measure, digest_of, measured
from feeds.errors import FactError

Kept = Callable[[str], Measure | None]
"""The measure of a picture that is stored already, by its digest: it need not be judged again."""


class Beside:
    """The folder of a load file; None where there is none, since the file came through a pipe."""

    def __init__(self, folder: Path | None, kept: Kept = lambda _: None) -> None:
        self._folder = folder
        self._kept = kept
        self._known: dict[str, Measure | str] = {}

    def picture(self, path: str) -> Measure:
        """The measure of the picture at a path below the folder. Raises FactError with one sentence."""
        if path not in self._known:
            try:
                self._known[path] = self._judged(path)
            except FactError as error:
                self._known[path] = str(error)
        found = self._known[path]
        if isinstance(found, str):
            raise FactError.of("", found)
        return found

    def content(self, path: str) -> bytes:
        """The bytes of a file below the folder, one more than a picture may have at most. Raises FactError."""
        if self._folder is None:
            text = "path can’t be used here: no picture lies beside standard input; load the file by its name."
            raise FactError.of("", text)
        try:
            return _content(self._folder.resolve(strict=True), path)
        except (FileNotFoundError, UnicodeEncodeError):  # the second where the file system can't hold such a name
            text = "path leads to no file: there is no “{path}” beside the load file."
            raise FactError.of("", text, path=path) from None
        except OSError as error:
            raise FactError.of("", "path can’t be read: {reason}.", reason=error.strerror) from None
        except RuntimeError:  # what Python before 3.13 says of links that lead to each other
            raise FactError.of("", "path can’t be read: {reason}.", reason="its links lead to each other") from None

    def _judged(self, path: str) -> Measure:
        content = self.content(path)
        return self._kept(digest_of(content)) or measured(content)


def _content(folder: Path, path: str) -> bytes:
    file = (folder / path).resolve(strict=True)
    if not file.is_relative_to(folder):
        raise FactError.of("", "path leads out of the folder of the load file.")
    if not file.is_file():  # a pipe or a device would have the reader wait, or never end
        raise FactError.of("", "path leads to what is no file.")
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


NOTHING: Final = Beside(None)
"""What lies beside standard input."""
