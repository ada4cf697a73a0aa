"""What the team writes to people itself."""

from datetime import datetime
from typing import Any

from flask import Flask

from registration.actions.letters.circulars import write_circular, write_test_letter
from registration.actions.letters.outbox import withdraw_letters
from registration.actions.signups.by_staff import mark_address
from registration.actions.staff import auth
from registration.domain.letters.kinds import HELD_BACK_FOR
from registration.store.database import db
from registration.store.models import Message
from tests.support.factories import make_confirmed, make_training
from tests.support.newest import newest_letter
from tests.support.rows import noted


def test_a_circular_waits_five_minutes_and_can_be_withdrawn(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    training = make_training(now)
    people = [make_confirmed(training, now) for _ in range(2)]
    staff, _ = auth.add_staff("leitung@borken.example", None, now)
    _, written = write_circular(training.id, people, ("Neuer Raum", "Text"), staff, now)
    assert written == 2
    custom = db.session.query(Message).filter_by(kind="custom").all()
    assert {one.due_at for one in custom} == {now + HELD_BACK_FOR}
    assert withdraw_letters([custom[0].id], now, "staff 1") == 1
    assert count_rows("message", "kind = 'custom' AND state = 'queued'") == 1


def test_placeholders_are_filled_and_typed_markdown_stays_text(app: Flask, now: datetime) -> None:
    training = make_training(now, title="Kurs **eins**")
    person = make_confirmed(training, now, given_name="<b>Eva</b>")
    staff, _ = auth.add_staff("leitung@borken.example", None, now)
    words = ("Für {Vorname}", "**Guten Tag** {Vorname}: {Schulung} <script>x</script> {Link}")
    write_circular(training.id, [person], words, staff, now)
    letter = newest_letter(app, "custom", now)
    assert letter.subject == "Für <b>Eva</b>"
    assert "Kurs **eins**" in letter.text
    assert "<script>" not in letter.html
    assert "<strong>Guten Tag</strong> &lt;b&gt;Eva" in letter.html
    assert f"/my/{app.extensions['zusage_links'].token('my', person.key, 0)}" in letter.text


def test_a_test_letter_goes_to_staff_without_the_person_s_link(app: Flask, now: datetime) -> None:
    person = make_confirmed(make_training(now), now)
    staff, _ = auth.add_staff("leitung@borken.example", None, now)
    write_test_letter(person, ("Probe", "{Link}"), staff, now)
    (message,) = db.session.query(Message).filter_by(kind="custom").all()
    assert (message.address, message.staff_id, message.due_at) == (staff.email, staff.id, now)
    letter = newest_letter(app, "custom", now)
    assert letter.recipient == "leitung@borken.example"
    assert letter.text.count("/my/preview") == 1
    assert app.extensions["zusage_links"].token("my", person.key, 0) not in letter.text


def test_whoever_is_written_to_twice_gets_both_letters_and_nobody_else_either(
    app: Flask, now: datetime
) -> None:
    training = make_training(now)
    people = [make_confirmed(training, now) for _ in range(3)]
    staff, _ = auth.add_staff("leitung@borken.example", None, now)
    written = [
        write_circular(training.id, chosen, (f"Brief {n}", "Text"), staff, now)
        for n, chosen in enumerate((people[:2], people[:2]))
    ]
    assert [count for _, count in written] == [2, 2]
    custom = db.session.query(Message).filter_by(kind="custom").order_by(Message.id).all()
    assert [one.registration_id for one in custom] == [one.id for one in people[:2]] * 2
    assert [one.circular_id for one in custom] == [n for n, _ in written for _ in "ab"]


def test_only_letters_that_are_owed_are_counted(app: Flask, now: datetime) -> None:
    training = make_training(now)
    reached, wrong = (make_confirmed(training, now) for _ in range(2))
    mark_address(wrong, True, now, "staff 1")
    staff, _ = auth.add_staff("leitung@borken.example", None, now)
    number, count = write_circular(training.id, [reached, wrong], ("Brief", "Text"), staff, now)
    (entry,) = noted("wrote to people")
    assert (count, entry.facts) == (1, {"circular": number, "letters": 1})
