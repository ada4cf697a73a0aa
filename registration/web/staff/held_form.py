"""What was typed outlives the session: a page holds it until it can be sent again.

Nothing is done with it before a member of the team presses the button on that page with
a token of her session. The form has no address of its own: it goes where it came from.
"""

from flask import render_template, request
from flask.typing import ResponseReturnValue

TOKEN = "csrf_token"  # noqa: S105 (the name of a field)


def has_typed() -> bool:
    """Whether a POST brought anything but its token."""
    return any(name != TOKEN for name in request.form) or has_file()


def has_file() -> bool:
    """Whether a POST brought a file, which no page can hold."""
    return any(file.filename for file in request.files.values())


def held(token: object = None) -> ResponseReturnValue:
    """The page that holds what was typed; ``token`` if somebody is signed in to send it."""
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] != TOKEN]
    shown = [(name, value) for name, value in pairs if value.strip() and name != "seen"]
    page = render_template(
        "staff/held_form.html", pairs=pairs, shown=shown, token=token, file=has_file()
    )
    return page, 403
