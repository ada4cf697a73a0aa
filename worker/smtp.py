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


class FinishedMessage(Message):
    """A finished MIME message in the shape that Flask-Mail hands over."""

    def __init__(self, email: EmailMessage) -> None:
        self._content = email.as_bytes()
        self.to_address: str = email["To"].addresses[0].addr_spec
        self.from_address: str = email["From"].addresses[0].addr_spec
        super().__init__(
            subject=str(email["Subject"]),
            recipients=[self.to_address],
            sender=self.from_address,
        )

    def as_string(self) -> str:
        """The message as it goes over the connection."""
        return self._content.decode("ascii")

    def as_bytes(self) -> bytes:
        """The message as it goes over the connection."""
        return self._content

    def has_bad_headers(self) -> bool:
        """No: the header registry of ``email`` refuses line breaks when they are set."""
        return False


class _Watched(smtplib.SMTP):
    """SMTP that remembers whether it began to hand over content."""

    content_begun = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over content; from here on the server may have the letter."""
        self.content_begun = True
        return super().data(msg)


class _WatchedSsl(_Watched, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class SmtpConnection(Connection):
    """One kept-open connection to the mail server."""

    def __init__(self, mail: Any, settings: Settings, timeout: float = TIMEOUT_SECONDS) -> None:
        super().__init__(mail)
        self._settings = settings
        self._timeout = timeout
        self.letters = 0

    def configure_host(self) -> _Watched:
        """Connect with a time-out, verified TLS and no delay for small packets."""
        host = self._connect()
        try:
            self._log_in(host)
        except Exception:
            host.close()
            raise
        return host

    def _connect(self) -> _Watched:
        server, port = self._settings.mail_server, self._settings.mail_port
        if self._settings.mail_use_ssl:
            return _WatchedSsl(server, port, timeout=self._timeout, context=self._tls())
        return _Watched(server, port, timeout=self._timeout)

    def _log_in(self, host: _Watched) -> None:
        if host.sock is not None:
            host.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._settings.mail_use_tls:
            host.starttls(context=self._tls())
        if self._settings.mail_username:
            host.login(self._settings.mail_username, self._settings.mail_password)

    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._settings.mail_ca_file or None)

    def hand_over(self, message: FinishedMessage) -> None:
        """Hand one message over; raises what smtplib raises."""
        host = self._open_host()
        host.content_begun = False
        host.sendmail(message.from_address, [message.to_address], message.as_bytes())
        self.letters += 1

    @property
    def was_idle(self) -> bool:
        """Whether the connection had served before and failed ahead of this letter's content.

        Servers close a connection after some letters or some idle time. The letter had no part
        in that and can't have arrived, so it may go over a new one at once.
        """
        return self.letters > 0 and not self._open_host().content_begun

    def reset(self) -> None:
        """Clear a refused letter; raises OSError if the connection is gone."""
        self._open_host().rset()

    def quit(self) -> None:
        """QUIT if the server still listens, else just close."""
        host = self._open_host()
        try:
            host.quit()
        except OSError:
            host.close()

    def _open_host(self) -> _Watched:
        if not isinstance(self.host, _Watched):
            raise smtplib.SMTPServerDisconnected("the connection is not open")
        return self.host
