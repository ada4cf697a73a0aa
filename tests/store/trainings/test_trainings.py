"""Which trainings are found for programme, feeds and clock, each beside those that must not be."""

from datetime import timedelta

import pytest
from flask import Flask

from registration.store.database import db
from registration.store.models import Training
from registration.store.trainings import trainings as find
from tests.conftest import NOW
from tests.support.rows import DAY, HOUR, a_session, a_training

SECOND = timedelta(seconds=1)
LENGTH = 3 * HOUR  # of each session


def titles(found: object) -> list[str]:
    return [one.title for one in found]  # type: ignore[attr-defined]


@pytest.fixture
def programme(app: Flask) -> dict[str, Training]:
    """Trainings in each state and phase, made in no order of their dates."""
    made = {
        "later": a_training(NOW + 9 * DAY, title="later"),
        "goes on": a_training(NOW - 9 * DAY, NOW + 5 * DAY, title="goes on"),
        "ends now": a_training(NOW - LENGTH, title="ends now"),
        "ends soon": a_training(NOW - LENGTH + SECOND, title="ends soon"),
        "over": a_training(NOW - 5 * DAY, title="over"),
        "draft": a_training(NOW + DAY, title="draft", state="draft"),
        "called off": a_training(NOW + 2 * DAY, title="called off", state="cancelled"),
        "undated": a_training(title="undated"),
    }
    a_session(made["over"], NOW + 8 * DAY, dropped_at=NOW)
    a_session(made["undated"], NOW + 8 * DAY, dropped_at=NOW)
    a_session(made["later"], NOW - 20 * DAY, dropped_at=NOW)
    db.session.commit()
    return made


def test_the_programme_is_what_is_public_and_has_not_ended_by_first_date(
    programme: dict[str, Training],
) -> None:
    assert titles(find.upcoming(NOW)) == ["goes on", "ends soon", "later"]
    assert titles(find.upcoming(NOW, cancelled_too=True)) == [
        *("goes on", "ends soon", "called off", "later")
    ]
    assert titles(find.published()) == [
        "later",
        "goes on",
        "ends now",
        "ends soon",
        "over",
        "undated",
    ]
    assert len(find.every()) == 8


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (0 * SECOND, SECOND, {"ends now", "ends soon"}),
        (SECOND, 2 * SECOND, {"ends soon"}),
        (2 * SECOND, DAY, set()),
        (5 * DAY, 5 * DAY, {"goes on"}),
        (5 * DAY + LENGTH, 6 * DAY, {"goes on"}),
        (5 * DAY + LENGTH + SECOND, 9 * DAY - SECOND, set()),
        (-20 * DAY, -20 * DAY, set()),
    ],
)
def test_a_date_counts_that_starts_or_ends_between_two_moments(
    programme: dict[str, Training], first: timedelta, last: timedelta, wanted: set[str]
) -> None:
    rows = find.dates_between(NOW + first, NOW + last)
    by_id = {training.id: name for name, training in programme.items()}
    assert {by_id[row.training_id] for row in rows} == wanted
    held = {s.id for name in wanted for s in programme[name].sessions}
    assert {row.id for row in rows} == held


def test_trainings_are_found_by_their_web_address_alone(programme: dict[str, Training]) -> None:
    one, other = programme["draft"], programme["later"]
    assert find.by_slug(one.slug) is one
    assert find.by_slug("nowhere") is find.by_slug("a\0b") is None
    assert find.with_slugs([one.slug, "nowhere"]) == {one.slug: one}
    assert other.slug in find.all_slugs()
    assert (find.exists(one.id), find.exists(999)) == (True, False)
