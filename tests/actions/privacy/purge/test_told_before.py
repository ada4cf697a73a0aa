"""The team hears a week before that names will leave, and of as many as then do."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from registration.actions.attendance import Newcomer, add_walk_in
from registration.actions.letters.digest import owe_digests
from registration.actions.privacy.purge import purge
from registration.actions.staff import auth
from registration.letters import render_letter
from registration.store.database import db
from registration.store.models import Funding, Message, Training
from registration.store.privacy.retention import Leaving, names_leaving
from tests.support.factories import make_confirmed, make_registration, make_training

ZONE = ZoneInfo("Europe/Berlin")


@pytest.fixture
def trainings(app: Flask, now: datetime) -> dict[str, Training]:
    """Some whose names leave on several days, and some of which all stay."""
    grant = Funding(key="g", title="G", retention_years=1, proof_submitted_on=date(2026, 2, 3))
    kept = Funding(key="k", title="K", retention_years=5, proof_submitted_on=None)
    made = {
        # A name more than a day later, near midnight in the town.
        name: make_training(now - timedelta(days=60), name, days=60 + days - 28)
        for name, days in {
            "first": 3, "night": 3.52, "same": 3, "grant": -10, "kept": 3, "week": 7, "later": 7.5,
        }.items()
    }  # fmt: skip
    for training in made.values():
        make_confirmed(training, now - timedelta(days=60))
    make_registration(made["kept"], now - timedelta(days=60))
    add_walk_in(made["first"].sessions[0], Newcomer("key", "Omid", "B"), "test", now)
    made["grant"].funding, made["kept"].funding = grant, kept
    grant.proof_submitted_on = (now + timedelta(days=2)).date().replace(year=2026)
    db.session.commit()
    purge(now, ZONE)
    return made


def test_as_many_names_leave_as_were_announced(
    trainings: dict[str, Training], now: datetime
) -> None:
    told = names_leaving(now, ZONE)
    assert [(one.people, one.trainings) for one in told] == [(1, 1), (4, 3), (1, 1), (1, 1)]
    for one in told:
        begin = datetime.combine(one.day, datetime.min.time(), ZONE)
        assert purge(begin - timedelta(microseconds=1), ZONE).names == 0
        assert purge(begin + timedelta(days=1, microseconds=-1), ZONE).names == one.people


def test_of_one_training_only_its_own_names_are_told(
    trainings: dict[str, Training], now: datetime
) -> None:
    day = (now + timedelta(days=3)).date()
    assert names_leaving(now, ZONE, trainings["first"].id) == [Leaving(day, 2, 1)]
    assert names_leaving(now, ZONE, trainings["kept"].id) == [Leaving(day, 1, 1)]
    assert names_leaving(now, ZONE, trainings["later"].id) == []


def test_the_morning_letter_tells_it_even_if_nothing_else_is_new(app: Flask, now: datetime) -> None:
    morning = now.astimezone(ZONE).replace(hour=7)
    auth.add_staff("a@borken.example", None, now - timedelta(days=90))
    training = make_training(now - timedelta(days=60), days=60 + 3 - 28)
    make_confirmed(training, now - timedelta(days=60))
    db.session.execute(db.update(Message).values(state="sent"))
    db.session.commit()
    assert owe_digests(morning - timedelta(days=8), ZONE) == 0
    assert owe_digests(morning, ZONE) == 1
    digest = db.session.scalars(db.select(Message).where(Message.kind == "digest")).one()
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    text = render_letter(digest, settings, links, morning).text
    day = (now + timedelta(days=3)).astimezone(ZONE)
    assert f"{day.day}. Januar 2027 löschen wir 1 Namen aus 1 Schulung." in text


def test_two_queries_tell_that_nothing_leaves(app: Flask, now: datetime) -> None:
    from tests.actions.privacy.purge.test_purge import statements

    make_confirmed(make_training(now), now)
    with statements() as seen:
        assert names_leaving(now, ZONE) == []
    selects: list[Any] = [sql for sql in seen if sql.startswith("SELECT")]
    assert len(selects) == 4
