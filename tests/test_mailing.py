"""Letters reach a real mail server whole, encrypted where they travel, and never with anything that was not meant."""

from __future__ import annotations

import dataclasses
import os
import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from calendar_service.errors import MailError, SettingsError
from calendar_service.mailing import Letter, Mailer, Server, mailer_of, server_of
from calendar_service.settings import load_settings
from tests.cast import NOW
from tests.mailbox import Mailbox

LINK = "https://calendar.example.org/desk/letter/GUSj_jxBwkW9TZ300_AdwbTwfF0dzkAWFYyNTRp3XIo"
LETTER = Letter(
    "alice@example.org",
    "Ein neues Passwort für den Kalender „Nächte“",
    f"Guten Tag, Jörg\n\n{LINK}\n\n.\n..Schluss\n",
    NOW,
    "f" * 32,
)


def mailer(box: Mailbox, scheme: str = "smtp", user: str = "", password: str = "") -> Mailer:
    return Mailer(Server(scheme, "127.0.0.1", box.port, user, password), "calendar@example.org", "Nächte, Bücher")


def test_a_letter_arrives_as_it_was_written() -> None:
    with Mailbox() as box:
        mailer(box).send(LETTER)
    [letter] = box.letters
    assert box.recipients == ["alice@example.org"]
    assert letter["Subject"] == LETTER.subject
    assert str(letter["To"]) == "alice@example.org"
    assert letter["From"].addresses[0].addr_spec == "calendar@example.org"
    assert letter["From"].addresses[0].display_name == "Nächte, Bücher"
    assert letter["Date"].datetime == NOW
    assert letter["Message-ID"] == f"<{'f' * 32}@example.org>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().replace("\r\n", "\n") == LETTER.text


def test_a_subject_can_not_add_headers() -> None:
    with Mailbox() as box:
        mailer(box).send(dataclasses.replace(LETTER, subject="Hello\r\nBcc: mallory@example.org"))
    [letter] = box.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Hello Bcc: mallory@example.org"


def test_a_host_in_other_letters_is_written_so_that_all_servers_understand_it() -> None:
    with Mailbox() as box:
        mailer(box).send(dataclasses.replace(LETTER, to="info@bücher.example"))
    assert box.recipients == ["info@xn--bcher-kva.example"]


def test_it_signs_in_where_the_server_asks_for_it() -> None:
    with Mailbox(password="secret") as box:
        mailer(box, user="calendar", password="secret").send(LETTER)
        assert len(box.letters) == 1
        with pytest.raises(MailError, match=r"not taken by 127\.0\.0\.1: it answered 535") as told:
            mailer(box, user="calendar", password="wrong").send(LETTER)
        with pytest.raises(MailError, match="it answered 530"):
            mailer(box).send(LETTER)
        assert len(box.letters) == 1
    assert "alice" not in str(told.value)


def test_what_the_server_refuses_or_that_it_is_not_there_is_one_sentence() -> None:
    with Mailbox(refuses=("alice@example.org",)) as box:
        with pytest.raises(MailError, match="it refused the address"):
            mailer(box).send(LETTER)
        assert box.letters == []
    with pytest.raises(MailError, match="it can't be reached"):
        mailer(box).send(LETTER)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server shows, and what trusts it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("openssl is not installed")
    words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=x"]
    # Python 3.13 asks more of certificates than earlier ones.
    more = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "keyUsage=digitalSignature,keyCertSign"]
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")]
    subprocess.run([openssl, *words, *more, *files], check=True, capture_output=True, timeout=60)
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    return shown, ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))


class Elsewhere(Server):
    """The same server as if it stood on another machine."""

    @property
    def is_here(self) -> bool:
        return False


def test_what_travels_is_encrypted_to_a_server_that_proves_itself(
    certificate: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    shown, trusting = certificate
    with Mailbox(tls=shown, password="secret") as box:
        server = Elsewhere("smtp", "127.0.0.1", box.port, "calendar", "secret")
        Mailer(server, "calendar@example.org", "Calendar", lambda: trusting).send(LETTER)
        assert box.encrypted == [True]
        assert box.commands.index("STARTTLS") < box.commands.index("AUTH")
        with pytest.raises(MailError, match="its certificate is not good"):
            Mailer(server, "calendar@example.org", "Calendar").send(LETTER)
    with Mailbox(password="secret") as box:
        server = Elsewhere("smtp", "127.0.0.1", box.port, "calendar", "secret")
        with pytest.raises(MailError, match="it offers no encryption"):
            Mailer(server, "calendar@example.org", "Calendar").send(LETTER)
        assert "AUTH" not in box.commands
        assert box.letters == []


def test_the_server_is_read_from_its_address() -> None:
    whole = server_of("smtps://calendar%40example.org:p%40ss%2Fword@mail.example.org")
    assert whole == Server("smtps", "mail.example.org", 465, "calendar@example.org", "p@ss/word")
    assert "p@ss" not in repr(whole)
    assert server_of(" smtp://mail.example.org:2525/ ") == Server("smtp", "mail.example.org", 2525)
    assert [server_of(f"smtp://{host}").is_here for host in ("localhost", "127.0.0.2", "[::1]", "example.org")] == [
        True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://mail", "smtp://", "smtp://u:geheim@mail:port", "smtp://mail/x"]
)
def test_another_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(SettingsError, match="CALENDAR_SMTP_URL must be smtp://user:password@host:587") as told:
        server_of(url)
    assert "geheim" not in str(told.value)


def test_a_mailer_is_made_from_settings(tmp_path: Path) -> None:
    assert mailer_of(load_settings()) is None
    (tmp_path / "smtp").write_text("smtp://mail.example.org\n")
    settings = load_settings(smtp_url_file=tmp_path / "smtp", base_url="https://calendar.example.org", site_name="N")
    assert mailer_of(settings) == Mailer(Server("smtp", "mail.example.org", 587), "calendar@calendar.example.org", "N")
    given = load_settings(smtp_url="smtp://localhost", mail_from="Noreply@Example.org")
    made = mailer_of(given)
    assert made is not None
    assert (made.sender, made.server.host) == ("noreply@example.org", "localhost")
    with pytest.raises(SettingsError, match="CALENDAR_SMTP_URL_FILE can't be read"):
        mailer_of(load_settings(smtp_url_file=tmp_path / "none"))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"mail_from": "calendar"}, "CALENDAR_MAIL_FROM must be an address such as name@example.org."),
        ({"registration": "maybe"}, "CALENDAR_REGISTRATION must be one of open, invitation, closed."),
    ],
)
def test_settings_that_make_no_sense_are_told(settings: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as told:
        load_settings(**settings)
    assert str(told.value) == sentence


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calendar_service.mailing.SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = Server("smtp", "127.0.0.1", silent.getsockname()[1])
        with pytest.raises(MailError, match="it did not answer"):
            Mailer(server, "calendar@example.org", "Calendar").send(LETTER)
