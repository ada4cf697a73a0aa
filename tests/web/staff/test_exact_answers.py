"""What each page of the team answers at its limits, beside what must not be touched."""

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from registration.actions.fundings import Wording, save_funding
from registration.domain.text import NAME_LENGTH
from registration.store.database import db
from registration.store.heartbeats import beat
from registration.store.models import FundingLogo, Registration, Training, TrainingSession
from registration.store.trainings import trainings
from registration.web.staff.home import _next
from tests.documents.pictures import png
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training, session_spec
from tests.support.pages import words_of


def soon() -> datetime:
    return datetime.now(UTC) - timedelta(days=1)


@pytest.mark.parametrize(
    ("reason", "status"),
    [("k" * NAME_LENGTH, 303), ("k" * (NAME_LENGTH + 1), 422), ("a\nb", 422), ("  ", 422)],
)
def test_the_reason_of_a_calling_off_is_one_line(
    app: Flask, desk: Desk, reason: str, status: int
) -> None:
    make_training(soon())
    other = make_training(soon(), "anderer")
    answer = desk.post("/trainings/kurs/cancel", {"reason": reason, "sure": "1"})
    assert answer.status_code == status
    db.session.expire_all()
    states = dict(db.session.execute(db.select(Training.slug, Training.state)).all())
    assert states == {
        "kurs": "cancelled" if status == 303 else "published",
        other.slug: "published",
    }


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_form_of_a_training_that_is_called_off_opens_no_more(
    app: Flask, desk: Desk, method: str
) -> None:
    make_training(soon())
    assert desk.get("/trainings/kurs/edit").status_code == 200
    desk.post("/trainings/kurs/cancel", {"reason": "krank", "sure": "1"})
    assert getattr(desk, method)("/trainings/kurs/edit").status_code == 409


def test_one_logo_is_taken_away_and_the_others_stay(app: Flask, desk: Desk) -> None:
    for name in ("EU", "Land"):
        wording = Wording(name, "", "Gefördert.", "", 5, None)
        save_funding(None, wording, soon(), "test", ZoneInfo("Europe/Berlin"))
    for grant, label in ((1, "erstes"), (1, "zweites"), (2, "fremdes")):
        form = {"label": label, "file": (io.BytesIO(png(90, 60)), "logo.png")}
        sent = desk.post(f"/fundings/{grant}/logos", form, content_type="multipart/form-data")
        assert sent.status_code == 303
    assert desk.post("/fundings/1/logos/1/remove").status_code == 303
    desk.post("/fundings/1/logos/3/remove")
    kept = db.session.scalars(db.select(FundingLogo.label).order_by(FundingLogo.id)).all()
    assert kept == ["zweites", "fremdes"]


@pytest.mark.parametrize(
    ("seen", "missing"),
    [
        ((), ["der Versand (worker)", "die Uhr (clock)"]),
        (("worker",), ["die Uhr (clock)"]),
        (("clock",), ["der Versand (worker)"]),
        (("worker", "clock"), []),
    ],
)
def test_the_first_page_names_the_process_that_was_not_seen(
    app: Flask, desk: Desk, seen: tuple[str, ...], missing: list[str]
) -> None:
    for process in seen:
        beat(process, datetime.now(UTC))
    db.session.commit()
    said = words_of(desk.get("/"))
    names = [n for n in ("der Versand (worker)", "die Uhr (clock)") if n in said]
    assert names == missing
    assert ("fünf Minuten" in said) == bool(missing)


def test_an_address_of_somebody_else_is_named_at_its_field_and_nothing_changes(
    app: Flask, desk: Desk
) -> None:
    training = make_training(soon())
    person, other = (make_confirmed(training, soon(), f"{n}@borken.example") for n in "ab")
    path = f"/registrations/{person.id}"
    answer = desk.edit(path, {"email": "B@borken.example"}, f"{path}/edit")
    assert answer.status_code == 422
    assert "Mit dieser Adresse ist schon jemand angemeldet" in words_of(answer)
    db.session.expire_all()
    assert (person.email, other.email) == ("a@borken.example", "b@borken.example")


def test_the_date_of_a_list_is_the_next_one_and_afterwards_the_first(
    app: Flask, desk: Desk
) -> None:
    start = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    days = tuple(session_spec(start + timedelta(days=n)) for n in (2, 4, 6))
    make_training(soon(), sessions=days)
    make_training(soon(), "anderer", days=300)
    training = trainings.by_slug("kurs")
    assert training is not None
    ends = [session.ends for session in training.sessions]
    second = timedelta(seconds=1)
    for at, expected in (
        (ends[0] - second, 0),
        (ends[0], 1),
        (ends[1] - second, 1),
        (ends[2] - second, 2),
        (ends[2], 0),
    ):
        with time_machine.travel(at, tick=False):
            found = _next(training)
        assert isinstance(found, TrainingSession)
        assert ends.index(found.ends) == expected


def test_a_programme_says_how_many_people_its_new_dates_are_told_to(app: Flask, desk: Desk) -> None:
    training = make_training(soon())  # It has a trainer, who is told too.
    for _ in range(2):
        make_confirmed(training, soon())
    content = desk.get("/programme.toml").data
    for place, said in (
        ("Rathaus Borken", "ist eingelesen"),
        ("Bücherei", "3 Personen bekommen einen Brief"),
    ):
        changed = content.replace(b"Rathaus Borken", place.encode())
        form = {"file": (io.BytesIO(changed), "programm.toml")}
        answer = desk.post("/settings/programme", form, content_type="multipart/form-data")
        assert answer.status_code == 303
        assert said in words_of(desk.client.get(answer.location))
    assert db.session.scalar(db.select(db.func.count(Registration.id))) == 2
