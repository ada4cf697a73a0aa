"""What may stand in a typed text, and how an address is compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.domain.text import address_key, has_control_characters, is_blank, tidy

NAMES = [
    "Amina",
    "Yılmaz",
    "O’Brien-Müller",
    "محمد",
    "Nguyễn Thị",
    "李",
    "X Æ A-12",
    "=1+1",
    "-",
    "7",
]
FORBIDDEN = ["\x00", "\x1b", "\x7f", "\x85", "\ud800", "\udfff", "\u202e", "\u2066", "\u2028", "\u2029"]  # fmt: skip
NOTHING_TO_SEE = ["", " ", "\t", "\xa0", "\u200b", "\u200b\u200d", "\ufeff", "\u2060", "\u00ad", "\u200e", "\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\ufe0f", "\u034f", "\u180b", "\U000e0100"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_scripts_stand(name: str) -> None:
    assert not has_control_characters(name)
    assert not is_blank(name)
    assert tidy(name) == name


@given(st.text(), st.sampled_from([*FORBIDDEN, "\r", "\n", "\t"]), st.text())
def test_one_forbidden_character_anywhere_is_seen(before: str, char: str, after: str) -> None:
    assert has_control_characters(before + char + after)


@given(st.text(), st.sampled_from(FORBIDDEN), st.text())
def test_it_is_seen_in_a_text_of_several_lines_too(before: str, char: str, after: str) -> None:
    assert has_control_characters(before + char + after, lines=True)


def test_a_text_of_several_lines_may_have_line_breaks_and_tabs() -> None:
    assert not has_control_characters("Allergie:\r\n\tNüsse\n", lines=True)


@given(st.text())
def test_what_passes_can_be_stored_and_sent(text: str) -> None:
    if not has_control_characters(text):
        assert "\x00" not in text
        assert text.encode("utf-8").decode("utf-8") == text
        assert len(text.splitlines()) <= 1


@pytest.mark.parametrize("text", NOTHING_TO_SEE)
def test_a_text_that_shows_nothing_is_blank(text: str) -> None:
    assert is_blank(text)
    assert is_blank(text * 3)


@given(st.lists(st.sampled_from(NOTHING_TO_SEE)).map("".join), st.sampled_from(NAMES))
def test_a_name_among_invisible_characters_is_not_blank(nothing: str, name: str) -> None:
    assert is_blank(nothing)
    assert not is_blank(nothing + name + nothing)


@given(st.text())
def test_a_tidy_text_stays_as_it_is(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text())
def test_a_tidy_text_is_one_line_without_spaces_at_its_ends(text: str) -> None:
    found = tidy(text)
    assert found == found.strip()
    assert len(found.splitlines()) <= 1


def test_two_ways_to_write_a_letter_become_one() -> None:
    assert tidy("Mu\u0308ller ") == tidy(" M\u00fcller") == "Müller"


@given(st.emails())
def test_an_address_is_the_same_whatever_its_case_and_spaces(address: str) -> None:
    assert address_key(f" {address.upper()}\n") == address_key(address)
    assert address_key(address_key(address)) == address_key(address)
