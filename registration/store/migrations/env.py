"""How Alembic reaches the database: through the application, on either kind of it."""

from typing import Any

from alembic import context
from flask import current_app

from registration.store import models  # noqa: F401  (fills the metadata)
from registration.store.database import UtcDateTime, db
from registration.store.migrating import alone


def _render(kind: str, thing: Any, _autogen: Any) -> str | bool:
    """Migrations name plain types, so that they don't change with our code."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _upgrade() -> None:
    with alone(db.engine) as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=_render,
            render_as_batch=True,
            compare_type=False,
            # Alembic takes it that SQLite can't; ``alone`` sees to it that it does.
            transactional_ddl=True,
            **{
                key: value
                for key, value in current_app.extensions["migrate"].configure_args.items()
                if key not in ("render_as_batch", "compare_type")
            },
        )
        with context.begin_transaction():
            context.run_migrations()


_upgrade()
