"""Pages for the town's team. Every view names its rule in ``door``; a test holds them to it."""

from flask import Blueprint

staff_pages = Blueprint("staff", __name__, url_prefix="/staff")

from . import home, people, sign_in, training  # noqa: E402

__all__ = ["home", "people", "sign_in", "staff_pages", "training"]
