"""The signature sheet: whole, legible, accessible, and nothing typed becomes markup."""

from collections import Counter
from datetime import timedelta

import pytest

from registration.documents.sheet import SignatureSheet, signature_sheet
from tests.documents.conftest import GRANT, MADE_AT, OCCASION, STARTS, sheet_for
from tests.support.pdf import fonts_of, opened, tags_of, text_of

NAMES = [
    ("Yılmaz", "Amina", "Flüchtlingshilfe Borken"),
    ("Ковалєнко", "Ольга", ""),
    ("Παπαδόπουλος", "Γιώργος", "Caritas"),
    ("Đặng", "Thị Ngọc Ánh", ""),
    ("Ångström-Łukasiewicz", "Þóra", "Žižkov"),
]


def test_it_is_an_accessible_pdf_with_language_title_and_embedded_fonts() -> None:
    document = opened(signature_sheet(sheet_for(*NAMES), MADE_AT))
    title = "Unterschriftenliste: Netzwerkarbeit interkulturell gestalten"
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == title
    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang) == "de"
    assert document.Root.ViewerPreferences.DisplayDocTitle
    fonts = fonts_of(document)
    assert any("NotoSans" in name for name in fonts)
    assert all(fonts.values())


def test_its_table_has_heads_and_its_logos_have_words() -> None:
    document = opened(signature_sheet(sheet_for(*NAMES), MADE_AT))
    tags = Counter(tags_of(document))
    assert tags["/H1"] == 1
    assert tags["/Table"] == 1
    assert tags["/TH"] == 5
    assert tags["/TR"] == 1 + 12
    alternatives = [str(t.Alt) for t in document.objects if "/Alt" in _keys(t)]
    assert sorted(alternatives) == ["Logo: Europäische Union", "Logo: LEADER"]


def bare(text: str) -> str:
    """A text without spaces and places to break."""
    return "".join(text.replace("\u200b", "").split())


def _keys(thing: object) -> list[str]:
    return list(thing.keys()) if hasattr(thing, "keys") else []


def test_the_head_says_what_a_funder_asks_for() -> None:
    text = text_of(signature_sheet(sheet_for(*NAMES, part=2, parts=3), MADE_AT))
    for words in (
        "Integration durch ehrenamtliches Engagement in Borken",
        "LEADER-Region Bocholter Aa",
        "LAG-BA-2026-017",
        "Donnerstag, 21. Januar 2027, 9:30–16:30 Uhr",
        "2 von 3",
        "Rathaus Borken, Im Piepershagen 17",
        "Waik-Institut Köln",
        "Gefördert aus dem Europäischen Landwirtschaftsfonds (ELER).",
        "Stand: Mittwoch, 20. Januar 2027, 15:00 Uhr",
        "Seite 1 von 2",
    ):
        assert words in text


def test_names_of_latin_cyrillic_and_greek_are_printed_as_they_are() -> None:
    text = text_of(signature_sheet(sheet_for(*NAMES), MADE_AT))
    for name in NAMES:
        for part in name:
            assert part in text
    assert "\ufffd" not in text


@pytest.mark.parametrize("name", ["محمد", "الأحمد", "رحیمی", "گلناز پژمان"])
def test_arabic_and_persian_names_lack_no_letter(name: str) -> None:
    """How Arabic letters join is seen, not read: here each only has to be there."""
    text = text_of(signature_sheet(sheet_for((name, "Amina")), MADE_AT))
    assert "\ufffd" not in text
    assert set(name) <= set(text)


def test_each_further_page_repeats_heads_and_says_where_it_belongs() -> None:
    content = signature_sheet(sheet_for(*[("Name", str(n)) for n in range(60)]), MADE_AT)
    pages = len(opened(content).pages)
    text = text_of(content)
    assert pages > 2
    assert text.count("Unterschrift ") >= pages
    assert text.count("Nachname") == pages
    running = (
        "Netzwerkarbeit interkulturell gestalten · Donnerstag, 21. Januar 2027 · LAG-BA-2026-017"
    )
    assert text.count(running) == pages - 1
    assert all(f"Seite {page} von {pages}" in text for page in range(1, pages + 1))


def test_it_is_a4() -> None:
    document = opened(signature_sheet(sheet_for(), MADE_AT))
    sides = [float(side) for side in list(document.pages[0].mediabox)[2:]]
    width, height = (round(side / 72 * 25.4) for side in sides)
    assert (width, height) == (210, 297)


def test_a_sheet_without_people_has_rows_to_sign() -> None:
    tags = Counter(tags_of(opened(signature_sheet(sheet_for(), MADE_AT))))
    assert tags["/TR"] == 1 + 12


def test_five_hundred_people_fit() -> None:
    people = [(f"Familienname {n}", "Amina") for n in range(500)]
    text = text_of(signature_sheet(sheet_for(*people), MADE_AT))
    assert all(f"Familienname {n}" in text for n in range(500))


@pytest.mark.parametrize(
    "name",
    ["#evil[x] *b* $x$", '#read("/etc/passwd")', "= Titel", "\\u{41}", "<label> @ref", "//x /*y*/"],
)
def test_markup_in_a_name_is_a_name(name: str) -> None:
    assert bare(name) in bare(text_of(signature_sheet(sheet_for((name, "Amina")), MADE_AT)))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Ta\tb", "Ta b"),
        ("Zei\nle", "Zei le"),
        ("a\u202eb", "ab"),
        ("Bell\x07e", "Bell e"),
        ("\ufeffBom", "Bom"),
        ('=HYPERLINK("x")', '=HYPERLINK("x")'),
        ("-1+1", "-1+1"),
    ],
)
def test_what_is_no_letter_does_not_disturb_the_sheet(typed: str, shown: str) -> None:
    assert f"{shown} Amina" in text_of(signature_sheet(sheet_for((typed, "Amina")), MADE_AT))


def test_a_name_of_200_letters_stays_in_its_column() -> None:
    content = signature_sheet(sheet_for(("W" * 200, "Amina")), MADE_AT)
    lines = [word for word in text_of(content).split() if "WWW" in word]
    assert sum(line.count("W") for line in lines) == 200
    assert max(line.count("W") for line in lines) <= 18


def test_a_script_without_font_is_marked_and_the_sheet_still_comes() -> None:
    text = text_of(signature_sheet(sheet_for(("李", "小龙"), ("Yılmaz", "Amina")), MADE_AT))
    assert "Yılmaz" in text
    assert "\ufffd" in text


def test_a_moved_session_shows_on_the_newer_sheet_which_says_when_it_was_made() -> None:
    before = text_of(signature_sheet(sheet_for(), MADE_AT))
    later = STARTS + timedelta(days=7)
    moved = sheet_for(starts=later, ends=later + timedelta(hours=2))
    after = text_of(signature_sheet(moved, MADE_AT + timedelta(hours=1)))
    assert "21. Januar" in before
    assert "28. Januar 2027, 9:30–11:30 Uhr" in after
    assert ("15:00 Uhr" in before, "16:00 Uhr" in after) == (True, True)


def test_without_a_grant_the_sheet_names_none() -> None:
    text = text_of(signature_sheet(SignatureSheet(OCCASION, []), MADE_AT))
    assert GRANT.reference not in text
    assert "Aktenzeichen" not in text


@pytest.mark.parametrize(("parts", "said"), [(1, False), (2, True)])
def test_only_one_of_several_dates_says_which_part_it_is(parts: int, said: bool) -> None:
    text = text_of(signature_sheet(sheet_for(part=1, parts=parts), MADE_AT))
    assert (f"1 von {parts} " in text.partition("Seite")[0]) is said
