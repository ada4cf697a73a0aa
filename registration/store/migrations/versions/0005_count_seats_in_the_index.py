"""Count seats and find the end of the queue in the index, without reading the rows.

Revision ID: 0005
Revises: 0004
"""

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


def downgrade() -> None:
    op.create_index("ix_registration_training_state", "registration", ["training_id", "state"])
    op.drop_index("ix_registration_seats", "registration")
