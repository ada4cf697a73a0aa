"""The table of personal data is whole in itself."""

import pytest

from registration.domain.privacy.personal import (
    TABLES,
    Class,
    Clock,
    Column,
    Gone,
    emptied,
    erasable,
    exported,
    personal_columns,
)

EVERY = [
    pytest.param(column, id=f"{table}.{name}")
    for table, columns in TABLES.items()
    for name, column in columns.items()
]


@pytest.mark.parametrize("column", EVERY)
def test_a_technical_column_neither_leaves_nor_is_erased(column: Column) -> None:
    if column.is_a is Class.TECHNICAL:
        assert (column.leaves, column.empty, column.erased) == (Clock.KEPT, None, False)


def test_what_is_erased_is_handed_out_too_or_is_the_key_of_what_is() -> None:
    silent = {f"{t}.{n}" for t, n, c in personal_columns() if c.erased and not c.exported}
    assert silent == {
        "registration.email_key",
        "submission.email_key",
        "message.recipient_key",
        "staff.email_key",
        "undoable.rows",
    }


def test_what_nobody_can_ask_for_is_named() -> None:
    kept = {f"{t}.{n}" for t, n, c in personal_columns() if not c.erased}
    assert kept == {
        "walk_in.given_name",
        "walk_in.family_name",
        "walk_in.organisation",
        "survey_answer.answers",
        "training.internal_notes",
        "training.cancel_reason",
    }


def test_two_columns_of_a_table_are_never_handed_out_under_one_name() -> None:
    for table in TABLES:
        names = list(exported(table).values())
        assert len(names) == len(set(names))


def test_a_clock_empties_its_own_columns_and_no_others() -> None:
    names = {"given_name", "family_name", "organisation"}
    assert set(emptied("registration", Clock.GRANT)) == names
    assert set(emptied("registration", Clock.END)) == set(emptied("registration")) - names
    assert emptied("registration", Clock.FORM) == {}
    assert set(emptied("submission", Clock.FORM).values()) == {Gone.ROW}
    assert set(erasable("survey_answer")) == set()
