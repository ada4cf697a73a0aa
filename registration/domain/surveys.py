"""The questions of the standard survey, and when results may be shown."""

from dataclasses import dataclass
from enum import StrEnum

SHOWN_FROM = 5
RATINGS = (1, 2, 3, 4, 5)


class SurveyKind(StrEnum):
    """How a survey question is answered."""

    RATING = "rating"
    TEXT = "text"


@dataclass(frozen=True)
class SurveyQuestion:
    """One question of a survey; ``label`` is a message id of the catalogues."""

    key: str
    label: str
    kind: SurveyKind


STANDARD = (
    SurveyQuestion("overall", "How did you like the training as a whole?", SurveyKind.RATING),
    SurveyQuestion("useful", "How useful is it for what you do?", SurveyKind.RATING),
    SurveyQuestion("trainer", "How did you like the way it was taught?", SurveyKind.RATING),
    SurveyQuestion("good", "What was good?", SurveyKind.TEXT),
    SurveyQuestion("better", "What should be better next time?", SurveyKind.TEXT),
)


def questions(survey: str) -> tuple[SurveyQuestion, ...]:
    """The questions of a training's survey; none if it has no survey."""
    return STANDARD if survey == "standard" else ()


def may_be_shown(answers: int) -> bool:
    """Whether enough people have answered that nobody can be told from the rest."""
    return answers >= SHOWN_FROM
