"""The application around the pure library `feeds`: store, pages, feeds over HTTP, and commands."""

import zoneinfo

# The system's zone data is often years old: only the tzdata package counts, the same on every machine.
zoneinfo.reset_tzpath(to=[])
