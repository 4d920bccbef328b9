"""Metrics for operators, in the format of Prometheus: the numbers of the process that answers."""

from __future__ import annotations

import hmac
import os
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_service.store import rendering
from calendar_service.web.context import Context, context_of
from calendar_service.web.peers import is_local

_COUNTS: Final = {
    "memory": "Feeds answered from memory",
    "looks": "Transactions that compared or made a feed",
    "renders": "Feeds made anew",
    "stale": "Feeds answered with their last good bytes, because newer ones could not be made",
}


class Numbers(Collector):
    """What a process has to tell. With several workers each answer is one worker's: `process` tells whose."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def collect(self) -> list[CounterMetricFamily | GaugeMetricFamily]:
        """All numbers as they are now."""
        publisher, process = self.context.publisher, [str(os.getpid())]
        found: list[CounterMetricFamily | GaugeMetricFamily] = []
        for name, text in _COUNTS.items():
            counter = CounterMetricFamily(f"calendar_feeds_{name}", text, labels=["process"])
            counter.add_metric(process, getattr(publisher.counts, name))
            found.append(counter)
        gauges = {
            "calendar_cache_bytes": ("Memory of published feeds", publisher.shelf.size),
            "calendar_cache_feeds": ("Published feeds in memory", len(publisher.shelf)),
            "calendar_revision": ("The newest revision that this process knows", publisher.database.revisions.value),
        }
        for name, (text, value) in gauges.items():
            gauge = GaugeMetricFamily(name, text, labels=["process"])
            gauge.add_metric(process, value)
            found.append(gauge)
        return found + self._of_database()

    def _of_database(self) -> list[CounterMetricFamily | GaugeMetricFamily]:
        """What the database says; without it only that it says nothing."""
        try:
            with self.context.database.reading() as session:
                waiting, faults = rendering.waiting(session), len(rendering.faults(session))
        except SQLAlchemyError:
            return [GaugeMetricFamily("calendar_database_up", "Whether the database answers", value=0)]
        return [
            GaugeMetricFamily("calendar_database_up", "Whether the database answers", value=1),
            GaugeMetricFamily("calendar_entries_waiting", "Entries that wait to be rendered", value=waiting),
            GaugeMetricFamily("calendar_entries_broken", "Entries that could not be rendered", value=faults),
        ]


def metrics(request: Request) -> Response:
    """All numbers, as text; for this machine, and for who has the token. To others there is nothing here."""
    if not is_local(request.scope) and not _has_token(request):
        raise HTTPException(404)
    registry = CollectorRegistry()
    registry.register(Numbers(context_of(request)))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST, headers={"cache-control": "no-store"})


def _has_token(request: Request) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    token = context_of(request).metrics_token
    same = hmac.compare_digest(given.strip().encode(), token.encode())
    return bool(token) and scheme.casefold() == "bearer" and same
