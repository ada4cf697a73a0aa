"""What may be taken back knows the dates that stood.

What was done just before is not taken back: nothing says which dates stood then.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "undoable", sa.Column("dates", sa.String(length=64), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("undoable", "dates")
