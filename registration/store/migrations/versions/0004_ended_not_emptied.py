"""Find the ended registrations that are not emptied yet without reading all.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_WHERE = sa.text("ended_at IS NOT NULL AND given_name <> ''")


def upgrade() -> None:
    op.create_index(
        "ix_registration_ended",
        "registration",
        ["ended_at"],
        sqlite_where=_WHERE,
        postgresql_where=_WHERE,
    )


def downgrade() -> None:
    op.drop_index("ix_registration_ended", "registration")
