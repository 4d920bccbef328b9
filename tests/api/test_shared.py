"""Merges, claims and co-owners over the API: what each changes for those who ask."""

from __future__ import annotations

from typing import Any

import pytest

from calendar_service.mailing import Mailer, server_of
from tests.api.conftest import Api, Voice
from tests.mailbox import Mailbox
from tests.web.client import client_of, context_of_client

AFA = "/venues/anthology-film-archives"
LOADED = "/events/metropolis-2026-12-05"
PROOF = "We run the house: see the imprint of its site."
CLAIM = {"noun": "venue", "slug": "anthology-film-archives", "organizer": "axis-records", "proof": PROOF}
MERGE = {"noun": "venue", "gone": "the-anthology", "kept": "anthology-film-archives", "reason": "One house."}


def claim(voice: Voice, **more: Any) -> str:
    answer = voice.post("/claims", CLAIM | more)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"]).removeprefix("/api/v1")


def twin(api: Api, **more: Any) -> str:
    """Another venue: the same house, entered twice."""
    body = {"name": "The Anthology", "zone": "America/New_York", "rooms": ["Lobby"]} | more
    made = api.by("moderator").post("/venues", body)
    return str(made.headers["location"]).removeprefix("/api/v1")


def merge(api: Api, **more: Any) -> str:
    answer = api.by("moderator").post("/merges", MERGE | more)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"]).removeprefix("/api/v1")


def shared(api: Api) -> str:
    """An event of Axis Records, and an organizer of somebody else's: Rivals."""
    assert api.by("admin").post("/organizers", {"name": "Rivals"}).status_code == 201
    api.account("other", rivals="owner")
    api.account("other-editor", rivals="editor")
    body = {"title": "Ours", "kind": "talk", "starts": "2026-12-20", "owner": "axis-records"}
    return str(api.by("owner").post("/events", body).headers["location"]).removeprefix("/api/v1")


def test_what_is_gone_is_told_as_gone_and_leads_on_and_comes_back(api: Api) -> None:
    gone = twin(api)
    event = {"title": "Lecture", "kind": "talk", "starts": "2026-12-21", "venue": "the-anthology", "room": "Lobby"}
    path = api.by("admin").post("/events", event).headers["location"].removeprefix("/api/v1")
    start = api.client.get("/api/v1/changes?limit=100").json()["next"]
    before = api.by().get(gone).json()
    merged = merge(api)
    answer = api.client.get(f"/api/v1{gone}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"/api/v1{AFA}")
    told = {(one["noun"], one["slug"]): one["gone"] for one in api.by().get(f"/changes?since={start}").json()["items"]}
    assert told == {
        ("venue", "the-anthology"): True,
        ("venue", "anthology-film-archives"): False,
        ("event", "lecture-2026-12-21"): False,
    }
    assert (api.by().get(path).json()["venue"], api.by().get(path).json()["room"]) == (
        "anthology-film-archives",
        "Lobby",
    )
    assert api.by().get(AFA).json()["rooms"] == ["Courthouse", "Deren", "Lobby"]
    assert len(api.by().get("/events?venue=the-anthology").json()["items"]) == 2
    start = api.client.get(f"/api/v1/changes?since={start}").json()["next"]
    undone = api.by("moderator").ask("DELETE", merged)
    assert (undone.status_code, undone.json()["undone_at"]) == (200, "2026-11-23T12:00:00Z")
    assert api.by().get(gone).json() == before
    assert api.by().get(path).json()["venue"] == "the-anthology"
    told = {(one["noun"], one["slug"]): one["gone"] for one in api.by().get(f"/changes?since={start}").json()["items"]}
    assert (told["venue", "the-anthology"], told["event", "lecture-2026-12-21"]) == (False, False)
    again = api.by("moderator").ask("DELETE", merged)
    assert (again.status_code, again.json()["detail"]) == (409, "This merge is undone already.")


def test_works_are_merged_too(small_api: Api) -> None:
    moderator = small_api.by("moderator")
    for title in ("Metropolis", "Metropolis (restored)"):
        assert moderator.post("/works", {"title": title, "year": 1927}).status_code == 201
    body = {"title": "Film", "kind": "screening", "starts": "2026-12-21", "works": ["metropolis-restored"]}
    path = small_api.by("admin").post("/events", body).headers["location"].removeprefix("/api/v1")
    merge(small_api, noun="work", gone="metropolis-restored", kept="metropolis")
    assert moderator.get(path).json()["works"] == ["metropolis"]
    answer = small_api.client.get("/api/v1/works/metropolis-restored", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/api/v1/works/metropolis")


def test_a_venue_in_another_zone_is_refused_in_words(small_api: Api) -> None:
    twin(small_api, zone="Europe/Berlin")
    answer = small_api.by("moderator").post("/merges", MERGE)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/kept")
    assert "Europe/Berlin" in answer.json()["errors"][0]["detail"]


def test_the_number_of_what_is_gone_waits_for_it(api: Api) -> None:
    gone = twin(api)
    merged = merge(api)
    start = api.client.get("/api/v1/changes?limit=100").json()["next"]
    twin(api, name="Another House")
    assert api.by("moderator").ask("DELETE", merged).status_code == 200
    told = [one["slug"] for one in api.by().get(f"/changes?since={start}").json()["items"] if one["noun"] == "venue"]
    assert sorted(told) == ["another-house", "anthology-film-archives", "the-anthology"]
    assert api.by().get(gone).json()["name"] == "The Anthology"


def test_the_old_name_of_an_owner_is_that_of_the_one_it_is_part_of(small_api: Api) -> None:
    api = small_api
    shared(api)
    body = {"noun": "organizer", "gone": "axis-records", "kept": "rivals", "reason": "One label."}
    assert api.by("moderator").post("/merges", body).status_code == 201
    event = {"title": "New", "kind": "talk", "starts": "2026-12-22", "owner": "axis-records"}
    made = api.by("owner").post("/events", event)  # a member of Axis Records before, of Rivals now
    assert (made.status_code, made.json()["owner"]) == (201, "rivals")


def test_merges_are_told_page_by_page(small_api: Api) -> None:
    api = small_api
    for name in ("One", "Two", "Three"):
        twin(api, name=name)
        merge(api, gone=name.lower())
    page = api.by("moderator").get("/merges?limit=2").json()
    rest = api.by("moderator").get(f"/merges?cursor={page['next']}").json()
    assert [one["gone"] for one in (*page["items"], *rest["items"])] == ["one", "two", "three"]
    assert rest["next"] is None
    assert page["items"][0] == api.by("admin").get("/merges/1").json()
    assert page["items"][0] | {"at": ""} == {
        "id": 1, "noun": "venue", "gone": "one", "kept": "anthology-film-archives", "reason": "One house.",
        "by": "moderator", "at": "", "undone_at": None,
    }  # fmt: skip
    for method in ("GET", "DELETE"):
        assert api.by("moderator").ask(method, "/merges/99").status_code == 404


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"gone": "anthology-film-archives"}, "#/kept"), ({"kept": "nowhere"}, "#/kept"),
        ({"gone": "nowhere"}, "#/gone"),
        ({"noun": "artist"}, "#/gone"), ({"noun": "work"}, "#/gone"), ({"noun": "tag"}, "#/noun"),
        ({"reason": " "}, "#/reason"),
    ],
)  # fmt: skip
def test_what_can_not_be_merged_is_refused(small_api: Api, change: dict[str, str], pointer: str) -> None:
    twin(small_api)
    answer = small_api.by("moderator").post("/merges", MERGE | change)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text


def test_who_has_claimed_a_venue_may_revise_it_until_it_is_given_up(api: Api) -> None:
    owner, editor, moderator = api.by("owner"), api.by("editor"), api.by("moderator")
    assert owner.change("PATCH", AFA, {"access": "Steps."}).status_code == 403
    path = claim(owner)
    assert owner.change("PATCH", AFA, {"access": "Steps."}).status_code == 403
    granted = moderator.ask("PUT", f"{path}/decision", {"grant": True})
    assert (granted.status_code, granted.json()["state"]) == (200, "granted")
    for who in (owner, editor):
        assert who.change("PATCH", AFA, {"access": f"Steps, says {who}."[:50]}).status_code == 200
    assert api.by("stranger").change("PATCH", AFA, {"access": "None."}).status_code == 403
    assert owner.change("PATCH", "/artists/jeff-mills", {"url": "https://jm.example"}).status_code == 403
    twice = moderator.ask("PUT", f"{path}/decision", {"grant": False, "reason": "No."})
    assert (twice.status_code, twice.json()["detail"]) == (409, "This claim is granted already.")
    assert owner.post("/claims", CLAIM).status_code == 409
    assert editor.ask("DELETE", path).status_code == 403
    assert owner.ask("DELETE", path).status_code == 204
    assert owner.ask("DELETE", path).status_code == 409
    assert owner.change("PATCH", AFA, {"access": "Lift."}).status_code == 403
    assert owner.get(path).json()["state"] == "ended"
    assert owner.post("/claims", CLAIM).status_code == 201


def test_a_no_has_a_reason_and_a_proof_its_length(small_api: Api) -> None:
    api = small_api
    path = claim(api.by("owner"))
    answer = api.by("moderator").ask("PUT", f"{path}/decision", {"grant": False})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/reason")
    answer = api.by("moderator").ask("PUT", f"{path}/decision", {"grant": False, "reason": "The imprint says else."})
    assert (answer.json()["state"], answer.json()["reason"]) == ("refused", "The imprint says else.")
    for wrong, pointer in (
        ({"proof": "Because."}, "#/proof"), ({"proof": "x" * 2_001}, "#/proof"), ({"slug": "nowhere"}, "#/slug"),
        ({"organizer": "nobody"}, "#/organizer"), ({"noun": "series"}, "#/noun"),
    ):  # fmt: skip
        answer = api.by("owner").post("/claims", CLAIM | wrong)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ({"grant": True}, "may look after “Anthology Film Archives”"),
        ({"grant": False, "reason": "The imprint names others."}, "The imprint names others."),
    ],
)
def test_a_letter_tells_how_a_claim_was_decided(small_api: Api, decision: dict[str, Any], said: str) -> None:
    path = claim(small_api.by("owner"))
    with Mailbox() as mailbox:
        mailer = Mailer(server_of(f"smtp://127.0.0.1:{mailbox.port}"), "calendar@example.org", "Calendar")
        client = client_of(small_api.house, mailer=mailer)
        moderator = Voice(client, small_api.by("moderator").headers)
        for status in (200, 409):  # decided again: refused, and told once
            assert moderator.ask("PUT", f"{path}/decision", decision).status_code == status
        context_of_client(client).outbox.waiting.join()
        assert mailbox.recipients == ["owner@example.org"]
        [letter] = [letter.get_content() for letter in mailbox.letters]
    assert said in letter
    assert "https://calendar.example.org/venues/anthology-film-archives" in letter


def test_claims_are_there_for_their_organizer_and_for_moderators(small_api: Api) -> None:
    api = small_api
    path = claim(api.by("owner"))
    claim(api.by("owner"), noun="artist", slug="jeff-mills")
    api.by("moderator").ask("PUT", f"{path}/decision", {"grant": True})

    def listed(who: str, query: str = "") -> list[str]:
        return [one["slug"] for one in api.by(who).get(f"/claims{query}").json()["items"]]

    both = ["anthology-film-archives", "jeff-mills"]
    assert (listed("owner"), listed("editor"), listed("moderator"), listed("stranger")) == (both, both, both, [])
    assert listed("owner", "?state=open") == ["jeff-mills"]
    page = api.by("owner").get("/claims?limit=1").json()
    assert listed("owner", f"?cursor={page['next']}") == ["jeff-mills"]
    assert api.by("editor").get(path).json()["proof"] == PROOF
    for method, ending in (("GET", ""), ("PUT", "/decision"), ("DELETE", "")):
        assert api.by("stranger").ask(method, path + ending, {"grant": True}).status_code == 404
        assert api.by("moderator").ask(method, f"/claims/99{ending}", {"grant": True}).status_code == 404


def test_claims_follow_a_merge_and_come_back(api: Api) -> None:
    gone = twin(api)
    path = claim(api.by("owner"), slug="the-anthology")
    api.by("moderator").ask("PUT", f"{path}/decision", {"grant": True})
    merged = merge(api)
    assert api.by("owner").get(path).json()["slug"] == "anthology-film-archives"
    assert api.by("owner").change("PATCH", AFA, {"access": "Steps."}).status_code == 200
    api.by("moderator").ask("DELETE", merged)
    assert api.by("owner").change("PATCH", AFA, {"access": "Lift."}).status_code == 403
    assert api.by("owner").change("PATCH", gone, {"access": "Lift."}).status_code == 200


def test_others_edit_what_is_shared_with_them(api: Api) -> None:
    path = shared(api)
    owner, other, both = api.by("owner"), api.by("other"), {"co_owners": ["rivals"]}
    assert owner.get(f"{path}/co-owners").json() == {"co_owners": []}
    assert other.change("PATCH", path, {"title": "Theirs"}).status_code == 403
    answer = owner.change("PUT", f"{path}/co-owners", both)
    assert (answer.status_code, answer.json()) == (200, both)
    assert owner.ask("PUT", f"{path}/co-owners", both, if_match='"old"').status_code == 412
    assert owner.ask("PUT", f"{path}/co-owners", both).status_code == 428
    assert other.change("PATCH", path, {"title": "Theirs"}).status_code == 200
    assert other.get(f"{path}/co-owners").json() == both
    assert other.change("PUT", f"{path}/co-owners", {"co_owners": []}).status_code == 403
    assert api.by("other-editor").ask("DELETE", f"{path}/co-owners/rivals").status_code == 403
    assert api.by("stranger").ask("DELETE", f"{path}/co-owners/rivals").status_code == 403
    assert other.ask("DELETE", f"{path}/co-owners/rivals").status_code == 204
    assert other.change("PATCH", path, {"title": "Ours"}).status_code == 403
    assert owner.ask("DELETE", f"{path}/co-owners/rivals").status_code == 404
    owner.change("PUT", f"{path}/co-owners", both)
    assert owner.change("PUT", f"{path}/co-owners", {"co_owners": []}).json() == {"co_owners": []}


def test_nobody_is_shared_with_who_is_not_there_or_owns_it(small_api: Api) -> None:
    path = shared(small_api)
    answer = small_api.by("owner").change("PUT", f"{path}/co-owners", {"co_owners": ["nobody", "axis-records"]})
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (
        422, ["#/co_owners/0", "#/co_owners/1"],
    )  # fmt: skip
    assert small_api.by("admin").get("/releases/metropolis-metropolis/co-owners").json() == {"co_owners": []}
    assert small_api.by("owner").get("/releases/metropolis-metropolis/co-owners").status_code == 403
    assert small_api.by("admin").get("/events/nowhere/co-owners").status_code == 404


def test_who_names_both_names_one_once(small_api: Api) -> None:
    api = small_api
    admin = api.by("admin")
    for path, body in (("/artists", {"name": "Millsart"}), ("/organizers", {"name": "Axis"})):
        assert admin.post(path, body).status_code == 201
    for name in ("Tour", "The Tour"):
        assert admin.post("/series", {"name": name, "kind": "tour"}).status_code == 201
    twin(api)
    both = {
        "credits": [{"artist": "jeff-mills", "role": "performer"}, {"artist": "millsart", "role": "performer"}],
        "series": ["the-tour", "tour"],
    }
    event = {"title": "Both", "kind": "talk", "starts": "2026-12-22", **both}
    moved = {"venue": "anthology-film-archives", "previous_venue": "the-anthology"}
    labels = [{"label": slug, "catalogue_number": "AX-1"} for slug in ("axis", "axis-records")]
    record = {"title": "Record", "dates": [{"date": "2027-01-01"}], "imprints": labels}
    before = admin.post("/events", event | moved)
    path = str(before.headers["location"]).removeprefix("/api/v1")
    first = admin.get(f"{path}/history").json()["items"][-1]["revision"]
    pairs = (
        ("artist", "millsart", "jeff-mills"), ("series", "the-tour", "tour"), ("organizer", "axis", "axis-records"),
        ("venue", "the-anthology", "anthology-film-archives"),
    )  # fmt: skip
    for noun, gone, kept in pairs:
        merge(api, noun=noun, gone=gone, kept=kept)
    admin.change("PATCH", path, {"credits": [], "series": []})

    # Entered anew by both names, or brought back from when they were two: what is read can be sent again.
    entered = admin.post("/events", event | moved).json()
    returned = admin.ask("POST", f"{path}/undo", {"revision": first}, if_match="*").json()
    for told in (entered, returned):
        assert told["credits"] == [{"artist": "jeff-mills", "organizer": None, "role": "performer"}]
        assert (told["series"], told["venue"], told["previous_venue"]) == (["tour"], "anthology-film-archives", None)
        assert admin.change("PUT", f"/events/{told['meta']['slug']}", told).status_code == 200
    made = admin.post("/releases", record).json()
    assert [one["label"] for one in made["imprints"]] == ["axis-records"]
    assert admin.change("PUT", f"/releases/{made['meta']['slug']}", made).status_code == 200
