"""The rows that one sign-up writes.

Four in one statement would save PostgreSQL three turns, and gave less than a fifth
(docs/benchmarks.md).
"""

from typing import Any

from sqlalchemy import insert

from ..database import run
from ..dialect import table_of
from ..models import Registration, Submission

_REGISTRATION = table_of(Registration)
# Made once: building them anew for each row would take longer than running them.
_ADD_REGISTRATION = insert(_REGISTRATION).returning(_REGISTRATION.c.id)
_ADD_SUBMISSION = insert(table_of(Submission)).inline()


def add_registration(row: dict[str, Any]) -> int:
    """Store somebody new; the id."""
    return int(run(_ADD_REGISTRATION, row).scalar_one())


def add_submission(row: dict[str, Any]) -> None:
    """Claim a form's token id together with its address."""
    run(_ADD_SUBMISSION, row)
