"""Lists: what matters, found quickly, with a constant number of queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from registration.actions.letters import delivery
from registration.actions.signups.by_staff import requeue
from registration.actions.trainings.programme import import_programme
from registration.domain.letters.kinds import Kind
from registration.domain.programme import Programme
from registration.store.database import db
from registration.store.letters.outbox import owe
from registration.store.models import Message
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training, training_spec


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile."""
    found: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def queries(desk: Desk, path: str) -> int:
    """How many statements a page needs."""
    with counted() as found:
        assert desk.get(path).status_code == 200
    return len(found)


def fill(now: datetime, first: int, last: int) -> None:
    """A programme of many trainings."""
    specs = tuple(training_spec(now, f"kurs-{n}", days=10 + n) for n in range(first, last))
    import_programme(Programme(trainings=specs), now, "test")


def test_the_number_of_queries_does_not_grow_with_trainings_and_people(
    app: Flask, desk: Desk
) -> None:
    now = datetime.now(UTC)
    training = make_training(now, "kurs")
    make_confirmed(training, now)
    paths = ("/", "/trainings/kurs", "/outbox?state=all", "/surveys", "/settings")
    few = [queries(desk, path) for path in paths]
    fill(now, 0, 40)
    for _ in range(8):
        make_confirmed(training, now)
    assert [queries(desk, path) for path in paths] == few
    assert max(few) <= 20


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
    message.state, message.last_error = "failed", "550 no such user"
    number = message.id
    db.session.commit()
    assert "1 Brief war nicht zustellbar" in desk.get("/").get_data(as_text=True)
    assert "550 no such user" in desk.get("/outbox?state=failed").get_data(as_text=True)
    desk.post("/outbox", {"do": "withdraw", "letter": str(number)})
    assert "nicht zustellbar</h2>" not in desk.get("/").get_data(as_text=True)


def test_a_letter_to_a_trainer_who_was_taken_off_says_where_it_goes(app: Flask, desk: Desk) -> None:
    now = datetime.now(UTC)
    training = make_training(now, "kurs")
    other = make_training(now, "anderer")
    for one, address in ((training, "berit@borken.example"), (other, None)):
        owe(Kind.TRAINER_CANCELLATION, (one.id,), now, training_id=one.id, address=address)
    db.session.commit()
    page = desk.get(f"/outbox?state=all&training={training.id}").get_data(as_text=True)
    assert "<td><bdi>berit@borken.example</bdi></td>" in page
    page = desk.get(f"/outbox?state=all&training={other.id}").get_data(as_text=True)
    assert "<td><bdi>–</bdi></td>" in page
    assert "berit@" not in page
    newest = db.session.scalars(db.select(Message.id).where(Message.training_id == training.id))
    page = desk.get(f"/outbox/{newest.one()}").get_data(as_text=True)
    assert "<p>An <bdi>berit@borken.example</bdi></p>" in page


def test_worker_and_clock_that_were_never_seen_raise_an_alarm(app: Flask, desk: Desk) -> None:
    page = desk.get("/").get_data(as_text=True)
    assert "Es gehen keine Nachrichten hinaus" in page


def test_people_are_found_sorted_and_their_place_shown(app: Flask, desk: Desk) -> None:
    now = datetime.now(UTC)
    training = make_training(now, "kurs", capacity=1)
    names = ("Özdemir", "Brüning", "Anders")
    people = [make_confirmed(training, now, family_name=name) for name in names]
    requeue(people[2], 1, "Grund", now, "test")
    page = desk.get("/trainings/kurs").get_data(as_text=True)
    assert page.index("Özdemir") < page.index("Anders") < page.index("Brüning")
    by_name = desk.get("/trainings/kurs?sort=name").get_data(as_text=True)
    assert by_name.index("Anders") < by_name.index("Brüning") < by_name.index("Özdemir")
    found = desk.get("/trainings/kurs?q=özdemir").get_data(as_text=True)
    assert "Özdemir" in found
    assert "Brüning" not in found


def test_looking_at_people_stands_in_the_log(app: Flask, desk: Desk, count_rows: Any) -> None:
    make_training(datetime.now(UTC), "kurs")
    for path in ("/trainings/kurs", "/trainings/kurs/registrations.csv", "/outbox"):
        desk.get(path)
    assert count_rows("audit", "action LIKE 'saw %'") == 3


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
