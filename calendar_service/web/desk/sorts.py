"""The sorts of things that are entered at the desk, by noun."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from calendar_service.web.desk.draft_page import Sort
from calendar_service.web.desk.event_page import EVENT
from calendar_service.web.desk.release_page import RELEASE

SORTS: Final[Mapping[str, Sort]] = {sort.noun: sort for sort in (EVENT, RELEASE)}
"""Events and releases."""
