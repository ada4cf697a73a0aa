"""Reads pages as a browser without scripts would."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class Form:
    """A form of a page: where it goes, what its fields hold, and what a browser would send."""

    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    pairs: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "form":
            self.forms.append(Form(at.get("action") or ""))
        name = at.get("name") or ""
        if self._select and tag == "option":
            self._option(at)
        if not self.forms or not name:
            return
        if tag == "input" and (at.get("type") not in ("radio", "checkbox") or "checked" in at):
            self._add(name, at.get("value") or "")
        if tag == "textarea":
            self._area = name
            self._add(name, "")
        if tag == "select":
            self._select = name

    def _add(self, name: str, value: str) -> None:
        self.forms[-1].fields[name] = value
        self.forms[-1].pairs.append((name, value))

    def _option(self, at: dict[str, str | None]) -> None:
        """The chosen option, or else the first."""
        form, value = self.forms[-1], at.get("value") or ""
        if self._select not in form.fields:
            self._add(self._select, value)
        elif "selected" in at:
            form.pairs.remove((self._select, form.fields[self._select]))
            self._add(self._select, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser takes the first line end for one of the markup's.
            text = self.forms[-1].fields[self._area]
            text = text.removeprefix("\r").removeprefix("\n")
            self.forms[-1].fields[self._area] = text
            self.forms[-1].pairs[-1] = (self._area, text)
            self._area = ""
        if tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].fields[self._area] += data


def forms_of(answer: TestResponse) -> list[Form]:
    """All forms of a page."""
    reader = _Reader()
    reader.feed(answer.text)
    return reader.forms


def form_with(answer: TestResponse, name: str) -> Form:
    """The form of a page that has a field of this name."""
    return next(form for form in forms_of(answer) if name in form.fields)


def words_of(answer: TestResponse) -> str:
    """The text of a page, without tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text.replace("<wbr>", "")).split())


def unescaped(answer: TestResponse) -> str:
    """A page with its tags, and letters for entities."""
    return unescape(answer.text)


def open_form(client: FlaskClient, path: str, ago: float = 60) -> dict[str, str]:
    """The fields of a sign-up form that was opened some seconds ago."""
    import time_machine

    from registration.web.context import utc_now

    with time_machine.travel(utc_now() - timedelta(seconds=ago), tick=False):
        page = client.get(path)
    assert page.status_code == 200, page.status
    return forms_of(page)[0].fields


PERSON = {
    "given_name": "Amina",
    "family_name": "Yılmaz",
    "email": "amina@borken.example",
}
