"""The form for somebody who came without a registration."""

import re

from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField
from wtforms.validators import Regexp

from .fields import Given, Line


class WalkInForm(Form):
    """Name and organisation; ``key`` makes sending it twice add one person."""

    given_name = Line(_l("Given name"), validators=[Given(_l("Enter the given name."))])
    family_name = Line(_l("Family name"), validators=[Given(_l("Enter the family name."))])
    organisation = Line(_l("Organisation"))
    key = HiddenField(validators=[Regexp(r"[\w-]{16,40}\Z", re.ASCII)])
