"""The blueprint of the team's pages. Every view names its rule in ``auth``."""

from flask import Blueprint

staff_pages = Blueprint("staff", __name__, url_prefix="/staff")
