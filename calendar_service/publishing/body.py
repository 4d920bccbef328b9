"""A body as it is answered: bytes, their strong ETag and their date; and whether a reader has them already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from sqlalchemy.orm import Session

from calendar_service.publishing.pressed import etag_of
from calendar_service.publishing.site import Site
from calendar_service.store.writing import newest

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


@dataclass(frozen=True, slots=True)
class Body:
    """Identity bytes, the strong ETag over them (with its quotes), and Last-Modified (aware UTC, whole seconds)."""

    content: bytes
    etag: str
    changed_at: datetime

    @classmethod
    def of(cls, content: bytes, changed_at: datetime) -> Body:
        """A body with the ETag of its bytes."""
        return cls(content, etag_of(content), changed_at.replace(microsecond=0))

    @property
    def last_modified(self) -> str:
        """Last-Modified as HTTP writes it (RFC 9110 section 5.6.7)."""
        return format_datetime(self.changed_at.astimezone(UTC), usegmt=True)

    def is_known(self, if_none_match: Sequence[str], if_modified_since: str | None) -> bool:
        """Whether the reader's validators say that it has this body (RFC 9110 sections 13.1.2 and 13.1.3).

        Tags are compared weakly, in any number of header lines; a date counts only where no tag was sent.
        """
        if if_none_match:
            given = ", ".join(if_none_match)
            return given.strip() == "*" or self.etag in _TAG.findall(given)
        return if_modified_since is not None and self._is_since(if_modified_since)

    def _is_since(self, value: str) -> bool:
        try:
            since = parsedate_to_datetime(value)
        except (ValueError, IndexError, TypeError):
            return False
        return self.changed_at <= (since.replace(tzinfo=UTC) if since.tzinfo is None else since)


def changed_at(session: Session, site: Site, now: datetime) -> datetime:
    """Last-Modified: the later of the newest line in the log and the start of today (design, section 4, HTTP)."""
    written = newest(session)
    midnight = site.midnight(now)
    return max(written, midnight) if written else midnight
