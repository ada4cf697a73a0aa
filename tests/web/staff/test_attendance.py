"""What the team does for trainers: sheets, attendance from paper, certificates, links."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from registration.links import Links
from registration.store import attendance as find
from registration.store.database import db
from registration.store.models import AuditEntry, Message, Registration, Training, WalkIn
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training, session_spec
from tests.support.pages import words_of
from tests.support.pdf import opened, text_of


@pytest.fixture
def training(app: Flask) -> Training:
    """A training that is over since an hour."""
    starts = datetime.now(UTC) - timedelta(hours=4)
    return make_training(starts - timedelta(days=20), sessions=(session_spec(starts),))


@pytest.fixture
def people(training: Training) -> list[Registration]:
    """Two who had a seat."""
    before = datetime.now(UTC) - timedelta(days=9)
    return [make_confirmed(training, before, family_name=name) for name in ("Ädler", "Yılmaz")]


def path_of(training: Training, page: str = "attendance") -> str:
    return f"/trainings/{training.slug}/sessions/{training.sessions[0].uid}/{page}"


def test_the_team_enters_what_the_paper_says(
    desk: Desk, training: Training, people: list[Registration]
) -> None:
    path = path_of(training)
    assert desk.post(f"{path}/{people[0].uid}", {"present": "yes"}).status_code == 303
    walk_in = {"given_name": "Samuel", "family_name": "Tesfay", "key": "k" * 20}
    assert desk.post(path_of(training, "walk-ins"), walk_in).status_code == 303
    assert desk.post(path_of(training, "complete"), {"complete": "yes"}).status_code == 303
    page = words_of(desk.get(path))
    assert "1 von 2 sind da , 1 ohne Anmeldung" in page
    assert "Die Liste ist vollständig seit" in page
    db.session.rollback()
    session = training.sessions[0].id
    assert find.marks([session])[session] == {people[0].id: True}
    assert db.session.scalars(db.select(WalkIn)).one().added_by == f"staff {desk.staff_id}"


def test_a_mark_without_the_sessions_token_is_refused(
    desk: Desk, training: Training, people: list[Registration]
) -> None:
    url = f"/staff{path_of(training)}/{people[0].uid}"
    assert desk.client.post(url, data={"present": "yes"}).status_code == 403
    session = training.sessions[0].id
    assert find.marks([session])[session] == {}


def test_the_forms_of_the_page_carry_the_token(
    desk: Desk, training: Training, people: list[Registration]
) -> None:
    page = desk.get(path_of(training)).text
    assert page.count('name="csrf_token"') == page.count('<form method="post"') + page.count(
        '<form class="main" method="post"'
    )


def test_all_certificates_come_in_one_file_and_none_before_somebody_was_there(
    desk: Desk, training: Training, people: list[Registration]
) -> None:
    certificates = f"/trainings/{training.slug}/certificates.pdf"
    assert desk.get(certificates).status_code == 404
    desk.post(path_of(training, "all-present"))
    answer = desk.get(certificates)
    assert len(opened(answer.data).pages) == 2
    text = text_of(answer.data)
    assert text.index("Ädler") < text.index("Yılmaz")
    page = words_of(desk.get(f"/trainings/{training.slug}/papers"))
    assert "2 Teilnahmebescheinigungen (PDF)" in page


def test_an_auditor_may_print_the_sheet_and_marks_nobody(
    auditor: Desk, training: Training, people: list[Registration]
) -> None:
    answer = auditor.get(path_of(training, "sheet.pdf"))
    assert "Yılmaz" in text_of(answer.data)
    assert auditor.get(path_of(training)).status_code == 403
    seen = db.session.scalars(
        db.select(AuditEntry).where(AuditEntry.action == "saw the signature sheet")
    ).one()
    assert seen.actor == f"staff {auditor.staff_id}"


def test_the_team_sends_a_trainers_link_and_makes_old_ones_worthless(
    app: Flask, desk: Desk, training: Training
) -> None:
    links: Links = app.extensions["zusage_links"]
    trainer = training.trainers[0]
    old = f"/trainer/{links.token('trainer', trainer.key, trainer.link_version)}/"
    assert desk.client.get(old).status_code == 200
    base = f"/trainings/{training.slug}/trainers/{trainer.id}"
    assert desk.post(f"{base}/send").status_code == 303
    letter = db.session.scalars(db.select(Message).where(Message.kind == "attendee_list")).one()
    assert letter.trainer_id == trainer.id
    assert "öffnen nichts mehr" in words_of(desk.post(f"{base}/revoke", follow_redirects=True))
    assert desk.client.get(old).status_code == 404


def test_the_trainer_of_another_training_is_not_found(desk: Desk, training: Training) -> None:
    other = make_training(datetime.now(UTC), "anderer")
    path = f"/trainings/{training.slug}/trainers/{other.trainers[0].id}/send"
    assert desk.post(path).status_code == 404
