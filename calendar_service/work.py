"""Long work made visible: a progress bar on a terminal, plain lines elsewhere. All of it on standard error."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Bar:
    """A bar for work of known size; where there is no terminal, a line at each tenth of it."""

    def __init__(self, title: str, total: int, console: Console | None = None) -> None:
        self._title, self._total, self._done = title, total, 0
        self._console = console or Console(stderr=True, highlight=False)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=self._console, transient=True) if self._is_terminal else None
        self._task = self._progress.add_task(title, total=total) if self._progress else None

    @property
    def _is_terminal(self) -> bool:
        return self._console.is_terminal

    def __enter__(self) -> Self:
        """Show it."""
        if self._progress:
            self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take it away."""
        if self._progress:
            self._progress.stop()

    def advance(self, by: int) -> None:
        """So much more is done."""
        before, self._done = self._done, self._done + by
        if self._progress and self._task is not None:
            self._progress.advance(self._task, by)
        elif self._total and before * 10 // self._total != self._done * 10 // self._total:
            self._console.print(f"{self._title}: {self._done} of {self._total}", markup=False)
