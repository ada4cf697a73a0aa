"""Each kind of letter in each language, read as its receiver would."""

import re
from datetime import datetime
from html import escape, unescape
from html.parser import HTMLParser

import pytest
from flask import Flask

from registration.domain.letters.kinds import Kind, Nameless
from registration.formats import direction
from registration.letters import Letter, render_letter
from registration.letters.mime import Envelope, as_email
from registration.links import Links
from registration.web.language import LANGUAGES
from tests.conftest import PUBLIC_URL
from tests.letters.every_kind import (
    ADDRESS,
    FAMILY_NAME,
    GIVEN_NAME,
    STORIES,
    TITLE,
    TYPED_NAME,
    owed,
)

OFFICE = {Kind.SIGN_IN, Kind.ALARM}
"""Letters to staff about no training."""
ABOUT_SEVERAL = {Kind.LINK_AGAIN, Kind.DIGEST}
UNSIGNED = OFFICE | ABOUT_SEVERAL
WITHOUT_NAME = UNSIGNED | {Kind.ATTENDEE_LIST, Kind.TRAINER_CANCELLATION}
WITHOUT_BUTTON = {
    Kind.CANCELLATION,
    Kind.CANCELLED_BY_STAFF,
    Kind.TRAINER_CANCELLATION,
    Kind.LINK_AGAIN,
    Kind.ADDRESS_CHANGED,
    Kind.CUSTOM,
}
CALENDAR = {"de": "Kalender", "en": "calendar", "ar": "تقويم"}
WITHOUT_DATE = UNSIGNED | {Kind.SURVEY, Kind.SURVEY_REPEAT, Kind.CUSTOM}
ISOLATES = str.maketrans("", "", "\u2068\u2069")


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path, migrated_sqlite) -> str:  # type: ignore[no-untyped-def]
    """How a letter reads does not depend on the database: one is enough here."""
    path = tmp_path / "letters.sqlite"
    path.write_bytes(migrated_sqlite.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture(params=sorted(LANGUAGES))
def language(request: pytest.FixtureRequest) -> str:
    """Each language."""
    return str(request.param)


@pytest.fixture(params=sorted(STORIES), ids=str)
def letter(request: pytest.FixtureRequest, app: Flask, language: str, now: datetime) -> Letter:
    """Each kind of letter, as it would go."""
    settings = app.extensions["zusage_settings"]
    message, at = owed(request.param, language, now, settings)
    links: Links = app.extensions["zusage_links"]
    return render_letter(message, settings, links, at)


def test_every_kind_has_a_story_here() -> None:
    assert set(STORIES) == set(Kind)


def test_it_says_what_and_when_and_can_be_sent(letter: Letter, app: Flask, now: datetime) -> None:
    _subject_says_which_and_when(letter)
    _text_stands_alone(letter)
    _goes_on_after_the_comma(letter)
    _html_says_the_same(letter)
    _nothing_typed_is_markup(letter)
    _envelope_is_small(letter, app, now)


def _subject_says_which_and_when(letter: Letter) -> None:
    assert letter.recipient == ADDRESS
    what = letter.subject.partition(":")[0]
    assert what
    if letter.kind not in UNSIGNED:
        assert TITLE in letter.subject.translate(ISOLATES)
    if letter.kind not in WITHOUT_DATE:
        assert re.search(r"\d", letter.subject.translate(ISOLATES).partition(TITLE)[2])


def _text_stands_alone(letter: Letter) -> None:
    text = letter.text.translate(ISOLATES)
    assert "**" not in text
    assert "\\" not in text
    assert "Stadt Borken" in text
    assert f"{PUBLIC_URL}/privacy" in text
    assert (CALENDAR[letter.language] in text) == bool(letter.calendars)
    if letter.kind not in OFFICE:
        assert TITLE in text
    if letter.kind not in WITHOUT_BUTTON:
        assert f"{PUBLIC_URL}/" in text
    if letter.kind not in UNSIGNED:
        assert "02861 939-0" in text
        assert "integration@borken.example" in text


def _goes_on_after_the_comma(letter: Letter) -> None:
    """German: what follows "Guten Tag Amina," begins with a small letter, or with Sie or Ihr."""
    first = letter.text.split("\n\n")[1]
    if letter.language == "de" and letter.kind is not Kind.CUSTOM:
        assert re.match(r"[a-zäöü\d]|Sie |Ihre? ", first), first


def _html_says_the_same(letter: Letter) -> None:
    page = _read(letter.html)
    assert page.root == {"lang": letter.language, "dir": direction(letter.language)}
    assert not page.loads
    assert len(page.buttons) == _buttons(letter.kind)
    words = _words(page.text)
    # In the HTML the words of a link lead there; its address is not to be read.
    for line in letter.text.replace(":\nhttp", ": http").splitlines():
        said = line.removeprefix("- ").partition(": http")[0]
        assert _words(said) in words, line


def _buttons(kind: Kind) -> int:
    return 0 if kind in WITHOUT_BUTTON else 1


def _nothing_typed_is_markup(letter: Letter) -> None:
    assert "<script" not in letter.html
    assert 'href="http://evil.example' not in letter.html
    if letter.kind.row.nameless is Nameless.ALWAYS:
        everything = unescape(letter.subject + letter.text + letter.html)
        assert not any(name in everything for name in (GIVEN_NAME, FAMILY_NAME, "Amina", "evil"))
    elif letter.kind not in WITHOUT_NAME:
        assert TYPED_NAME in letter.text
        assert escape(TYPED_NAME) in letter.html


def _envelope_is_small(letter: Letter, app: Flask, now: datetime) -> None:
    email = as_email(letter, Envelope("id", now), app.extensions["zusage_settings"])
    assert len(email.as_bytes()) < 100_000
    body = email.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").strip() == letter.text.strip()


def _words(text: str) -> str:
    return " ".join(text.split())


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root: dict[str, str | None] = {}
        self.buttons: list[str] = []
        self.loads: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.root = given
        if tag == "a" and "style" in given:
            self.buttons.append(given["href"] or "")
        if tag in ("img", "script", "iframe", "object", "video", "link") or "src" in given:
            self.loads.append(tag)
        self.text += " "

    def handle_endtag(self, tag: str) -> None:
        self.text += " " if tag not in ("strong", "em") else ""

    def handle_data(self, data: str) -> None:
        self.text += data


def _read(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    return page
