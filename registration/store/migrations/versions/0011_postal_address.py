"""Where somebody gets letters on paper.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "registration", sa.Column("postal_address", sa.Text(), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("registration", "postal_address")
