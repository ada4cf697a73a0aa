"""Each measurement runs, once and at a tiny size; how fast it is is no matter of tests."""

import pytest

from tests.bench.__main__ import NAMES, run
from tests.bench.clients import Outcome
from tests.bench.plan import TINY
from tests.bench.table import compared, grown, printed, within


@pytest.mark.parametrize("name", NAMES)
def test_each_part_measures_something(name: str) -> None:
    rows = list(run(TINY, [name]))

    assert rows
    assert all(row.what and row.ours for row in rows)


def test_a_ratio_is_the_median_of_rounds_not_of_sides() -> None:
    row = compared("x", "sqlite", 8, [(50, 100), (90, 100), (600, 1000)], 0.6)

    assert (row.ratio, row.reached) == ("0.60", True)


def test_growth_beyond_its_limit_is_missed() -> None:
    assert grown("x", "sqlite", [(10, 16)], 1.5).reached is False
    assert within("x", "sqlite", 49.9, 50).reached is True


def test_the_table_has_one_line_a_row_and_even_columns() -> None:
    lines = printed([within("short", "sqlite", 1, 2), within("much longer", "", 1, 2)]).splitlines()

    assert len(lines) == 4
    assert len({len(line) for line in lines}) == 1


def test_a_rate_counts_all_answers() -> None:
    outcome = Outcome(seconds=2.0)
    outcome.statuses.update({303: 3, 409: 1})

    assert outcome.rate == 2
