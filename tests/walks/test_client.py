"""The contract as other people's programs use it: everything is done by the client, against a server that runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image

from calendar_service.client import ChangedError, Client, Copy, ProblemError, Step, Thing
from tests.api.conftest import Api, peopled
from tests.browser.serving import served
from tests.cast import House
from tests.fixtures.databases import Databases

OWNER: Final = "axis-records"
NIGHT: Final[dict[str, Any]] = {
    "title": "Metropolis, live",
    "kind": "concert",
    "starts": "2027-03-05T20:00",
    "venue": "anthology-film-archives",
    "credits": [{"artist": "jeff-mills", "role": "performer"}],
    "owner": OWNER,
}
RECORD: Final[dict[str, Any]] = {
    "title": "Metropolis Revisited",
    "credits": [{"artist": "jeff-mills", "role": "artist"}],
    "dates": [{"id": "lp", "date": "2027-04-02", "media": [{"format": "vinyl", "quantity": 2}]}],
    "owner": OWNER,
}


@pytest.fixture(params=["sqlite", "postgresql18"])
def api(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Api]:
    with databases.database(request.param, migrated=True) as url:
        house = House(url, tmp_path)
        with peopled(house) as found:
            yield found
        house.database.close()


@contextmanager
def clients(api: Api, folder: Path, *who: str) -> Iterator[list[Client]]:
    url = api.house.database.engine.url.render_as_string(hide_password=False)
    with served(folder, "serve", DATABASE_URL=url, API_RATE="100000") as base:
        made = [Client(base, api.tokens[name] if name else "") for name in who]
        try:
            yield made
        finally:
            for one in made:
                one.close()


def test_a_promoter_does_everything_by_the_client(api: Api, tmp_path: Path) -> None:
    with clients(api, tmp_path, "owner", "editor", "moderator", "") as (owner, editor, moderator, anybody):
        kept = anybody.copy()
        kept.pull()
        assert owner.me()["name"] == "owner"
        night = announce(owner, anybody)
        revise(owner, editor, night)
        many(owner, anybody)
        propose(editor, moderator, anybody)
        owner.events.withdraw(owner.events.get(night.slug))
        with pytest.raises(ProblemError, match="withdrawn") as gone:
            anybody.events.get(night.slug)
        assert gone.value.status == 410
        assert compared(kept, anybody) > 0
        assert kept.pull() == 0
        anew = anybody.copy()
        anew.pull()
        assert anew.things == kept.things


def announce(owner: Client, anybody: Client) -> Thing:
    """An event with a poster in a new venue, and a release."""
    hall = owner.venues.create({"name": "Sun Hall", "city": "Berlin", "country": "DE", "zone": "Europe/Berlin"})
    poster = owner.upload(picture(), "image/png")
    night = owner.events.create({**NIGHT, "venue": hall.slug, "image": {"digest": poster["digest"], "alt": "A sun."}})
    assert (night.noun, night["image"]["alt"], bool(night.etag)) == ("event", "A sun.", True)
    record = owner.releases.create(RECORD, key="record-1")
    assert owner.releases.create(RECORD, key="record-1") == record  # the same words, the same release
    found = [one.slug for one in anybody.events.list({"venue": hall.slug})]
    assert found == [night.slug]
    lines = [line["slug"] for line in anybody.entries({"from": "2027-03-01", "to": "2027-04-30"})]
    assert lines == ["metropolis-metropolis", night.slug, record.slug]
    return anybody.events.get(night.slug)


def revise(owner: Client, editor: Client, night: Thing) -> None:
    """Two who change the same: the second is told, reads again, and loses nothing."""
    seen = editor.events.get(night.slug)
    owner.events.patch(night, {"description": "Doors at seven.", "doors": "19:00"})
    with pytest.raises(ChangedError) as late:
        editor.events.patch(seen, {"tags": ["techno"]})
    assert late.value.status == 412
    now = editor.events.get(night.slug)
    changed = editor.events.patch(now, {"tags": [*now["tags"], "techno"]})
    assert (changed["description"], changed["tags"]) == ("Doors at seven.", ["techno"])
    whole = owner.events.replace(changed, {**changed.content, "title": "Metropolis in the Sun"})
    assert (whole.slug, whole["title"], whole["tags"]) == (night.slug, "Metropolis in the Sun", ["techno"])
    with pytest.raises(ProblemError) as wrong:
        owner.events.patch(whole, {"title": "", "kind": "sleep"})
    assert {one.pointer for one in wrong.value.errors} == {"#/title", "#/kind"}


def many(owner: Client, anybody: Client) -> None:
    """A season in one request; then one that is refused whole, and one of which a part is stored."""
    nights = [{**NIGHT, "title": f"Night {number}", "starts": f"2027-05-{number:02}T20:00"} for number in range(1, 31)]
    made = [result.thing for result in owner.batch([Step.create("event", one) for one in nights])]
    assert [one["title"] for one in made if one] == [one["title"] for one in nights]
    first, second = (owner.events.get(one.slug) for one in made[:2] if one)
    stale = Thing(second.content, '"what was never there"')
    with pytest.raises(ProblemError) as refused:
        owner.batch([Step.patch(first, {"title": "First"}), Step.withdraw(stale)])
    assert [one.pointer for one in refused.value.errors] == ["#/operations/1"]
    assert owner.events.get(first.slug) == first
    done, not_done = owner.batch_each([Step.withdraw(first), Step.patch(stale, {"title": "Second"})])
    assert (done.status, done.thing, done.problem) == (204, None, None)
    assert not_done.problem is not None
    assert (not_done.status, not_done.problem.status) == (412, 412)
    partly = list(anybody.events.list({"q": "night"}, fields=["title"]))
    assert len(partly) == 29
    assert set(partly[0].content) == {"meta", "title"}
    with pytest.raises(ValueError, match="comes from a list"):
        owner.events.patch(partly[0], {"title": "Oh"})


def propose(editor: Client, moderator: Client, anybody: Client) -> None:
    """A draft that nobody sees, refused once, mended, and published."""
    before = {one.slug for one in anybody.events}
    body = {name: value for name, value in NIGHT.items() if name != "owner"}
    draft = editor.drafts.submit(editor.drafts.create("event", {**body, "title": "Quiet"}))
    mine = moderator.drafts.get(draft.key)
    moderator.drafts.refuse(mine, "Which Quiet?")
    draft = editor.drafts.get(draft.key)
    assert (draft.meta["state"], draft.meta["reason"]) == ("refused", "Which Quiet?")
    draft = editor.drafts.submit(editor.drafts.patch(draft, {"title": "Quiet Night"}))
    assert {one.slug for one in anybody.events} == before
    assert [one.key for one in moderator.drafts.list(["submitted"])] == [draft.key]
    published = moderator.drafts.publish(moderator.drafts.get(draft.key)).meta["published"]
    assert {one.slug for one in anybody.events} - before == {published["slug"]}
    assert [one["act"] for one in moderator.drafts.history(draft)][-1] == "made"


def compared(kept: Copy, client: Client) -> int:
    """Bring a copy up to date, and compare it with all lists: the same things, told the same."""
    count = kept.pull()
    lists = (
        client.events, client.releases, client.venues, client.artists,
        client.organizers, client.series, client.works, client.announcements,
    )  # fmt: skip
    listed = {(one.noun, one.slug): one.content for things in lists for one in things}
    assert kept.things.keys() == listed.keys()
    assert [name for name in listed if kept.things[name] != listed[name]] == []
    return count


def picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (600, 400), "gold").save(content, "PNG")
    return content.getvalue()
