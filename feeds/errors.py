"""What can be wrong with facts, said in one sentence that names the field."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the field (as in the API, such as `starts`) and a sentence on what would be right."""

    field: str
    sentence: str


class FactError(ValueError):
    """Facts that cannot be true; carries every problem found, not only the first."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems

    @classmethod
    def of(cls, field: str, sentence: str) -> FactError:
        """An error with a single problem."""
        return cls(Problem(field, sentence))
