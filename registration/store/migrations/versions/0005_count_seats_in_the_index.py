"""Count seats, find the end of the queue and dates that stand in an index.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_registration_seats", "registration", ["training_id", "state", "queue_rank"]
    )
    op.drop_index("ix_registration_training_state", "registration")
    held = sa.text("dropped_at IS NULL")
    op.create_index(
        "ix_session_held", "session", ["training_id"], sqlite_where=held, postgresql_where=held
    )


def downgrade() -> None:
    op.drop_index("ix_session_held", "session")
    op.create_index("ix_registration_training_state", "registration", ["training_id", "state"])
    op.drop_index("ix_registration_seats", "registration")
