"""Two editors at once, over real HTTP: no change is lost, nothing is made twice, nothing is half there."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from tests.api.conftest import Api
from tests.browser.serving import served

PATH = "/events/metropolis-2026-12-05"
TALK = {"title": "Talk", "kind": "talk", "starts": "2026-12-20", "owner": "axis-records"}

Ask = Callable[..., tuple[int, dict[str, str], Any]]


def asking(base: str, token: str) -> Ask:
    def ask(method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], Any]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        own = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        content = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{base}/api/v1{path}", content, own | named, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, {name.lower(): value for name, value in answer.headers.items()}, json.load(answer)
        except HTTPError as error:
            with error:
                return error.code, {}, json.load(error)

    return ask


def test_no_change_is_lost_and_nothing_is_made_twice(api: Api, tmp_path: Path) -> None:
    url = api.house.database.engine.url.render_as_string(hide_password=False)
    with served(tmp_path, "serve", DATABASE_URL=url) as base, ThreadPoolExecutor(8) as pool:
        ask = asking(base, api.tokens["admin"])

        def tag(number: int) -> int:
            """Add a tag to what is there, and try again for as long as others are faster."""
            for tries in range(1, 200):
                _, headers, told = ask("GET", PATH)
                patch = {"tags": [*told["tags"], f"t{number}"]}
                status, _, answer = ask("PATCH", PATH, patch, if_match=headers["etag"])
                if status == 200:
                    return tries
                assert status == 412, answer
            raise AssertionError("never first")

        before = ask("GET", PATH)[2]["tags"]
        tries = list(pool.map(tag, range(16)))
        assert sorted(ask("GET", PATH)[2]["tags"]) == sorted([*before, *(f"t{number}" for number in range(16))])
        assert max(tries) > 1  # they did meet

        same = list(pool.map(lambda _: ask("POST", "/events", TALK, idempotency_key="k"), range(8)))
        assert {status for status, _, _ in same} == {201}
        assert len({told["meta"]["uid"] for _, _, told in same}) == 1
        others = list(pool.map(lambda _: ask("POST", "/events", TALK), range(8)))
        assert {status for status, _, _ in others} == {201}
        slugs = {told["meta"]["slug"] for _, _, told in others}
        assert slugs == {f"talk-2026-12-20-{number}" for number in range(2, 10)}
