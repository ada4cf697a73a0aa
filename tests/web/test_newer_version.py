"""What a newer version wrote during an update stops no page, and nothing else."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, literal_column, select, update

from registration.actions.letters.outbox import NotAgain, resend_letter
from registration.actions.tick import tick
from registration.domain.letters import due
from registration.domain.letters.kinds import Kind
from registration.domain.states import MessageState
from registration.store.database import Model, db
from registration.store.dialect import table_of
from registration.store.letters.claims import claim
from registration.store.models import Message, Training
from registration.store.models.letters import Trouble
from tests.store.models.test_enums import COLUMNS
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training

DAY, EIGHT = timedelta(days=1), time(8)
ZONE = ZoneInfo("Europe/Berlin")


def write_as_newer(model: type[Model], name: str, row_id: int) -> None:
    table = table_of(model)
    (key,) = table.primary_key
    unread = update(table).where(key == row_id)
    db.session.execute(unread.values({name: literal_column("'lottery'")}))
    db.session.commit()


def morning_after(now: datetime) -> datetime:
    """The first eight o'clock whose morning letter tells of what came now."""
    local = now.astimezone(ZONE)
    day = local.date() if local.time() < due.DIGEST_AT else local.date() + DAY
    return datetime.combine(day, EIGHT, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(("model", "name"), [(model, name) for model, name, _ in COLUMNS])
def test_a_text_of_a_newer_version_stops_no_page_and_no_round(
    app: Flask, desk: Desk, client: FlaskClient, model: type[Model], name: str
) -> None:
    now = datetime.now(UTC)
    (key,) = table_of(model).primary_key
    hurt, other = make_training(now, "kurs"), make_training(now, "anderer")
    person, neighbour = make_confirmed(hurt, now), make_confirmed(other, now)
    paths = [f"/registrations/{one.id}" for one in (person, neighbour)]
    email, rows = person.email, list(db.session.scalars(select(key).order_by(key)))
    # The only member of the team looks on, so another one is of a newer role.
    app.test_cli_runner().invoke(args=["staff", "add", "neu@borken.example"])
    write_as_newer(model, name, rows[0] + (1 if model.__tablename__ == "staff" else 0))
    for path in ("/", "/embed/", "/api/trainings", "/trainings/anderer"):
        assert client.get(path).status_code == 200, path
    assert '"anderer"' in client.get("/api/trainings").get_data(as_text=True)
    for path in ("/", "/outbox", "/outbox?state=all", "/settings", "/trainings/kurs", *paths):
        assert desk.get(path).status_code == 200, path
    assert "anderer" in desk.get("/").get_data(as_text=True)
    for moment in (now, morning_after(now)):
        tick(moment, ZONE)
    assert db.session.scalars(select(Trouble.name)).all() == []
    digests = select(func.count()).where(Message.kind == Kind.DIGEST)
    assert db.session.scalar(digests) == 2
    for args in (["outbox", "list"], ["privacy", "export", email], ["privacy", "erase", email]):
        done = app.test_cli_runner().invoke(args=args, input="y\n")
        assert done.exit_code == 0, done.output


def test_a_letter_of_a_newer_kind_is_left_alone(app: Flask, desk: Desk) -> None:
    now = datetime.now(UTC)
    make_confirmed(make_training(now, "kurs"), now)
    ours, theirs = db.session.scalars(select(Message.id).order_by(Message.id)).all()[:2]
    db.session.execute(update(Message).values(state=MessageState.FAILED))
    write_as_newer(Message, "kind", theirs)
    path = f"/outbox/{theirs}"
    page = desk.get(path).get_data(as_text=True)
    assert "<h1>lottery</h1>" in page
    assert "nur eine neuere Version dieses Dienstes kann das lesen" in page
    assert "Noch einmal" not in page
    assert desk.post(path).status_code == 409
    with pytest.raises(NotAgain, match="newer version"):
        resend_letter(theirs, now, "test")
    assert desk.post("/outbox", {"do": "retry-all"}).status_code == 303
    assert desk.post("/outbox", {"do": "retry", "letter": str(theirs)}).status_code == 303
    assert db.session.get_one(Message, theirs).state is MessageState.FAILED
    assert db.session.get_one(Message, ours).state is MessageState.QUEUED
    db.session.execute(update(Message).values(state=MessageState.QUEUED, due_at=now))
    assert claim(now, 50).ids == (ours,)


def test_a_letter_in_a_newer_state_is_not_sent_once_more(app: Flask, desk: Desk) -> None:
    now = datetime.now(UTC)
    make_confirmed(make_training(now, "kurs"), now)
    letter = db.session.scalars(select(Message.id).order_by(Message.id)).all()[-1]
    write_as_newer(Message, "state", letter)
    page = desk.get(f"/outbox/{letter}").get_data(as_text=True)
    assert ">lottery</span>" in page
    assert desk.post(f"/outbox/{letter}").status_code == 409


def test_a_training_in_a_newer_state_is_shown_to_the_team_only(
    app: Flask, desk: Desk, client: FlaskClient
) -> None:
    now = datetime.now(UTC)
    hurt = make_training(now, "kurs")
    make_training(now, "anderer")
    write_as_newer(Training, "state", hurt.id)
    for path in ("/trainings/kurs", "/trainings/kurs/register"):
        assert client.get(path).status_code == 404, path
    assert client.get("/trainings/anderer/register").status_code == 200
    listed = client.get("/api/trainings").get_data(as_text=True)
    assert ("kurs" in listed, "anderer" in listed) == (False, True)
    assert ">lottery</span>" in desk.get("/").get_data(as_text=True)
