"""Every column of every table stands in the table of personal data, and none that is not there."""

from registration.domain.privacy.personal import TABLES
from registration.store.database import db


def mapped() -> dict[str, set[str]]:
    return {table.name: set(table.columns.keys()) for table in db.metadata.sorted_tables}


def test_each_column_is_classified() -> None:
    missing = {
        f"{table}.{name}"
        for table, names in mapped().items()
        for name in names - set(TABLES.get(table, {}))
    }
    assert missing == set(), "say in domain/privacy/personal.py what these hold"


def test_nothing_is_classified_that_is_no_column() -> None:
    left = {
        f"{table}.{name}"
        for table, columns in TABLES.items()
        for name in set(columns) - mapped().get(table, set())
    }
    assert left == set(), "take these out of domain/privacy/personal.py"
