"""How much a request may bring: no less than a form in which all is as long as it may be.

Every fault of a form is then said at its field, with what was typed; only what no form of
ours can send is refused as a whole.
"""

from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

MIB = 1024 * 1024
# A sign-up with all answers of all its questions ticked.
LARGEST_BODY = 4 * MIB
# A training with all rows full, each sign of it twelve bytes on its way.
LARGEST_OF_STAFF = 12 * MIB
# All people of a large training, chosen at once.
MOST_FIELDS = 20_000


def install(app: Flask) -> None:
    """Bound what is read, before anything reads it."""
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=MOST_FIELDS,
    )
    app.before_request(_bound)


def _bound() -> None:
    if request.blueprint == "staff":
        request.max_content_length = request.max_form_memory_size = LARGEST_OF_STAFF
    if request.mimetype == "application/x-www-form-urlencoded":
        _refuse_too_much(request.get_data())


def _refuse_too_much(body: bytes) -> None:
    # A body that comes in pieces is cut at the limit, in the middle of what was typed.
    cut = request.content_length is None and len(body) == request.max_content_length
    # Werkzeug counts only the parts of a multipart body. Each field costs much more than it brings.
    if cut or body.count(b"&") >= MOST_FIELDS:
        raise RequestEntityTooLarge
