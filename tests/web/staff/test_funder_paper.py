"""What stands in the workbook of a grant's report, cell by cell."""

from collections import Counter

from flask import Flask

from registration.domain.results import results
from registration.domain.surveys import STANDARD
from registration.store.funder_report import Line, Report
from registration.store.models import Funding
from registration.web.staff.funder_paper import report_sheets
from tests.conftest import NOW
from tests.support.rows import DAY, a_training

ANSWERS = [{"overall": 5}, {"overall": 4}, {"overall": 4}, {"overall": 4}, {"overall": 4}]


def test_each_sheet_says_what_was_counted(app: Flask) -> None:
    one, other = (a_training(NOW, NOW + DAY, title=title) for title in ("Kurs", "Andere"))
    tallies = results(STANDARD[:2], ANSWERS).tallies
    lines = [
        Line(one, one.sessions, 7, 5, tallies),
        Line(other, other.sessions[:1], 2, 1, []),
    ]
    off = a_training(NOW + 9 * DAY, title="Abgesagt", state="cancelled", cancel_reason="krank")
    roles = Counter({"staff": 6, "": 3})
    report = Report(Funding(title="LEADER"), lines, [off], roles, Counter({"AWO": 2, "": 7}))
    with app.test_request_context("/?lang=de"):
        trainings, called_off, people, places, survey = (
            [list(row) for row in sheet.rows] for sheet in report_sheets(report)
        )
    assert trainings == [
        ["Kurs", "04.01.2027, 05.01.2027", 2, "6", 7, 5],
        ["Andere", "04.01.2027", 1, "3", 2, 1],
        ["Summe", "", 3, "9", 9, 6],
    ]
    assert called_off == [["Abgesagt", "13.01.2027", "krank"]]
    assert [row[1] for row in people] == [6, 3]
    assert people[1][0] == places[0][0]  # nobody said it
    assert [row[1] for row in places] == [7, 2]
    assert places[1][0] == "AWO"
    assert [[row[0], *row[2:]] for row in survey] == [["Kurs", "4,2", 5], ["Kurs", "", 0]]
