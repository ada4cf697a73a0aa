"""The line to the mail server: TLS is verified, waiting has an end."""

import shutil
import smtplib
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.conftest import settings_for
from tests.support.mail import Mailbox, MailServer
from tests.support.tls_front import TlsFront
from tests.worker.conftest import Postmen, letters
from worker.smtp import SmtpConnection

Owe = Callable[[int], list[str]]
Servers = Callable[..., MailServer]


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the town's own."""

    folder: Path

    @property
    def certificate(self) -> str:
        """The file for MAIL_CA_FILE."""
        return str(self.folder / "ca.pem")

    @staticmethod
    def found(folder: Path) -> "Authority":
        """Make one in an empty folder."""
        _openssl(
            folder,
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30"
            " -subj /CN=Town -addext basicConstraints=critical,CA:TRUE"
            " -addext keyUsage=critical,keyCertSign -keyout ca.key -out ca.pem",
        )
        return Authority(folder)

    def server_context(self, name: str) -> ssl.SSLContext:
        """What a server of this name shows, such as ``IP:127.0.0.1``."""
        (self.folder / "names").write_text(f"subjectAltName={name}\n", encoding="utf-8")
        _openssl(
            self.folder,
            "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=mail"
            " -keyout server.key -out server.csr",
        )
        _openssl(
            self.folder,
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -days 30 -extfile names"
            " -out server.pem",
        )
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        return context


def _openssl(folder: Path, words: str) -> None:
    program = shutil.which("openssl") or "openssl"
    subprocess.run([program, *words.split()], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """An authority that the machine does not know."""
    return Authority.found(tmp_path)


@pytest.fixture
def serve() -> Iterator[Servers]:
    """Starts mail servers that end with the test."""
    running: list[MailServer] = []

    def start(**options: Any) -> MailServer:
        running.append(MailServer(**options).start())
        return running[-1]

    yield start
    for server in running:
        server.stop()


def _kinds(mailbox: Mailbox) -> list[str]:
    return [str(letter["X-Zusage-Letter"]) for letter in mailbox.letters]


def test_starttls_trusts_the_authority_of_mail_ca_file(
    owe: Owe, postman: Postmen, serve: Servers, authority: Authority
) -> None:
    server = serve(tls_context=authority.server_context("IP:127.0.0.1"), require_starttls=True)
    owe(1)

    postman(mail_port=server.port, mail_use_tls=True, mail_ca_file=authority.certificate).drain()

    assert _kinds(server.mailbox) == ["confirm_address"]


def test_tls_from_the_first_byte_trusts_the_authority_of_mail_ca_file(
    owe: Owe, postman: Postmen, mail_server: MailServer, authority: Authority
) -> None:
    # aiosmtpd's controller probes its own port without TLS, so the server is put behind one.
    wrapped = TlsFront(authority.server_context("IP:127.0.0.1"), mail_server.port)
    owe(1)

    postman(mail_port=wrapped.port, mail_use_ssl=True, mail_ca_file=authority.certificate).drain()
    wrapped.stop()

    assert _kinds(mail_server.mailbox) == ["confirm_address"]


@pytest.mark.parametrize(
    ("name", "trusted"), [("IP:127.0.0.1", False), ("DNS:other.example", True)]
)
def test_a_server_with_a_wrong_certificate_gets_no_letter(
    owe: Owe, postman: Postmen, serve: Servers, authority: Authority, name: str, trusted: bool
) -> None:
    server = serve(tls_context=authority.server_context(name))
    owe(1)

    file = authority.certificate if trusted else ""
    postman(mail_port=server.port, mail_use_tls=True, mail_ca_file=file).drain()

    assert server.mailbox.letters == []
    assert letters()[0].state == "retrying"
    assert "no trusted connection" in letters()[0].last_error


def test_a_server_without_tls_gets_no_letter_if_tls_is_set(
    owe: Owe, postman: Postmen, mailbox: Mailbox
) -> None:
    owe(1)
    postman(mail_use_tls=True).drain()
    assert mailbox.letters == []
    assert letters()[0].last_error == "the mail server offers no TLS or no sign-in as set"


def _knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    right = LoginPassword(b"town", b"right")
    return AuthResult(success=given == right, handled=False)


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")
@pytest.mark.parametrize(("password", "state"), [("right", "sent"), ("wrong", "retrying")])
def test_the_town_signs_in_and_a_wrong_password_fails_no_letter(
    owe: Owe, postman: Postmen, serve: Servers, password: str, state: str
) -> None:
    server = serve(authenticator=_knows, auth_required=True, auth_require_tls=False)
    owe(1)

    postman(mail_port=server.port, mail_username="town", mail_password=password).drain()

    assert letters()[0].state == state


def test_small_packets_are_not_held_back(mail_server: MailServer) -> None:
    line = SmtpConnection(None, settings_for("sqlite:///unused", mail_port=mail_server.port))
    host = line.configure_host()
    assert host.sock is not None
    assert host.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    host.quit()


def test_a_server_that_never_greets_is_given_up_after_the_time_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = settings_for("sqlite:///unused", mail_port=silent.getsockname()[1])
        with pytest.raises(smtplib.SMTPServerDisconnected):
            SmtpConnection(None, settings, timeout=0.2).configure_host()


def test_a_drain_goes_over_one_connection_and_ends_it_with_quit(
    owe: Owe, postman: Postmen, mailbox: Mailbox
) -> None:
    owe(3)
    one = postman()
    one.drain()
    assert (len(mailbox.letters), mailbox.goodbyes) == (3, 1)
    one.drain()
    assert mailbox.goodbyes == 1


def test_a_connection_whose_server_is_gone_is_closed_without_a_fault(
    mail_server: MailServer,
) -> None:
    settings = settings_for("sqlite:///unused", mail_port=mail_server.port)
    connection = SmtpConnection(None, settings)
    connection.host = host = connection.configure_host()
    mail_server.stop()
    connection.quit()
    assert host.sock is None


# So says the test's own server, which lets people sign in without TLS.
@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_connection_that_lets_nobody_in_is_closed(serve: Servers) -> None:
    server = serve(authenticator=_knows, auth_required=True, auth_require_tls=False)
    settings = settings_for(
        *("sqlite:///unused",),
        mail_port=server.port,
        mail_username="town",
        mail_password="wrong",
    )
    opened: list[smtplib.SMTP] = []

    class Kept(SmtpConnection):
        def _connect(self) -> Any:
            opened.append(super()._connect())
            return opened[0]

    with pytest.raises(smtplib.SMTPAuthenticationError):
        Kept(None, settings).configure_host()
    assert opened[0].sock is None
