"""The team mends, marks, moves in the queue, writes, and leaves a trace of each."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from registration.actions.letters.circulars import write_circular, write_test_letter
from registration.actions.letters.digest import owe_digests
from registration.actions.letters.outbox import resend_letter, withdraw_letters
from registration.actions.letters.reminders import owe_reminders
from registration.actions.signups.by_staff import (
    AddressInUse,
    Details,
    details_of,
    edit_registration,
    mark_address,
    requeue,
)
from registration.actions.signups.ending import cancel_by_staff
from registration.actions.staff import auth
from registration.actions.staff.team import LastManager, change_member, invite, set_digest
from registration.domain.states import Role, TrainingState
from registration.domain.trainings.allowed import NotAllowed
from registration.letters import NotNeeded, render_letter
from registration.store.database import db
from registration.store.models import Message, Registration
from registration.store.signups import registration_lists
from tests.support.factories import make_confirmed, make_training


def queue_of(people: list[Registration]) -> list[int]:
    """The ids of those who wait, in order."""
    waiting = [p for p in people if p.queue_rank is not None]
    return [p.id for p in sorted(waiting, key=lambda p: p.queue_rank or 0)]


def test_a_place_in_the_queue_is_changed_and_the_reason_kept(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1)
    people = [make_confirmed(training, now) for _ in range(4)]
    requeue(people[3], 1, "kommt von weit her", now, "staff 1")
    assert queue_of(people) == [people[3].id, people[1].id, people[2].id]
    latest = registration_lists.history_of(people[3].id)[0].entry
    assert latest.facts == {"old": 3, "new": 1}
    assert [one.queue_reason for one in people] == ["", "", "", "kommt von weit her"]


def test_a_new_address_gets_new_links(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person = make_confirmed(training, now)
    version = person.link_version
    new = Details("Amina", "Y", "neu@borken.example")
    edit_registration(person, new, details_of(person), now, "staff 1")
    assert person.email == "neu@borken.example"
    assert person.link_version != version


def test_another_person_s_address_is_refused_and_nothing_is_changed(
    app: Flask, now: datetime
) -> None:
    training = make_training(now)
    make_confirmed(training, now, "a@borken.example")
    person = make_confirmed(training, now, "b@borken.example")
    with pytest.raises(AddressInUse):
        new = Details("Neu", "Y", "a@borken.example")
        edit_registration(person, new, details_of(person), now, "staff 1")
    assert (person.given_name, person.email) == ("Amina", "b@borken.example")


def test_a_wrong_address_gets_no_more_letters_and_the_seat_stands(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    training = make_training(now, days=1, reminder_days=(1,))
    person = make_confirmed(training, now - timedelta(days=10))
    mark_address(person, True, now, "staff 1")
    zone = app.extensions["zusage_settings"].zone
    owe_reminders(now, zone)
    assert person.state == "confirmed"
    assert count_rows("message", "state = 'queued'") == 0


def test_a_circular_waits_five_minutes_and_can_be_withdrawn(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    training = make_training(now)
    people = [make_confirmed(training, now) for _ in range(2)]
    staff, _ = auth.add_staff("leitung@borken.example", None, now)
    _, written = write_circular(training.id, people, ("Neuer Raum", "Text"), staff, now)
    assert written == 2
    custom = db.session.query(Message).filter_by(kind="custom").all()
    assert {one.due_at for one in custom} == {now + timedelta(minutes=5)}
    assert withdraw_letters([custom[0].id], now, "staff 1") == 1
    assert count_rows("message", "kind = 'custom' AND state = 'queued'") == 1


def test_placeholders_are_filled_and_typed_markdown_stays_text(app: Flask, now: datetime) -> None:
    training = make_training(now, title="Kurs **eins**")
    person = make_confirmed(training, now, given_name="<b>Eva</b>")
    staff, _ = auth.add_staff("leitung@borken.example", None, now)
    words = ("Für {Vorname}", "**Guten Tag** {Vorname}: {Schulung} <script>x</script> {Link}")
    write_circular(training.id, [person], words, staff, now)
    letter = rendered(app, "custom", now)
    assert letter.subject == "Für <b>Eva</b>"
    assert "Kurs **eins**" in letter.text
    assert "<script>" not in letter.html
    assert "<strong>Guten Tag</strong> &lt;b&gt;Eva" in letter.html
    assert f"/my/{app.extensions['zusage_links'].token('my', person.key, 0)}" in letter.text


def test_a_test_letter_goes_to_staff_without_the_person_s_link(app: Flask, now: datetime) -> None:
    person = make_confirmed(make_training(now), now)
    staff, _ = auth.add_staff("leitung@borken.example", None, now)
    write_test_letter(person, ("Probe", "{Link}"), staff, now)
    letter = rendered(app, "custom", now)
    assert letter.recipient == "leitung@borken.example"
    assert letter.text.count("/my/preview") == 1
    assert app.extensions["zusage_links"].token("my", person.key, 0) not in letter.text


def test_an_own_sentence_stands_in_the_confirmation(app: Flask, now: datetime) -> None:
    training = make_training(now)
    training.own_sentences = {"confirmation": "Bringen Sie *Kuchen* mit."}
    db.session.commit()
    make_confirmed(training, now)
    assert "Bringen Sie *Kuchen* mit." in rendered(app, "confirmation", now).text


def test_a_letter_goes_once_more_as_a_new_one(app: Flask, now: datetime, count_rows: Any) -> None:
    person = make_confirmed(make_training(now), now)
    old = next(m for m in registration_lists.letters_of(person.id) if m.kind == "confirmation")
    old.state = "sent"
    db.session.commit()
    first, second = (resend_letter(old.id, now, "staff 1") for _ in range(2))
    assert len({old.id, first, second}) == 3
    assert count_rows("message", "kind = 'confirmation'") == 3


def test_the_morning_letter_goes_once_to_those_who_want_it(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    zone = app.extensions["zusage_settings"].zone
    morning = now.astimezone(zone).replace(hour=7, minute=5)
    for email in ("a@borken.example", "b@borken.example"):
        staff, _ = auth.add_staff(email, None, now)
    set_digest(staff.id, False, now)
    make_confirmed(make_training(now), morning - timedelta(hours=5))
    assert [owe_digests(morning, zone), owe_digests(morning, zone)] == [1, 0]
    letter = rendered(app, "digest", morning)
    assert "Training kurs: 1 neue Anmeldung\n" in letter.text


def test_no_news_no_morning_letter(app: Flask, now: datetime) -> None:
    zone = app.extensions["zusage_settings"].zone
    auth.add_staff("a@borken.example", None, now)
    assert owe_digests(now.astimezone(zone).replace(hour=7), zone) == 0


def test_the_team_keeps_a_manager(app: Flask, now: datetime) -> None:
    staff, _ = auth.add_staff("leitung@borken.example", None, now)
    with pytest.raises(LastManager):
        change_member(staff.id, Role.EDITOR, True, now, "staff 1")
    second = invite("zweite@borken.example", Role.MANAGER, "de", now, "staff 1")
    change_member(staff.id, Role.EDITOR, True, now, f"staff {second.id}")
    assert staff.role == "editor"


def test_who_loses_access_is_signed_out_everywhere(app: Flask, now: datetime) -> None:
    auth.add_staff("leitung@borken.example", None, now)
    other, token = auth.add_staff("andere@borken.example", None, now)
    cookie = auth.sign_in(token, now)
    assert cookie is not None
    change_member(other.id, Role.EDITOR, False, now, "staff 1")
    change_member(other.id, Role.EDITOR, True, now, "staff 1")
    assert auth.session_of(cookie, now) is None


def test_a_letter_to_a_wrong_address_is_not_needed(app: Flask, now: datetime) -> None:
    person = make_confirmed(make_training(now), now)
    person.address_wrong = True
    db.session.commit()
    with pytest.raises(NotNeeded, match="the address is wrong"):
        rendered(app, "confirmation", now)


def rendered(app: Flask, kind: str, now: datetime) -> Any:
    """The newest letter of a kind, as it goes."""
    message = db.session.query(Message).filter_by(kind=kind).order_by(Message.id.desc()).first()
    assert message is not None
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    return render_letter(message, settings, links, now)


def test_what_the_rules_refuse_the_actions_refuse(app: Flask, now: datetime) -> None:
    training, other = make_training(now), make_training(now, "anderer")
    ended, stays = make_confirmed(training, now), make_confirmed(training, now)
    cancel_by_staff(ended, now, "staff 1", "krank")
    with pytest.raises(NotAllowed):
        mark_address(ended, True, now, "staff 1")
    mark_address(stays, True, now, "staff 1")
    assert (ended.address_wrong, stays.address_wrong) == (False, True)
    staff, _ = auth.add_staff("anna@borken.example", Role.EDITOR, now)
    other.state = TrainingState.DRAFT.value
    person = make_confirmed(training, now)
    person.training_id = other.id
    db.session.commit()
    for write in (
        lambda: write_circular(other.id, [person], ("Neuer Raum", "Text"), staff, now),
        lambda: write_test_letter(person, ("Neuer Raum", "Text"), staff, now),
    ):
        with pytest.raises(NotAllowed):
            write()
    assert db.session.scalars(db.select(Message).filter_by(kind="custom")).all() == []
