"""Web addresses made from titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.domain.programme.checks import SLUG
from registration.domain.trainings.slugs import LONGEST, slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Nähe und Distanz: Selbstfürsorge", "naehe-und-distanz-selbstfuersorge"),
        ("Straße", "strasse"),
        ("Çay & Café", "cay-cafe"),
        ("مرحبا", "training"),
        ("", "training"),
    ],
)
def test_a_title_gives_an_address_that_reads_like_it(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text(max_size=200), st.sets(st.text(max_size=5)))
def test_every_title_gives_an_address_that_may_stand(title: str, taken: set[str]) -> None:
    found = slug_of(title, taken)
    assert SLUG.fullmatch(found)
    assert found not in taken


def test_a_taken_address_gets_the_next_number() -> None:
    assert slug_of("Kurs", {"kurs", "kurs-2"}) == "kurs-3"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("a" * 55 + " bcde", "a" * 55 + "-bcde"),
        ("a" * 55 + " bcdef", "a" * 55),
        ("a" * 60 + " b", "a" * 60),
        ("a" * 70, "a" * 60),
    ],
)
def test_a_long_address_ends_with_a_whole_word(title: str, slug: str) -> None:
    assert slug_of(title) == slug
    assert len(slug) <= LONGEST
