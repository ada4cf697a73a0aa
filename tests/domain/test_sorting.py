"""German alphabetical order, and finding names by parts."""

import random

import pytest

from registration.domain.sorting import found_by, sort_key


@pytest.mark.parametrize(
    "names",
    [
        ["Ader", "Adler", "Ädler", "Adler-Zeh", "Afram"],
        ["Mueller", "Muller", "Müller", "Mulmann"],
        ["Strasse", "Straße", "Strassmann"],
        ["Lukas", "Łukasz", "Lund"],
        ["Olsen", "Ølsen", "Ozan", "Özdemir"],
        ["Dang", "Đặng", "D'Angelo", "Dankwart"],
        ["Yıldız", "Yilmaz", "Yılmaz"],
        ["Zimmer", "Παππάς", "Ковалєнко", "الأحمد"],
    ],
)
def test_marks_sort_like_their_base_letter_and_scripts_follow_one_another(
    names: list[str],
) -> None:
    assert sorted(random.Random(3).sample(names, len(names)), key=sort_key) == names


def test_the_given_name_decides_between_equal_family_names() -> None:
    people = [("Yılmaz", "Zeynep"), ("Yilmaz", "Amina"), ("Yılmaz", "Ömer")]
    assert [given for _, given in sorted(people, key=lambda p: sort_key(*p))] == [
        "Amina", "Ömer", "Zeynep"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [("yilmaz", True), ("AMI YIL", True), ("yılmaz", True), ("", True), ("kaya", False), ("özg", True), ("ozg", True)],
)  # fmt: skip
def test_a_search_needs_no_marks(query: str, found: bool) -> None:
    assert found_by(query, "Yılmaz-Özgür", "Amina") is found


def test_a_search_finds_other_scripts() -> None:
    assert found_by("ковал", "Ковалєнко", "Ольга")
    assert found_by("الأحمد", "الأحمد", "محمد")
