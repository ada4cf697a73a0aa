"""What a letter has on paper and by e-mail not, and the other way round."""

import pytest

from registration.letters.paper import _address
from registration.store.models import Registration


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("Wiesenweg 3\n46325 Borken", ["Wiesenweg 3", "46325 Borken"]),
        ("Wiesenweg 3\r\n\r\n  \u200b\n 46325   Borken\n", ["Wiesenweg 3", "46325 Borken"]),
        ("", []),
    ],
)
def test_the_window_holds_the_name_and_no_empty_line(typed: str, lines: list[str]) -> None:
    person = Registration(given_name="Amina", family_name="Yılmaz", postal_address=typed)
    assert _address(person) == ["Amina Yılmaz", *lines]
