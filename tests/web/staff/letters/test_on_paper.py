"""A letter on paper says what the mailed one says, in the person's language, and can be answered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from registration.actions.signups.by_staff import add_by_staff, mark_address, move_registration
from registration.actions.signups.ending import cancel_by_staff
from registration.actions.staff.undo import take_back
from registration.actions.trainings.programme import import_programme
from registration.actions.trainings.publishing import cancel_training
from registration.domain.letters.kinds import HELD_BACK_FOR
from registration.domain.programme import FundingSpec, Programme
from registration.domain.states import MessageState
from registration.store.database import db
from registration.store.dialect import table_of
from registration.store.models import Message, Registration, Training, Undoable
from tests.support.factories import (
    applicant,
    make_confirmed,
    make_registration,
    make_training,
    session_spec,
    training_spec,
)
from tests.support.pdf import opened, text_of

ADDRESS = "Wiesenweg 3\n46325 Borken"
PHONE = "02861 939-0"
ONLY_BY_MAIL = ("http", "Link", "E-Mail", "Anhang", "angehängt", "attach", "الرابط", "مرفق")


def on_paper(training: Training, now: datetime, **changes: str) -> Registration:
    """Somebody who called and has no e-mail address."""
    who = replace(applicant(**changes), email="", postal_address=ADDRESS)
    return add_by_staff(training.id, who, False, now, "staff 1")


def hold_is_over() -> None:
    """All letters are so old that nothing can be taken back any more."""
    db.session.execute(
        table_of(Message)
        .update()
        .values(
            due_at=datetime.now(UTC) - HELD_BACK_FOR, created_at=datetime.now(UTC) - HELD_BACK_FOR
        )
    )
    db.session.commit()
    db.session.expire_all()


def printed(desk, person: Registration, query: str = "") -> bytes:  # type: ignore[no-untyped-def]
    hold_is_over()
    answer = desk.get(f"/registrations/{person.id}/letter.pdf{query}")
    assert answer.status_code == 200, answer.text
    return bytes(answer.data)


def kinds_kept(person: Registration) -> list[tuple[str, str]]:
    letters = db.session.scalars(
        db.select(Message).filter_by(registration_id=person.id).order_by(Message.id)
    )
    return [(one.kind, one.state) for one in letters]


def test_a_letter_has_the_address_the_dates_and_how_to_cancel(desk, now: datetime) -> None:  # type: ignore[no-untyped-def]
    training = make_training(now)
    training.own_sentences = {"confirmation": "Bringen Sie Stifte mit."}
    db.session.commit()
    person = on_paper(training, now, family_name="Müller")
    text = text_of(printed(desk, person))
    for said in (
        "Amina Müller",
        "Wiesenweg 3",
        "46325 Borken",
        "Sie haben einen Platz",
        "Stifte",
        PHONE,
    ):
        assert said in text
    assert "rufen Sie uns bis" in text
    assert "per Post" not in text
    assert not [word for word in ONLY_BY_MAIL if word in text]
    assert kinds_kept(person) == [("confirmation", MessageState.WITHDRAWN)]


def test_a_letter_without_a_telephone_number_asks_nobody_to_call(desk, now: datetime) -> None:  # type: ignore[no-untyped-def]
    training = make_training(now)
    training.contact_phone = ""
    db.session.commit()
    text = text_of(printed(desk, on_paper(training, now)))
    assert "Bitte sagen Sie uns bis" in text
    assert [word for word in ("telefonisch", "rufen", "per Post", PHONE) if word in text] == []


def test_a_changed_date_is_told_on_paper_with_the_old_and_the_new(desk, now: datetime) -> None:  # type: ignore[no-untyped-def]
    training = make_training(now)
    person = on_paper(training, now)
    moved = training_spec(now, sessions=(session_spec(now + timedelta(days=40), place="Forum"),))
    import_programme(Programme(trainings=(moved,)), now, "staff 1")
    assert kinds_kept(person)[-1] == ("change", MessageState.WITHDRAWN)
    text = text_of(printed(desk, person))
    for said in ("Bisher", "3. Februar 2027", "Rathaus Borken", "13. Februar 2027", "Forum", PHONE):
        assert said in text
    assert not [word for word in ONLY_BY_MAIL if word in text]


def test_who_was_called_off_is_not_told_of_a_seat(desk, now: datetime) -> None:  # type: ignore[no-untyped-def]
    training = make_training(now)
    person = on_paper(training, now)
    cancel_training(training.id, "Die Referentin ist krank.", now, "staff 1")
    text = text_of(printed(desk, person))
    assert "findet nicht statt" in text or "fällt aus" in text
    assert "Die Referentin ist krank." in text
    assert "Sie haben einen Platz" not in text


def test_a_letter_is_there_for_each_thing_that_can_happen(desk, now: datetime) -> None:  # type: ignore[no-untyped-def]
    training, other = make_training(now, capacity=1), make_training(now, "anderer", capacity=1)
    first, second = on_paper(training, now), on_paper(training, now)
    cancel_by_staff(first, now, "staff 1", "Doppelt angemeldet.")
    moved = move_registration(second, other.id, now, "staff 1")
    assert [kind for kind, _ in kinds_kept(first)] == ["confirmation", "cancelled_by_staff"]
    assert [kind for kind, _ in kinds_kept(second)] == ["waitlisted", "promoted"]
    assert kinds_kept(moved) == [("moved", MessageState.WITHDRAWN)]
    assert "Doppelt angemeldet." in text_of(printed(desk, first))
    assert moved.postal_address == ADDRESS
    assert "Training kurs" in text_of(printed(desk, moved))


@pytest.mark.parametrize(("language", "words"), [("de", "Guten Tag"), ("en", "Hello"), ("ar", "")])
def test_a_letter_comes_in_the_language_of_whom_it_is_for(  # type: ignore[no-untyped-def]
    desk, now: datetime, language: str, words: str
) -> None:
    person = on_paper(make_training(now), now, language=language)
    for browser in ("de", "en", "ar"):
        desk.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = browser
        content = printed(desk, person)
        assert str(opened(content).Root.Lang) == language
        text = text_of(content)
        assert words in text
        assert "\ufffd" not in text
        assert not [word for word in ONLY_BY_MAIL if word in text]


def test_an_address_found_to_be_wrong_gets_what_follows_on_paper(desk, now: datetime) -> None:  # type: ignore[no-untyped-def]
    training = make_training(now)
    wrong, right = make_confirmed(training, now), make_confirmed(training, now)
    mark_address(wrong, True, now, "staff 1")
    cancel_training(training.id, "Krank.", now, "staff 1")
    assert kinds_kept(wrong)[-1] == ("cancellation", MessageState.WITHDRAWN)
    assert kinds_kept(right)[-1] == ("cancellation", MessageState.QUEUED)
    waits = desk.get(f"/registrations/{wrong.id}").text
    assert "letter.pdf" not in waits
    assert waits.count("gedruckt werden.") == 2  # above, and at the letter that waits
    hold_is_over()
    page = desk.get(f"/registrations/{wrong.id}").text
    assert "gedruckt werden." not in page
    assert page.count("letter.pdf?letter=") >= 1
    assert "letter.pdf" not in desk.get(f"/registrations/{right.id}").text
    theirs = db.session.scalars(db.select(Message).filter_by(registration_id=right.id)).first()
    assert theirs is not None
    query = f"?letter={theirs.id}"
    assert desk.get(f"/registrations/{wrong.id}/letter.pdf{query}").status_code == 404


def test_the_postal_address_is_kept_changed_and_handed_out(desk, now: datetime) -> None:  # type: ignore[no-untyped-def]
    person = on_paper(make_training(now), now)
    path = f"/registrations/{person.id}"
    changed = {"postal_address": "Neuer Weg 1\r\n46325 Borken"}
    assert desk.edit(path, changed, f"{path}/edit").status_code == 303
    assert "Neuer Weg 1" in desk.get(path).text
    assert "Neuer Weg 1" in text_of(printed(desk, person))
    assert "Neuer Weg 1, 46325 Borken" in desk.get("/trainings/kurs/registrations.csv").text


def test_a_grant_s_report_is_in_the_language_of_the_town(desk, now: datetime) -> None:  # type: ignore[no-untyped-def]
    grant = FundingSpec(key="leader", title="Integration", programme="LEADER", notice="ELER.")
    spec = training_spec(now, funding="leader")
    import_programme(Programme(trainings=(spec,), fundings=(grant,)), now, "staff 1")
    desk.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ar"
    content = desk.get("/fundings/1/report?begin=2027-01-01&end=2027-12-31&as=pdf").data
    assert str(opened(content).Root.Lang) == "de"
    assert "Zeitraum" in text_of(content)
    training = db.session.scalars(db.select(Training)).one()
    assert "ELER." in text_of(printed(desk, on_paper(training, now)))


def test_what_was_taken_back_is_not_printed(desk, now: datetime) -> None:  # type: ignore[no-untyped-def]
    training = make_training(now)
    person = on_paper(training, now)
    cancel_training(training.id, "Krank.", now, "staff 1")
    take_back(db.session.scalars(db.select(Undoable.id)).one(), now, "staff 1")
    text = text_of(printed(desk, person))
    assert "Sie haben einen Platz" in text
    assert "Krank." not in text
    assert desk.get(f"/registrations/{person.id}").text.count("letter.pdf?letter=") == 1


def test_on_paper_nobody_is_asked_whether_the_address_is_hers(desk, now: datetime) -> None:  # type: ignore[no-untyped-def]
    training = make_training(now, email_confirmation=False)
    person = make_registration(training, now, family_name="Yılmaz")
    mark_address(person, True, now, "staff 1")
    text = text_of(printed(desk, person))
    assert "Amina Yılmaz" in text
    assert "Sie haben einen Platz" in text
    assert "nicht?" not in text


def test_a_word_that_no_line_holds_is_broken_in_heading_and_text(desk, now: datetime) -> None:  # type: ignore[no-untyped-def]
    person = on_paper(make_training(now, title="W" * 60), now)
    text = text_of(printed(desk, person))
    assert max(word.count("W") for word in text.split()) < 60
    assert text.count("W") >= 2 * 60
