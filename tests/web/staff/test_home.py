"""The first page: what matters now."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from registration.actions.letters import delivery
from registration.actions.trainings.planning import Draft, create_training
from registration.actions.trainings.publishing import cancel_training
from registration.domain.programme import Extras
from registration.domain.states import MessageState
from registration.store.database import db
from registration.store.heartbeats import beat
from registration.store.models import Message, TrainingSession
from registration.store.trainings import trainings
from registration.web.staff.home import _next
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training, session_spec, training_spec
from tests.support.many_trainings import fill
from tests.support.moments import yesterday
from tests.support.pages import words_of


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


def test_the_date_of_a_list_is_the_next_one_and_afterwards_the_first(
    app: Flask, desk: Desk
) -> None:
    start = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    days = tuple(session_spec(start + timedelta(days=n)) for n in (2, 4, 6))
    make_training(yesterday(), sessions=days)
    make_training(yesterday(), "anderer", days=300)
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


def test_the_list_shows_the_nearest_first_and_pages(app: Flask, desk: Desk) -> None:
    now = datetime.now(UTC)
    fill(now, 0, 30)
    first = desk.get("/").get_data(as_text=True)
    assert first.index("Training kurs-0<") < first.index("Training kurs-1<")
    assert "30 Schulungen" in first
    assert "Seite 1 von 2" in first
    assert "Training kurs-29" not in first
    assert "Training kurs-29" in desk.get("/?page=2").get_data(as_text=True)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", "2.5"])
def test_a_page_that_is_none_gives_another(app: Flask, desk: Desk, page: str) -> None:
    make_training(datetime.now(UTC), "kurs")
    assert "Training kurs" in desk.get(f"/?page={page}").get_data(as_text=True)


@pytest.mark.parametrize("text", ["bocholt", "BOCHOLT", "kompakt", "über"])
def test_a_training_is_found_by_title_and_place_in_any_case(
    app: Flask, desk: Desk, text: str
) -> None:
    from tests.support.factories import session_spec

    now = datetime.now(UTC)
    session = session_spec(now + timedelta(days=5), place="Rathaus Bocholt")
    make_training(now, "recht", title="Überblick kompakt", sessions=(session,))
    make_training(now, "anders")
    page = desk.get(f"/?q={text}").get_data(as_text=True)
    assert "Überblick kompakt" in page
    assert "Training anders" not in page


def test_a_wild_card_is_only_a_letter(app: Flask, desk: Desk) -> None:
    make_training(datetime.now(UTC), "kurs")
    assert "Nichts gefunden." in desk.get("/?q=%25").get_data(as_text=True)


def test_too_few_people_are_named_on_top(app: Flask, desk: Desk) -> None:
    now = datetime.now(UTC)
    training = make_training(now, "kurs", days=10)
    training.minimum, training.decide_by = 8, now + timedelta(days=3)
    db.session.commit()
    assert "weniger als 8 Personen" in desk.get("/").get_data(as_text=True)


def test_a_failed_letter_raises_an_alarm_until_it_is_looked_after(app: Flask, desk: Desk) -> None:
    now = datetime.now(UTC)
    make_confirmed(make_training(now, "kurs"), now)
    message = db.session.query(Message).filter_by(kind="confirmation").one()
    message.state, message.last_error = MessageState.FAILED, "550 no such user"
    number = message.id
    db.session.commit()
    assert "1 Brief war nicht zustellbar" in desk.get("/").get_data(as_text=True)
    assert "550 no such user" in desk.get("/outbox?state=failed").get_data(as_text=True)
    desk.post("/outbox", {"do": "withdraw", "letter": str(number)})
    assert "nicht zustellbar</h2>" not in desk.get("/").get_data(as_text=True)


def test_worker_and_clock_that_were_never_seen_raise_an_alarm(app: Flask, desk: Desk) -> None:
    page = desk.get("/").get_data(as_text=True)
    assert "Es gehen keine Nachrichten hinaus" in page


def test_the_first_page_says_that_the_mail_server_takes_no_letters(
    desk: Desk, now: datetime
) -> None:
    assert "nimmt keine Briefe an" not in desk.get("/").text
    delivery.refused("refused (553)", "5.7.1 not <you>", True, now, mine=False)
    page = desk.get("/").text
    assert "Der E-Mail-Server nimmt keine Briefe an" in page
    assert '<q dir="auto">5.7.1 not &lt;you&gt;</q>' in page
    delivery.served(now, mine=True)
    assert "nimmt keine Briefe an" not in desk.get("/").text


FILTERED = ("kommt", "entwurf", "vorbei", "abgesagt")


@pytest.fixture
def programme(app: Flask) -> None:
    """One training that lies ahead, one draft, one that is over, one that is called off."""
    now = datetime.now(UTC)
    make_training(now, "kommt")
    create_training(Draft(training_spec(now, "entwurf"), Extras()), now, "test")
    make_training(now - timedelta(days=60), "vorbei", days=3)
    cancel_training(make_training(now, "abgesagt").id, "Krank", now, "test")


@pytest.mark.parametrize(
    ("show", "wanted"),
    [
        ("ahead", {"kommt", "entwurf"}),
        ("draft", {"entwurf"}),
        ("over", {"vorbei"}),
        ("cancelled", {"abgesagt"}),
        ("all", set(FILTERED)),
        ("nonsense", {"kommt", "entwurf"}),
    ],
)
def test_each_filter_shows_what_it_names(
    programme: None, desk: Desk, show: str, wanted: set[str]
) -> None:
    page = desk.get(f"/?show={show}").text
    assert {name for name in FILTERED if f'href="/staff/trainings/{name}"' in page} == wanted
    offered = ("ahead", "draft", "over", "cancelled", "all")
    assert all(f'value="{one}"' in page or f"show={one}" in page for one in offered)
