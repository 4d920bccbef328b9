"""The description of the API is true: schemathesis asks everything of a real server, and is answered as it says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calendar_service.intake.bodies import BODIES
from calendar_service.intake.problems import read
from calendar_service.web.api.batches import Batch
from calendar_service.web.api.changing import merged
from calendar_service.web.api.examples import EXAMPLES, PATCHES
from tests.api.conftest import Api, peopled
from tests.browser.serving import served
from tests.cast import House
from tests.fixtures.databases import Databases

HERE = Path(__file__).parent
QUICK = ["--phases", "coverage", "--max-examples", "2"]
DEEP = ["--phases", "coverage,fuzzing", "--max-examples", "50"]
WALKS = 80
"""How many walks along the links of the description are taken, and how many by who has the time."""
MANY = 1_000
LINKS = re.compile(r"API Links: +(\d+) covered / (\d+) selected")


def asked(api: Api, folder: Path, how: list[str]) -> subprocess.CompletedProcess[str]:
    """What schemathesis says of a server on the database of a house, as an admin."""
    url = api.house.database.engine.url.render_as_string(hide_password=False)
    with served(folder, "serve", DATABASE_URL=url, API_RATE="1000000") as base:
        return subprocess.run(
            [
                Path(sys.executable).parent / "schemathesis", "--config-file", HERE / "schemathesis.toml", "run",
                *how, "--url", f"{base}/api/v1",
                "-H", f"Authorization: Bearer {api.tokens['admin']}", "--no-color", "--generation-deterministic",
            ],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip


def described(api: Api, folder: Path, *, keyed: bool) -> str:
    """The description, as a file. Unless `keyed`, nothing has an Idempotency-Key: whoever makes something under a key
    that was used is told of what was made then, which may be gone since."""
    document = api.client.get("/api/openapi.json").json()
    for methods in document["paths"].values():
        for one in methods.values():
            kept = [part for part in one.get("parameters", ()) if keyed or part["name"] != "Idempotency-Key"]
            one["parameters"] = kept
    (folder / "openapi.json").write_text(json.dumps(document), "utf-8")
    return str(folder / "openapi.json")


def walked(api: Api, folder: Path, walks: int) -> None:
    """Walk from what is made to what can be done with it, and see that the walks got there."""
    how = [described(api, folder, keyed=False), "--phases", "stateful", "--max-examples", str(walks)]
    done = asked(api, folder, how)
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
    found = LINKS.search(done.stdout)
    assert found, done.stdout[-6_000:]
    covered, there = (int(number) for number in found.groups())
    assert covered * 2 > there, found[0]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql18"])
def test_every_operation_answers_as_it_is_described(databases: Databases, kind: str, tmp_path: Path) -> None:
    # A minute or more each: one PostgreSQL stands for both, which the stores are tried on.
    with databases.database(kind, migrated=True) as url:
        house = House(url, tmp_path)
        with peopled(house) as api:
            done = asked(api, tmp_path, [described(api, tmp_path, keyed=True), *QUICK])
        house.database.close()
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]


def test_what_is_made_can_be_walked_on_from(api: Api, tmp_path: Path) -> None:
    walked(api, tmp_path, WALKS)


@pytest.mark.deep
@pytest.mark.timeout(3_600)
def test_so_it_does_when_asked_much_more(api: Api, tmp_path: Path) -> None:
    done = asked(api, tmp_path, [described(api, tmp_path, keyed=True), *DEEP])
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
    walked(api, tmp_path, MANY)


def test_what_is_described_is_what_is_there(small_api: Api) -> None:
    told: dict[str, Any] = small_api.client.get("/api/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert told["servers"] == [{"url": "https://calendar.example.org/api/v1"}]
    assert "HTTPValidationError" not in json.dumps(told)
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            assert operation["operationId"], path
            names = [parameter["name"] for parameter in operation.get("parameters", [])]
            assert len(names) == len(set(names)), (method, path)
            assert not {"most", "request", "caller", "content"} & set(names), (method, path)
            for status, answer in operation["responses"].items():
                if status >= "400":
                    assert list(answer["content"]) == ["application/problem+json"], (method, path, status)


def properties(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """All properties of all schemas in a document, by where they stand."""
    if isinstance(part, list):
        for place, inner in enumerate(part):
            yield from properties(inner, f"{path}/{place}")
    if isinstance(part, dict):
        if "type" in part and isinstance(part.get("properties"), dict):
            yield from ((f"{path}/{name}", told) for name, told in part["properties"].items())
        for name, inner in part.items():
            if name not in ("example", "examples"):
                yield from properties(inner, f"{path}/{name}")


def test_every_field_is_described(small_api: Api) -> None:
    found = dict(properties(small_api.client.get("/api/openapi.json").json()))
    assert len(found) > 300
    assert [path for path, told in found.items() if not told.get("description")] == []


def test_every_body_has_an_example_that_could_be_sent(small_api: Api) -> None:
    paths: dict[str, Any] = small_api.client.get("/api/openapi.json").json()["paths"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
                if media_type.endswith("json"):
                    assert content["example"], (method, path)
    told = {noun: read(BODIES[noun], example) for noun, example in EXAMPLES.items() if noun != "batch"}
    assert set(told) == set(BODIES) == set(PATCHES)
    assert read(Batch, EXAMPLES["batch"]).operations
    for noun, patch in PATCHES.items():
        read(BODIES[noun], merged(EXAMPLES[noun], patch))


def test_what_is_made_leads_to_what_can_be_done_with_it(small_api: Api) -> None:
    paths: dict[str, Any] = small_api.client.get("/api/openapi.json").json()["paths"]
    operations = {one["operationId"]: (path, one) for path, methods in paths.items() for one in methods.values()}
    for plural in ("events", "releases", "venues", "drafts"):
        links = paths[f"/{plural}"]["post"]["responses"]["201"]["links"]
        # Those that need more than its name, such as the number of a version, are found by reading it.
        mine = [(name, path) for name, (path, _) in operations.items() if path.startswith(f"/{plural}/{{")]
        below = {name for name, path in mine if path.count("{") == 1}
        assert below == set(links)
        for name, link in links.items():
            given = {one["name"] for one in operations[name][1]["parameters"] if one["required"]}
            assert {one.partition(".")[2] for one in link["parameters"]} == given, name


def test_a_method_that_is_not_taken_is_told_all_that_are(small_api: Api) -> None:
    answer = small_api.by("admin").ask("POST", "/events/metropolis-2026-12-05", {})
    assert (answer.status_code, answer.headers["allow"]) == (405, "DELETE, GET, PATCH, PUT")


def test_nobody_chooses_how_much_may_be_sent(small_api: Api) -> None:
    answer = small_api.by("admin").post("/venues?most=99999999", {"name": "x" * 1_100_000, "zone": "UTC"})
    assert answer.status_code == 413
