"""Survey results on paper."""

from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from registration.documents.report import Surveyed, _tally, report
from registration.domain.surveys import questions
from registration.domain.surveys.questions import STANDARD
from registration.domain.surveys.results import results
from tests.documents.conftest import MADE_AT
from tests.support.pdf import opened, tags_of, text_of

ABOUT = Surveyed("Stadt Borken", "Netzwerkarbeit", ZoneInfo("Europe/Berlin"))


def answers(count: int) -> list[dict[str, Any]]:
    return [{"overall": 5, "useful": 1 + n % 5, "good": f"#evil *{n}* شكرا"} for n in range(count)]


def test_plots_have_words_and_tables_beside_them() -> None:
    content = report(ABOUT, results(STANDARD, answers(5)), MADE_AT)
    document = opened(content)
    tags = Counter(tags_of(document))
    assert (tags["/Figure"], tags["/Table"], tags["/TH"]) == (3, 3, 6)
    text = text_of(content)
    assert "5 Antworten" in text
    assert "im Durchschnitt 5,0 von 5" in text
    assert "keine Antwort" in text
    assert "#evil *0*" in text
    assert "Hier hat niemand etwas geschrieben." in text


def test_the_towns_own_words_are_looked_up_in_no_catalogue() -> None:
    own = [
        {"key": f"q_{n}", "label": "What was good?", "kind": kind}
        for n, kind in enumerate(("rating", "text"))
    ]
    given = [{"q_0": 5, "q_1": "Alles"}] * 5
    for own_ones, said in ((own, 2), ([], 0)):
        asked = questions.questions("standard", own_ones)
        text = text_of(report(ABOUT, results(asked, given), MADE_AT))
        assert text.count("What was good?") == said


def test_too_few_answers_make_no_paper() -> None:
    with pytest.raises(ValueError, match="too few"):
        report(ABOUT, results(STANDARD, answers(4)), MADE_AT)


def test_a_choice_is_counted_and_has_no_mean() -> None:
    own = [{"key": "q", "label": "Wann?", "kind": "choice", "options": ["früh", "spät"]}]
    asked = questions.questions("standard", own)
    text = text_of(report(ABOUT, results(asked, [{"q": "spät"}] * 6), MADE_AT))
    assert "spät 6" in text
    assert "früh 0" in text
    assert "Durchschnitt" not in text
    assert "keine Antwort" not in text


def test_the_longest_bar_is_the_most_that_any_value_got() -> None:
    found = results(STANDARD, [{"overall": n} for n in (5, 5, 5, 4, 4, 1)])
    data = _tally(found.tallies[0])
    assert data["most"] == 3
    assert [count for _, count in data["rows"]] == [1, 0, 0, 2, 3]
    assert data["mean"] == "im Durchschnitt 4,0 von 5"
