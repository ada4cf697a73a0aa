"""Three versions of one thing: what a form showed, what was typed, what stands by now."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.domain.staff.merging import STANDS, TYPED, Clash, Merge, mark_of, marks_of

SHOWN = {
    "title": "A",
    "survey": True,
    "rows": [{"ref": "1", "day": "Mon", "place": "x"}, {"ref": "2", "day": "Tue", "place": "y"}],
}


def row(ref: str, day: str, place: str) -> dict[str, str]:
    """A row of the form."""
    return {"ref": ref, "day": day, "place": place}


ONE, TWO = row("1", "Mon", "x"), row("2", "Tue", "y")


def merged(
    typed: dict[str, Any], stands: dict[str, Any], **chosen: str
) -> tuple[dict[str, Any], list[Clash]]:
    """The merge of two changes to SHOWN."""
    work = Merge(marks_of(SHOWN), chosen)
    return work.values({**SHOWN, **typed}, {**SHOWN, **stands}), work.clashes


@pytest.mark.parametrize(
    ("typed", "stands", "expected"),
    [
        ({}, {}, {}),
        ({"title": "B"}, {}, {"title": "B"}),
        ({}, {"title": "B"}, {"title": "B"}),
        ({"title": "B"}, {"survey": False}, {"title": "B", "survey": False}),
        ({"title": "B"}, {"title": "B"}, {"title": "B"}),
        # Browsers trim and change line ends: nobody has touched this.
        ({"title": " A\r\n"}, {"title": "B"}, {"title": "B"}),
        ({"title": " A\r\n"}, {}, {"title": "A"}),
        # Rows: each part by itself, new ones of both, removed ones.
        (
            {"rows": [row("1", "Sun", "x"), TWO]},
            {"rows": [row("1", "Mon", "z"), TWO]},
            {"rows": [row("1", "Sun", "z"), TWO]},
        ),
        (
            {"rows": [ONE, TWO, row("", "Fri", "n")]},
            {"rows": [ONE, TWO, row("3", "Sat", "o")]},
            {"rows": [ONE, TWO, row("3", "Sat", "o"), row("", "Fri", "n")]},
        ),
        ({"rows": [ONE]}, {"rows": [row("1", "Sun", "x"), TWO]}, {"rows": [row("1", "Sun", "x")]}),
        ({"rows": [row("1", "Sun", "x"), TWO]}, {"rows": [ONE]}, {"rows": [row("1", "Sun", "x")]}),
        ({"rows": [ONE]}, {"rows": [ONE]}, {"rows": [ONE]}),
        ({"rows": []}, {}, {"rows": []}),
    ],
)
def test_what_each_has_changed_is_kept(
    typed: dict[str, Any], stands: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert merged(typed, stands) == ({**SHOWN, **expected}, [])


@pytest.mark.parametrize(
    ("path", "typed", "stands", "mine", "theirs"),
    [
        ("title", {"title": "B"}, {"title": "C"}, {"title": "B"}, {"title": "C"}),
        (
            "rows.1.day",
            {"rows": [row("1", "Sun", "x"), TWO]},
            {"rows": [row("1", "Sat", "z"), TWO]},
            {"rows": [row("1", "Sun", "z"), TWO]},
            {"rows": [row("1", "Sat", "z"), TWO]},
        ),
        (
            "rows.2",
            {"rows": [ONE]},
            {"rows": [ONE, row("2", "Sat", "y")]},
            {"rows": [ONE]},
            {"rows": [ONE, row("2", "Sat", "y")]},
        ),
        (
            "rows.2",
            {"rows": [ONE, row("2", "Sat", "y")]},
            {"rows": [ONE]},
            {"rows": [ONE, row("2", "Sat", "y")]},
            {"rows": [ONE]},
        ),
    ],
)
def test_only_where_both_have_changed_the_same_somebody_is_asked(
    path: str,
    typed: dict[str, Any],
    stands: dict[str, Any],
    mine: dict[str, Any],
    theirs: dict[str, Any],
) -> None:
    values, (clash,) = merged(typed, stands)
    assert (clash.path, values) == (path, {**SHOWN, **mine})
    mark = mark_of(clash.stands)
    assert merged(typed, stands, **{path: f"{TYPED}.{mark}"}) == ({**SHOWN, **mine}, [])
    assert merged(typed, stands, **{path: f"{STANDS}.{mark}"}) == ({**SHOWN, **theirs}, [])
    # An answer about what stood before, or none that we know, is none.
    for answer in (f"{TYPED}.{mark_of('older')}", f"both.{mark}", mark, ""):
        assert merged(typed, stands, **{path: answer})[1] == [clash]


def test_a_form_that_shows_a_question_learns_all_but_what_is_asked() -> None:
    work = Merge(marks_of(SHOWN))
    stands = {**SHOWN, "title": "C", "rows": [row("1", "Sun", "z")]}
    typed = {**SHOWN, "title": "B", "rows": [ONE, row("2", "Sat", "y")]}
    values = work.values(typed, stands)
    assert [clash.path for clash in work.clashes] == ["title", "rows.2"]
    again = Merge(work.marks(stands))
    assert again.values(values, stands) == values
    assert [clash.path for clash in again.clashes] == ["title", "rows.2"]
    decided = {p: f"{TYPED}.{mark_of(s)}" for p, s in (("title", "C"), ("rows.2", None))}
    last = Merge(work.marks(stands), decided)
    assert last.values(values, stands) == values
    assert (last.clashes, last.marks(stands)) == ([], marks_of(stands))


def test_without_marks_every_difference_is_asked_about() -> None:
    work = Merge({})
    work.values({**SHOWN, "title": "B"}, SHOWN)
    assert [clash.path for clash in work.clashes] == ["title"]


_texts = st.sampled_from(["", "a", "b", " a ", "a\r\nb", "a\nb"])
_values = st.fixed_dictionaries(
    {
        "title": _texts,
        "survey": st.booleans(),
        "rows": st.dictionaries(st.sampled_from("123"), _texts).map(
            lambda rows: [row(ref, day, "x") for ref, day in rows.items()]
        ),
    }
)


@given(shown=_values, typed=_values, stands=_values)
def test_a_merge_never_loses_a_change_silently(
    shown: dict[str, Any], typed: dict[str, Any], stands: dict[str, Any]
) -> None:
    work = Merge(marks_of(shown))
    found = marks_of(work.values(typed, stands))
    asked = {clash.path for clash in work.clashes}
    was, mine, theirs = (marks_of(one) for one in (shown, typed, stands))
    for path in was | mine | theirs:
        known = {one for one in (path, *asked) if path.startswith(one)} & asked
        versions = (was.get(path), mine.get(path), theirs.get(path))
        if known or path.count(".") == 1:  # a row as a whole follows from its parts
            continue
        if versions[1] != versions[0] and versions[2] == versions[0]:
            assert found.get(path) == versions[1], path
        if versions[2] != versions[0] and versions[1] == versions[0]:
            assert found.get(path) == versions[2], path


@given(shown=_values, typed=_values)
def test_alone_what_was_typed_counts(shown: dict[str, Any], typed: dict[str, Any]) -> None:
    work = Merge(marks_of(shown))
    found = work.values(typed, shown)
    assert work.clashes == []
    known = {one["ref"] for one in shown["rows"]}
    own = [one for one in typed["rows"] if one["ref"] in known]
    assert {one["ref"] for one in found["rows"]} >= {one["ref"] for one in own}
    assert mark_of(found["title"]) == mark_of(typed["title"])
