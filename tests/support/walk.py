"""Walks through the whole service as somebody who follows each link and presses each button."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from time_machine import Traveller
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.documents.pictures import png
from tests.support.offers import Offer, Offers

Route = tuple[str, str]

# Of a route; its further forms differ in the number of their rows.
MOST_FORMS, MOST_PAGES = 4, 15
# What somebody writes into an empty field, by the last part of its name.
TYPED = {
    "given_name": "Amina",
    "family_name": "Yılmaz",
    "email": "neu@borken.example",
    "title": "Neue Schulung",
    "slug": "neue-schulung",
    "summary": "Kurz gesagt.",
    "capacity": "12",
    "day": "2027-03-01",
    "starts": "10:00",
    "ends": "12:00",
    "place": "Rathaus",
    "name": "Referentin",
    "label": "Was ist da?",
    "reason": "Die Referentin ist krank.",
    "queue_reason": "Sie kam zuerst.",
    "position": "1",
    "subject": "Bitte lesen",
    "body": "Guten Tag",
    "sure": "1",
    "retention_years": "5",
    "programme": "EU",
    "notice": "Gefördert.",
    "reference": "LAG-2",
    "contact_name": "Fachabteilung",
    "contact_email": "amt@borken.example",
    "q_experience": "Ja",
    "q_since": "2020-02-29",
    "good": "Alles",
}
# Fields that only machines fill in.
_TRAPS = {"website"}
FILES = {
    "logos": (png(90, 60), "logo.png"),
    "programme": (b"", "programm.toml"),
}


def last_part(name: str) -> str:
    return name.rpartition("-")[2]


def names_of(path: str) -> set[str]:
    """The names behind the question mark; the language is everywhere."""
    parts = urlsplit(path).query.split("&")
    return {part.partition("=")[0] for part in parts} - {"", "lang"}


def filled(form: Offer) -> dict[str, Any]:
    """What somebody sends who leaves what stands there and writes where nothing does."""
    sent: dict[str, Any] = {}
    for name, offered in form.values.items():
        if name in form.pressed or name in _TRAPS:
            continue
        default = offered[0] if offered else ""
        sent[name] = default or TYPED.get(name) or TYPED.get(last_part(name), "")
    return sent | files_of(form)


def files_of(form: Offer) -> dict[str, Any]:
    """A file for each field that takes one; sent anew, since sending reads it to its end."""
    content, name = FILES.get(form.path.rpartition("/")[2], (b"", "leer"))
    return {field: (BytesIO(content), name) for field in form.files}


@dataclass
class Walker:
    """Somebody at a browser who remembers each address and each form by its route."""

    app: Flask
    client: FlaskClient
    clock: Traveller
    restore: Callable[[], object] = lambda: None
    pages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[str, list[Offer]] = field(default_factory=lambda: defaultdict(list))
    _todo: list[str] = field(default_factory=list)
    _seen: set[tuple[str, frozenset[str]]] = field(default_factory=set)

    def walk(self, entrances: Iterable[str]) -> None:
        """Open every page that can be come to; press each button once, and undo what it did."""
        for path in entrances:
            self._follow(path)
        while self._todo:
            self._open(self._todo.pop(0))

    def route(self, path: str, method: str = "GET") -> str:
        """The route that answers an address; empty if none does."""
        urls = self.app.url_map.bind("localhost")
        try:
            return str(urls.match(urlsplit(path).path, method=method)[0])
        except HTTPException:
            return ""

    def send(self, path: str, values: dict[str, Any]) -> TestResponse:
        """Send a form a minute after its page was opened; no sign-up comes sooner."""
        self.clock.shift(timedelta(minutes=1))
        try:
            return self.client.post(path, data=values)
        finally:
            self.clock.shift(-timedelta(minutes=1))

    def sign_up(self, path: str) -> str:
        """Sign up by a form; the address of its answer."""
        form = Offers(path, self.client.get(path).get_data(as_text=True)).forms[0]
        answer = self.send(form.path, filled(form))
        return str(answer.location).partition("#")[0]

    def _open(self, path: str) -> None:
        path = path.partition("#")[0]
        route = self.route(path)
        known = self.pages[route] if route else []
        if not route or not path.startswith("/") or self._is_enough(path, known):
            return
        self._follow(path)

    def _follow(self, path: str) -> None:
        self.pages[self.route(path)].append(path)
        self._read(path, self.client.get(path))

    @staticmethod
    def _is_enough(path: str, known: list[str]) -> bool:
        """Some pages of a route, and each name that may stand behind the question mark."""
        new = names_of(path) - {name for one in known for name in names_of(one)}
        paths = {urlsplit(one).path for one in known}
        return not new and (urlsplit(path).path in paths or len(paths) >= MOST_PAGES)

    def _read(self, path: str, answer: TestResponse) -> None:
        if answer.mimetype != "text/html":
            return
        page = Offers(path, answer.get_data(as_text=True))
        self._todo += page.links
        for form in page.forms:
            if form.method == "GET":
                names = "&".join(f"{n}={v[0] if v else ''}" for n, v in form.values.items())
                self._todo.append(f"{urlsplit(form.path).path}?{names}")
            else:
                self._press(form)

    def _press(self, form: Offer) -> None:
        route = self.route(form.path, "POST")
        key = (route, form.signature)
        if key in self._seen or not route or len(self.forms[route]) >= MOST_FORMS:
            return
        self._seen.add(key)
        self.forms[route].append(form)
        for press in form.presses():
            answer = self.send(form.path, filled(form) | press)
            if not answer.location:
                self._read(form.path, answer)
            self.restore()
