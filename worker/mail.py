"""Flask-Mail with what it lacks: a time-out, verified TLS, and real MIME messages.

See docs/decisions/flask-mail.md for what was found broken in 0.10.
"""

import smtplib
import socket
import ssl
from email.message import EmailMessage
from typing import Any

from flask import Flask
from flask_mail import Connection, Mail, Message

from registration.settings import Settings

TIMEOUT_SECONDS = 30


def configure(app: Flask, settings: Settings) -> Mail:
    """Set up Flask-Mail from the settings."""
    app.config.update(
        MAIL_SERVER=settings.mail_server,
        MAIL_PORT=settings.mail_port,
        MAIL_USE_TLS=settings.mail_use_tls,
        MAIL_USE_SSL=settings.mail_use_ssl,
        MAIL_USERNAME=settings.mail_username or None,
        MAIL_PASSWORD=settings.mail_password or None,
        MAIL_DEFAULT_SENDER=settings.mail_sender_address,
        MAIL_SUPPRESS_SEND=False,
    )
    return Mail(app)


class Posting(Message):
    """A finished MIME message in the shape that Flask-Mail hands over."""

    def __init__(self, email: EmailMessage) -> None:
        self._email = email
        self.to_address: str = email["To"].addresses[0].addr_spec
        self.from_address: str = email["From"].addresses[0].addr_spec
        super().__init__(
            subject=str(email["Subject"]),
            recipients=[self.to_address],
            sender=self.from_address,
        )

    def as_string(self) -> str:
        """The message as it goes over the line."""
        return self._email.as_bytes().decode("ascii")

    def as_bytes(self) -> bytes:
        """The message as it goes over the line."""
        return self._email.as_bytes()

    def has_bad_headers(self) -> bool:
        """No: the header registry of ``email`` refuses line breaks when they are set."""
        return False


class Line(Connection):
    """One kept-open connection to the mail server."""

    def __init__(self, mail: Any, settings: Settings) -> None:
        super().__init__(mail)
        self._settings = settings

    def configure_host(self) -> smtplib.SMTP:
        """Connect with a time-out, verified TLS and no delay for small packets."""
        host = self._connect()
        if host.sock is not None:
            host.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._settings.mail_use_tls:
            host.starttls(context=self._tls())
        if self._settings.mail_username:
            host.login(self._settings.mail_username, self._settings.mail_password)
        return host

    def _connect(self) -> smtplib.SMTP:
        server, port = self._settings.mail_server, self._settings.mail_port
        if self._settings.mail_use_ssl:
            return smtplib.SMTP_SSL(server, port, timeout=TIMEOUT_SECONDS, context=self._tls())
        return smtplib.SMTP(server, port, timeout=TIMEOUT_SECONDS)

    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._settings.mail_ca_file or None)

    def hand_over(self, email: EmailMessage) -> None:
        """Hand one message over; raises what smtplib raises."""
        if self.host is None:
            raise smtplib.SMTPServerDisconnected("the line is not open")
        posting = Posting(email)
        self.host.sendmail(posting.from_address, [posting.to_address], posting.as_bytes())
