"""Mail: letters in plain text, handed to the operator's mail server (SMTP, RFC 5321) over an encrypted connection."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from ipaddress import ip_address
from queue import Full, Queue
from threading import Lock, Thread
from typing import Final
from urllib.parse import unquote, urlsplit

import structlog

from calendar_service.errors import MailError, SettingsError
from calendar_service.settings import Settings, kept_in
from feeds.text import clean_line

SECONDS: Final = 20
"""How long the server may take for each answer."""
WAITING: Final = 200
"""Letters that wait to be sent, in each process."""
PORTS: Final = {"smtp": 587, "smtps": 465}
_log = structlog.get_logger()
_WRONG: Final = "CALENDAR_SMTP_URL must be smtp://user:password@host:587 or smtps://user:password@host:465."


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server: `smtps` is encrypted from its first byte, `smtp` from STARTTLS on. No log shows the password."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine, where nobody listens on the way."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: to whom, about what, and the text. `number` makes its Message-ID: 128 random bits in hex."""

    to: str
    subject: str
    text: str
    at: datetime
    number: str


@dataclass(frozen=True, slots=True)
class Mailer:
    """Sends letters in the site's name."""

    server: Server
    sender: str
    site_name: str
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def send(self, letter: Letter) -> None:
        """Hand a letter over, within SECONDS for each step: in a thread. Raises MailError with a sentence."""
        try:
            with self._connected() as connection:
                connection.send_message(self._message(letter))
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(f"The letter was not taken by {self.server.host}: {_reason(error)}.") from error

    def _connected(self) -> smtplib.SMTP:
        server = self.server
        if server.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=SECONDS, context=self.context()
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
        try:
            self._begin(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _begin(self, connection: smtplib.SMTP) -> None:
        server = self.server
        connection.ehlo_or_helo_if_needed()
        if server.scheme == "smtp" and not server.is_here:
            # A letter opens an account: it never travels for all to read, and neither does the password.
            connection.starttls(context=self.context())
        if server.user:
            connection.login(server.user, server.password)

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = Address(self.site_name, addr_spec=self.sender)
        name, _, host = letter.to.rpartition("@")
        message["To"] = Address(username=name, domain=host.encode("idna").decode())
        message["Subject"] = clean_line(letter.subject)
        message["Date"] = format_datetime(letter.at)
        message["Message-ID"] = f"<{letter.number}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer by a machine, please
        message.set_content(letter.text, charset="utf-8", cte="quoted-printable")
        return message


class Outbox:
    """What is done after an answer was sent, one thing after another, by a thread that never holds up the end.

    An answer that waited for a letter would tell by its time whether there was one to be sent.
    """

    def __init__(self) -> None:
        self.waiting: Queue[Callable[[], None]] = Queue(WAITING)
        self._lock = Lock()
        self._thread: Thread | None = None

    def put(self, work: Callable[[], None]) -> None:
        """Have something done; where too much waits it is dropped, and logged."""
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="outbox", daemon=True)
                self._thread.start()
        try:
            self.waiting.put_nowait(work)
        except Full:
            _log.error("a letter is dropped: too many wait")

    def _run(self) -> None:
        while True:
            work = self.waiting.get()
            try:
                work()
            except MailError as error:
                _log.error("a letter was not sent", reason=str(error))
            except Exception as error:
                _log.error("a letter could not be written", error=type(error).__name__)
            finally:
                self.waiting.task_done()


def mailer_of(settings: Settings) -> Mailer | None:
    """What sends letters; None where no mail server is set, and links are printed by the commands alone.

    Raises SettingsError where the address of the server can't be understood or read.
    """
    url = settings.smtp_url or kept_in(settings.smtp_url_file, "CALENDAR_SMTP_URL_FILE")
    if not url:
        return None
    return Mailer(server_of(url), settings.mail_from or f"calendar@{settings.addresses.host}", settings.site_name)


def server_of(url: str) -> Server:
    """The mail server of an address. Raises SettingsError, which does not repeat it: it holds a password."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise SettingsError(_WRONG) from error
    if parts.scheme not in PORTS or not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingsError(_WRONG)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.scheme, host, port or PORTS[parts.scheme], user, password)


def _reason(error: Exception) -> str:
    """What happened, without what the server says: that may repeat the address."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"it answered {error.smtp_code}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "it refused the address"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "it offers no encryption (STARTTLS) or no sign-in"
    if isinstance(error, ssl.SSLError):
        return "its certificate is not good"
    if isinstance(error, TimeoutError | smtplib.SMTPServerDisconnected):
        return "it did not answer"
    return "it can't be reached" if isinstance(error, OSError) else "it speaks otherwise than mail servers do"
