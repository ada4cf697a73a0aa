"""CSV for spreadsheets: nothing in it is a formula."""

import pytest

from registration.documents.csv_file import csv_file


@pytest.mark.parametrize(
    "typed", ["=1+1", "+1", "-1+1", "@A1", "\t=1", "\r\n=1", "\u200b=1", "＝1", "\ufeff=1"]
)
def test_a_formula_is_defused_whatever_hides_it(typed: str) -> None:
    line = csv_file(["Name"], [[typed]]).decode("utf-8-sig").splitlines()[1]
    assert line.startswith("'")


def test_text_with_signs_of_csv_is_quoted_and_numbers_stay_numbers() -> None:
    content = csv_file(["Nr.", "Name"], [[1, 'a;b"c']])
    assert content == b"\xef\xbb\xbfNr.;Name\r\n" + b'1;"a;b""c"\r\n'
