"""A change letter says in its subject what changed, and leaves nothing out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from registration.actions.signups.ending import cancel_by_link, cancel_by_staff
from registration.actions.trainings.programme import import_programme
from registration.domain.letters.kinds import Kind
from registration.domain.programme import Programme, SessionSpec
from registration.letters import Letter, NotNeeded, render_letter
from registration.store.database import db
from registration.store.models import Message, Training
from tests.support.factories import make_confirmed, make_training, session_spec, training_spec

LINK, NEW_LINK = "https://konferenz.borken.example/alt", "https://konferenz.borken.example/neu"
FIRST = session_spec(datetime.fromisoformat("2027-02-03T18:00:00+01:00"), hours=2)
SECOND = replace(
    session_spec(datetime.fromisoformat("2027-02-10T18:00:00+01:00"), hours=2),
    place="Online",
    address="",
    online_url=LINK,
)
LATER = replace(FIRST, starts=FIRST.starts + timedelta(days=1), ends=FIRST.ends + timedelta(days=1))
ELSEWHERE = replace(FIRST, place="Bücherei", address="")


@pytest.mark.parametrize(
    ("sessions", "subject"),
    [
        ([LATER, SECOND], "Neuer Termin: Training kurs, Do 4.2."),
        ([ELSEWHERE, SECOND], "Neuer Ort: Training kurs, Mi 3.2."),
        ([replace(LATER, place="Bücherei"), SECOND], "Neuer Termin oder Ort: Training kurs, Do 4.2."),
        ([FIRST], "Ein Termin fällt aus: Training kurs, Mi 10.2."),
        ([FIRST, SECOND, session_spec(SECOND.ends + timedelta(days=7))], "Zusätzlicher Termin: "),
        ([FIRST, replace(SECOND, online_url=NEW_LINK)], "Neuer Link zur Teilnahme: Training kurs, Mi 10.2."),
    ],
)  # fmt: skip
def test_its_subject_says_what_changed(
    app: Flask, now: datetime, sessions: Sequence[SessionSpec], subject: str
) -> None:
    make_confirmed(_training(now), now)
    assert _letters(app, now, sessions)[0].subject.startswith(subject)


def test_it_names_all_dates_as_they_are_now(app: Flask, now: datetime) -> None:
    make_confirmed(_training(now), now)
    letter = _letters(app, now, [LATER, SECOND])[0]
    _, _, now_valid = letter.text.partition("Das sind jetzt alle Termine:")
    assert "Donnerstag, 4. Februar 2027, 18:00–20:00 Uhr" in now_valid
    assert "Mittwoch, 10. Februar 2027, 18:00–20:00 Uhr" in now_valid
    assert "3. Februar" not in now_valid


def test_the_one_date_that_stays_is_named(app: Flask, now: datetime) -> None:
    make_confirmed(_training(now), now)
    letter = _letters(app, now, [FIRST])[0]
    _, _, stays = letter.text.partition("Dieser Termin bleibt:")
    assert "Mittwoch, 3. Februar 2027" in stays


def test_a_new_link_goes_to_whoever_has_a_seat_and_to_nobody_else(
    app: Flask, now: datetime
) -> None:
    training = _training(now)
    make_confirmed(training, now)
    make_confirmed(training, now)
    holder, *waiting = _letters(app, now, [FIRST, replace(SECOND, online_url=NEW_LINK)])
    assert NEW_LINK in holder.text
    assert LINK not in holder.text
    assert waiting == []


def _training(now: datetime) -> Training:
    """A training of one seat and two dates, the second online."""
    return make_training(now, sessions=(FIRST, SECOND), capacity=1)


def _letters(app: Flask, now: datetime, sessions: Sequence[SessionSpec]) -> list[Letter]:
    """The change letters that go, in order of sign-up."""
    spec = training_spec(now, sessions=tuple(sessions), capacity=1)
    import_programme(Programme(trainings=(spec,)), now, "test")
    query = select(Message).where(Message.kind == Kind.CHANGE).order_by(Message.id)
    found = [_letter(app, message, now) for message in db.session.scalars(query)]
    return [letter for letter in found if letter is not None]


def _letter(app: Flask, message: Message, now: datetime) -> Letter | None:
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    try:
        return render_letter(message, settings, links, now)
    except NotNeeded:
        return None


@pytest.mark.parametrize("by_team", [True, False])
def test_whoever_leaves_before_a_change_was_read_reads_and_loses_the_dates_she_knows(
    app: Flask, now: datetime, by_team: bool
) -> None:
    person = make_confirmed(_training(now), now)
    _letters(app, now, [ELSEWHERE])
    if by_team:
        cancel_by_staff(person, now, "test", "krank")
    else:
        cancel_by_link(person, now)
    kind = Kind.CANCELLED_BY_STAFF if by_team else Kind.CANCELLED_BY_YOU
    message = db.session.scalars(select(Message).where(Message.kind == kind)).one()
    parts = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    letter = render_letter(message, *parts, now)
    assert FIRST.place in letter.text
    assert "Bücherei" not in letter.text
    (ended,) = letter.calendars
    assert ended.method == "CANCEL"
    assert ended.content.count(b"BEGIN:VEVENT") == 2


def test_changes_are_told_by_time_in_whichever_order_they_were_noted(
    app: Flask, now: datetime
) -> None:
    make_confirmed(_training(now), now)
    letter = _letters(app, now, [LATER, replace(SECOND, place="Forum")])[0]
    message = db.session.scalars(select(Message).where(Message.kind == Kind.CHANGE.value)).one()
    message.facts = message.facts | {"was": dict(reversed(message.facts["was"].items()))}
    db.session.commit()
    assert len(message.facts["was"]) == 2
    assert _letter(app, message, now) == letter
    assert letter.subject.endswith("Do 4.2.")
