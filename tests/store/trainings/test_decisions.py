"""What the team's first page and its morning letter name: each beside what needs nobody."""

from flask import Flask

from registration.domain.trainings.decisions import Decision
from registration.store.models.letters import ON_PAPER
from registration.store.trainings.decisions import to_decide
from tests.conftest import NOW
from tests.support.rows import DAY, a_letter, a_person, a_training


def found() -> list[tuple[str, Decision, int]]:
    return [(one.training.title, one.what, one.letters) for one in to_decide(NOW)]


def test_first_comes_what_is_to_be_decided_then_what_is_to_be_printed(app: Flask) -> None:
    few = {"minimum": 5, "decide_by": NOW + DAY}
    later = a_training(NOW + 31 * DAY, title="zu wenige, später", **few)
    a_training(NOW + 30 * DAY, title="zu wenige", **few)
    enough = a_training(NOW + 30 * DAY, title="genug", **few)
    for _ in range(5):
        a_person(enough)
    a_letter(enough, state="failed")
    kept = {"state": "withdrawn", "last_error": ON_PAPER}
    for training in (enough, later, later):
        a_letter(training, registration_id=a_person(training, email=None).id, **kept)
    assert found() == [
        ("zu wenige", Decision.TOO_FEW, 0),
        ("zu wenige, später", Decision.TOO_FEW, 0),
        ("genug", Decision.LETTERS_TO_PRINT, 1),
        ("zu wenige, später", Decision.LETTERS_TO_PRINT, 2),
    ]


def test_where_nothing_is_to_be_done_nothing_is_named(app: Flask) -> None:
    training = a_training(NOW + 30 * DAY)
    a_letter(training, registration_id=a_person(training).id)
    assert found() == []
