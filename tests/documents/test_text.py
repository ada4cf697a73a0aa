"""Typed texts in documents: nothing unseen stays, nothing that scripts need is lost."""

import pytest

from registration.documents.text import breakable, one_line


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Amina \t\n Yılmaz ", "Amina Yılmaz"),
        ("a\u202e\u2066b\u2069\u200fc", "abc"),
        ("\ufeffBom\u00ad", "Bom"),
        ("\x00nul\x1f", "nul"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ud800lone", "lone"),
    ],
)
def test_a_line_keeps_letters_and_loses_what_steers(typed: str, shown: str) -> None:
    assert one_line(typed) == shown


def test_ordinary_names_are_not_touched() -> None:
    for name in (
        "Schulze Berge-Wesselmann",
        "Ångström-Łukasiewiczowska",
        "Flüchtlingshilfe Borken",
    ):
        assert breakable(name) == name


def test_an_overlong_word_may_break_and_loses_no_letter() -> None:
    long = breakable("X" * 200)
    assert long.replace("\u200b", "") == "X" * 200
    assert max(len(part) for part in long.split("\u200b")) <= 3
