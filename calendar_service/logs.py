"""Logs: lines on standard error, for people or as JSON, with the request they belong to and never with a secret."""

from __future__ import annotations

import logging
import re
import sys
from typing import Final, TextIO, cast

import structlog
from asgi_correlation_id import correlation_id
from structlog.typing import EventDict, Processor, WrappedLogger

_SECRETS: Final = (
    # The address of a follow list, of a guest's draft, of a letter or of an invitation is its secret.
    (re.compile(r"/(follow|submit|desk/letter|desk/invitation)/[^/\s\"'\\?#]+"), r"/\1/…"),
    (re.compile(r"(://[^:/@\s]+):[^@\s]+@"), r"\1:…@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s\"'\\,;]+"), r"\1 …"),
    (
        re.compile(
            r"(?i)((?:authorization|cookie|token|password|secret)[\w-]*[\"']?\s*[=:]\s*)"
            r"(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[^\s\"'\\,;&]+)"
        ),
        r"\1…",
    ),
)
_SECRET_PART: Final = re.compile(r"[A-Za-z0-9_]{20,}|(?=[^/]*[A-Z_])[A-Za-z0-9_-]{20,}")


def configure(*, as_json: bool = False) -> None:
    """Have all logs of this process written so, those of libraries from warnings on.

    A trace with its values would tell secrets that stand in addresses: it shows the code alone.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        _request,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = [structlog.processors.format_exc_info, _cleaned, _renderer(as_json=as_json)]
    structlog.configure(processors=[*shared, *last], logger_factory=structlog.WriteLoggerFactory(_STDERR))
    handler = logging.StreamHandler(_STDERR)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[_own, *last], foreign_pre_chain=shared))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def path_told(path: str) -> str:
    """A path as logs may tell it: what is long and looks like a secret is left out."""
    parts = path.split("/")
    return clean("/".join("…" if _SECRET_PART.fullmatch(part) else part for part in parts))


def clean(text: str) -> str:
    """A text without the secrets that it may hold: addresses of follow lists, tokens, cookies, passwords."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class _Stderr:
    """Standard error as it is when a line is written: it may have been led elsewhere since."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


_STDERR: Final = cast("TextIO", _Stderr())


def _request(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    if (found := correlation_id.get()) is not None:
        event.setdefault("request_id", found)
    return event


def _own(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    # Without what the library's formatter adds for its own use.
    return {key: value for key, value in event.items() if key not in ("_record", "_from_structlog")}


def _cleaned(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    plain = (int, float, type(None))  # and truth, which is a number
    return {key: value if isinstance(value, plain) else clean(str(value)) for key, value in event.items()}


def _renderer(*, as_json: bool) -> Processor:
    if as_json:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
