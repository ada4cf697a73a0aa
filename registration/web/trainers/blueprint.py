"""The blueprint of the trainers' pages."""

from flask import Blueprint

trainer_pages = Blueprint("trainer", __name__, url_prefix="/trainer/<token>")
