"""Find what to erase in the rows themselves, and keep typed reasons out of the log.

The reason for a new place in the queue moves from the audit log to the registration,
where it can be emptied. The log is changed this once: it promises to hold no typed text.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_AUDIT = sa.table(
    "audit",
    sa.column("id", sa.Integer),
    sa.column("action", sa.String),
    sa.column("registration_id", sa.Integer),
    sa.column("facts", sa.JSON),
)
_REGISTRATION = sa.table(
    "registration", sa.column("id", sa.Integer), sa.column("queue_reason", sa.Text)
)


def upgrade() -> None:
    op.add_column(
        "registration", sa.Column("queue_reason", sa.Text(), nullable=False, server_default="")
    )
    op.drop_column("training", "contacts_erased_at")
    op.drop_column("training", "proof_erased_at")
    _move_reasons()


def downgrade() -> None:
    for name in ("contacts_erased_at", "proof_erased_at"):
        op.add_column("training", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.drop_column("registration", "queue_reason")


def _move_reasons() -> None:
    connection = op.get_bind()
    moved = sa.select(_AUDIT).where(_AUDIT.c.action == "moved in the queue").order_by(_AUDIT.c.id)
    rows = [row for row in connection.execute(moved) if "reason" in row.facts]
    if not rows:
        return
    _let_the_log_be_changed()
    for row in rows:
        facts = {name: value for name, value in row.facts.items() if name != "reason"}
        connection.execute(sa.update(_AUDIT).where(_AUDIT.c.id == row.id).values(facts=facts))
        connection.execute(
            sa.update(_REGISTRATION)
            .where(_REGISTRATION.c.id == row.registration_id)
            .values(queue_reason=row.facts["reason"])
        )
    _protect_the_log()


def _let_the_log_be_changed() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_no_update")
    else:
        op.execute("ALTER TABLE audit DISABLE TRIGGER audit_append_only")


def _protect_the_log() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit"
            " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        )
    else:
        op.execute("ALTER TABLE audit ENABLE TRIGGER audit_append_only")
