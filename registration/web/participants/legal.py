"""The pages that the law asks for: privacy, accessibility, imprint."""

from flask import abort, redirect, render_template
from flask.typing import ResponseReturnValue

from ..guards import settings
from ..privacy import current_notice
from .blueprints import pages


@pages.get("/privacy")
def privacy() -> ResponseReturnValue:
    """The privacy notice in force, with its version."""
    return render_template("participants/privacy.html", notice=current_notice())


@pages.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """The accessibility statement, and where to complain."""
    return render_template("participants/accessibility.html")


@pages.get("/imprint")
def imprint() -> ResponseReturnValue:
    """The town's imprint stands on the town's own site."""
    if not settings().imprint_url:
        abort(404)
    return redirect(settings().imprint_url, 302)
