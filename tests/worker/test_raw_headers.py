"""The headers as they go over the line: what is long is folded, and only words are encoded."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from aiosmtpd.smtp import Envelope
from flask import Flask

from registration.domain.letters.kinds import Kind
from registration.settings import Settings
from registration.store.database import db
from registration.store.letters import outbox
from registration.store.models import Registration, Training
from tests.conftest import settings_for
from tests.support.factories import make_confirmed, make_training
from tests.support.mail import Mailbox, MailServer
from tests.worker.conftest import Postmen

HOST = "anmeldung-zu-den-schulungen-fuer-ehrenamtliche-in-der-arbeit-mit-gefluechteten" + (
    ".kreisverwaltung-der-laengsten-namen.example"
)
LONG_LOCAL = "fachabteilung.integration.und.ehrenamt.der.stadtverwaltung.borken"[:64]
CONTACT = f"{LONG_LOCAL}@fachbereich-jugend-familie-schule-sport-und-integration.{HOST[-40:]}"
SENDERS = {
    "ascii": 'Stadt Borken, "Fachabteilung" Integration, Ehrenamt und ' + "Teilhabe " * 6 + "mehr",
    "umlaut": "Stadt Münster – Amt für Migration, Flüchtlinge und " + "Ehrenamt " * 6 + "mehr",
}
# The only headers in which words for people stand.
WITH_WORDS = ("subject", "from")


@pytest.fixture
def settings(database_url: str, mail_server: MailServer) -> Settings:
    return replace(
        settings_for(database_url, mail_port=mail_server.port),
        public_url=f"https://{HOST}",
        mail_sender_address=f"schulungen@{HOST}",
    )


@pytest.fixture
def raw(mailbox: Mailbox) -> list[bytes]:
    """The bytes of each letter, as the server got them after DATA."""
    found: list[bytes] = []

    def keep(envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        found.append(envelope.content)

    mailbox.answer = keep
    return found


def headers_in(content: bytes) -> list[tuple[str, str]]:
    """All headers of a letter and of its parts, unfolded and not decoded."""
    lines = content.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").decode("ascii").splitlines()
    return [
        (name.lower(), value)
        for line in lines
        for name, colon, value in [line.partition(": ")]
        if colon and re.fullmatch(r"[A-Za-z-]+", name)
    ]


def send_each_kind(postman: Postmen, now: datetime, sender: str) -> None:
    """A letter with a calendar entry, and a survey with its way out."""
    training = make_training(now - timedelta(days=2), days=1.5, email_confirmation=True)
    db.session.get_one(Training, training.id).contact_email = CONTACT
    db.session.commit()
    person = make_confirmed(training, now - timedelta(days=2), f"{LONG_LOCAL}@{HOST}")
    for kind in (Kind.SURVEY, Kind.CANCELLED_BY_STAFF):
        outbox.owe_to(db.session.get_one(Registration, person.id), kind, now, due_at=now)
    db.session.commit()
    postman(mail_sender_name=sender, mail_sender_address=f"schulungen@{HOST}").drain()


@pytest.mark.parametrize("sender", SENDERS)
def test_no_structured_header_is_encoded_however_long_it_is(
    app: Flask, postman: Postmen, raw: list[bytes], now: datetime, sender: str
) -> None:
    send_each_kind(postman, now, SENDERS[sender])
    assert len(raw) == 2
    for content in raw:
        for name, value in headers_in(content):
            assert "=?" not in value or name in WITH_WORDS, (name, value)
        assert all(len(line) <= 998 for line in content.splitlines())
        top = message_from_bytes(content)
        assert top["Reply-To"] == CONTACT
        assert top["To"] == f"{LONG_LOCAL}@{HOST}"
        assert re.fullmatch(rf"<[^@\s]+@{re.escape(HOST)}>", top["Message-ID"])
        name, address = parseaddr(top["From"].replace("\r\n", ""))
        assert str(make_header(decode_header(name))) == SENDERS[sender]
        assert address == f"schulungen@{HOST}"


def test_a_mailbox_provider_finds_the_way_out_of_surveys(
    app: Flask, postman: Postmen, raw: list[bytes], now: datetime
) -> None:
    send_each_kind(postman, now, SENDERS["ascii"])
    [survey] = [one for one in raw if b"\r\nX-Zusage-Letter: survey\r\n" in one]
    assert re.search(rb"\r\nList-Unsubscribe: <https://%s/\S+>\r\n" % HOST.encode(), survey)
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in survey
