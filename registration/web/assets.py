"""What pages and CMS pages load: the stylesheet in the town's colours, the frames' script."""

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from .static_files import stylesheet

pages = Blueprint("embedding", __name__)
SCRIPT_KEPT = "public, max-age=3600"
STYLE_KEPT = "public, max-age=31536000, immutable"


@pages.get("/embed.js")
def script() -> ResponseReturnValue:
    """The script for the CMS page; the same file that the framed pages load."""
    answer = current_app.send_static_file("embed.js")
    answer.headers["Cache-Control"] = SCRIPT_KEPT
    # A page of another origin may load it, whatever that origin's embedder policy is.
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@pages.get("/style.css")
def style() -> ResponseReturnValue:
    """Our stylesheet and behind it the town's colours, in one file."""
    return Response(stylesheet(), mimetype="text/css", headers={"Cache-Control": STYLE_KEPT})
