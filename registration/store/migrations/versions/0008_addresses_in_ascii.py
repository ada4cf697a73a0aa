"""Addresses whose domain has umlauts become such as can be written to.

Those from programme files and from ``staff add`` were kept as they were typed.

Revision ID: 0008
Revises: 0007
"""

import idna
import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Each column that holds an address, and the one by which it is compared.
_COLUMNS = (
    ("trainer", "email", None),
    ("training", "contact_email", None),
    ("staff", "email", "email_key"),
    ("message", "address", "recipient_key"),
)


def upgrade() -> None:
    for table, column, key in _COLUMNS:
        _rewrite(table, column, key)


def downgrade() -> None:
    """The same addresses: nothing to undo."""


def _rewrite(name: str, column: str, key: str | None) -> None:
    table = sa.table(name, sa.column("id"), sa.column(column), *([sa.column(key)] if key else []))
    connection = op.get_bind()
    rows = connection.execute(sa.select(table)).mappings().all()
    taken = {row[key] for row in rows} if name == "staff" else set()
    for row in rows:
        address = _in_ascii(row[column] or "")
        # A member of the team who stands there in both spellings keeps both.
        if address in (row[column] or "", "") or address.casefold() in taken:
            continue
        # Where no key was kept, none is needed.
        keys = {key: address.casefold()} if key and row[key] else {}
        values = {column: address, **keys}
        connection.execute(sa.update(table).where(table.c.id == row["id"]).values(values))


def _in_ascii(address: str) -> str:
    name, _, domain = address.rpartition("@")
    if address.isascii():
        return address
    try:
        return f"{name}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:  # it could never be written to; nothing is lost by leaving it
        return address
