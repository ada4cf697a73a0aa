"""A letter on paper is printed once the team says so.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_NOT_PRINTED = sa.text("state = 'withdrawn' AND printed_at IS NULL")


def upgrade() -> None:
    op.add_column("message", sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_message_not_printed",
        "message",
        ["training_id"],
        sqlite_where=_NOT_PRINTED,
        postgresql_where=_NOT_PRINTED,
    )


def downgrade() -> None:
    op.drop_index("ix_message_not_printed", "message")
    op.drop_column("message", "printed_at")
