"""Whatever somebody types is shown as text, on every page, letter, paper and file that shows it."""

import csv
import io
from dataclasses import replace
from datetime import datetime

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from registration.actions.signups.by_staff import add_by_staff
from registration.actions.staff.auth import add_staff, sign_in
from registration.domain.programme import Contact, TrainerSpec
from registration.domain.states import Role
from registration.letters.render import render_letter
from registration.links import MY, Links
from registration.store.database import db
from registration.store.models import Message
from tests.support.factories import applicant, make_confirmed, make_training, session_spec
from tests.support.hostile import squeezed, told_in
from tests.support.pdf import text_of

MARKUP = [
    "<script>alert(1)</script><b>fett</b>",
    "{{7*7}}{% raise %}",
    "[x](javascript:alert(1)) **stark**",
    "#evil[x] *b* $x$ @ref",
    '=cmd|"/C calc"!A0',
    "a;b,c\\nd:BEGIN:VEVENT",
    "\"\"\"''' = [x]",
    "Langeswort" * 12,
]


def elements_of(page: str, tag: str) -> list[str]:
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return ["".join(one.itertext()) for one in tree.iter(tag)]


@pytest.mark.parametrize("typed", MARKUP)
def test_typed_markup_is_text_everywhere(
    app: Flask, client: FlaskClient, now: datetime, typed: str
) -> None:
    training = make_training(
        now,
        title=f"T {typed}",
        sessions=(session_spec(now.replace(year=2028), place=f"P {typed}"),),
        contact=Contact(f"K {typed}", "k@borken.example", "1"),
        trainers=(TrainerSpec(f"L {typed}", "l@borken.example"),),
    )
    names = {"given_name": f"G {typed}", "family_name": f"F {typed}", "organisation": f"O {typed}"}
    person = make_confirmed(training, now, note=f"N {typed}", **names)
    posted = replace(applicant(**names), email="", postal_address=f"S {typed}\n46325 Borken")
    printed = add_by_staff(training.id, posted, False, now, "staff 1")
    links: Links = app.extensions["zusage_links"]
    mine = f"/my/{links.token(MY, person.key, person.link_version)}"
    cookie = sign_in(add_staff("m@borken.example", Role.MANAGER, now)[1], now)
    client.set_cookie("zusage", cookie or "")
    slug = training.slug

    for path, shown in {
        f"/trainings/{slug}": ("T ", "P ", "K "),
        f"/trainings/{slug}/register": ("T ",),
        mine: ("T ", "P "),
        "/staff/": ("T ",),
        f"/staff/trainings/{slug}": ("T ", "F ", "G "),
        f"/staff/trainings/{slug}/papers": ("T ", "L "),
        f"/staff/registrations/{person.id}": ("T ", "F ", "O ", "N "),
    }.items():
        page = client.get(path).text
        missing = [s for s in shown if squeezed(s + typed) not in squeezed(told_in(page))]
        assert (path, missing) == (path, [])
        assert "fett" not in "".join(elements_of(page, "b"))
        assert "<script>alert" not in page
        assert "javascript:" not in " ".join(
            one.get("href") or ""
            for one in html5lib.parse(page, namespaceHTMLElements=False).iter("a")
        )

    settings = app.extensions["zusage_settings"]
    for message in db.session.scalars(db.select(Message).filter_by(registration_id=person.id)):
        if message.kind == "confirmation":
            letter = render_letter(message, settings, links, now)
            for part in (letter.text, told_in(letter.html)):
                assert squeezed(f"T {typed}") in squeezed(part)
                assert squeezed(f"P {typed}") in squeezed(part)
            assert not elements_of(letter.html, "script")
            assert "javascript:" not in " ".join(
                one.get("href") or ""
                for one in html5lib.parse(letter.html, namespaceHTMLElements=False).iter("a")
            )

    sheet = client.get(f"/staff/trainings/{slug}/sessions/{training.sessions[0].uid}/sheet.pdf")
    assert squeezed("Unterschrift") in squeezed(text_of(sheet.data))
    paper = client.get(f"/staff/registrations/{printed.id}/letter.pdf")
    assert squeezed(f"S {typed}"[:30]) in squeezed(text_of(paper.data))

    table = client.get(f"/staff/trainings/{slug}/registrations.csv")
    rows = list(csv.reader(io.StringIO(table.data.decode("utf-8-sig")), delimiter=";"))
    assert any(f"F {typed}" in cell for row in rows for cell in row)
    calendar = client.get(f"/trainings/{slug}.ics").data.decode()
    assert calendar.splitlines().count("BEGIN:VEVENT") == 1
