"""What every edit refuses: to write over what somebody else has saved meanwhile."""

from typing import Any

from ..store.database import db


class SecondEditor(Exception):
    """Somebody else has saved since the form was put together with what stands."""


def refuse_second(stands: Any, was: Any) -> None:
    """Raise SecondEditor if what stands, under the lock, is not what the caller has seen."""
    if stands != was:
        db.session.rollback()
        raise SecondEditor
