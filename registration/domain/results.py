"""What the answers to a survey say together. Nothing is shown under five answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .sorting import sort_key
from .surveys import RATINGS, SurveyKind, SurveyQuestion, may_be_shown


@dataclass(frozen=True)
class Tally:
    """How often each rating was given, in the order of ``RATINGS``."""

    question: SurveyQuestion
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many people have answered the question."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """The mean rating; None if nobody has answered."""
        if not self.total:
            return None
        return sum(r * c for r, c in zip(RATINGS, self.counts, strict=True)) / self.total


@dataclass(frozen=True)
class Quotes:
    """What people wrote, in an order that tells nothing about who wrote when."""

    question: SurveyQuestion
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Results:
    """The results of a survey; ``tallies`` and ``quotes`` are empty under five answers."""

    answers: int
    tallies: tuple[Tally, ...] = ()
    quotes: tuple[Quotes, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether enough people have answered."""
        return may_be_shown(self.answers)


def results(questions: Iterable[SurveyQuestion], answers: Sequence[Mapping[str, Any]]) -> Results:
    """Count the ratings and collect the quotes of a survey, if there are enough answers."""
    if not may_be_shown(len(answers)):
        return Results(len(answers))
    asked = tuple(questions)
    return Results(
        len(answers),
        tuple(_tally(q, answers) for q in asked if q.kind is SurveyKind.RATING),
        tuple(_words(q, answers) for q in asked if q.kind is not SurveyKind.RATING),
    )


def _tally(question: SurveyQuestion, answers: Sequence[Mapping[str, Any]]) -> Tally:
    given = [answer.get(question.key) for answer in answers]
    return Tally(question, tuple(given.count(rating) for rating in RATINGS))


def _words(question: SurveyQuestion, answers: Sequence[Mapping[str, Any]]) -> Quotes:
    if question.kind is SurveyKind.TEXT:
        return _quotes(question, answers)
    given = [str(answer.get(question.key)) for answer in answers]
    return Quotes(question, tuple(f"{o}: {given.count(o)}" for o in question.options))


def _quotes(question: SurveyQuestion, answers: Sequence[Mapping[str, Any]]) -> Quotes:
    given = [str(answer[question.key]) for answer in answers if answer.get(question.key)]
    return Quotes(question, tuple(sorted(given, key=sort_key)))
