"""The library is judged with the zones of the package tzdata, as the application runs it, not with the machine's."""

from __future__ import annotations

import zoneinfo

zoneinfo.reset_tzpath(to=[])
zoneinfo.ZoneInfo.clear_cache()
