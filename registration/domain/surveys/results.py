"""What the answers to a survey say together. Nothing is shown under five answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..sorting import sort_key
from .questions import RATINGS, SurveyKind, SurveyQuestion, may_be_shown


@dataclass(frozen=True)
class Tally:
    """How often each rating or option was chosen, in the order of ``values``."""

    question: SurveyQuestion
    counts: tuple[int, ...]

    @property
    def values(self) -> tuple[int, ...] | tuple[str, ...]:
        """What could be chosen: the ratings, or the question's own options."""
        return RATINGS if self.question.kind is SurveyKind.RATING else self.question.options

    @property
    def total(self) -> int:
        """How many people have answered the question."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """The mean rating; None if nobody has answered, and for options."""
        if not self.total or self.question.kind is not SurveyKind.RATING:
            return None
        return sum(r * c for r, c in zip(RATINGS, self.counts, strict=True)) / self.total


@dataclass(frozen=True)
class Quotes:
    """What people wrote, in an order that tells nothing about who wrote when."""

    question: SurveyQuestion
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Results:
    """The results of a survey; all but the number of answers is empty under five of them."""

    answers: int
    tallies: tuple[Tally, ...] = ()
    choices: tuple[Tally, ...] = ()
    quotes: tuple[Quotes, ...] = ()

    @property
    def plots(self) -> tuple[Tally, ...]:
        """All that is counted: ratings, then options."""
        return self.tallies + self.choices

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
        tuple(_tally(q, answers) for q in asked if q.kind is SurveyKind.CHOICE),
        tuple(_quotes(q, answers) for q in asked if q.kind is SurveyKind.TEXT),
    )


def _tally(question: SurveyQuestion, answers: Sequence[Mapping[str, Any]]) -> Tally:
    given = [answer.get(question.key) for answer in answers]
    values = Tally(question, ()).values
    return Tally(question, tuple(given.count(value) for value in values))


def _quotes(question: SurveyQuestion, answers: Sequence[Mapping[str, Any]]) -> Quotes:
    given = [str(answer[question.key]) for answer in answers if answer.get(question.key)]
    return Quotes(question, tuple(sorted(given, key=sort_key)))
