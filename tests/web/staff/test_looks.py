"""Each look at a person is one row of the audit log, about that person or that training.

Every page that can be opened by staff and trainers is opened; the people have names that
stand nowhere else.
"""

import io
import itertools
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from registration.actions.attendance import Newcomer, add_walk_in, complete_list, mark
from registration.actions.signups.by_staff import add_by_staff
from registration.actions.signups.sign_up import Applicant
from registration.store.database import db
from registration.store.models import (
    AuditEntry,
    Funding,
    Message,
    Registration,
    SurveyTemplate,
    Training,
)
from tests.support import pdf
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training

MARKERS = ("Xanthippe", "Quarzmann", "xq@borken.example", "Zwirnfried")
# About no single training or person: the letters of all.
ABOUT_ALL = {"staff.outbox"}
SHOW_PEOPLE = {
    "staff.training",
    "staff.people_xlsx",
    "staff.people_csv",
    "staff.person",
    "staff.add",
    "staff.call_off",
    "staff.cancel",
    "staff.move",
    "staff.paper_letter",
    "staff.letters_to_print",
    "staff.letter",
    "staff.outbox",
    "staff.attendance_attendance",
    "staff.signature_sheet",
    "staff.certificates",
    "trainer.training_list",
    "trainer.csv_list",
    "trainer.xlsx_list",
    "trainer.attendance",
    "trainer.sheet",
}


@pytest.fixture
def values(app: Flask) -> dict[str, list[Any]]:
    """What may stand in the address of a page: a training ahead and one just over."""
    now = datetime.now(UTC)
    funding = Funding(key="g", title="G")
    template = SurveyTemplate(title="Kurz", questions=[])
    db.session.add_all([funding, template])
    db.session.commit()
    trainings = [_training(now, "vor", 1, funding), _training(now, "nach", -1, funding)]
    links = app.extensions["zusage_links"]
    trainers = [training.trainers[0] for training in trainings]
    return {
        "slug": [training.slug for training in trainings],
        "session_id": [training.sessions[0].id for training in trainings],
        "session_uid": [training.sessions[0].uid for training in trainings],
        "registration_id": list(db.session.scalars(db.select(Registration.id))),
        "message_id": list(db.session.scalars(db.select(Message.id))),
        "funding_id": [funding.id],
        "template_id": [template.id],
        "logo_id": [1],
        "token": [links.token("trainer", t.key, t.link_version) for t in trainers],
    }


def _training(now: datetime, slug: str, days: int, funding: Funding) -> Training:
    then = now - timedelta(days=40)
    training = make_training(then, slug, days=40 + days, email_confirmation=False)
    person = make_confirmed(
        training, then, "xq@borken.example", given_name="Xanthippe", family_name="Quarzmann"
    )
    who = Applicant("Ohne", "Zwirnfried", "")
    add_by_staff(training.id, who, False, then, "staff 1")
    training.funding_id = funding.id
    db.session.commit()
    session = training.sessions[0]
    add_walk_in(session, Newcomer(f"key-{slug}", "Zwirnfried", "B"), "test", now)
    mark(session, person.id, True, "test", now)
    if days < 0:
        complete_list(session, True, "test", now)
    return training


def rules(app: Flask) -> list[Rule]:
    """The pages of staff and trainers that can be opened."""
    found = [r for r in app.url_map.iter_rules() if "GET" in (r.methods or ())]
    return [r for r in found if r.endpoint.split(".")[0] in ("staff", "trainer")]


def addresses(app: Flask, rule: Rule, values: dict[str, list[Any]]) -> Iterator[str]:
    """Every address of a page."""
    urls, names = app.url_map.bind("localhost"), sorted(rule.arguments)
    for chosen in itertools.product(*(values[name] for name in names)):
        path = urls.build(rule.endpoint, dict(zip(names, chosen, strict=True)))
        if rule.endpoint == "staff.add":
            yield from (f"{path}?again={number}" for number in values["registration_id"])
        yield path


def content(answer: TestResponse) -> str:
    """All that can be read in an answer, whatever kind of file it is."""
    if answer.mimetype == "application/pdf":
        return pdf.text_of(answer.data)
    if answer.data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            return "".join(book.read(name).decode() for name in book.namelist())
    return answer.data.decode()


def rows_after(last: int) -> list[AuditEntry]:
    return list(
        db.session.scalars(
            db.select(AuditEntry).where(AuditEntry.id > last).order_by(AuditEntry.id)
        )
    )


def test_whoever_sees_people_stands_in_the_log_once(
    app: Flask, desk: Desk, values: dict[str, list[Any]]
) -> None:
    showing = set()
    for rule in rules(app):
        for path in addresses(app, rule, values):
            last = db.session.scalar(db.select(db.func.max(AuditEntry.id))) or 0
            answer = desk.client.get(path)
            rows = rows_after(last)
            db.session.rollback()
            assert answer.status_code < 500, path
            assert len(rows) <= 1, path
            if answer.status_code != 200 or not any(m in content(answer) for m in MARKERS):
                continue
            showing.add(rule.endpoint)
            assert [row.action[:4] for row in rows] == ["saw "], path
            about_one = {"registration_id", "message_id"} & rule.arguments or "again=" in path
            if about_one:
                assert rows[0].registration_id is not None, path
            elif rule.endpoint not in ABOUT_ALL:
                assert (rows[0].training_id, rows[0].registration_id) != (None, None), path
    assert showing == SHOW_PEOPLE


def test_the_file_of_all_trainings_is_noted_since_it_holds_addresses(
    desk: Desk, values: dict[str, list[Any]], count_rows: Any
) -> None:
    assert b"vhs@borken.example" in desk.get("/programme.toml").data
    assert count_rows("audit", "action = 'saw the programme file'") == 1


def test_a_form_with_a_fault_shows_the_person_and_is_noted_too(
    desk: Desk, values: dict[str, list[Any]], count_rows: Any
) -> None:
    for page, form in (
        ("edit", {"given_name": ""}),
        ("cancel", {"reason": ""}),
        ("move", {"to": "nirgends"}),
        ("queue", {"position": "x"}),
    ):
        before = count_rows("audit", "action = 'saw a registration' AND registration_id = 1")
        answer = desk.post(f"/registrations/1/{page}", form)
        assert answer.status_code in (409, 422)
        assert "Quarzmann" in answer.get_data(as_text=True)
        after = count_rows("audit", "action = 'saw a registration' AND registration_id = 1")
        assert after == before + 1, page
