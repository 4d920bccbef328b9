"""Logs: lines on standard error, with traces that show the code and never the values it worked on."""

from __future__ import annotations

import sys

import structlog


def configure() -> None:
    """Have all logs of this process written so. A trace with its values would tell secrets that stand in addresses."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
            ),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
