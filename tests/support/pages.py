"""Reads pages as a browser without scripts would."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class Form:
    """A form of a page: where it goes and what its fields hold."""

    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "form":
            self.forms.append(Form(at.get("action") or ""))
        name = at.get("name") or ""
        if not self.forms or not name:
            return
        if tag == "input" and (at.get("type") not in ("radio", "checkbox") or "checked" in at):
            self.forms[-1].fields[name] = at.get("value") or ""
        if tag == "textarea":
            self._area = name
            self.forms[-1].fields[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].fields[self._area] += data


def forms_of(answer: TestResponse) -> list[Form]:
    """All forms of a page."""
    reader = _Reader()
    reader.feed(answer.text)
    return reader.forms


def words_of(answer: TestResponse) -> str:
    """The text of a page, without tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text.replace("<wbr>", "")).split())


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
