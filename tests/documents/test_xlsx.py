"""Workbooks, read back by another library."""

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from registration.documents.xlsx import Sheet, xlsx_file


def read(*sheets: Sheet) -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx_file(sheets, "Titel")))


@pytest.mark.parametrize(
    "typed",
    ["=HYPERLINK(\"x\")", "-1+1", "{=SUM(A1)}", "http://x.example", "mailto:a@b.example", "12", "1e3", "007"],
)  # fmt: skip
def test_text_is_text_whatever_it_looks_like(typed: str) -> None:
    cell = read(Sheet("Liste", ["Name"], [[typed]])).active["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (typed, "s", None)


def test_tab_newline_and_direction_marks_do_not_reach_a_cell() -> None:
    cell = read(Sheet("Liste", ["Name"], [["a\tb\nc\u202ed\x07"]])).active["A2"]
    assert cell.value == "a b cd"


def test_numbers_and_times_keep_their_type() -> None:
    when = datetime(2027, 1, 21, 9, 30)  # noqa: DTZ001 (spreadsheets know no offset)
    sheet = read(Sheet("Liste", ["Nr.", "Wann"], [[7, when]])).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == (7, "n")
    assert (sheet["B2"].value, sheet["B2"].is_date) == (when, True)


def test_the_head_is_frozen_and_columns_fit_their_text() -> None:
    sheet = read(
        Sheet("Liste", ["Nr.", "Name"], [[1, "Flüchtlingshilfe Borken"], [2, "X" * 200]])
    ).active
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width < 12
    assert sheet.column_dimensions["B"].width == pytest.approx(40, abs=1)


def test_a_sheets_name_is_cut_to_what_workbooks_allow() -> None:
    assert (
        read(Sheet("A/B: [lang] " + "x" * 40, ["Name"], [])).sheetnames[0].startswith("A B lang x")
    )


def test_an_empty_table_has_its_head() -> None:
    sheet = read(Sheet("Liste", ["Name"], [])).active
    assert [cell.value for cell in sheet[1]] == ["Name"]


def test_it_prints_on_a4_as_wide_as_the_page_with_its_head_on_each() -> None:
    sheet = read(Sheet("Liste", ["Name"], [["Amina"]] * 100)).active
    page = sheet.page_setup
    assert (int(page.paperSize), page.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (int(page.fitToWidth or 1), int(page.fitToHeight)) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"


def test_a_sheets_name_is_never_longer_than_workbooks_take() -> None:
    for name in ("x" * 31, "x" * 32, "'" * 40):
        assert len(read(Sheet(name, ["Name"], [])).sheetnames[0]) <= 31
