"""Pages for the town's team. Every view names its rule in ``door``; a test holds them to it."""

from flask import Blueprint

staff_pages = Blueprint("staff", __name__, url_prefix="/staff")

from . import (  # noqa: E402
    attendance,
    call_off,
    common,
    fundings,
    home,
    outbox,
    paper_letters,
    papers,
    people,
    plan,
    preferences,
    queue,
    selection,
    sign_in,
    surveys,
    training,
    undo,
    words,
)

__all__ = [
    "attendance",
    "call_off",
    "common",
    "fundings",
    "home",
    "outbox",
    "paper_letters",
    "papers",
    "people",
    "plan",
    "preferences",
    "queue",
    "selection",
    "sign_in",
    "staff_pages",
    "surveys",
    "training",
    "undo",
    "words",
]
