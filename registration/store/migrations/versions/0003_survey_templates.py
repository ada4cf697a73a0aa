"""Survey templates, and failed letters found at once.

Revision ID: 0003
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None

_FAILED = sa.text("state = 'failed'")


def upgrade() -> None:
    op.create_table(
        "survey_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_template")),
    )
    op.create_index(
        "ix_message_failed",
        "message",
        ["training_id"],
        sqlite_where=_FAILED,
        postgresql_where=_FAILED,
    )
    op.create_index("ix_circular_message", "message", ["circular_id"])


def downgrade() -> None:
    op.drop_index("ix_circular_message", table_name="message")
    op.drop_index("ix_message_failed", table_name="message")
    op.drop_table("survey_template")
