"""Every address of the desk for everybody: who may, who is refused, and that what is refused leaves no trace."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Final

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from starlette.routing import Route
from starlette.testclient import TestClient

from calendar_service import models
from calendar_service.intake.bodies import body_of
from calendar_service.store import drafts, editing, invitations
from calendar_service.store.invitations import Into
from calendar_service.store.writing import writing
from calendar_service.web.routes import routes
from tests.cast import House
from tests.people import ADA, ALICE, BOB, CHARLIE, MONA, account_of, join, organizer
from tests.web.client import client_of
from tests.web.signing import at_desk, send

DAVE: Final = "dave@example.net"
PEOPLE: Final = {
    "stranger": CHARLIE,
    "editor": BOB,
    "owner": ALICE,
    "other": DAVE,  # owns another organizer
    "moderator": MONA,
    "admin": ADA,
}
KNOWN: Final = frozenset(PEOPLE)
EVERYBODY: Final = KNOWN | {"anonymous"}
TEAM: Final = frozenset({"editor", "owner", "moderator", "admin"})
HEADS: Final = frozenset({"owner", "moderator", "admin"})
KEEPERS: Final = frozenset({"owner", "admin"})
ADMIN: Final = frozenset({"admin"})
MODERATORS: Final = frozenset({"moderator", "admin"})


@dataclass(frozen=True)
class Case:
    """A request, who may send it, and what it is answered with then."""

    path: str
    may: frozenset[str]
    status: int = 200
    given: dict[str, str] | None = None
    refused: int = 403
    marks: tuple[str, ...] = field(default=())

    def ask(self, client: TestClient) -> Any:
        return client.get(self.path) if self.given is None else send(client, self.path, **self.given)


FACTS: Final = {"name": "Axis", "url": "", "description": "Ours."}
AXIS: Final = "/desk/organizers/axis"
CASES: Final[dict[str, Case]] = {
    "desk": Case("/desk", KNOWN),
    "organizers": Case("/desk/organizers", KNOWN),
    "the form of a proposal": Case("/desk/organizers/new", KNOWN),
    "propose": Case("/desk/organizers/new", KNOWN, 303, {"name": "Rival", "another": "on"}),
    "entries": Case(AXIS, TEAM),
    "facts": Case(f"{AXIS}/facts", HEADS),
    "revise the facts": Case(f"{AXIS}/facts", HEADS, 412, {**FACTS, "seen": "an older state"}),
    "people": Case(f"{AXIS}/people", TEAM),
    "set a role": Case(f"{AXIS}/people", KEEPERS, 303, {"do": "role", "number": "{editor}", "role": "editor"}),
    "remove": Case(f"{AXIS}/people", KEEPERS, 303, {"do": "remove", "number": "{editor}"}),
    "leave": Case(f"{AXIS}/people", frozenset({"editor", "moderator", "admin"}), 303, {"do": "leave"}),
    "invite": Case(f"{AXIS}/people", KEEPERS, 200, {"do": "invite", "role": "editor"}),
    "withdraw": Case(f"{AXIS}/people", KEEPERS, 303, {"do": "withdraw", "number": "{invitation}"}),
    "accounts": Case("/desk/accounts", ADMIN),
    "invite to the site": Case("/desk/accounts", ADMIN, 200, {"do": "invite", "role": "admin"}),
    "withdraw from the site": Case("/desk/accounts", ADMIN, 303, {"do": "withdraw", "number": "{site}"}),
    "an account": Case("/desk/accounts/{editor}", ADMIN),
    "give a role": Case("/desk/accounts/{editor}", ADMIN, 303, {"do": "role", "role": "admin"}),
    "close": Case("/desk/accounts/{editor}", ADMIN, 303, {"do": "close"}),
    "reopen": Case("/desk/accounts/{editor}", ADMIN, 303, {"do": "reopen"}),
    "account": Case("/desk/account", KNOWN),
    "export": Case("/desk/account/export", KNOWN),
    "rename oneself": Case("/desk/account", KNOWN, 303, {"do": "rename", "name": "Somebody"}),
}
TALK: Final = {"title": "Talk", "kind": "talk", "when": "5 Dec", "owner": "axis"}
PUBLIC: Final = {"title": "Show", "kind": "talk", "starts": "2026-12-10", "owner": "axis"}
OUT: Final = {"title": "Disc", "dates": [{"date": "2026-12-10"}], "owner": "axis"}
RECORD: Final = {"title": "Record", "kind": "music", "when-0": "5 Dec", "formats-0": "CD", "owner": "axis"}
CASES.update(
    {
        "the form of an event": Case("/desk/events/new", KNOWN),
        "enter an event of axis": Case("/desk/events/new", TEAM, 303, {**TALK, "do": "publish"}),
        "the form of a release": Case("/desk/releases/new", KNOWN),
        "enter a release of axis": Case("/desk/releases/new", TEAM, 303, {**RECORD, "do": "publish"}),
        "what waits for moderators": Case("/desk/review", MODERATORS, refused=404),
        "decide": Case("/desk/review", MODERATORS, 303, {"do": "refuse", "reason": "No.", "pick_9": "1"}, refused=404),
        "reports": Case("/desk/reports", MODERATORS, refused=404),
        "close a report": Case("/desk/reports", MODERATORS, 303, {"number": "9", "text": "Done."}, refused=404),
        "bans": Case("/desk/sources", MODERATORS, refused=404),
        "a source": Case("/desk/sources/account-{editor}", MODERATORS, refused=404),
        "ban": Case(
            "/desk/sources/account-{editor}",
            MODERATORS,
            303,
            {"do": "ban", "days": "1", "reason": "No."},
            refused=404,
        ),
        "a draft of axis": Case("/desk/drafts/{key}", TEAM, refused=404),
        "revise a draft of axis": Case("/desk/drafts/{key}", TEAM, 303, {**TALK, "do": "save"}, refused=404),
    }
)
SHOW, DISC = "/desk/events/show-2026-12-10", "/desk/releases/disc"
OLD: Final = {"seen": "an older state"}
CASES.update(
    {
        "an event of axis": Case(SHOW, TEAM),
        "look at what would be": Case(SHOW, TEAM, 200, {"do": "cancelled", "step": "look"}),
        "cancel": Case(SHOW, TEAM, 412, {**OLD, "do": "cancelled", "step": "do"}),
        "withdraw an event": Case(SHOW, TEAM, 412, {**OLD, "do": "withdrawn"}),
        "copy": Case(SHOW, TEAM, 303, {"do": "copy"}),
        "the form of an event of axis": Case(f"{SHOW}/edit", TEAM),
        "revise an event": Case(f"{SHOW}/edit", TEAM, 412, {**OLD, "title": "Other"}),
        "the form of a release of axis": Case(f"{DISC}/edit", TEAM),
        "revise a release": Case(f"{DISC}/edit", TEAM, 412, {**OLD, "title": "Other"}),
        "its history": Case(f"{SHOW}/history", TEAM),
        "undo": Case(f"{SHOW}/history", TEAM, 412, {**OLD, "revision": "1"}),
        "a release of axis": Case(DISC, TEAM),
        "delay": Case(DISC, TEAM, 412, {**OLD, "do": "delayed", "step": "do", "date": "1"}),
        "history of a release": Case(f"{DISC}/history", TEAM),
        "undo of a release": Case(f"{DISC}/history", TEAM, 412, {**OLD, "revision": "1"}),
    }
)
OPEN: Final = {"/desk/sign-in", "/desk/sign-out", "/desk/forgotten", "/desk/letter/{secret}", "/desk/register",
               "/desk/invitation/{secret}"}  # fmt: skip
"""Where people come who are not signed in yet: tried in test_desk."""


@pytest.fixture
def people(small_house: House) -> dict[str, TestClient]:
    """Everybody in a browser of their own, with an invitation to axis and one to the site that wait."""
    for email in (ALICE, BOB, CHARLIE):
        join(small_house, email)
    join(small_house, MONA, "moderator")
    join(small_house, ADA, "admin")
    organizer(small_house, "axis", alice="owner", bob="editor")
    with writing(small_house.database, small_house.edge()) as transaction:
        now = transaction.edge.now
        dave = models.Account(email=DAVE, name="Dave", site_role="member", created_at=now)
        transaction.session.add(dave)
        row = models.Organizer(slug="dweller", name="Dweller", sort_name="dweller", url="", description="")
        transaction.session.add(row)
        transaction.session.flush()
        transaction.session.add(models.Membership(account_id=dave.id, organizer_id=row.id, role="owner"))
    found = {name: at_desk(small_house, email) for name, email in PEOPLE.items()}
    anonymous = client_of(small_house)
    anonymous.headers["accept"] = "text/html"
    return {**found, "anonymous": anonymous}


def filled(house: House, case: Case) -> Case:
    """A case with the numbers that it names; what it withdraws waits."""
    with writing(house.database, house.edge()) as transaction:
        axis = transaction.session.scalars(select(models.Organizer.id).where(models.Organizer.slug == "axis")).one()
        ours, _ = invitations.make(transaction, Into("editor", axis))
        site, _ = invitations.make(transaction, Into("member"))
        draft = drafts.add(transaction, "event", {"title": "Talk", "owner": "axis"}, axis)
        for noun, body in (("event", PUBLIC), ("release", OUT)):
            editing.save(transaction, None, body_of(noun, body))
    names = {"key": draft.key, "editor": account_of(house, BOB).id, "invitation": ours.id, "site": site.id}
    given = case.given and {name: value.format(**names) for name, value in case.given.items()}
    return Case(case.path.format(**names), case.may, case.status, given, case.refused)


def kept(house: House) -> list[Any]:
    """What nobody may have changed."""
    tables = (
        models.Account,
        models.Membership,
        models.Invitation,
        models.Organizer,
        models.Change,
        models.Token,
        models.Draft,
        models.Ban,
        models.ReportAnswer,
    )
    with house.database.reading() as session:
        return [session.execute(select(table.__table__)).all() for table in tables]


@pytest.mark.parametrize("name", CASES)
def test_only_who_may_sees_it_and_does_it(people: dict[str, TestClient], small_house: House, name: str) -> None:
    case = filled(small_house, CASES[name])
    before = kept(small_house)
    for who in sorted(EVERYBODY - case.may):
        answer = case.ask(people[who])
        if who == "anonymous":
            assert (answer.status_code, answer.headers["location"].partition("=")[0]) == (303, "/desk/sign-in?next")
        elif name == "leave" and who == "owner":
            assert answer.status_code == 400, who  # the last one
        else:
            assert (who, answer.status_code) == (who, case.refused), answer.text
    assert kept(small_house) == before
    for who in sorted(case.may):
        answer = case.ask(people[who])
        assert (who, answer.status_code) == (who, case.status), answer.text
        assert answer.headers["cache-control"] == "private, no-store"


def test_every_address_of_the_desk_is_in_the_table() -> None:
    found = {route.path for route in routes(FastAPI()) if isinstance(route, Route) if route.path.startswith("/desk")}
    names = (
        ("/axis", "/{slug}"),
        ("/show-2026-12-10", "/{slug}"),
        ("/disc", "/{slug}"),
        ("account-{editor}", "{source}"),
        ("{editor}", "{number}"),
    )
    told = {reduce(lambda path, name: path.replace(*name), names, case.path) for case in CASES.values()}
    assert found == told | OPEN


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.given is not None])
def test_no_other_site_sends_a_form_in_somebodys_name(
    people: dict[str, TestClient], small_house: House, name: str
) -> None:
    case = filled(small_house, CASES[name])
    before = kept(small_house)
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}):
        answer = people["admin"].post(case.path, data=case.given, headers=headers)
        assert answer.status_code == 403
    assert kept(small_house) == before


@pytest.mark.parametrize(
    "path",
    [
        "/desk/organizers/nowhere",
        "/desk/organizers/x%00",
        "/desk/organizers/nowhere/people",
        "/desk/accounts/999",
        "/desk/accounts/x",
        f"/desk/accounts/{'9' * 40}",
    ],
)
def test_what_is_not_there_is_not_found(people: dict[str, TestClient], path: str) -> None:
    assert people["admin"].get(path).status_code == 404


def test_numbers_of_another_organizer_are_good_for_nothing(people: dict[str, TestClient], small_house: House) -> None:
    case = filled(small_house, CASES["withdraw"])
    assert case.given is not None
    before = kept(small_house)
    other = people["other"]
    for given in (case.given, {"do": "remove", "number": "2"}, {"do": "role", "number": "2", "role": "owner"}):
        send(other, "/desk/organizers/dweller/people", **given)
    assert kept(small_house) == before


def test_a_role_that_is_lost_while_the_form_is_on_its_way_counts(
    people: dict[str, TestClient], small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = editing.locked

    def late(session: Any, noun: str, slug: str) -> Any:
        """Before this request has its turn, another one takes the role away."""
        session.execute(update(models.Membership).values(role="editor"))
        return locked(session, noun, slug)

    monkeypatch.setattr(editing, "locked", late)
    answer = send(people["owner"], f"{AXIS}/people", do="invite", role="owner")
    assert answer.status_code == 403
    assert "Only owners may do this; you are an editor." in answer.text


def test_who_lost_a_role_meanwhile_does_nothing_more(people: dict[str, TestClient], small_house: House) -> None:
    assert send(people["admin"], f"{AXIS}/people", do="role", number=str(account_of(small_house, BOB).id),
                role="owner").status_code == 303  # fmt: skip
    assert people["editor"].get(f"{AXIS}/facts").status_code == 200
    assert send(people["owner"], f"{AXIS}/people", do="remove",
                number=str(account_of(small_house, BOB).id)).status_code == 303  # fmt: skip
    for path in (AXIS, f"{AXIS}/facts", f"{AXIS}/people"):
        assert people["editor"].get(path).status_code == 403
    send(people["admin"], f"/desk/accounts/{account_of(small_house, ALICE).id}", do="close")
    assert people["owner"].get("/desk").headers["location"].startswith("/desk/sign-in")
