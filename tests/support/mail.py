"""A real SMTP server on loopback that keeps what it takes."""

import asyncio
import email
import email.policy
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.ports import free_port

Answer = Callable[[Envelope], str | None]


@dataclass
class Mailbox:
    """All letters that were taken, in order.

    ``answer`` may refuse one with an SMTP reply, with ``silence`` or ``hang up``;
    ``refuse_recipient`` and ``refuse_sender`` may refuse an address; after ``letters_a_line`` letters the
    server closes the line at the next one; ``tries`` counts the letters begun, ``goodbyes`` the
    lines that their caller has ended.
    """

    letters: list[EmailMessage] = field(default_factory=list)
    answer: Answer | None = None
    refuse_recipient: Callable[[str], str | None] | None = None
    refuse_sender: Callable[[str], str | None] | None = None
    letters_a_line: int = 0
    tries: int = 0
    goodbyes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def behave(self) -> None:
        """Take every letter again."""
        self.answer = self.refuse_recipient = self.refuse_sender = None
        self.letters_a_line = 0

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Begin a letter, or close the line if it has served long enough."""
        self.tries += 1
        begun = session.__dict__.setdefault("letters_begun", 0)
        if self.letters_a_line and begun >= self.letters_a_line and server.transport:
            server.transport.close()
        session.__dict__["letters_begun"] = begun + 1
        refusal = self.refuse_sender(address) if self.refuse_sender else None
        if refusal:
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, unless ``refuse_recipient`` says otherwise."""
        refusal = self.refuse_recipient(address) if self.refuse_recipient else None
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a letter, unless ``answer`` says otherwise."""
        refusal = self.answer(envelope) if self.answer else None
        if refusal == "silence":
            await asyncio.sleep(3600)
        if refusal == "hang up" and server.transport:
            server.transport.close()
        if refusal:
            return refusal
        with self.lock:
            self.letters.append(parsed(envelope))
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Count it."""
        self.goodbyes += 1
        return "221 Bye"

    def to(self, address: str) -> list[EmailMessage]:
        """The letters to one address."""
        with self.lock:
            return [one for one in self.letters if address in str(one["To"])]

    def kinds(self, address: str) -> list[str]:
        """The kinds of the letters to one address, in order."""
        return [str(one["X-Zusage-Letter"]) for one in self.to(address)]


class MailServer:
    """An SMTP server and its mailbox; ``options`` are those of aiosmtpd's Controller."""

    def __init__(self, port: int = 0, **options: Any) -> None:
        self.port = port or free_port()
        self.mailbox = Mailbox()
        self._options = options
        self._controller: Any = None

    def start(self) -> "MailServer":
        """Begin to listen; nothing happens if it does already."""
        if self._controller is None:
            self._controller = Controller(
                self.mailbox,
                hostname="127.0.0.1",
                port=self.port,
                data_size_limit=10_000_000,
                **self._options,
            )
            self._controller.start()
        return self

    def stop(self) -> None:
        """Stop listening."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


def parsed(envelope: Envelope) -> EmailMessage:
    """The letter in an envelope."""
    content = envelope.content if isinstance(envelope.content, bytes) else b""
    return email.message_from_bytes(content, policy=email.policy.default)


class RudeServer:
    """A server that says one line to each caller and hangs up."""

    def __init__(self, greeting: str) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._greeting = greeting.encode() + b"\r\n"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            with caller:
                caller.sendall(self._greeting)

    def stop(self) -> None:
        """Stop listening."""
        self._socket.close()


def text_of(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    part = letter.get_body(("plain",))
    return str(part.get_content()) if part else ""


def html_of(letter: EmailMessage) -> str:
    """The HTML of a letter."""
    part = letter.get_body(("html",))
    return str(part.get_content()) if part else ""


def calendars_of(letter: EmailMessage) -> list[str]:
    """The calendar parts of a letter."""
    return [
        part.get_payload(decode=True).decode()  # type: ignore[union-attr]
        for part in letter.walk()
        if part.get_content_type() == "text/calendar"
    ]


def links_in(letter: EmailMessage, what: str) -> list[str]:
    """The links of a letter whose path begins with ``what``."""
    return re.findall(rf"https?://[^\s/]+/{what}/[^\s>)]+", text_of(letter))
