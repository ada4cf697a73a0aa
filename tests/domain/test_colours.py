"""Contrast as WCAG 2.2 computes it, beside figures worked out by its formula."""

import pytest

from registration.domain.colours import contrast, is_colour, text_on


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#777777", "#ffffff", 4.478),
        ("#ff0000", "#ffffff", 3.998),
        ("#00ff00", "#ffffff", 1.372),
        ("#0000ff", "#ffffff", 8.592),
        # Both sides of the bend, where the formula changes.
        ("#0a0a0a", "#000000", 1.061),
        ("#0b0b0b", "#000000", 1.067),
    ],
)
def test_the_contrast_of_two_colours_in_either_order(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.0006)


@pytest.mark.parametrize(
    ("colour", "text"),
    [
        ("#ffffff", "#06222a"),
        ("#000000", "#ffffff"),
        ("#0b5563", "#ffffff"),
        ("#888888", "#06222a"),
    ],
)
def test_the_text_on_a_colour_is_the_one_that_is_easier_to_read(colour: str, text: str) -> None:
    assert text_on(colour) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#0b5563", True),
        ("#0B5563", True),
        ("0b5563", False),
        ("#0b55", False),
        ("#0b55630", False),
        ("#0b556g", False),
        ("#0b5563\n", False),
        ("", False),
    ],
)
def test_a_colour_is_six_hex_digits_behind_a_hash(text: str, expected: bool) -> None:
    assert is_colour(text) is expected
