"""What a CMS page loads to fit our frames to their content."""

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

pages = Blueprint("embedding", __name__)
KEPT_SECONDS = 3600


@pages.get("/embed.js")
def script() -> ResponseReturnValue:
    """The script for the CMS page; the same file that the framed pages load."""
    answer = current_app.send_static_file("embed.js")
    answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    # A page of another origin may load it, whatever that origin's embedder policy is.
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
