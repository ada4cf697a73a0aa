"""Which trainings the team's lists show, in which order; each beside rows that must not come."""

from datetime import datetime

import pytest
from flask import Flask

from registration.domain.signups.seats import PROMOTION_STOPS_BEFORE_START
from registration.domain.trainings.decisions import DRAFT_SHOWN_BEFORE, MINIMUM_SHOWN_BEFORE
from registration.store.models import Funding
from registration.store.trainings import training_lists
from registration.store.trainings.training_lists import TrainingFilter
from tests.conftest import NOW
from tests.support.rows import DAY, HOUR, a_letter, a_session, a_training, keep

END_NOW = NOW - 3 * HOUR  # a session of three hours that ends now


@pytest.fixture
def names(app: Flask) -> dict[str, int]:
    """Trainings in each state and phase, made in no order of their dates."""
    dates: dict[str, tuple[str, list[datetime]]] = {
        "later": ("published", [NOW + 9 * DAY]),
        "soon": ("published", [NOW + DAY, NOW + 20 * DAY]),
        "runs": ("published", [NOW - HOUR]),
        "goes on": ("published", [NOW - 9 * DAY, NOW + 5 * DAY]),
        "just over": ("published", [END_NOW]),
        "over": ("published", [NOW - 20 * DAY]),
        "long over": ("published", [NOW - 50 * DAY, NOW - 40 * DAY]),
        "draft": ("draft", [NOW + 3 * DAY]),
        "draft over": ("draft", [NOW - 30 * DAY]),
        "empty draft": ("draft", []),
        "newer empty draft": ("draft", []),
        "cancelled": ("cancelled", [NOW + 2 * DAY]),
        "cancelled before": ("cancelled", [NOW - 2 * DAY]),
        "cancelled, undated": ("cancelled", []),
    }
    made = {name: a_training(*days, title=name, state=s) for name, (s, days) in dates.items()}
    # A dropped date is none: it makes nothing earlier, later or dated.
    a_session(made["later"], NOW + HOUR, dropped_at=NOW)
    a_session(made["over"], NOW + 8 * DAY, dropped_at=NOW)
    a_session(made["empty draft"], NOW + 8 * DAY, dropped_at=NOW)
    return {name: training.id for name, training in made.items()}


def titles(**wanted: object) -> list[str]:
    found = training_lists.trainings_page(TrainingFilter(**wanted), NOW)  # type: ignore[arg-type]
    assert found.total == len(found.rows)
    return [training.title for training in found.rows]


AHEAD = ["soon", "draft", "goes on", "later"]
UNDATED = ["newer empty draft", "empty draft"]


def test_what_runs_or_lies_ahead_comes_by_its_next_date_then_what_has_none(
    names: dict[str, int],
) -> None:
    assert titles() == ["runs", *AHEAD, *UNDATED]


def test_what_is_over_comes_the_latest_first(names: dict[str, int]) -> None:
    assert titles(show="over") == ["just over", "over", "long over"]


def test_drafts_and_called_off_trainings_stand_alone(names: dict[str, int]) -> None:
    assert titles(show="draft") == ["draft", *UNDATED, "draft over"]
    assert titles(show="cancelled") == ["cancelled", "cancelled before", "cancelled, undated"]
    assert sorted(titles(show="all")) == sorted(names)


def test_a_search_looks_at_title_address_topic_and_place_and_at_nothing_else(app: Flask) -> None:
    a_training(NOW + DAY, title="Zuhören")
    a_training(NOW + 2 * DAY, title="b", slug="zuhoeren-lernen")
    a_training(NOW + 3 * DAY, title="c", topic="Zuhören")
    a_session(a_training(title="d"), NOW + 4 * DAY, place="Haus Zuhören")
    a_training(NOW + 5 * DAY, title="e", contact_name="Zuhören")
    assert titles(text="zuhören") == ["Zuhören", "c", "d"]
    assert titles(text="zuhoeren") == ["b"]
    assert titles(text="nichts davon") == []


def test_a_page_has_25_trainings_and_the_next_one_goes_on(app: Flask) -> None:
    for day in range(27):
        a_training(NOW + (day + 1) * DAY, title=f"{day}")
    pages = [training_lists.trainings_page(TrainingFilter(page=n), NOW) for n in (1, 2, 9)]
    assert [[t.title for t in page.rows] for page in pages] == [
        [str(n) for n in range(25)],
        ["25", "26"],
        ["25", "26"],
    ]
    assert [(p.number, p.last, p.total) for p in pages] == [(1, 2, 27), (2, 2, 27), (2, 2, 27)]


def test_failed_letters_are_counted_for_each_training_alone(app: Flask) -> None:
    one, other, third = a_training(), a_training(), a_training()
    for training in (one, one, other, third):
        a_letter(training, state="failed")
    for state in ("queued", "sent", "withdrawn", "retrying", "sending"):
        a_letter(one, state=state)
    a_letter(None, state="failed")
    assert training_lists.failed_letters([one.id, other.id]) == {one.id: 2, other.id: 1}
    assert training_lists.failed_in_all() == 5


def test_to_decide_is_what_begins_soon_or_has_too_few_by_a_day_that_comes(app: Flask) -> None:
    few = {"minimum": 5}
    week, four, soon = MINIMUM_SHOWN_BEFORE, PROMOTION_STOPS_BEFORE_START, DRAFT_SHOWN_BEFORE
    a_training(NOW + 30 * DAY, title="few", decide_by=NOW + week, **few)
    a_training(NOW + 31 * DAY, title="not yet", decide_by=NOW + week + HOUR, **few)
    a_training(NOW + 32 * DAY, title="no minimum", decide_by=NOW)
    a_training(NOW + four, title="begins")
    a_training(NOW + four + HOUR, title="begins later")
    a_training(NOW + soon, title="draft", state="draft")
    a_training(NOW + soon + HOUR, title="later draft", state="draft")
    a_training(NOW + HOUR, title="called off", state="cancelled")
    a_training(NOW, title="has begun")
    a_training(NOW - HOUR, title="has begun before", **few, decide_by=NOW)
    dropped = a_training(NOW + 40 * DAY, title="its date was dropped")
    a_session(dropped, NOW + HOUR, dropped_at=NOW)
    found = [training.title for training in training_lists.maybe_to_decide(NOW)]
    assert sorted(found) == ["begins", "draft", "few"]
    starts = [training.first_start for training in training_lists.maybe_to_decide(NOW)]
    assert starts == sorted(starts)  # type: ignore[type-var]


def test_the_latest_training_is_the_one_made_last_whatever_its_date(app: Flask) -> None:
    assert training_lists.latest_training() is None
    a_training(NOW + 90 * DAY)
    made_last = a_training(NOW + DAY)
    assert training_lists.latest_training() is made_last


def test_a_grant_s_trainings_stand_alone(app: Flask) -> None:
    grants = [keep(Funding(key=key, title=key)) for key in "ab"]
    for title, grant in (("one", grants[0]), ("other", grants[1]), ("none", None)):
        a_training(NOW + DAY, title=title, funding_id=grant.id if grant else None)
    assert titles(funding_id=grants[0].id) == ["one"]
    assert titles(funding_id=999) == []
    assert sorted(titles()) == ["none", "one", "other"]
