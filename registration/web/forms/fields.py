"""Fields and checks that all forms share. Every fault says what to do."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import gettext
from wtforms import Field, Form, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from ...addresses import address_in
from ...domain.text import NAME_LENGTH, has_control_characters, is_blank, tidy


class Single:
    """A field that is sent once: a second value is a fault, not a choice."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the one value."""
        if len(valuelist) > 1:
            self.data = valuelist[0]
            raise ValueError(gettext("This field was sent more than once. Give one value."))
        super().process_formdata(valuelist)  # type: ignore[misc]


class Line(Single, StringField):
    """One line of text, tidied once it is checked."""

    def __init__(self, label: Any = None, longest: int = NAME_LENGTH, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(label, **kwargs)

    def pre_validate(self, form: Form) -> None:
        """No control characters, no direction marks, not too long."""
        text = self.data or ""
        if has_control_characters(text):
            raise StopValidation(gettext("Please use letters and ordinary characters only."))
        if len(text) > self.longest:
            raise StopValidation(
                gettext("Please use at most %(count)d characters.", count=self.longest)
            )
        self.data = tidy(text)


class Paragraphs(Single, TextAreaField):
    """A text of several lines."""

    def __init__(self, label: Any = None, longest: int = 2000, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(label, **kwargs)

    def pre_validate(self, form: Form) -> None:
        """No control characters but line breaks, not too long."""
        text = (self.data or "").replace("\r\n", "\n").replace("\r", "\n")
        if has_control_characters(text, lines=True):
            raise StopValidation(gettext("Please use letters and ordinary characters only."))
        if len(text) > self.longest:
            raise StopValidation(
                gettext("Please use at most %(count)d characters.", count=self.longest)
            )
        self.data = "" if is_blank(text) else text.strip()


class Given:
    """The field must show something; ``message`` says what to write."""

    field_flags: ClassVar = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        if is_blank(str(field.data or "")):
            raise StopValidation(str(self.message))


class MailAddress:
    """One address that can be written to; no look-up is made."""

    def __call__(self, form: Form, field: Field) -> None:
        address = address_in(str(field.data))
        if not address:
            raise ValidationError(gettext("Enter the e-mail address like this: name@stadt.example"))
        field.data = address


class Optionally:
    """An empty field ends its checks."""

    field_flags: ClassVar = {"optional": True}

    def __call__(self, form: Form, field: Field) -> None:
        if is_blank(str(field.data or "")):
            raise StopValidation
