"""Signs that are no letters, in whatever was typed: no paper fails, and the words stay legible."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from registration.documents.certificate import certificates
from registration.documents.grant import Grant
from registration.documents.report import report
from registration.documents.sheet import SignatureSheet, signature_sheet
from registration.domain.surveys import questions
from registration.domain.surveys.results import results
from tests.documents.conftest import MADE_AT, OCCASION
from tests.documents.test_certificate import COURSE, attendee
from tests.documents.test_report import ABOUT
from tests.support.pdf import text_of

TYPED, SHOWN = "Bell\x07e\u2028Zei\u202ele", "Bell e Zeile"
GRANT = Grant(project=TYPED, programme=TYPED, reference=TYPED, notice=TYPED)


def _sheet() -> bytes:
    occasion = replace(OCCASION, town=TYPED, training=TYPED, place=TYPED, trainers=(TYPED,))
    return signature_sheet(SignatureSheet(occasion, [], GRANT), MADE_AT)


def _certificate() -> bytes:
    words: dict[str, Any] = {"town": TYPED, "title": TYPED, "summary": TYPED, "contact": TYPED}
    course = replace(COURSE, **words, trainers=(TYPED,), grant=GRANT)
    somebody = attendee(TYPED, 1)
    there = replace(somebody, sessions=[replace(somebody.sessions[0], place=TYPED)])
    return certificates(course, [there], MADE_AT)


def _results() -> bytes:
    own: list[dict[str, Any]] = [
        {"key": "q_a", "label": TYPED, "kind": "choice", "options": [TYPED, "Nein"]},
        {"key": "q_b", "label": TYPED, "kind": "text"},
    ]
    given = [{"q_a": TYPED, "q_b": TYPED}] * 5
    found = results(questions.questions("standard", own), given)
    return report(replace(ABOUT, town=TYPED, training=TYPED), found, MADE_AT)


@pytest.mark.parametrize(
    ("paper", "times"),
    [(_sheet, 8), (_certificate, 8), (_results, 9)],
    ids=lambda one: str(one)[:20],
)
def test_each_typed_text_is_shown_without_them(paper: Callable[[], bytes], times: int) -> None:
    text = text_of(paper())
    assert "\ufffd" not in text
    assert text.count(SHOWN) >= times
