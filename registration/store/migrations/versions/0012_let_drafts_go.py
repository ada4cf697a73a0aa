"""A row of the audit log may forget which training it was about, once that is deleted.

Revision ID: 0012
Revises: 0011
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_KEPT = ("id", "at", "actor", "action", "registration_id")
_REFUSED = "the audit log is append-only"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in (*_KEPT, "facts"))
        _on_sqlite(f" WHEN NOT (NEW.training_id IS NULL AND {same})")
        return
    new, old = (", ".join(f"{row}.{name}" for name in _KEPT) for row in ("NEW", "OLD"))
    _on_postgresql(
        f"IF TG_OP = 'UPDATE' AND NEW.training_id IS NULL AND ({new}, NEW.facts::text)"
        f" IS NOT DISTINCT FROM ({old}, OLD.facts::text) THEN RETURN NEW; END IF; "
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite("")
        return
    _on_postgresql("")


def _on_sqlite(when: str) -> None:
    op.execute("DROP TRIGGER audit_no_update")
    op.execute(
        f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit{when}"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    )


def _on_postgresql(first: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {first}RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
