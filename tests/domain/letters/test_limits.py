"""How many letters a stranger may cause at one address."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from registration.domain.letters.limits import SAME_AGAIN_AFTER, earliest

NOW = datetime(2027, 1, 4, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# Pauses between a stranger's attempts, in seconds, and what each asks for.
floods = st.lists(st.tuples(st.integers(0, 4000) | st.just(0), st.sampled_from("abc")), max_size=40)


def owed_by(flood: Iterable[tuple[int, str]]) -> list[tuple[datetime, str]]:
    """When the letters of a flood go, if each one that is allowed later waits."""
    now, owed = NOW, list[tuple[datetime, str]]()
    for pause, what in flood:
        now += timedelta(seconds=pause)
        recent = [(at, kind) for at, kind in owed if at > now - DAY]
        same = [at for at, kind in recent if kind == what]
        at = earliest(now, [at for at, _ in recent], same)
        assert at >= now
        owed.append((at, what))
    return owed


def most_within(times: Iterable[datetime], span: timedelta) -> int:
    """The most moments that lie in any one span."""
    every = sorted(times)
    return max((sum(a <= b < a + span for b in every) for a in every), default=0)


@given(floods)
def test_no_flood_brings_more_than_three_letters_in_an_hour_or_six_in_a_day(
    flood: list[tuple[int, str]],
) -> None:
    times = [at for at, _ in owed_by(flood)]
    assert most_within(times, HOUR) <= 3
    assert most_within(times, DAY) <= 6


@given(floods)
def test_one_kind_for_one_training_comes_once_in_ten_minutes(
    flood: list[tuple[int, str]],
) -> None:
    owed = owed_by(flood)
    for what in "abc":
        assert most_within([at for at, kind in owed if kind == what], SAME_AGAIN_AFTER) <= 1


def test_the_first_letter_goes_at_once() -> None:
    assert earliest(NOW, [], []) == NOW


def test_three_letters_of_different_kinds_go_at_once_and_the_fourth_an_hour_later() -> None:
    times = [at for at, _ in owed_by([(0, "a"), (0, "b"), (0, "c"), (600, "a")])]
    assert times == [NOW, NOW, NOW, NOW + HOUR]


def test_the_seventh_letter_waits_for_the_next_day() -> None:
    times = [at for at, _ in owed_by([(2 * 3600, "a")] * 7)]
    assert times[6] == times[0] + DAY
