"""Words in curly brackets in a letter of the team's own."""

from hypothesis import given
from hypothesis import strategies as st

from registration.domain.letters.placeholders import KNOWN, fill, unknown


def test_known_words_are_replaced_and_others_stay() -> None:
    text = fill("{Vorname} { Nachname } {Konto}", {"Vorname": "Eva", "Nachname": "Berg"})
    assert text == "Eva Berg {Konto}"


def test_a_value_is_never_filled_in_again() -> None:
    assert fill("{Vorname}", {"Vorname": "{Link}", "Link": "geheim"}) == "{Link}"


def test_unknown_words_are_named_once_in_order() -> None:
    assert unknown("{B} {A} {B} {Link} { }") == ["B", "A", " "]


@given(st.text())
def test_any_text_can_be_filled(text: str) -> None:
    filled = fill(text, dict.fromkeys(KNOWN, ""))
    assert len(filled) <= len(text)
