"""A table as CSV that spreadsheets open as it is: UTF-8 with BOM, semicolons, no formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

from .text import one_line

# What makes a spreadsheet read a cell as a formula, in both widths (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def csv_file(head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """The bytes of a table."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_cell(name) for name in head])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    line = one_line(value)
    return f"'{line}" if line.startswith(_FORMULA) else line
