"""Pages for trainers: by link, for one training; no account, no cookie, no script needed."""

from flask import Blueprint

trainer_pages = Blueprint("trainer", __name__, url_prefix="/trainer/<token>")

# Each registers its views on the blueprint above.
from . import attendance, lists, sheets, survey_results  # noqa: E402

__all__ = ["attendance", "lists", "sheets", "survey_results", "trainer_pages"]
