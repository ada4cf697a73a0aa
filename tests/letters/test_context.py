"""What a letter says of deadlines, names and reminders is as it is for this person, now."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from registration.actions.letters.alarm import alarm
from registration.actions.letters.lost_link import link_again
from registration.actions.signups.by_staff import add_by_staff
from registration.actions.signups.ending import cancel_by_link
from registration.actions.staff.auth import add_staff
from registration.actions.surveys import owe_surveys
from registration.domain.letters.kinds import Kind
from registration.domain.states import RegistrationState, WaitlistMode
from registration.letters import NotNeeded
from registration.store.database import db
from registration.store.letters import outbox
from registration.store.models import Registration
from tests.support.factories import (
    applicant,
    make_confirmed,
    make_registration,
    make_training,
    session_spec,
)
from tests.support.newest import newest_letter

AMINA = "amina@borken.example"
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
INSTEAD = "this e-mail takes the place of our reminder"


@pytest.mark.parametrize(
    ("days", "until"),
    [(10, "Thursday, 14 January 2027, 11:00"), (None, "Wednesday, 3 February 2027, 11:00")],
)
def test_it_says_until_when_a_seat_is_given_back_by_link(
    app: Flask, now: datetime, days: int | None, until: str
) -> None:
    cancel_until = now + days * DAY if days else None
    make_confirmed(make_training(now, cancel_until=cancel_until), now, language="en")
    text = newest_letter(app, "confirmation", now).text
    assert f"Please cancel with the link above by {until}," in text


def test_a_lost_link_leads_to_the_page_that_fits_how_each_registration_stands(
    app: Flask, now: datetime
) -> None:
    make_confirmed(make_training(now, "sicher"), now, AMINA)
    make_registration(make_training(now, "offen"), now, AMINA)
    queue = make_training(now, "warten", capacity=1, waitlist=WaitlistMode.AUTO)
    make_confirmed(queue, now)
    make_confirmed(queue, now, AMINA)
    make_confirmed(make_training(now, "fremd"), now)
    link_again("AMINA@borken.example", "request", "en", now)
    text = newest_letter(app, "link_again", now).text
    links = app.extensions["zusage_links"]
    people = db.session.scalars(
        db.select(Registration).where(Registration.email == AMINA).order_by(Registration.id)
    ).all()
    for person in people:
        key = person.key, person.link_version
        confirmed = person.state != "unconfirmed"
        assert (links.my(*key) in text) is confirmed
        assert (links.confirm(*key) in text) is not confirmed
    assert text.count("See my registration") == 2
    assert text.count("Confirm registration") == 1
    assert "fremd" not in text


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((0.3, 40), False),  # once it has begun, of the first date nobody is reminded
        ((-1, 40), False),
        ((3, 40), True),
        ((40,), False),
        ((8, 40), False),
        ((7.4,), True),
    ],
)
def test_it_takes_the_place_of_a_reminder_only_if_one_falls_away(
    app: Flask, now: datetime, days: tuple[float, ...], said: bool
) -> None:
    sessions = tuple(session_spec(now + day * DAY) for day in days)
    at = now + 0.6 * DAY if days[0] == 0.3 else now
    training = make_training(now - 30 * DAY, sessions=sessions, reminder_days=(7,))
    person = make_registration(make_training(now, "anderer"), at, language="en")
    person.training_id, person.state = training.id, RegistrationState.CONFIRMED
    db.session.commit()
    _owe_confirmation(person, at)
    assert (INSTEAD in newest_letter(app, "confirmation", at).text) is said


def _owe_confirmation(person: Registration, at: datetime) -> None:
    outbox.owe_to(person, Kind.CONFIRMATION, at)
    db.session.commit()


def test_whom_the_team_added_is_named_though_the_training_asks_for_no_confirmation(
    app: Flask, now: datetime
) -> None:
    training = make_training(now, email_confirmation=False)
    add_by_staff(training.id, applicant(AMINA, family_name="Yılmaz"), False, now, "staff 1")
    text = newest_letter(app, "confirmation", now).text
    assert "Amina Yılmaz" in text
    assert "Waren Sie das nicht?" not in text


def test_an_offer_does_not_go_once_its_time_is_over(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1, waitlist=WaitlistMode.OFFER, offer_hours=24)
    holder, _ = make_confirmed(training, now), make_confirmed(training, now)
    cancel_by_link(holder, now)
    assert newest_letter(app, "offer", now + DAY - SECOND)
    with pytest.raises(NotNeeded, match="the time to answer is over"):
        newest_letter(app, "offer", now + DAY)


def test_a_survey_that_is_answered_is_not_asked_for(app: Flask, now: datetime) -> None:
    training = make_training(now, days=1)
    person = make_confirmed(training, now)
    after = now + 2 * DAY
    owe_surveys(after)
    assert newest_letter(app, "survey", after)
    person.has_answered = True
    db.session.commit()
    with pytest.raises(NotNeeded, match="the survey is answered"):
        newest_letter(app, "survey", after)


def test_links_are_not_sent_once_none_is_left(app: Flask, now: datetime) -> None:
    person = make_confirmed(make_training(now), now, AMINA)
    link_again(AMINA, "request", "en", now)
    assert newest_letter(app, "link_again", now)
    cancel_by_link(person, now)
    with pytest.raises(NotNeeded, match="nothing is left to say"):
        newest_letter(app, "link_again", now)


@pytest.mark.parametrize(
    ("what", "facts", "said"),
    [
        ("tick.purge", {"part": "purge"}, "erase personal data whose time is over"),
        ("mail", {"reason": "refused", "words": "5.7.1 no"}, "5.7.1 no"),
    ],
)
def test_an_alarm_says_in_words_what_does_not_work(
    app: Flask, now: datetime, what: str, facts: dict[str, str], said: str
) -> None:
    staff, _ = add_staff("leitung@borken.example", None, now)
    staff.language = "en"
    db.session.commit()
    alarm(what, now, **facts)
    db.session.commit()
    assert said in newest_letter(app, "alarm", now).text
