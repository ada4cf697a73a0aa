"""Tables as XLSX: typed cells, never a formula or a link, a frozen head, sensible widths."""

import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook

from .text import one_line

Value = str | int | datetime
NARROWEST, WIDEST = 6, 40
_SHEET_NAME_LENGTH = 31
_FORBIDDEN_IN_NAMES = str.maketrans("[]:*?/\\", "       ")


@dataclass(frozen=True)
class Sheet:
    """One table; ``rows`` hold text, whole numbers and local times without offset."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Value]]


def xlsx_file(sheets: Iterable[Sheet], title: str) -> bytes:
    """The bytes of a workbook. Rows are written one by one and not kept in memory."""
    content = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd.mm.yyyy hh:mm",
    }
    with Workbook(content, options) as book:
        book.set_properties({"title": one_line(title)})
        head = book.add_format({"bold": True, "bottom": 1})
        for sheet in sheets:
            _write(book.add_worksheet(_name(sheet.name)), sheet, head)
    return content.getvalue()


def _name(text: str) -> str:
    return one_line(text.translate(_FORBIDDEN_IN_NAMES))[:_SHEET_NAME_LENGTH].strip("'")


def _write(page: Any, sheet: Sheet, head: Any) -> None:
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    rows = list(sheet.rows)
    for column, width in enumerate(_widths([sheet.head, *rows])):
        page.set_column(column, column, width)
    for column, name in enumerate(sheet.head):
        page.write_string(0, column, one_line(name), head)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            _write_cell(page, number, column, value)


def _write_cell(page: Any, row: int, column: int, value: Value) -> None:
    if isinstance(value, datetime):
        page.write_datetime(row, column, value)
    elif isinstance(value, int):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, one_line(value))


def _widths(rows: Sequence[Sequence[Value]]) -> list[int]:
    columns = zip(*rows, strict=True)
    return [min(max(NARROWEST, *map(_width, column)) + 2, WIDEST) for column in columns]


def _width(value: Value) -> int:
    if isinstance(value, datetime):
        return len("21.01.2027 09:30")
    text = str(value)
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(char) in "WF" for char in text)
