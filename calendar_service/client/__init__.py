"""A client of the JSON API, for programs of promoters (docs/client.md). It needs httpx2, and nothing else of ours."""

from calendar_service.client.batches import Result, Step
from calendar_service.client.calls import Client, Manners
from calendar_service.client.copies import Copy
from calendar_service.client.drafts import Draft
from calendar_service.client.errors import CalendarError, ChangedError, FieldProblem, ProblemError, UnreachableError
from calendar_service.client.lists import ChangePage
from calendar_service.client.things import Thing

__all__ = [
    "CalendarError",
    "ChangePage",
    "ChangedError",
    "Client",
    "Copy",
    "Draft",
    "FieldProblem",
    "Manners",
    "ProblemError",
    "Result",
    "Step",
    "Thing",
    "UnreachableError",
]
