"""What is counted for the funder, on the survey page and in the morning letter."""

from typing import Any

from flask import Flask

from registration.store import fundings, surveys
from registration.store.letters import digest
from registration.store.letters.digest import News
from registration.store.models import Funding, Training
from tests.conftest import NOW
from tests.support.rows import (
    DAY,
    HOUR,
    a_letter,
    a_mark,
    a_person,
    a_session,
    a_training,
    a_walk_in,
    an_answer,
    an_entry,
    keep,
)


def a_grant(key: str) -> Funding:
    texts = {"title": key, "programme": "EU", "notice": "x", "reference": "1"}
    made: Funding = keep(Funding(key=key, retention_years=5, **texts))
    return made


def reported(**changes: Any) -> Training:
    """A training of two dates with people in all states, marks, walk-ins and answers."""
    training = a_training(NOW + DAY, NOW + 2 * DAY, **changes)
    one, two = training.all_sessions
    came, came_once, missed = (a_person(training, role="staff") for _ in range(3))
    a_person(training, state="cancelled", role="other", organisation="Weg")
    a_person(training, state="waitlisted", queue_rank=1, role="other", organisation="Weg")
    for session, person, there in (
        (one, came, True),
        (two, came, True),
        (two, came_once, True),
        (one, missed, False),
    ):
        a_mark(session, person, present=there)
    a_walk_in(two)
    for _ in range(5):
        an_answer(training, overall=5)
    return training


def test_what_was_called_off_is_listed_and_counts_nowhere(app: Flask) -> None:
    grant, other = a_grant("leader"), a_grant("anderer")
    off = reported(funding=grant, state="cancelled")
    reported(funding=grant)
    reported(funding=grant, state="draft")
    reported(funding=other, state="cancelled")
    a_training(NOW + 20 * DAY, funding=grant, state="cancelled")
    gone = a_training(funding=grant, state="cancelled")
    a_session(gone, NOW + DAY, dropped_at=NOW)
    report = fundings.report_on(grant, NOW, NOW + 10 * DAY)
    assert [one.id for one in report.called_off] == [off.id]
    assert [line.training.state for line in report.lines] == ["published"]


def test_a_report_counts_its_grant_and_its_period_and_nothing_beside_them(app: Flask) -> None:
    grant, other = a_grant("leader"), a_grant("anderer")
    training = reported(funding=grant, title="Ja")
    dropped = a_session(training, NOW + 3 * DAY, dropped_at=NOW)
    a_mark(dropped, a_person(training, state="cancelled"))
    for beside in ({"funding": other}, {}, {"funding": grant, "state": "draft"}):
        reported(**beside)
    report = fundings.report_on(grant, NOW, NOW + 10 * DAY)
    (line,) = report.lines
    assert (line.training, len(line.sessions)) == (training, 2)
    assert (line.registered, line.attended, line.duration) == (3, 3, 6 * HOUR)
    assert (report.registered, report.attended, report.duration) == (3, 3, 6 * HOUR)
    assert report.sessions == 2
    assert dict(report.roles) == {"staff": 3}
    assert dict(report.organisations) == {"": 3}
    assert [tally.counts for tally in line.tallies[:1]] == [(0, 0, 0, 0, 5)]


def test_a_period_holds_what_starts_from_its_beginning_and_before_its_end(app: Flask) -> None:
    grant = a_grant("leader")
    begin, end = NOW, NOW + 10 * DAY
    for starts in (begin, end - HOUR, end, begin - HOUR):
        a_training(starts, funding=grant, title=f"{starts - NOW}")
    report = fundings.report_on(grant, begin, end)
    assert [line.training.title for line in report.lines] == ["0:00:00", "9 days, 23:00:00"]


def test_lines_go_by_the_first_date_in_the_period(app: Flask) -> None:
    grant = a_grant("leader")
    a_training(NOW + 5 * DAY, funding=grant, title="b")
    a_training(NOW + 1 * DAY, NOW + 6 * DAY, funding=grant, title="a")
    a_training(NOW + 5 * DAY, funding=grant, title="c")
    report = fundings.report_on(grant, NOW, NOW + 10 * DAY)
    assert [line.training.title for line in report.lines] == ["a", "b", "c"]


def test_surveys_are_of_published_trainings_that_are_over_the_latest_first(app: Flask) -> None:
    early = a_training(NOW - 9 * DAY, title="früh")
    late = a_training(NOW - 20 * DAY, NOW - 3 * HOUR, title="spät")
    a_training(NOW - 3 * HOUR, title="auch spät")
    a_training(NOW - 2 * HOUR, title="läuft")
    a_training(NOW - 9 * DAY, NOW + DAY, title="geht weiter")
    a_training(NOW - 9 * DAY, title="ohne Umfrage", survey="none")
    a_training(NOW - 9 * DAY, title="abgesagt", state="cancelled")
    a_session(early, NOW + DAY, dropped_at=NOW)
    for training, people in ((early, 3), (late, 1)):
        for _ in range(people):
            a_person(training)
            an_answer(training, overall=3)
    a_person(early, state="cancelled")
    page = surveys.surveyed_page(NOW, 1)
    found = [(one.training.title, one.asked, one.answers, one.ended) for one in page.rows]
    assert found == [
        ("spät", 1, 1, NOW),
        ("auch spät", 0, 0, NOW),
        ("früh", 3, 3, NOW - 9 * DAY + 3 * HOUR),
    ]


def test_25_surveys_make_a_page(app: Flask) -> None:
    for day in range(26):
        a_training(NOW - (day + 1) * DAY, title=f"{day}")
    page = surveys.surveyed_page(NOW, 2)
    assert ([one.training.title for one in page.rows], page.total) == (["25"], 26)


def test_the_morning_letter_counts_who_came_and_went_in_its_span(app: Flask) -> None:
    busy, quiet = a_training(title="b"), a_training(title="a")
    silent = a_training(title="c")
    for action in ("signed up", "added by hand", "moved here", "cancelled", "declined", "lapsed"):
        an_entry(busy, action, NOW)
    an_entry(busy, "moved away", NOW + DAY - HOUR)
    an_entry(busy, "signed up", NOW - HOUR)
    an_entry(busy, "signed up", NOW + DAY)
    an_entry(quiet, "signed up", NOW + HOUR)
    an_entry(silent, "saved a training", NOW)
    a_person(busy, state="waitlisted", queue_rank=1)
    a_person(silent, state="waitlisted", queue_rank=1)
    news = digest.news_since(NOW, NOW + DAY)
    assert list(news) == [News("a", 1, 0, 0), News("b", 3, 4, 1)]


def test_the_morning_letter_counts_what_failed(app: Flask) -> None:
    training = a_training(NOW + 30 * DAY)
    for state in ("failed", "queued", "withdrawn"):
        a_letter(training, state=state)
    assert digest.failed_letters() == 1
