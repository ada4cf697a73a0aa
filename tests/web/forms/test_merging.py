"""Two people of the team edit the same: nothing of either is undone without a word."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from registration.actions.fundings import Wording, save_funding
from registration.actions.surveys import Wording as TemplateWording
from registration.actions.surveys import save_template
from registration.domain.programme import QuestionKind, QuestionSpec, TrainerSpec
from registration.store.database import db
from registration.store.models import Funding, Registration, Staff, SurveyTemplate, Training
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training, session_spec
from tests.support.pages import forms_of, words_of

EDIT = "/trainings/kurs/edit"


@pytest.fixture
def training(app: Flask) -> Training:
    """A training with two dates, two trainers and two questions."""
    now = datetime.now(UTC)
    noon = now.replace(hour=11, minute=0, second=0, microsecond=0)  # so that none ends overnight
    return make_training(
        now,
        "kurs",
        summary="Kurz gesagt",
        sessions=tuple(session_spec(noon + timedelta(days=30 + n)) for n in range(2)),
        trainers=(TrainerSpec("Anna", "vhs@borken.example"), TrainerSpec("O", "o@borken.example")),
        questions=(
            QuestionSpec("essen", "Essen?", QuestionKind.TEXT),
            QuestionSpec("bus", "Bus?", QuestionKind.TEXT),
        ),
    )


def fresh(training: Training) -> Training:
    """What stands now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Training, training.id)


def choices(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    """What a page asks about: the name, and the value of each side."""
    found = re.findall(r'name="(choose-[^"]+)" value="(typed|stands)(\.\w+)"', page)
    for name in dict.fromkeys(name for name, _, _ in found):
        yield name, {side: side + mark for other, side, mark in found if other == name}


def test_different_fields_are_put_together_and_seen_before_saving(
    training: Training, desk: Desk, editor: Desk
) -> None:
    mine = desk.opened(EDIT) | {"title": "Neuer Titel", "sessions-0-place": "Raum 1"}
    other = {"summary": "Anders", "sessions-1-place": "Raum 2", "trainers-0-name": "Anna Berg"}
    assert editor.edit(EDIT, {**other, "do": "save"}).status_code == 303
    preview = desk.post(EDIT, mine | {"do": "save"})
    assert preview.status_code == 200
    assert "Jemand anderes hat diese Schulung inzwischen gespeichert." in unescape(preview.text)
    assert fresh(training).title == "Training kurs"
    assert desk.post(EDIT, desk.sent_by(preview) | {"do": "save"}).status_code == 303
    now = fresh(training)
    assert (now.title, now.summary) == ("Neuer Titel", "Anders")
    assert [s.place for s in now.sessions] == ["Raum 1", "Raum 2"]
    assert [t.name for t in now.trainers] == ["Anna Berg", "O"]


def test_the_date_that_the_other_has_moved_is_not_put_back(
    training: Training, desk: Desk, editor: Desk, count_rows: Any
) -> None:
    make_confirmed(training, datetime.now(UTC))
    mine = desk.opened(EDIT) | {"description": "Neu"}
    day = (datetime.now(UTC) + timedelta(days=50)).date().isoformat()
    moved = {"sessions-1-day": day, "do": "save"}
    assert editor.edit(EDIT, moved).status_code == 303
    preview = desk.post(EDIT, mine | {"do": "check"})
    desk.post(EDIT, desk.sent_by(preview) | {"do": "save"})
    now = fresh(training)
    assert now.description == "Neu"
    assert now.sessions[1].starts.date().isoformat() == day
    assert count_rows("message", "kind = 'change'") == 1


@pytest.mark.parametrize("side", ["typed", "stands"])
def test_only_the_same_field_is_asked_about_and_the_answer_counts(
    training: Training, desk: Desk, editor: Desk, side: str
) -> None:
    mine = desk.opened(EDIT) | {"title": "Meiner", "topic": "Recht"}
    editor.edit(EDIT, {"title": "Seiner", "summary": "Anders", "do": "save"})
    asked = desk.post(EDIT, mine | {"do": "check"})
    assert asked.status_code == 409
    page = unescape(asked.text)
    ((name, values),) = choices(page)
    assert name == "choose-title"
    assert "Meiner" in page
    assert "Seiner" in page
    again = desk.post(EDIT, desk.sent_by(asked) | {"do": "check"})
    assert again.status_code == 409
    preview = desk.post(EDIT, desk.sent_by(again) | {name: values[side], "do": "check"})
    assert preview.status_code == 200
    assert desk.post(EDIT, desk.sent_by(preview) | {"do": "save"}).status_code == 303
    now = fresh(training)
    expected = {"typed": "Meiner", "stands": "Seiner"}[side]
    assert (now.title, now.summary, now.topic) == (expected, "Anders", "Recht")


def test_a_third_change_after_the_question_is_asked_about_anew(
    training: Training, desk: Desk, editor: Desk
) -> None:
    mine = desk.opened(EDIT) | {"title": "Meiner"}
    editor.edit(EDIT, {"title": "Seiner", "do": "save"})
    asked = desk.post(EDIT, mine | {"do": "check"})
    ((name, values),) = choices(asked.text)
    editor.edit(EDIT, {"title": "Noch einer", "do": "save"})
    again = desk.post(EDIT, desk.sent_by(asked) | {name: values["typed"], "do": "check"})
    assert again.status_code == 409
    assert "Noch einer" in unescape(again.text)


@pytest.mark.parametrize(("side", "places"), [("typed", 1), ("stands", 2)])
def test_a_date_that_one_removes_and_the_other_changes_is_asked_about(
    training: Training, desk: Desk, editor: Desk, side: str, places: int
) -> None:
    mine = desk.opened(EDIT)
    mine = {n: v for n, v in mine.items() if not n.startswith("sessions-1-")}
    editor.edit(EDIT, {"sessions-1-place": "Raum 2", "do": "save"})
    asked = desk.post(EDIT, mine | {"do": "check"})
    assert asked.status_code == 409
    ((name, values),) = choices(asked.text)
    assert "entfernt" in unescape(asked.text)
    preview = desk.post(EDIT, desk.sent_by(asked) | {name: values[side], "do": "check"})
    desk.post(EDIT, desk.sent_by(preview) | {"do": "save"})
    assert [s.place for s in fresh(training).sessions][1:] == ["Raum 2"][: places - 1]


def test_rows_that_both_add_stand_beside_each_other(
    training: Training, desk: Desk, editor: Desk
) -> None:
    mine = desk.opened(EDIT)
    mine |= {"questions-2-label": "Kinder?", "questions-2-kind": "number"}
    editor.edit(EDIT, {"questions-2-label": "Sprache?", "questions-2-kind": "text", "do": "save"})
    preview = desk.post(EDIT, mine | {"do": "check"})
    desk.post(EDIT, desk.sent_by(preview) | {"do": "save"})
    labels = [question["label"] for question in fresh(training).questions]
    assert labels == ["Essen?", "Bus?", "Sprache?", "Kinder?"]


def test_damaged_marks_ask_instead_of_writing_over(training: Training, desk: Desk) -> None:
    for seen in ("", "[]", "nonsense", "[" * 20_000, '{"title": 1}'):
        form = {"title": "Neu", "seen": seen, "do": "save"}
        assert desk.edit(EDIT, form).status_code == 409
    assert fresh(training).title == "Training kurs"


@pytest.fixture
def person(training: Training) -> Registration:
    """Somebody who is registered."""
    return make_confirmed(training, datetime.now(UTC), phone="1", organisation="VHS")


def test_two_edits_of_a_person_both_stand(person: Registration, desk: Desk, editor: Desk) -> None:
    path = f"/registrations/{person.id}"
    mine = desk.opened(path) | {"given_name": "Neu", "role": "staff"}
    editor.edit(path, {"phone": "2", "note": "Ruft an"}, f"{path}/edit")
    assert desk.post(f"{path}/edit", mine).status_code == 303
    db.session.refresh(person)
    assert (person.given_name, person.role) == ("Neu", "staff")
    assert (person.phone, person.note, person.organisation) == ("2", "Ruft an", "VHS")


@pytest.mark.parametrize(("side", "phone"), [("typed", "3"), ("stands", "2")])
def test_the_same_field_of_a_person_is_asked_about(
    person: Registration, desk: Desk, editor: Desk, side: str, phone: str
) -> None:
    path = f"/registrations/{person.id}"
    mine = desk.opened(path) | {"phone": "3", "given_name": "Neu"}
    editor.edit(path, {"phone": "2", "note": "Ruft an"}, f"{path}/edit")
    asked = desk.post(f"{path}/edit", mine)
    assert asked.status_code == 409
    db.session.refresh(person)
    assert (person.phone, person.given_name) == ("2", "Amina")
    ((name, values),) = choices(asked.text)
    assert name == "choose-phone"
    assert desk.post(f"{path}/edit", desk.sent_by(asked) | {name: values[side]}).status_code == 303
    db.session.refresh(person)
    assert (person.phone, person.given_name, person.note) == (phone, "Neu", "Ruft an")


def test_a_new_address_that_both_type_rotates_the_links_once(
    person: Registration, desk: Desk, editor: Desk
) -> None:
    path = f"/registrations/{person.id}"
    mine = desk.opened(path) | {"email": "neu@borken.example"}
    editor.edit(path, {"email": "neu@borken.example"}, f"{path}/edit")
    db.session.refresh(person)
    version = person.link_version
    assert desk.post(f"{path}/edit", mine).status_code == 303
    db.session.refresh(person)
    assert (person.email, person.link_version) == ("neu@borken.example", version)


def test_two_edits_of_a_grant_both_stand_and_the_same_field_is_asked_about(
    app: Flask, desk: Desk
) -> None:
    wording = Wording("LEADER", "EU", "Gefördert.", "LAG-1", 5, None)
    zone = app.extensions["zusage_settings"].zone
    funding = save_funding(None, wording, datetime.now(UTC), "test", zone)
    path = f"/fundings/{funding.id}"
    mine, second = desk.opened(path), desk.opened(path)
    desk.edit(path, {"reference": "LAG-2", "proof_submitted_on": "2027-02-01"})
    assert desk.post(path, mine | {"notice": "Neu."}).status_code == 303
    found = db.session.get_one(Funding, funding.id, populate_existing=True)
    assert (found.reference, found.notice, found.programme) == ("LAG-2", "Neu.", "EU")
    assert str(found.proof_submitted_on) == "2027-02-01"
    asked = desk.post(path, second | {"reference": "LAG-3"})
    assert (asked.status_code, [name for name, _ in choices(asked.text)]) == (
        409,
        ["choose-reference"],
    )
    db.session.refresh(found)
    assert found.reference == "LAG-2"


def test_two_edits_of_a_survey_template_both_stand(app: Flask, desk: Desk) -> None:
    questions: list[dict[str, Any]] = [
        {"key": key, "label": key.upper(), "kind": "rating", "options": []} for key in ("qa", "qb")
    ]
    now = datetime.now(UTC)
    made = save_template(None, TemplateWording("Kurz", questions), now, "test")
    path = f"/survey-templates/{made.id}"
    mine = desk.opened(path) | {"survey_questions-0-label": "Neu"}
    desk.edit(path, {"title": "Lang", "survey_questions-1-kind": "text"})
    assert desk.post(path, mine).status_code == 303
    found = db.session.get_one(SurveyTemplate, made.id, populate_existing=True)
    assert found.title == "Lang"
    said = [(q["key"], q["label"], q["kind"]) for q in found.questions]
    assert said == [("qa", "Neu", "rating"), ("qb", "QB", "text")]


def test_a_template_that_was_deleted_meanwhile_is_not_found(app: Flask, desk: Desk) -> None:
    question = {"key": "qa", "label": "A", "kind": "rating", "options": []}
    now = datetime.now(UTC)
    made = save_template(None, TemplateWording("Kurz", [question]), now, "test")
    path = f"/survey-templates/{made.id}"
    mine = desk.opened(path)
    assert desk.post(path, mine | {"do": "delete"}).status_code == 303
    assert desk.post(path, mine | {"do": "save"}).status_code == 404


def member_form(desk: Desk, staff_id: int) -> dict[str, Any]:
    """The row of a member in the settings, as it was shown."""
    action = f"/staff/settings/team/{staff_id}"
    (form,) = [one for one in forms_of(desk.get("/settings")) if one.action == action]
    return {"seen": form.fields["seen"], "role": form.fields["role"]}


def test_two_managers_change_one_member_and_nothing_is_undone(
    desk: Desk, editor: Desk, auditor: Desk
) -> None:
    path = f"/settings/team/{editor.staff_id}"
    mine, second = member_form(desk, editor.staff_id), member_form(desk, editor.staff_id)
    desk.post(path, mine | {"role": "auditor", "active": "1"})
    assert desk.post(path, mine | {"active": "0"}).status_code == 303
    found = db.session.get_one(Staff, editor.staff_id, populate_existing=True)
    assert (found.role, found.active) == ("auditor", False)
    answer = desk.post(path, second | {"role": "manager", "active": "1"})
    assert answer.status_code == 409
    db.session.refresh(found)
    assert (found.role, found.active) == ("auditor", False)


def test_the_question_names_the_row_and_what_each_says(
    training: Training, desk: Desk, editor: Desk
) -> None:
    mine = desk.opened(f"{EDIT}?lang=en") | {"sessions-1-place": "Meiner"}
    editor.edit(EDIT, {"sessions-1-place": "Seiner", "do": "save"})
    asked = desk.post(f"{EDIT}?lang=en", mine | {"do": "check"})
    assert asked.status_code == 409
    assert "Dates 2: Venue" in words_of(asked)
    gone = {n: v for n, v in mine.items() if not n.startswith("sessions-1-")}
    asked = desk.post(f"{EDIT}?lang=en", gone | {"do": "check"})
    assert asked.status_code == 409
    assert "Dates 2" in words_of(asked)
    assert "removed" in words_of(asked)
