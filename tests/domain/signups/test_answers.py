"""Which answers no longer fit a question that was changed after they were given."""

from typing import Any

import pytest

from registration.domain.programme import QuestionKind, QuestionSpec
from registration.domain.signups.answers import Clash, Misfit, clashes, is_given

OF_EACH_KIND: dict[QuestionKind, list[Any]] = {
    QuestionKind.TEXT: ["Ja", "12", "2020-02-29"],
    QuestionKind.LONG_TEXT: ["Ja", "12", "2020-02-29"],
    QuestionKind.CHOICE: ["A", "B"],
    QuestionKind.SEVERAL: [[], ["A"], ["B", "A"]],
    QuestionKind.NUMBER: ["12", "-1,5", "0.5"],
    QuestionKind.DATE: ["2020-02-29"],
    QuestionKind.CHECKBOX: [True, False],
}
ODD: list[tuple[QuestionKind, Any]] = [
    *((kind, ["A"]) for kind in QuestionKind if kind is not QuestionKind.SEVERAL),
    *((kind, True) for kind in QuestionKind if kind is not QuestionKind.CHECKBOX),
    (QuestionKind.SEVERAL, "A"),
    (QuestionKind.CHECKBOX, "A"),
    (QuestionKind.NUMBER, "zwölf"),
    (QuestionKind.NUMBER, "inf"),
    (QuestionKind.DATE, "2021-02-29"),
    (QuestionKind.DATE, "12"),
]


def question(kind: QuestionKind, key: str = "q") -> QuestionSpec:
    return QuestionSpec(key=key, label="Was?", kind=kind, options=("A", "B"))


@pytest.mark.parametrize("kind", QuestionKind)
def test_answers_of_its_kind_fit(kind: QuestionKind) -> None:
    assert clashes([question(kind)], {"q": OF_EACH_KIND[kind]}) == []


@pytest.mark.parametrize(("kind", "odd"), ODD)
def test_an_answer_of_another_kind_is_counted_beside_those_that_fit(
    kind: QuestionKind, odd: Any
) -> None:
    given = [*OF_EACH_KIND[kind], odd, odd]
    assert clashes([question(kind)], {"q": given}) == [Clash("q", Misfit.KIND, 2)]


@pytest.mark.parametrize(
    ("kind", "gone"), [(QuestionKind.CHOICE, "C"), (QuestionKind.SEVERAL, ["A", "C"])]
)
def test_an_answer_that_is_no_longer_offered_is_counted(kind: QuestionKind, gone: Any) -> None:
    given = [*OF_EACH_KIND[kind], gone]
    assert clashes([question(kind)], {"q": given}) == [Clash("q", Misfit.OPTIONS, 1)]


def test_each_question_is_held_against_its_own_answers_only() -> None:
    asked = [question(QuestionKind.DATE, "day"), question(QuestionKind.TEXT, "word")]
    answers = {"word": ["kein Tag"], "gone": ["auch nicht"]}
    assert clashes(asked, answers) == []
    assert clashes(asked, {**answers, "day": ["nie"]}) == [Clash("day", Misfit.KIND, 1)]


@pytest.mark.parametrize(
    ("answer", "given"),
    [
        (None, False), ("", False), (False, False), ([], False),
        (True, True), ("0", True), (["A"], True),
    ],
)  # fmt: skip
def test_a_box_that_is_not_ticked_says_nothing(answer: Any, given: bool) -> None:
    assert is_given(answer) is given
