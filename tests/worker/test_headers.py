"""What every letter says about itself in its headers, as the mail server got it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

from registration.domain.letters.kinds import Kind
from registration.store.database import db
from registration.store.letters import outbox
from registration.store.models import Registration
from tests.support.factories import make_confirmed, make_training
from tests.support.mail import Mailbox, links_in
from tests.worker.conftest import Postmen

Owe = Callable[[int], list[str]]


def _sent(postman: Postmen, mailbox: Mailbox) -> EmailMessage:
    postman(mail_sender_name="Stadt Borken, Integration").drain()
    [letter] = mailbox.letters
    return letter


def test_a_letter_says_that_a_machine_wrote_it_and_of_which_kind_it_is(
    owe: Owe, postman: Postmen, mailbox: Mailbox
) -> None:
    owe(1)
    letter = _sent(postman, mailbox)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Zusage-Letter"] == "confirm_address"
    assert letter["Content-Language"] == "de"


def test_a_letter_comes_from_the_town_and_answers_go_to_the_contact(
    owe: Owe, postman: Postmen, mailbox: Mailbox
) -> None:
    owe(1)
    letter = _sent(postman, mailbox)
    [sender] = letter["From"].addresses
    assert sender.display_name == "Stadt Borken, Integration"
    assert sender.addr_spec == "schulungen@borken.example"
    assert letter["Reply-To"] == "integration@borken.example"


def test_each_letter_has_one_recipient_in_header_and_envelope(
    owe: Owe, postman: Postmen, mailbox: Mailbox
) -> None:
    emails = owe(3)
    envelopes: list[list[str]] = []
    mailbox.answer = lambda envelope: envelopes.append(list(envelope.rcpt_tos))

    postman().drain()

    assert envelopes == [[email] for email in emails]
    assert [str(letter["To"]) for letter in mailbox.letters] == emails
    assert not any(letter["Cc"] or letter["Bcc"] for letter in mailbox.letters)


def test_only_surveys_can_be_unsubscribed_from_with_one_click(
    owe: Owe, postman: Postmen, mailbox: Mailbox, now: datetime
) -> None:
    training = make_training(now - timedelta(days=40), days=38, email_confirmation=True)
    person = make_confirmed(training, now - timedelta(days=40))
    outbox.owe_to(db.session.get_one(Registration, person.id), Kind.SURVEY, now)
    make_confirmed(make_training(now, "naechster"), now)
    db.session.commit()

    postman().drain()

    by_kind = {str(letter["X-Zusage-Letter"]): letter for letter in mailbox.letters}
    survey = by_kind.pop("survey")
    [address] = links_in(survey, "survey")[:1]
    assert survey["List-Unsubscribe"].startswith(f"<{address}")
    assert survey["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert by_kind
    assert not any(letter["List-Unsubscribe"] for letter in by_kind.values())
