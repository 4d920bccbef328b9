"""A server that counts what a proxy asks it, and a client that sends nothing but what it is told to send."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def cache(self) -> str | None:
        return self.headers["x-cache"]


def ask(port: int, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        # By itself http.client would say which host it means, and ask for identity.
        connection.putrequest(method, path, skip_host="Host" in sent, skip_accept_encoding=True)
        for name, value in sent.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Type", "application/x-www-form-urlencoded")
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body.encode() if body else None)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


@dataclass
class Stub:
    """A server that counts what it is asked, and answers as it is told, once its gate is open."""

    headers: dict[str, str] = field(default_factory=lambda: {"Cache-Control": "public, max-age=1"})
    status: int = 200
    gate: threading.Event = field(default_factory=threading.Event)
    asked: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.headers)
        self.gate.wait(timeout=20)
        known = self.status == 200 and handler.headers["If-None-Match"] == '"one"'
        handler.send_response(304 if known else self.status)
        for name, value in ({"ETag": '"one"'} | self.headers).items():
            handler.send_header(name, value)
        if not known:
            handler.send_header("Content-Length", str(len(BODY)))
        handler.end_headers()
        if not known:
            handler.wfile.write(BODY)


@contextmanager
def stubbed(stub: Stub) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stub.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
