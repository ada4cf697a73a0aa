"""The trainers' letter: at 15:00 the day before, once, and again on request."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from registration.actions.attendance import rotate_link
from registration.actions.letters.lost_link import link_again
from registration.actions.letters.trainers import owe_lists, send_list
from registration.actions.tick import tick
from registration.actions.trainings.publishing import cancel_training
from registration.domain.programme import TrainerSpec
from registration.letters import NotNeeded, render_letter
from registration.settings import Settings
from registration.store.database import db
from registration.store.models import Message, Training
from tests.support.factories import make_confirmed, make_training, session_spec

BERLIN = ZoneInfo("Europe/Berlin")
STARTS = datetime(2027, 3, 29, 7, 0, tzinfo=UTC)
"""Monday, 9:00 in Borken; the night before the day before, the clocks go forward."""
LIST_AT = datetime(2027, 3, 28, 13, 0, tzinfo=UTC)
"""15:00 in Borken on the day of the change."""
MOMENT = timedelta(seconds=1)


@pytest.fixture
def training(app: Flask) -> Training:
    """A training of two dates and two trainers."""
    sessions = (session_spec(STARTS), session_spec(STARTS + timedelta(days=7)))
    trainers = (TrainerSpec("VHS", "vhs@borken.example"), TrainerSpec("Mo", "mo@borken.example"))
    return make_training(STARTS - timedelta(days=60), sessions=sessions, trainers=trainers)


def letters() -> list[Message]:
    lists = Message.kind == "attendee_list"
    return list(db.session.scalars(db.select(Message).where(lists).order_by(Message.id)))


def test_each_trainer_gets_the_list_at_three_on_the_day_before(training: Training) -> None:
    assert owe_lists(LIST_AT - MOMENT, BERLIN) == 0
    assert owe_lists(LIST_AT, BERLIN) == 2
    assert {m.trainer_id for m in letters()} == {t.id for t in training.trainers}
    assert {m.session_id for m in letters()} == {training.sessions[0].id}


def test_many_ticks_owe_one_letter(training: Training) -> None:
    for minute in range(5):
        tick(LIST_AT + timedelta(minutes=minute), BERLIN)
    assert len(letters()) == 2


def test_each_session_has_a_letter_of_its_own(training: Training) -> None:
    tick(LIST_AT, BERLIN)
    tick(LIST_AT + timedelta(days=7), BERLIN)
    assert [m.session_id for m in letters()] == [s.id for s in training.sessions for _ in "ab"]


def test_a_session_that_has_begun_gets_no_letter_any_more(training: Training) -> None:
    assert owe_lists(STARTS, BERLIN) == 0
    assert owe_lists(STARTS - MOMENT, BERLIN) == 2


def test_a_moved_session_gets_a_new_letter_before_its_new_date(training: Training) -> None:
    tick(LIST_AT, BERLIN)
    session = training.sessions[0]
    session.starts += timedelta(days=2)
    session.ends += timedelta(days=2)
    session.sequence += 1
    db.session.commit()
    assert owe_lists(LIST_AT + timedelta(days=1), BERLIN) == 0
    assert owe_lists(LIST_AT + timedelta(days=2), BERLIN) == 2


def test_a_dropped_session_and_a_cancelled_training_get_none(training: Training) -> None:
    training.sessions[0].dropped_at = LIST_AT
    db.session.commit()
    other = make_training(STARTS - timedelta(days=60), "bleibt", sessions=(session_spec(STARTS),))
    assert owe_lists(LIST_AT, BERLIN) == 1
    cancel_training(training.id, "Krank.", LIST_AT, "staff 1")
    assert owe_lists(LIST_AT + timedelta(days=7), BERLIN) == 0
    assert [letter.training_id for letter in letters()] == [other.id]


def test_the_letter_brings_one_link_to_the_sheet_and_no_name(
    app: Flask, training: Training, settings: Settings
) -> None:
    make_confirmed(training, LIST_AT - timedelta(days=9), family_name="Yılmaz")
    tick(LIST_AT, BERLIN)
    letter = render_letter(letters()[0], settings, app.extensions["zusage_links"], LIST_AT)
    assert letter.recipient == "vhs@borken.example"
    assert letter.subject == "Ihre Teilnahmeliste: Training kurs, Mo 29.3."
    assert f"/sessions/{training.sessions[0].uid}/sheet.pdf" in letter.text
    assert "1 Person ist angemeldet" in letter.text
    assert "Yılmaz" not in letter.text + letter.html


def test_the_links_of_the_letter_open_also_after_older_ones_were_made_worthless(
    app: Flask, training: Training, settings: Settings
) -> None:
    for trainer in training.trainers:
        rotate_link(trainer, "staff 1", LIST_AT - timedelta(days=1))
    db.session.expire_all()
    tick(LIST_AT, BERLIN)
    client, links = app.test_client(), app.extensions["zusage_links"]
    for message in letters():
        letter = render_letter(message, settings, links, LIST_AT)
        found = re.findall(rf"{links.public_url}(/trainer/\S+)", letter.text)
        with time_machine.travel(LIST_AT, tick=False):
            assert [client.get(path.rstrip(">)")).status_code for path in found] == [200, 200]


def test_a_letter_that_waited_until_the_training_was_cancelled_does_not_go(
    app: Flask, training: Training, settings: Settings
) -> None:
    tick(LIST_AT, BERLIN)
    cancel_training(training.id, "Krank.", LIST_AT, "staff 1")
    with pytest.raises(NotNeeded):
        render_letter(letters()[0], settings, app.extensions["zusage_links"], LIST_AT)


def test_staff_may_send_the_link_at_any_time_once_a_request(training: Training) -> None:
    for request in ("one", "one", "two"):
        send_list(training.trainers[0], request, "staff 1", STARTS - timedelta(days=10))
    assert len(letters()) == 2


def test_a_trainer_who_lost_the_letter_asks_for_it_again(training: Training) -> None:
    link_again("VHS@Borken.example", "request", "de", STARTS - timedelta(days=3))
    assert [m.trainer_id for m in letters()] == [training.trainers[0].id]


def test_a_stranger_who_asks_often_causes_few_letters(training: Training) -> None:
    for number in range(9):
        now = STARTS - timedelta(days=3) + timedelta(minutes=number)
        link_again("vhs@borken.example", f"request {number}", "de", now)
    assert len(letters()) == 1


def test_out_of_its_time_no_link_is_sent_again(training: Training) -> None:
    link_again("vhs@borken.example", "early", "de", STARTS - timedelta(days=15))
    link_again("vhs@borken.example", "late", "de", STARTS + timedelta(days=22))
    assert letters() == []
    for days in (-14, 21):
        link_again("vhs@borken.example", f"{days}", "de", STARTS + timedelta(days=days))
    assert [m.created_at for m in letters()] == [STARTS + timedelta(days=d) for d in (-14, 21)]


def test_links_of_one_trainer_are_made_worthless_and_of_no_colleague(training: Training) -> None:
    before = {one.id: one.link_version for one in training.trainers}
    other = make_training(STARTS - timedelta(days=60), "anderer").trainers[0]
    theirs = other.link_version
    rotate_link(training.trainers[0], "staff 1", LIST_AT)
    db.session.expire_all()
    changed = [one.link_version != before[one.id] for one in training.trainers]
    assert (changed, other.link_version) == ([True, False], theirs)
