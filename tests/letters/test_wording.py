"""What a letter says fits how things stand with its receiver."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from registration.actions.letters.lost_link import link_again
from registration.actions.privacy import audit
from registration.actions.signups.ending import cancel_by_link
from registration.actions.trainings.publishing import cancel_training
from registration.domain.letters.kinds import Kind
from registration.domain.states import WaitlistMode
from registration.letters import Letter, render_letter
from registration.store.database import db
from registration.store.models import Message
from tests.support.factories import make_confirmed, make_registration, make_training, session_spec

AMINA = "amina@borken.example"
LONG = "Grundkurs für Sprachpatinnen und Sprachpaten: Deutsch im Alltag begleiten, ohne Lehrkraft"


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (WaitlistMode.AUTO, "bekommt ihn die Person, die am längsten wartet"),
        (WaitlistMode.OFFER, "nehmen den Platz darüber an"),
    ],
)
def test_who_waits_is_told_what_to_do_when_a_seat_becomes_free(
    app: Flask, now: datetime, mode: WaitlistMode, said: str
) -> None:
    training = make_training(now, capacity=1, waitlist=mode)
    make_confirmed(training, now)
    make_confirmed(training, now, AMINA)
    assert said in _newest(app, Kind.WAITLISTED, now).text


def test_leaving_the_queue_gives_back_no_seat(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1)
    make_confirmed(training, now)
    cancel_by_link(make_confirmed(training, now, AMINA), now)
    letter = _newest(app, Kind.CANCELLED_BY_YOU, now)
    assert "Sie stehen nicht mehr auf der Warteliste" in letter.text
    assert "den Platz bekommen" not in letter.text


def test_who_waits_unconfirmed_is_asked_about_the_queue(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1)
    make_confirmed(training, now)
    make_registration(training, now, AMINA)
    letter = _newest(app, Kind.CONFIRM_ADDRESS, now)
    assert letter.subject.startswith("Bestätigen Sie Ihren Platz auf der Warteliste: ")
    assert "Danach stehen Sie nicht mehr auf der Warteliste." in letter.text


def test_a_cancelled_training_invites_nobody_online(app: Flask, now: datetime) -> None:
    link = "https://konferenz.borken.example/raum"
    training = make_training(now, sessions=(session_spec(now.replace(month=2), online_url=link),))
    make_confirmed(training, now)
    assert link in _newest(app, Kind.CONFIRMATION, now).text
    cancel_training(training.id, "krank", now, audit.COMMAND_LINE)
    assert link not in _newest(app, Kind.CANCELLATION, now).text


@pytest.mark.parametrize("asks", [True, False])
def test_a_first_letter_without_a_question_names_nobody_and_says_how_to_object(
    app: Flask, now: datetime, asks: bool
) -> None:
    training = make_training(now, email_confirmation=asks)
    sign_up = make_confirmed if asks else make_registration
    sign_up(training, now, AMINA, given_name="Amina")
    text = _newest(app, Kind.CONFIRMATION, now).text
    assert ("Amina" in text) is asks
    assert ("Waren Sie das nicht?" in text) is not asks


def test_a_lost_link_says_which_registration_is_not_confirmed(app: Flask, now: datetime) -> None:
    make_confirmed(make_training(now, "eins"), now, AMINA)
    make_registration(make_training(now, "zwei"), now, AMINA)
    link_again(AMINA, "request", "de", now)
    text = _newest(app, Kind.LINK_AGAIN, now).text
    assert text.count("Meine Anmeldung ansehen: ") == 1
    assert text.count("Anmeldung bestätigen: ") == 1


def test_a_long_title_leaves_room_for_the_date_in_the_subject(app: Flask, now: datetime) -> None:
    make_confirmed(make_training(now, title=LONG), now)
    letter = _newest(app, Kind.CONFIRMATION, now)
    assert letter.subject == (
        "Ihr Platz ist sicher:"
        " Grundkurs für Sprachpatinnen und Sprachpaten: Deutsch im Alltag…, Mi 3.2."
    )
    assert LONG in letter.text


def _newest(app: Flask, kind: Kind, now: datetime) -> Letter:
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    query = select(Message).where(Message.kind == kind).order_by(Message.id.desc())
    message = db.session.scalars(query.limit(1)).one()
    return render_letter(message, settings, links, now)
