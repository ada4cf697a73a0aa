"""The questions of the standard survey, and when results may be shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..text import msgid

SHOWN_FROM = 5
RATINGS = (1, 2, 3, 4, 5)


class SurveyKind(StrEnum):
    """How a survey question is answered."""

    RATING = "rating"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True)
class SurveyQuestion:
    """One question of a survey; the ``label`` is a message id unless the town wrote its ``own``."""

    key: str
    label: str
    kind: SurveyKind
    options: tuple[str, ...] = ()
    own: bool = False


_RATING, _TEXT = SurveyKind.RATING, SurveyKind.TEXT
STANDARD = (
    SurveyQuestion("overall", msgid("How did you like the training as a whole?"), _RATING),
    SurveyQuestion("useful", msgid("How useful is it for what you do?"), _RATING),
    SurveyQuestion("trainer", msgid("How did you like the way it was taught?"), _RATING),
    SurveyQuestion("good", msgid("What was good?"), _TEXT),
    SurveyQuestion("better", msgid("What should be better next time?"), _TEXT),
)


def questions(survey: str, own: Iterable[Mapping[str, Any]] = ()) -> tuple[SurveyQuestion, ...]:
    """The questions of a training's survey: its own ones as stored, else the standard ones.

    None if it has no survey.
    """
    if survey != "standard":
        return ()
    return tuple(_stored(table) for table in own) or STANDARD


def _stored(table: Mapping[str, Any]) -> SurveyQuestion:
    options = tuple(table.get("options", ()))
    return SurveyQuestion(
        table["key"], table["label"], SurveyKind(table["kind"]), options, own=True
    )


def may_be_shown(answers: int) -> bool:
    """Whether enough people have answered that nobody can be told from the rest."""
    return answers >= SHOWN_FROM
