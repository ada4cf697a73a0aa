"""What no letter may do, tried for each kind with a person in each state: real letters."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from registration.domain.letters.kinds import Kind, Receiver, kinds_where
from registration.domain.letters.messages import Standing, why_useless
from registration.domain.states import RegistrationState, TrainingState
from registration.letters import Letter, NotNeeded, render_letter
from registration.store.database import db
from registration.store.models import Message, Registration, TrainingSession
from tests.letters.every_kind import owed

ONLINE = "https://video.borken.example/raum-7"
TO_PEOPLE = sorted(kinds_where(lambda row: row.receiver in (Receiver.PERSON, Receiver.ADDRESS)))
TO_THE_PROVED = {"already_registered", "moved"}
SEAT_ONLY = {"confirmation", "promoted", "reminder", "survey", "survey_repeat"}
"""Written out once more, so that whoever widens a row has to say so here."""


def put(person: Registration, state: RegistrationState, now: datetime) -> None:
    """Bring somebody into a state, as if other things had happened since."""
    person.state = state
    person.queue_rank = 1 if state is RegistrationState.WAITLISTED else None
    person.answer_by = None
    person.ended_at = None if state.active else now
    db.session.commit()


def in_each_state(
    app: Flask, kind: Kind, now: datetime
) -> Iterator[tuple[RegistrationState, Letter | None, Message]]:
    """The letter of a kind as it would go if its person were in a state; None if it would not."""
    message, at = owed(kind, "de", now, app.extensions["zusage_settings"])
    for session in db.session.scalars(db.select(TrainingSession)):
        session.online_url = ONLINE
    db.session.commit()
    people = db.session.scalars(db.select(Registration)).all()
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    for state in RegistrationState:
        for person in [message.registration] if message.registration else people:
            put(person, state, at)
        try:
            yield state, render_letter(message, settings, links, at), message
        except NotNeeded:
            yield state, None, message


def everything(letter: Letter) -> str:
    """All that a receiver could read in a letter, the calendar's folded lines too."""
    calendars = [part.content.decode().replace("\r\n ", "") for part in letter.calendars]
    return "\n".join((letter.subject, letter.text, letter.html, *calendars))


@pytest.mark.parametrize("kind", TO_PEOPLE)
def test_nobody_without_a_seat_is_sent_an_online_link_a_survey_or_a_reminder(
    app: Flask, now: datetime, kind: Kind
) -> None:
    certain = RegistrationState.CONFIRMED
    for state, letter, _ in in_each_state(app, kind, now):
        goes = letter is not None
        assert not (goes and kind in SEAT_ONLY and state is not certain), state
        assert not (goes and kind in TO_THE_PROVED and state is RegistrationState.UNCONFIRMED)
        said = everything(letter) if letter else ""
        assert ("/survey/" in said) == (goes and kind.row.unsubscribable)
        if ONLINE in said:
            assert kind.row.online_link
            assert state is certain, state
        elif goes and kind.row.online_link:
            assert state is not certain, "whoever has a seat needs the link"


@pytest.mark.parametrize("kind", TO_PEOPLE)
def test_only_whoever_has_a_seat_gets_an_entry_for_the_calendar(
    app: Flask, now: datetime, kind: Kind
) -> None:
    for state, letter, message in in_each_state(app, kind, now):
        methods = [part.method for part in letter.calendars] if letter else []
        if state is not RegistrationState.CONFIRMED:
            assert "PUBLISH" not in methods
        elif letter is not None and not message.facts:
            assert ", ".join(methods) == kind.row.calendar.replace("none", "")


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("state", RegistrationState)
def test_to_somebody_who_has_left_go_only_letters_about_the_end(
    kind: Kind, state: RegistrationState, now: datetime
) -> None:
    why = why_useless(kind, Standing(now, state, TrainingState.PUBLISHED))
    if not state.active:
        assert (why is None) == kind.row.outlives_the_seat
    if why is None:
        assert state in kind.row.states
