"""Random keys for links, and names for calendars and once_keys that never come again.

What calendars and the outbox know already keeps the name it has there.

Revision ID: 0007
Revises: 0006
"""

from secrets import token_urlsafe

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NAMED = {"registration": "r", "session": "s", "trainer": "t", "training": "t"}
_LINKED = ("registration", "trainer")
_ROWS_AT_ONCE = 500
# SQLite copies a table to change it, and Alembic does not read these from the old one.
_CHECKS = {
    "training": ("capacity", "capacity >= 1"),
    "session": ("order", "ends > starts"),
    "registration": (
        "queue",
        "(state = 'waitlisted' AND queue_rank IS NOT NULL) OR state = 'unconfirmed'"
        " OR (state NOT IN ('waitlisted', 'unconfirmed') AND queue_rank IS NULL)",
    ),
}


def upgrade() -> None:
    for table in _NAMED:
        op.add_column(table, sa.Column("uid", sa.String(length=32), nullable=True))
    for table in _LINKED:
        op.add_column(table, sa.Column("key", sa.String(length=32), nullable=True))
        _fill_keys(table)
    for table, letter in _NAMED.items():
        op.execute(f"UPDATE {table} SET uid = '{letter}' || id")
        names = ["uid", "key"] if table in _LINKED else ["uid"]
        with op.batch_alter_table(table, table_args=_checks_of(table)) as batch:
            for name in names:
                batch.alter_column(name, existing_type=sa.String(length=32), nullable=False)
                batch.create_unique_constraint(f"uq_{table}_{name}", [name])


def _checks_of(table: str) -> list[sa.CheckConstraint]:
    if table not in _CHECKS:
        return []
    name, rule = _CHECKS[table]
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))]


def _fill_keys(table: str) -> None:
    rows = sa.table(table, sa.column("id", sa.Integer), sa.column("key", sa.String))
    connection = op.get_bind()
    ids = connection.scalars(sa.select(rows.c.id)).all()
    fill = sa.update(rows).where(rows.c.id == sa.bindparam("row")).values(key=sa.bindparam("new"))
    for start in range(0, len(ids), _ROWS_AT_ONCE):
        some = ids[start : start + _ROWS_AT_ONCE]
        connection.execute(fill, [{"row": one, "new": token_urlsafe(16)} for one in some])


def downgrade() -> None:
    for table in _NAMED:
        names = ["uid", "key"] if table in _LINKED else ["uid"]
        with op.batch_alter_table(table, table_args=_checks_of(table)) as batch:
            for name in names:
                batch.drop_constraint(f"uq_{table}_{name}", type_="unique")
                batch.drop_column(name)
