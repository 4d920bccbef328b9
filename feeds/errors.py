"""What can be wrong with facts, said in one sentence that names the field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the field (as in the API, such as `starts`) and a sentence on what would be right.

    `message` and `values` are what the sentence was made of, for those that pages say in other languages.
    """

    field: str
    sentence: str
    message: str = ""
    values: tuple[tuple[str, object], ...] = ()

    @classmethod
    def of(cls, field: str, message: str, /, **values: object) -> Problem:
        """A problem whose sentence is a message of ours, filled in."""
        return cls(field, message.format(**values) if values else message, message, tuple(values.items()))

    def told(self, t: Callable[..., str]) -> str:
        """The sentence in a language."""
        return t(self.message, **dict(self.values)) if self.message else self.sentence


class FactError(ValueError):
    """Facts that cannot be true; carries every problem found, not only the first."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems

    @classmethod
    def of(cls, field: str, sentence: str, /, **values: object) -> FactError:
        """An error with a single problem."""
        return cls(Problem.of(field, sentence, **values))
