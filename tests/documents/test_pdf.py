"""The typesetter's refusals are understood, and no letter is lost silently."""

import unicodedata

import pytest
import typst
from flask_babel import force_locale
from structlog.testing import capture_logs

from registration.documents.pdf import fonts, pdf, unshown_in, without
from registration.documents.sheet import signature_sheet
from tests.documents.conftest import MADE_AT, sheet_for
from tests.support.pdf import opened, text_of


def test_refused_letters_are_read_from_the_diagnostic() -> None:
    diagnostic = (
        'error: PDF/UA-1 error: the text `"李"` could not be displayed with font `"Noto Sans"`\n'
        'error: PDF/UA-1 error: the text contains the disallowed codepoint `"\\u{feff}"`'
    )
    assert unshown_in(diagnostic) == {"李", "\ufeff"}


def test_signs_that_json_needs_are_never_replaced() -> None:
    assert unshown_in('the text `"\\u{7}"` could not be displayed') == set()


def test_only_our_fonts_are_used() -> None:
    assert fonts().families() == ["Noto Sans", "Noto Sans Arabic"]


def test_a_fault_of_a_template_is_not_taken_for_a_missing_letter() -> None:
    with pytest.raises(typst.TypstError):
        pdf("sheet", {"title": "no people"}, MADE_AT)


def letters(*blocks: tuple[int, int]) -> str:
    every = [chr(code) for first, last in blocks for code in range(first, last + 1)]
    return "".join(char for char in every if unicodedata.category(char)[0] == "L")


@pytest.mark.parametrize(
    ("script", "alphabet"),
    [
        ("Latin", letters((0x41, 0x7A), (0xC0, 0x24F), (0x1E00, 0x1EFF))),
        ("Greek", letters((0x370, 0x3E1), (0x3F0, 0x3FF))),
        ("Cyrillic", letters((0x400, 0x52F))),
        ("Arabic", letters((0x620, 0x64A), (0x671, 0x6D3))),
        ("signs", "’‘“”„–—·…€§№"),
    ],
)
def test_no_letter_of_the_scripts_we_promise_is_missing(script: str, alphabet: str) -> None:
    """One name a letter. A font without one of them would leave U+FFFD in its place."""
    people = [(char, script) for char in alphabet]
    text = text_of(signature_sheet(sheet_for(*people), MADE_AT))
    assert "\ufffd" not in text
    assert len(alphabet) > 10


LONG = "Wolfeschlegelsteinhausenbergerdorff"


@pytest.mark.parametrize(
    "stranger",
    [
        "李" * 25,
        "👨\u200d👩\u200d👧",
        "❤\ufe0f",
        "李\u0301\u030c 李",
        "李\u200c李",
        "a\U000e0101李",
    ],
)
def test_a_name_that_no_font_has_changes_no_name_of_anybody_else(stranger: str) -> None:
    """Unseen signs and marks beside it are refused with it, and others need them."""
    others = [(LONG, "می\u200cخواهم"), ("Łukasz", "e\u0301 x\u030c"), ("قاسم", "نور")]
    wanted = text_of(signature_sheet(sheet_for(*others, ("Fremd", "X")), MADE_AT))
    shown = text_of(signature_sheet(sheet_for(*others, ("Fremd", stranger)), MADE_AT))
    assert "李" not in shown and "👨" not in shown
    before, _, after = wanted.partition("Fremd")
    assert shown.partition("Fremd")[0] == before
    assert LONG in shown.replace("\u200b", "").replace(" ", "")
    assert after.endswith(shown[-200:])


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_papers_come_in_each_language_without_a_missing_letter(language: str) -> None:
    with force_locale(language):
        content = signature_sheet(sheet_for(("Yılmaz", "Amina")), MADE_AT)
    assert str(opened(content).Root.Lang) == language
    assert "\ufffd" not in text_of(content)


@pytest.mark.parametrize(
    ("text", "unshown", "left"),
    [
        ("李\u200bx", {"李", "\u200b"}, "\ufffd\u200bx"),
        ("李\u0301 e\u0301", {"李", "\u0301"}, "\ufffd\u0301 e\u0301"),
        ("a\u200bb\ufe0f", {"\u200b", "\ufe0f"}, "ab"),
        ("e\u0301", {"\u0301"}, "e\ufffd"),
    ],
)
def test_letters_become_a_sign_unseen_signs_go_and_marks_only_once_they_are_alone(
    text: str, unshown: set[str], left: str
) -> None:
    assert without(text, unshown) == left


def test_a_paper_says_in_its_properties_when_it_was_made() -> None:
    with opened(signature_sheet(sheet_for(), MADE_AT)).open_metadata() as metadata:
        assert str(metadata["xmp:CreateDate"]).startswith("2027-01-20T14:00:00")


def test_the_log_counts_what_no_font_has_and_quotes_nothing() -> None:
    with capture_logs() as found:
        signature_sheet(sheet_for(("李李龙", "Amina")), MADE_AT)
    first = found[0]
    assert (first["event"], first["template"], first["count"]) == (
        "document.letters_missing",
        "sheet",
        2,
    )
    assert "李" not in str(found)
    with capture_logs() as found:
        signature_sheet(sheet_for(("Yılmaz", "Amina")), MADE_AT)
    assert found == []
