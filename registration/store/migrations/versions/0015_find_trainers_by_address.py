"""Trainers are found by their address without reading all of them.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_trainer_address", "trainer", [sa.text("lower(email)")])


def downgrade() -> None:
    op.drop_index("ix_trainer_address", "trainer")
