"""What stands in the workbook of a grant's report, cell by cell."""

import re
import subprocess
from collections import Counter
from datetime import date

from flask import Flask

from registration.documents.pdf import pdf
from registration.domain.surveys.questions import STANDARD
from registration.domain.surveys.results import results
from registration.store.fundings import Line, Report
from registration.store.models import Funding
from registration.web.staff.fundings.report import report_data, report_sheets
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


def boxes(content: bytes, word: str) -> list[tuple[float, float, float, float]]:
    """Where a word stands on the pages: left, top, right, bottom."""
    command = ["pdftotext", "-bbox", "-", "-"]
    found = subprocess.run(command, input=content, capture_output=True, check=True).stdout
    pattern = r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>'
    words = re.findall(pattern, found.decode())
    return [
        (float(left), float(top), float(right), float(bottom))
        for left, top, right, bottom, text in words
        if text.rstrip(",") == word
    ]


def test_long_lists_of_dates_leave_the_names_their_room(app: Flask) -> None:
    """A date was printed over the name of the training beside it."""
    long = a_training(NOW, *(NOW + n * DAY for n in range(1, 9)), title="Netzwerkarbeit")
    short = a_training(NOW, NOW + DAY, title="Sprachpaten")
    lines = [Line(long, long.sessions, 7, 5, []), Line(short, short.sessions[:1], 2, 1, [])]
    off = a_training(NOW + 9 * DAY, title="Mut", state="cancelled", cancel_reason="x")
    grant = Funding(title="LEADER", programme="", reference="", notice="")
    report = Report(grant, lines, [off], Counter(), Counter())
    with app.test_request_context("/?lang=de"):
        paper = pdf("funder", report_data(report, date(2027, 1, 1), date(2027, 12, 31), NOW), NOW)
    for title in ("Netzwerkarbeit", "Sprachpaten", "Mut"):
        ((_, top, right, _),) = boxes(paper, title)
        beside = [left for left, y, _, _ in boxes(paper, "04.01.2027") if abs(y - top) < 2]
        beside += [left for left, y, _, _ in boxes(paper, "13.01.2027") if abs(y - top) < 2]
        assert beside
        assert min(beside) > right
