"""The form that asks for the links again."""

from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField

from .fields import Given, Line, MailAddress


class LinkAgainForm(Form):
    """Only the address."""

    email = Line(
        _l("E-mail address"),
        longest=254,
        validators=[Given(_l("Enter your e-mail address.")), MailAddress()],
        render_kw={"autocomplete": "email", "type": "email", "inputmode": "email"},
    )
    form_token = HiddenField()
