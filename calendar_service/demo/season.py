"""The season of samples: a load file whose dates are offsets from a day that is handed in."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

_OFFSET: Final = re.compile(r"\{(month|quarter)?([+-]\d+)\}")


def season(template: str, today: date) -> str:
    """The load file around a day: `{+12}` is the day 12 days later, `{month+2}` and `{quarter+1}` are the month and
    the quarter so much later."""
    return _OFFSET.sub(lambda match: _date(match[1], int(match[2]), today), template)


def _date(unit: str | None, by: int, today: date) -> str:
    if unit is None:
        return (today + timedelta(days=by)).isoformat()
    if unit == "month":
        return f"{today + relativedelta(months=by):%Y-%m}"
    on = today + relativedelta(months=3 * by)
    return f"{on.year}-Q{(on.month + 2) // 3}"
