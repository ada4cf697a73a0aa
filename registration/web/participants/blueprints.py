"""The two blueprints of the participants' pages.

``pages`` is registered twice, as it is and under /embed for the iframe. ``own_pages``
belong to one person, by token, and are never framed.
"""

from flask import Blueprint

pages = Blueprint("public", __name__)
own_pages = Blueprint("own", __name__)
