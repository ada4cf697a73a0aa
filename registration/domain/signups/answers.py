"""Answers to a training's own questions belong to the question as it was asked."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ..programme import QuestionKind, QuestionSpec


class Misfit(StrEnum):
    """What of a changed question does not fit the answers that were given to it."""

    KIND = "kind"
    OPTIONS = "options"


@dataclass(frozen=True)
class Clash:
    """A changed question that answers do not fit, and how many those are."""

    key: str
    what: Misfit
    answers: int


def is_given(answer: Any) -> bool:
    """Whether something was answered: a box that is not ticked says nothing."""
    return answer not in (None, "", False, [])


def clashes(questions: Iterable[QuestionSpec], answers: Mapping[str, Sequence[Any]]) -> list[Clash]:
    """Which questions would no longer fit ``answers``, the given ones by key."""
    found = []
    for question in questions:
        given = answers.get(question.key, ())
        odd_kind = sum(not _fits_kind(question.kind, answer) for answer in given)
        odd_option = sum(not _is_offered(question, answer) for answer in given)
        if odd_kind:
            found.append(Clash(question.key, Misfit.KIND, odd_kind))
        elif odd_option:
            found.append(Clash(question.key, Misfit.OPTIONS, odd_option))
    return found


def _fits_kind(kind: QuestionKind, answer: Any) -> bool:
    if kind is QuestionKind.SEVERAL:
        return isinstance(answer, list)
    if kind is QuestionKind.CHECKBOX:
        return isinstance(answer, bool)
    if not isinstance(answer, str):
        return False
    if kind is QuestionKind.NUMBER:
        return _is_number(answer)
    return kind is not QuestionKind.DATE or _is_date(answer)


def _is_offered(question: QuestionSpec, answer: Any) -> bool:
    if question.kind is QuestionKind.CHOICE:
        return answer in question.options
    if question.kind is QuestionKind.SEVERAL and isinstance(answer, list):
        return set(answer) <= set(question.options)
    return True


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text.replace(",", ".")))
    except ValueError:
        return False


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
