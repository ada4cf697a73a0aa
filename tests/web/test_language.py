"""Pages speak the reader's language, say so, and keep it without a cookie."""

import re
from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from registration.domain.programme import QuestionKind, QuestionSpec
from registration.formats import direction
from registration.letters import render_letter
from registration.links import CONFIRM, MY, SURVEY
from registration.store.database import db
from registration.store.models import Message, Registration
from registration.web.language import LANGUAGES, choose_language
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import PERSON, open_form

TITLE = "Nähe und Distanz"
VOID = {"meta", "link", "input", "br", "hr", "img"}
PUBLIC = [
    "/",
    "/trainings/kurs",
    "/trainings/kurs/register",
    "/trainings/vorbei/register",
    "/embed/",
    "/embed/trainings/kurs",
    "/embed/trainings/kurs/register",
    "/privacy",
    "/accessibility",
    "/link-again",
    "/link-again?sent=1",
    "/not-here",
]


@dataclass
class Page:
    """What a page says about its languages."""

    language: str | None = None
    direction: str | None = None
    links: list[dict[str, str | None]] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    spoken: list[tuple[str, str | None]] = field(default_factory=list)

    @property
    def choices(self) -> dict[str, str]:
        """The pages in other languages: where they are."""
        return {str(link["hreflang"]): str(link["href"]) for link in self.links}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._spoken: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.page.language, self.page.direction = given.get("lang"), given.get("dir")
        if tag == "a" and "hreflang" in given:
            self.page.links.append(given)
        elif tag in ("a", "form"):
            self.page.targets.append(given.get("href") or given.get("action") or "")
        if tag not in VOID:
            outer = self._spoken[-1] if self._spoken else None
            self._spoken.append(given.get("lang") or outer)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._spoken.pop()

    def handle_data(self, data: str) -> None:
        if self._spoken:
            self.page.spoken.append((data, self._spoken[-1]))


def alone(send: Callable[..., TestResponse], path: str, **kwargs: Any) -> TestResponse:
    """Send a request in a context of its own: the test's would remember the language."""
    return Context().run(send, path, **kwargs)


def read(client: FlaskClient, path: str, **headers: str) -> Page:
    """A page as a browser with these languages gets it."""
    answer = alone(client.get, path, headers={"Accept-Language": "de", **headers})
    reader = _Reader()
    reader.feed(re.sub(r"<title>.*?</title>", "", answer.text))
    return reader.page


def fields_of(client: FlaskClient, path: str) -> dict[str, str]:
    """The fields of a form, opened a while ago."""
    return Context().run(open_form, client, path)


def asked(path: str, language: str) -> str:
    """A path with ``?lang=``."""
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.fixture(autouse=True)
def frozen(now: datetime) -> Iterator[time_machine.Traveller]:
    """The time stands still."""
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def person(app: Flask, now: datetime) -> Registration:
    """Somebody who has signed up in Arabic, for one of two trainings."""
    training = make_training(now, title=TITLE)
    make_training(now, "vorbei", registration_closes=now - timedelta(days=1))
    return make_confirmed(training, now, "arabic@borken.example", language="ar")


@pytest.fixture
def own_pages(app: Flask, person: Registration) -> list[str]:
    """The pages that belong to that person."""
    links = app.extensions["zusage_links"]
    key = (person.key, person.link_version)
    survey = f"/survey/{links.token(SURVEY, *key)}"
    mine = [f"/my/{links.token(MY, *key)}", f"/confirm/{links.token(CONFIRM, *key)}"]
    return [*mine, survey, f"{survey}/unsubscribe"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_its_language_and_direction(
    client: FlaskClient, own_pages: list[str], language: str
) -> None:
    for path in [*PUBLIC, *own_pages]:
        page = read(client, asked(path, language))
        assert (page.language, page.direction) == (language, direction(language)), path


def test_arabic_runs_from_right_to_left(client: FlaskClient) -> None:
    assert read(client, "/?lang=ar").direction == "rtl"
    assert read(client, "/?lang=en").direction == "ltr"


def test_each_page_leads_to_itself_in_the_other_languages(
    client: FlaskClient, own_pages: list[str]
) -> None:
    for path in [p for p in [*PUBLIC, *own_pages] if "/embed" not in p and p != "/not-here"]:
        page = read(client, asked(path, "en"))
        assert set(page.choices) == {"de", "ar"}, path
        assert all(link["lang"] == link["hreflang"] for link in page.links)
        assert [link["dir"] for link in page.links] == ["ltr", "rtl"]
        for language, address in page.choices.items():
            assert urlsplit(address).path == urlsplit(path).path
            assert ("sent" in path) == ("sent" in address)
            assert read(client, address).language == language


def test_the_language_asked_for_is_kept_in_links_and_forms(
    client: FlaskClient, own_pages: list[str]
) -> None:
    for path in [*PUBLIC, *own_pages]:
        for target in read(client, asked(path, "ar")).targets:
            if target.startswith("/"):
                assert parse_qs(urlsplit(target).query).get("lang") == ["ar"], (path, target)


def test_nobody_who_asks_for_no_language_gets_one_into_the_links(client: FlaskClient) -> None:
    assert not any("lang=" in target for target in read(client, "/").targets)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ar-SY,ar;q=0.9,de;q=0.5", "ar"),
        ("en-US", "en"),
        ("fr,en;q=0.4,de;q=0.6", "de"),
        ("fr", "de"),
        ("", "de"),
        ("\x7f;;q=x", "de"),
    ],
)
def test_the_browsers_language_counts_and_else_german(
    client: FlaskClient, accepted: str, language: str
) -> None:
    assert read(client, "/", **{"Accept-Language": accepted}).language == language


@pytest.mark.parametrize("odd", ["../../x", "AR", "ar_SY", "fr", "", "de%0d%0aX:1", "%00"])
def test_a_language_we_do_not_speak_is_ignored(client: FlaskClient, odd: str) -> None:
    page = read(client, f"/?lang={odd}")
    assert page.language == "de"
    assert not any("lang=" in target for target in page.targets)


def test_a_trainings_own_text_says_its_language(client: FlaskClient, own_pages: list[str]) -> None:
    for path in ("/", "/trainings/kurs", "/trainings/kurs/register", own_pages[0]):
        spoken = dict(read(client, asked(path, "ar")).spoken)
        assert spoken[TITLE] == "de", path
        assert spoken["العربية" if "العربية" in spoken else "Deutsch"] != "ar"


def test_a_question_of_the_town_is_marked_and_our_words_beside_it_are_not(
    client: FlaskClient, now: datetime
) -> None:
    asks = QuestionSpec("sprachen", "Welche Sprachen?", QuestionKind.CHOICE, ("Ja", "Nein"))
    make_training(now, "frage", questions=(asks,))
    spoken = dict(read(client, "/trainings/frage/register?lang=ar").spoken)
    assert spoken["Welche Sprachen?"] == spoken["Ja"] == "de"
    assert spoken["(اختياري)"] == "ar"


def test_whoever_signs_up_in_arabic_is_written_to_in_arabic_and_finds_arabic_pages(
    app: Flask, client: FlaskClient, now: datetime
) -> None:
    path = "/trainings/kurs/register?lang=ar"
    answer = alone(client.post, path, data={**fields_of(client, path), **PERSON})
    assert answer.status_code == 303
    assert "lang=ar" in answer.location
    db.session.rollback()
    found = db.session.scalars(select(Registration).filter_by(email=PERSON["email"])).one()
    assert found.language == "ar"
    _is_written_to_in_arabic(app, found, now)
    links = app.extensions["zusage_links"]
    mine = f"/my/{links.token(MY, found.key, found.link_version)}"
    assert read(client, mine).language == "ar"
    assert read(client, asked(mine, "en")).language == "en"


def _is_written_to_in_arabic(app: Flask, person: Registration, now: datetime) -> None:
    message = db.session.scalars(select(Message).filter_by(registration_id=person.id)).one()
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    letter = render_letter(message, settings, links, now)
    assert letter.subject.startswith("أكّدوا تسجيلكم")
    assert '<html lang="ar" dir="rtl">' in letter.html


def test_a_fault_in_the_form_is_said_in_the_language_of_the_form(client: FlaskClient) -> None:
    path = "/trainings/kurs/register?lang=ar"
    typed = {**fields_of(client, path), "given_name": "فاطمة"}
    answer = alone(client.post, path, data=typed)
    assert answer.status_code == 422
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert "أدخلوا اسم العائلة." in answer.text
    assert "فاطمة" in answer.text


@pytest.mark.parametrize(
    ("asked", "own", "browser", "spoken"),
    [
        ("ar", "en", "de", "ar"),
        ("xx", "en", "ar", "en"),
        ("", "en", "ar", "en"),
        ("", "xx", "ar", "ar"),
        ("", None, "en, de;q=0.5", "en"),
        ("", None, "tr, fr;q=0.5", "de"),
        ("", None, "", "de"),
    ],
)
def test_what_is_asked_for_comes_before_ones_own_before_the_browsers(
    app: Flask, asked: str, own: str | None, browser: str, spoken: str
) -> None:
    with app.test_request_context(f"/?lang={asked}", headers={"Accept-Language": browser}):
        g.own_language = own
        assert choose_language() == spoken


def test_where_no_page_is_asked_for_it_is_german(app: Flask) -> None:
    g.own_language = "ar"
    assert choose_language() == "de"
