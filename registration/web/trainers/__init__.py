"""Pages for trainers: by link, for one training; no account, no cookie, no script needed."""

from flask import Blueprint

trainer_pages = Blueprint("trainer", __name__, url_prefix="/trainer/<token>")

from . import attendance, lists, results, sheets  # noqa: E402

__all__ = ["attendance", "lists", "results", "sheets", "trainer_pages"]
