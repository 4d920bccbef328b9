"""Moderation: many decided by one press, each by itself, as it was seen; sources stopped and their bursts undone;
duplicates named; reports of readers answered and closed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from calendar_service import models
from calendar_service.mailing import Mailer, server_of
from calendar_service.store import bans, drafts, guests, reports
from calendar_service.store.bans import Source
from calendar_service.store.guests import Sender
from calendar_service.store.reports import Told
from calendar_service.store.writing import writing
from calendar_service.web.desk import moderating
from tests.cast import EVENT, House, file_of
from tests.mailbox import Mailbox
from tests.people import ADA, ALICE, CHARLIE, MONA, account_of, join
from tests.store.test_plans import recorded
from tests.web.client import context_of_client
from tests.web.signing import at_desk, send

ADDRESS = "0123456789abcdef0123456789abcdef"
SOURCE = f"/desk/sources/guest-{ADDRESS}"
BODY: dict[str, Any] = {
    "title": "Night",
    "kind": "concert",
    "starts": "2027-02-22T20:00",
    "venue": "anthology-film-archives",
}


@pytest.fixture
def site(small_house: House) -> House:
    small_house.load(file_of(events=[EVENT]))
    for email, role in ((CHARLIE, "member"), (MONA, "moderator"), (ADA, "admin")):
        join(small_house, email, role)
    return small_house


@pytest.fixture
def mona(site: House) -> TestClient:
    return at_desk(site, MONA)


def handed(site: House, email: str = "", by: str | None = None, **body: Any) -> models.Draft:
    """A draft that waits: of a guest, or of an account."""
    account = account_of(site, by).id if by else None
    site.clock.advance(minutes=20)
    with writing(site.database, site.edge(), account) as transaction:
        if by is None:
            sender = Sender(email, ADDRESS, "en")
            return guests.add(transaction, {**BODY, **body}, sender, lambda key: f"secret {key}")[0]
        row = drafts.add(transaction, "event", {**BODY, **body}, None)
        drafts.submit(transaction, row)
        return row


def state(site: House, row: models.Draft) -> tuple[str, str]:
    with site.database.reading() as session:
        now = session.get_one(models.Draft, row.id)
        return now.state, now.reason


def picks(*rows: models.Draft) -> dict[str, str]:
    return {f"pick_{row.id}": str(row.revision) for row in rows}


def page(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", answer.text)))


def test_many_are_decided_by_one_press_and_each_tells_how_it_went(site: House, mona: TestClient) -> None:
    good, other = handed(site), handed(site, by=CHARLIE, title="Other")
    new_place = handed(site, title="Nowhere", venue={"name": "Café Nowhere"})
    answer = send(mona, "/desk/review", do="approve", **picks(good, other, new_place))
    assert answer.status_code == 303
    told = page(mona, answer.headers["location"])
    assert "Night : published" in told
    assert "Other : published" in told
    assert "Nowhere : not done, it lacks something:" in told
    assert [state(site, row)[0] for row in (good, other, new_place)] == ["published", "published", "submitted"]
    answer = send(mona, "/desk/review", do="hold", reason="We ask the café.", **picks(new_place))
    assert "Nowhere : held “ We ask the café. ”" in page(mona, answer.headers["location"])
    assert "Nothing waits." in page(mona, "/desk/review")
    held = page(mona, "/desk/review?part=held")
    assert "Held: We ask the café." in held
    with site.database.reading() as session:
        acts = [version.act for version, _ in drafts.versions(session, session.get_one(models.Draft, new_place.id))]
        assert acts == ["held", "submitted", "made"]
        created = session.query(models.Change).filter_by(noun="event", account_id=account_of(site, MONA).id)
        assert len([line for line in created if line.verb == "created"]) == 2


def test_what_was_changed_meanwhile_is_not_decided(site: House, mona: TestClient) -> None:
    row = handed(site)
    with writing(site.database, site.edge()) as transaction:
        now = drafts.find(transaction.session, row.key)
        assert now is not None
        drafts.revise(transaction, now, {**BODY, "title": "Buy now"}, None)
    answer = send(mona, "/desk/review", do="approve", **picks(row))
    assert "not done: it was changed meanwhile" in page(mona, answer.headers["location"])
    assert state(site, row) == ("submitted", "")
    with writing(site.database, site.edge()) as transaction:
        unsent = drafts.add(transaction, "event", BODY, None)  # nobody has handed that in
    send(mona, "/desk/review", do="approve", **picks(unsent))
    assert state(site, unsent) == ("draft", "")
    for given in ({"do": "refuse", **picks(row)}, {"do": "hold", "reason": " ", **picks(row)}, {"do": "approve"}):
        answer = send(mona, "/desk/review", **given)
        assert answer.status_code == 400
    assert 'name="pick_' in answer.text
    assert "Tick what you mean first." in answer.text


def test_the_queue_shows_facts_differences_and_what_it_may_be(site: House, mona: TestClient) -> None:
    row = handed(site, "jane@example.org", title="Metropolis with Mills", starts="2026-12-05T21:00",
                 credits=[{"artist": "jeff-mills", "role": "performer"}], description="<b>Loud</b>")  # fmt: skip
    twin = handed(site, by=CHARLIE, title="Metropolis  WITH mills", starts="2026-12-06T01:00", venue=None,
                  online_url="https://example.org/live", zone="America/New_York")  # fmt: skip
    shown = page(mona, "/desk/review")
    assert "Is it this one? Metropolis the same place, the same act" in shown
    assert "Is it this one? Metropolis WITH mills a similar title, waits too" in shown
    assert "jane@example.org" in shown
    assert "<b>Loud</b>" in shown  # as text
    assert "by a guest" in shown
    assert "by Charlie" in shown
    assert "Charlie" not in page(mona, "/desk/review?part=guests")
    assert "a guest" not in page(mona, "/desk/review?part=accounts")
    assert "Charlie" not in page(mona, f"/desk/review?from=guest-{ADDRESS}")
    send(mona, "/desk/review", do="refuse", reason="At eight, surely.", **picks(row))
    with writing(site.database, site.edge()) as transaction:
        now = drafts.find(transaction.session, row.key)
        assert now is not None
        drafts.revise(transaction, now, {**drafts.body_in(now), "starts": "2026-12-05T20:00"}, None)
        drafts.submit(transaction, now)
    shown = page(mona, "/desk/review")
    day, zone = "Saturday 5 December 2026", "(America/New York)"
    assert f"Other than when it was sent before Field Before Now When {day}, 21:00 {zone} {day}, 20:00 {zone}" in shown
    assert state(site, twin)[0] == "submitted"


def test_a_source_is_banned_told_kindly_and_let_in_again(site: House, mona: TestClient) -> None:
    row = handed(site, by=CHARLIE)
    path = f"/desk/sources/account-{account_of(site, CHARLIE).id}"
    assert f'href="{path}"' in mona.get("/desk/review").text
    wrong = send(mona, path, do="ban", days="7", reason="")
    assert wrong.status_code == 400
    assert 'id="reason-ban-wrong"' in wrong.text
    assert 'id="reason-withdraw-wrong"' not in wrong.text
    assert send(mona, path, do="ban", days="8", reason="Once is enough.").status_code == 400
    assert send(mona, path, do="ban", days="7", reason="Once is enough.").status_code == 303
    charlie = at_desk(site, CHARLIE)
    fields = {"title": "Again", "kind": "talk", "when": "5 dec", "owner": "", "venue": "anthology film archives"}
    answer = send(charlie, "/desk/events/new", **fields, do="submit")
    assert answer.status_code == 400
    assert "You can hand in nothing before 30 November 2026; the moderators say: Once is enough." in answer.text
    assert 'value="Again"' in answer.text
    kept = send(charlie, "/desk/events/new", **fields, do="save").headers["location"].partition("?")[0]
    assert "Charlie" in page(mona, "/desk/sources")
    assert send(mona, path, do="lift").status_code == 303
    assert send(charlie, kept, **fields, do="submit").status_code == 303
    assert "lifted on" in page(mona, path)
    # Who looks after the site is not stopped so.
    ada = f"/desk/sources/account-{account_of(site, ADA).id}"
    assert send(mona, ada, do="ban", days="7", reason="No.").status_code == 400
    # All that waits is refused by one press.
    assert send(mona, path, do="refuse", reason="Please wait.").status_code == 303
    assert state(site, row) == ("refused", "Please wait.")


def test_many_bans_are_listed_with_as_few_queries_as_one(site: House, mona: TestClient) -> None:
    asked = []
    join(site, ALICE)
    for email in (CHARLIE, ALICE):
        source = Source(account_of(site, email).id)
        with writing(site.database, site.edge()) as transaction:
            bans.ban(transaction, source, site.clock.now + timedelta(days=1), f"No, {email}.")
        asked.append(len(recorded(site, lambda: page(mona, "/desk/sources"))))
    assert "Charlie" in page(mona, "/desk/sources")
    assert asked[0] == asked[1]


def test_a_burst_is_undone_after_a_look_at_it(site: House, mona: TestClient) -> None:
    rows = [handed(site, title=f"Burst {number}") for number in range(3)]
    send(mona, "/desk/review", do="approve", **picks(rows[0]))
    site.clock.advance(hours=5)
    send(mona, "/desk/review", do="approve", **picks(*rows[1:]))
    assert "Nothing of it has become public" not in page(mona, f"{SOURCE}?since=1")
    assert "Burst 0" not in page(mona, f"{SOURCE}?since=1")
    html = mona.get(f"{SOURCE}?since=24").text
    numbers = re.findall(r'name="(pick_[0-9]+)" value="1" checked', html)
    assert len(numbers) == 3
    wrong = send(mona, SOURCE, do="withdraw", since="24", **dict.fromkeys(numbers, "1"))
    assert wrong.status_code == 400
    assert wrong.text.count(" checked>") == 3 + 1  # and the usual length of a ban
    [metropolis] = [item for item in items(site) if item.slug.startswith("metropolis")]
    given = dict.fromkeys([*numbers[:2], f"pick_{metropolis.id}"], "1")
    answer = send(mona, SOURCE, do="withdraw", since="24", reason="Spam.", **given)
    told = page(mona, answer.headers["location"])
    assert told.count(": withdrawn") == 2
    assert "Metropolis : still there" in told  # it is another's
    assert [item.title for item in items(site)] == ["Metropolis", "Burst 0"]
    with site.database.reading() as session:
        lines = session.query(models.Change).filter_by(act="withdrawn").all()
        assert [(line.reason, line.account_id) for line in lines] == [("Spam.", account_of(site, MONA).id)] * 2
    assert mona.get("/events/burst-1-2027-02-22").status_code == 410


def test_an_account_that_has_published_by_itself_is_undone_too(site: House, mona: TestClient) -> None:
    charlie = account_of(site, CHARLIE).id
    with writing(site.database, site.edge(), charlie) as transaction:
        row = drafts.add(transaction, "event", BODY | {"title": "By himself"}, None)
        drafts.publish(transaction, row)
    path = f"/desk/sources/account-{charlie}"
    [number] = re.findall(r'name="(pick_[0-9]+)" value="1" checked', mona.get(f"{path}?since=1").text)
    send(mona, path, do="withdraw", since="1", reason="Not ours.", **{number: "1"})
    assert [item.title for item in items(site)] == ["Metropolis"]


def items(site: House) -> list[models.Item]:
    with site.database.reading() as session:
        return session.query(models.Item).order_by(models.Item.id).all()


def test_reports_are_closed_with_words_and_answered_by_mail(site: House) -> None:
    for number, contact in enumerate(["jane@example.org", "555 1234", ""]):
        reports.add(site.database, site.clock(), Told("event", "metropolis-2026-12-05", f"It is at {number}.", contact))
    with Mailbox() as mailbox:
        mona = at_desk(site, MONA, mailer=Mailer(server_of(f"smtp://127.0.0.1:{mailbox.port}"), "c@example.org", "C"))
        shown = page(mona, "/desk/reports")
        assert "It is at 0." in shown
        assert "555 1234. Give it before you close this." in shown
        numbers = re.findall(r'name="number" value="([0-9]+)"', mona.get("/desk/reports").text)
        answer = send(mona, "/desk/reports", number=numbers[0], text=" ", answer="1")
        assert answer.status_code == 400
        assert f'id="text-{numbers[0]}-wrong"' in answer.text
        for number, given in zip(
            numbers, ({"text": "Right, thanks!", "answer": "1"}, {"text": "Called.", "answer": "1"}, {}), strict=True
        ):
            assert send(mona, "/desk/reports", number=number, **given).status_code == 303
        assert send(mona, "/desk/reports", number=numbers[0], text="Twice", answer="1").status_code == 303
        context_of_client(mona).outbox.waiting.join()
        [letter] = mailbox.letters
    assert mailbox.recipients == ["jane@example.org"]
    assert "Right, thanks!" in letter.get_content()
    assert "It is at 0." not in letter.get_content()
    shown = page(mona, "/desk/reports")
    assert "Nothing is reported." in shown
    assert "→ Right, thanks!" in shown
    assert "by Mona" in shown
    with site.database.reading() as session:
        assert {row.contact for row in session.query(models.Report)} == {""}


def test_who_is_no_moderator_any_more_when_it_counts_decides_nothing(
    site: House, mona: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = handed(site)
    # The form has been let in; before its turn the role is taken away.
    monkeypatch.setattr(moderating, "caller_now", lambda _, visitor: replace(visitor.caller, site_role="member"))
    for path, given in (("/desk/review", {"do": "approve", **picks(row)}), (SOURCE, {"do": "refuse", "reason": "No."})):
        assert send(mona, path, **given).status_code == 404
    assert state(site, row) == ("submitted", "")
