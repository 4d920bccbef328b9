"""What pages tell to those who show links to them."""

from __future__ import annotations

from calendar_service.languages import CODES, tongue_of
from calendar_service.web.heads import Head, open_graph
from calendar_service.web.paged import Scene


def metas(scene: Scene, head: Head) -> list[tuple[str, str]]:
    """The `meta` elements of a head."""
    others = [tongue_of(code) for code in CODES if code != scene.t.code]
    return [("description", head.description), *open_graph(scene.t, scene.site.name, head, others)]
