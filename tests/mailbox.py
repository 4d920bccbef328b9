"""A real mail server for the tests: it speaks SMTP (RFC 5321) over a socket, and keeps what it is given."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event, Thread
from typing import TypeAlias

Reader: TypeAlias = asyncio.StreamReader
Writer: TypeAlias = asyncio.StreamWriter


@dataclass
class Mailbox:
    """The server. `tls`: a certificate with which it offers STARTTLS. `password`: without it, it takes no letter.

    `refuses`: recipients that it does not know.
    """

    tls: ssl.SSLContext | None = None
    password: str = ""
    refuses: tuple[str, ...] = ()
    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    signed_in: bool = False
    _end: Callable[[], object] = lambda: None
    _thread: Thread | None = None

    def __enter__(self) -> Mailbox:
        """Listen, in a thread."""
        ready = Event()
        self._thread = Thread(target=lambda: asyncio.run(self._listen(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._end()
        assert self._thread is not None
        self._thread.join(10)

    async def _listen(self, ready: Event) -> None:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        self._end = lambda: loop.call_soon_threadsafe(ended.set)
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await ended.wait()

    async def _talk(self, reader: Reader, writer: Writer) -> None:
        try:
            self.signed_in = False
            await self._say(writer, "220 mailbox")
            while line := (await reader.readline()).decode().strip():
                self.commands.append(line.split()[0].upper())
                if not await self._obey(line, reader, writer):
                    break
        except (ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _obey(self, line: str, reader: Reader, writer: Writer) -> bool:
        word = line.split()[0].upper()
        if word == "EHLO":
            offers = ["STARTTLS"] if self.tls and not writer.get_extra_info("ssl_object") else []
            offers += ["AUTH PLAIN"] if self.password else []
            await self._say(writer, *[f"250-{offer}" for offer in ["mailbox", *offers]], "250 8BITMIME")
        elif word == "STARTTLS" and self.tls:
            await self._say(writer, "220 go on")
            await writer.start_tls(self.tls)
        elif word == "AUTH":
            given = base64.b64decode(line.split()[-1]).decode().split("\0")[-1]
            self.signed_in = given == self.password
            await self._say(writer, "235 welcome" if self.signed_in else "535 no")
        elif word == "MAIL":
            await self._say(writer, "530 sign in" if self.password and not self.signed_in else "250 ok")
        elif word == "RCPT":
            address = line[line.index("<") + 1 : line.index(">")]
            await self._say(writer, "550 unknown" if address in self.refuses else "250 ok")
            self.recipients.append(address)
        elif word == "DATA":
            await self._take(reader, writer)
        else:
            await self._say(writer, "221 bye" if word == "QUIT" else "250 ok")
        return word != "QUIT"

    async def _take(self, reader: Reader, writer: Writer) -> None:
        await self._say(writer, "354 go on")
        lines = []
        while (line := await reader.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        self.encrypted.append(writer.get_extra_info("ssl_object") is not None)
        await self._say(writer, "250 taken")

    async def _say(self, writer: Writer, *lines: str) -> None:
        writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await writer.drain()
