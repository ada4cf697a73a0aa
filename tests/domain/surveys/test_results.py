"""Counting answers; nothing under five, and no order that tells who wrote when."""

import random
from typing import Any

import pytest

from registration.domain.surveys.questions import STANDARD, SurveyKind, SurveyQuestion
from registration.domain.surveys.results import results

ANSWERS: list[dict[str, Any]] = [
    {"overall": 5, "useful": 1, "good": "Übung"},
    {"overall": 4, "good": "Austausch"},
    {"overall": 5, "good": ""},
    {"overall": 1, "better": "Pausen"},
    {},
]


@pytest.mark.parametrize("count", range(5))
def test_under_five_answers_there_is_nothing_to_see(count: int) -> None:
    found = results(STANDARD, ANSWERS[:count])
    assert (found.answers, found.shown, found.tallies, found.quotes) == (count, False, (), ())


def test_ratings_are_counted_and_averaged() -> None:
    overall, useful, trainer = results(STANDARD, ANSWERS).tallies
    assert overall.counts == (1, 0, 0, 1, 2)
    assert overall.mean == 15 / 4
    assert (useful.total, useful.mean) == (1, 1)
    assert (trainer.total, trainer.mean) == (0, None)


def test_quotes_stand_in_an_order_that_does_not_depend_on_the_answers_order() -> None:
    shuffled = random.Random(4).sample(ANSWERS, 5)
    good, better = results(STANDARD, shuffled).quotes
    assert good.texts == ("Austausch", "Übung")
    assert better.texts == ("Pausen",)


def test_options_of_an_own_question_are_counted_without_a_mean() -> None:
    own = SurveyQuestion("again", "Would you come again?", SurveyKind.CHOICE, ("Yes", "No"))
    given = [{"again": "Yes"}] * 3 + [{"again": "No"}, {}]
    found = results([own], given)
    assert found.tallies == ()
    assert [(c.values, c.counts, c.mean) for c in found.choices] == [(("Yes", "No"), (3, 1), None)]
    assert found.plots == found.choices
