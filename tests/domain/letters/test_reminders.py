"""Which reminder says nothing that another does not say."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registration.domain.letters.reminders import OwedReminder, surplus
from tests.conftest import NOW

TICK, DAY = timedelta(microseconds=1), timedelta(days=1)
ONE = OwedReminder(id=5, person=1, sessions=frozenset({1, 2}), created_at=NOW)
DECOYS = [
    replace(ONE, id=90, person=2),
    replace(ONE, id=91, sessions=frozenset({3})),
    replace(ONE, id=92, person=None),
]


@pytest.mark.parametrize(
    ("other", "goes"),
    [
        (replace(ONE, id=6, sessions=frozenset({2})), [6]),
        (replace(ONE, id=4), [5]),
        (replace(ONE, id=6, waits=False), []),
        (replace(ONE, id=4, waits=False), []),
        (replace(ONE, id=6, waits=False, went_at=NOW - DAY), []),
        (replace(ONE, id=4, waits=False, went_at=NOW), []),
        (replace(ONE, id=4, waits=False, went_at=NOW - TICK), [5]),
    ],
)
def test_of_one_person_and_day_one_reminder_goes(other: OwedReminder, goes: list[int]) -> None:
    owed = [ONE, other, *DECOYS]
    left = {one.id for one in owed if one.waits} - set(surplus(owed))
    assert left == {*goes, 90, 91, 92}


def test_one_alone_goes_and_what_went_is_never_surplus() -> None:
    assert surplus([ONE, *DECOYS]) == []
    assert surplus([replace(ONE, waits=False), replace(ONE, id=6, waits=False)]) == []
