"""Typed texts in documents: nothing unseen stays, nothing that scripts need is lost."""

import itertools
import unicodedata

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


@pytest.mark.parametrize(
    "word",
    [
        "می\u200cخواهم\u200cنمی\u200cخواهم\u200cبرویم",  # joiners that Persian needs
        "قسطنطينيونالقسطنطينيون",  # a break would take the letters apart
        "e\u0301" * 12,  # marks stay with their letter
        "❤\ufe0f" * 12,
    ],
)
def test_a_break_leaves_the_shape_of_letters_as_it_is(word: str) -> None:
    parts = breakable(word).split("\u200b")
    assert "".join(parts) == word
    for before, after in itertools.pairwise(parts):
        assert unicodedata.category(after[0])[0] != "M"
        assert after[0] not in "\u200c\u200d"
        assert before[-1] not in "\u200c\u200d"
        # Of Arabic letters only those that never join the next one end a part.
        assert before[-1] in "اأإآدذرزوة" or not "\u0600" <= before[-1] <= "\u06ff"
