"""Durations of alarms: ISO 8601 as people write it, in the one form that RFC 5545 section 3.3.6 knows."""

from __future__ import annotations

import re
from typing import Final

from feeds.errors import FactError

LONGEST_MINUTES: Final = 28 * 24 * 60
_FORM: Final = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?=\d)(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:0{1,2}S)?)?")


def duration_of(value: str) -> tuple[int, str]:
    """Minutes before the start, and their canonical form: `P1DT30M` for `pt1470m`. Raises FactError."""
    match = _FORM.fullmatch(value.upper().removeprefix("-"))
    parts = [int(part or 0) for part in match.groups()] if match and value.upper() != "P" else []
    minutes = sum(part * length for part, length in zip(parts, (10080, 1440, 60, 1), strict=True)) if parts else -1
    if not 0 <= minutes <= LONGEST_MINUTES:
        raise FactError.of("alarm", "alarm must be a time before the start in whole minutes, up to four weeks, such as "
                                    "PT30M, PT2H or P1D.")  # fmt: skip
    return minutes, _text(minutes)


def _text(minutes: int) -> str:
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    clock = (f"{hours}H" if hours else "") + (f"{left}M" if left else "")
    if not days and not clock:
        return "PT0S"
    return "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
