"""The training's page lists the letters to print; the first page and the morning letter count."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from registration.actions.letters.digest import owe_digests
from registration.actions.signups.ending import cancel_by_staff
from registration.letters import render_letter
from registration.store.database import db
from registration.store.models import Message, Registration, Training
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training
from tests.support.pdf import opened, text_of
from tests.support.rows import letters, noted

from .test_on_paper import on_paper

PAGE, PDF = "/trainings/kurs", "/trainings/kurs/letters.pdf"
PRINTED, NOT_PRINTED = "/trainings/kurs/letters/printed", "/trainings/kurs/letters/not-printed"


@pytest.fixture
def training(app: Flask) -> Training:
    return make_training(datetime.now(UTC))


@pytest.fixture
def people(training: Training) -> list[Registration]:
    """Two who have no address, beside one who has."""
    now = datetime.now(UTC)
    make_confirmed(training, now, family_name="Postlos")
    return [on_paper(training, now, family_name=name) for name in ("Ahlers", "Becker")]


def letter_to(person: Registration) -> Message:
    (found,) = letters(registration_id=person.id, kind="confirmation")
    return found


def section(desk: Desk, path: str = PAGE) -> str:
    """What the page says before the list of all people."""
    return desk.get(path).text.partition('id="people"')[0]


def shown(page: str) -> list[str]:
    """The letters that the button for all of them sends."""
    (form,) = re.findall(r"<form(?:(?!</form>).)*Alle \d+ sind gedruckt", page, re.DOTALL)
    return re.findall(r'name="letter" value="(\d+)"', form)


def of(ids: list[Message]) -> list[str]:
    return [str(one.id) for one in ids]


def test_the_page_says_who_gets_which_letter_since_when(
    app: Flask, desk: Desk, people: list[Registration]
) -> None:
    page = section(desk)
    assert "2 Briefe sind zu drucken" in page
    assert page.index("Ahlers, Amina") < page.index("Becker, Amina")
    assert "Postlos" not in page
    assert page.count(">Platz sicher (PDF)<") == 2
    day = letter_to(people[0]).created_at.astimezone(app.extensions["zusage_settings"].zone)
    assert len(re.findall(rf"seit \S+ {day:%d.%m.%Y}", page)) == 2
    for one in people:
        link = f"/staff/registrations/{one.id}/letter.pdf?letter={letter_to(one).id}"
        assert link in page
        answer = desk.client.get(link)
        assert one.family_name in text_of(answer.data)
    assert shown(page) == of([letter_to(one) for one in people])


def test_without_such_letters_the_page_says_nothing_of_them(desk: Desk, training: Training) -> None:
    make_confirmed(training, datetime.now(UTC))
    page = section(desk)
    assert "drucken" not in page
    assert "letters.pdf" not in page
    assert desk.get(PDF).status_code == 404


def test_one_file_has_all_letters_each_on_a_sheet_of_its_own(
    desk: Desk, training: Training, people: list[Registration]
) -> None:
    third = on_paper(training, datetime.now(UTC), family_name="Najjar", language="ar")
    cancelled = on_paper(training, datetime.now(UTC), family_name="Storno")
    cancel_by_staff(cancelled, datetime.now(UTC), "staff 1", "Irrtum.")
    waits = text_of(desk.get(PDF).data)
    assert "Najjar" in waits
    assert "Storno" not in waits
    held = letters(registration_id=cancelled.id, kind="cancelled_by_staff")[0]
    held.due_at = datetime.now(UTC)
    db.session.commit()
    answer = desk.get(PDF)
    assert answer.mimetype == "application/pdf"
    document = opened(answer.data)
    fronts = [text_of(one_page(answer.data, n)) for n in range(0, len(document.pages), 2)]
    names = [one.family_name for one in (*people, third, cancelled)]
    assert len(fronts) == len(names)
    for name, front in zip(names, fronts, strict=True):
        assert name in front
        assert [other for other in names if other in front] == [name]
    assert "Stand:" in fronts[0]
    assert "Stand:" not in fronts[2]
    assert "Irrtum." in fronts[3]
    assert str(document.Root.Lang) == "de"
    assert str(document.docinfo["/Title"]) == "Briefe zum Drucken: Training kurs"
    assert "Postlos" not in text_of(answer.data)
    _, row = noted("saw letters to print")
    assert (row.training_id, row.registration_id) == (training.id, None)


def one_page(content: bytes, number: int) -> bytes:
    import io

    document = opened(content)
    for other in range(len(document.pages) - 1, -1, -1):
        if other != number:
            del document.pages[other]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_button_marks_one_and_another_all_that_were_shown(
    desk: Desk, training: Training, people: list[Registration]
) -> None:
    first, second = (letter_to(one) for one in people)
    page = shown(section(desk))
    later = on_paper(training, datetime.now(UTC), family_name="Clausen")
    answer = desk.post(PRINTED, {"letter": str(first.id)}, follow_redirects=True)
    assert "1 Brief ist als gedruckt vermerkt." in answer.text
    assert marked() == [first.id]
    answer = desk.post(PRINTED, {"letter": page}, follow_redirects=True)
    assert "1 Brief ist als gedruckt vermerkt." in answer.text
    assert marked() == [first.id, second.id]
    page_now = section(desk)
    assert "1 Brief ist zu drucken" in page_now
    assert "2 gedruckte Briefe" in page_now
    assert f"letter={letter_to(later).id}" in page_now


def marked() -> list[int]:
    db.session.rollback()
    return [one.id for one in letters() if one.printed_at]


def test_what_was_not_printed_after_all_stands_on_the_list_again(
    desk: Desk, people: list[Registration]
) -> None:
    first, second = (letter_to(one) for one in people)
    desk.post(PRINTED, {"letter": of([first, second])})
    answer = desk.post(NOT_PRINTED, {"letter": str(first.id)}, follow_redirects=True)
    assert "1 Brief steht wieder auf der Liste" in answer.text
    assert marked() == [second.id]
    page = section(desk)
    assert "1 Brief ist zu drucken" in page
    assert "1 gedruckter Brief" in page


def test_the_person_s_page_and_history_say_that_it_was_printed(
    desk: Desk, people: list[Registration]
) -> None:
    desk.post(PRINTED, {"letter": str(letter_to(people[0]).id)})
    page, other = (desk.get(f"/registrations/{one.id}").text for one in people)
    assert "gedruckt am " in page
    assert "Brief gedruckt" in page
    assert "gedruckt" not in other
    assert "Brief gedruckt" in desk.get("/trainings/kurs/history").text


def test_the_person_s_page_says_what_is_to_be_printed_and_whether_one_can_call(
    desk: Desk, training: Training
) -> None:
    now = datetime.now(UTC)
    silent, caller = (on_paper(training, now, phone=phone) for phone in ("", "0170 1234567"))
    pages = [desk.get(f"/registrations/{one.id}").text for one in (silent, caller)]
    assert [(">zu drucken<" in one, "zurückgezogen" in one) for one in pages] == [(True, False)] * 2
    assert ["Es geht kein Brief hinaus." in one for one in pages] == [True, True]
    assert ["rufen Sie an" in one for one in pages] == [False, True]
    desk.post(PRINTED, {"letter": str(letter_to(caller).id)})
    pages = [desk.get(f"/registrations/{one.id}").text for one in (silent, caller)]
    assert [">gedruckt<" in one for one in pages] == [False, True]
    assert [">zu drucken<" in one for one in pages] == [True, False]
    assert ["Es geht kein Brief hinaus." in one for one in pages] == [True, False]


@pytest.mark.parametrize("path", [PRINTED, NOT_PRINTED])
@pytest.mark.parametrize("values", [{}, {"letter": "x"}, {"letter": "999999"}, {"letter": "-1"}])
def test_what_names_no_letter_marks_none(
    desk: Desk, people: list[Registration], path: str, values: dict[str, str]
) -> None:
    done = letter_to(people[0])
    desk.post(PRINTED, {"letter": str(done.id)})
    assert desk.post(path, values).status_code == 303
    assert marked() == [done.id]


@pytest.mark.parametrize("path", [PRINTED, NOT_PRINTED])
def test_without_a_token_or_training_nothing_is_marked(
    desk: Desk, people: list[Registration], path: str
) -> None:
    letter = letter_to(people[0])
    if path == NOT_PRINTED:
        desk.post(PRINTED, {"letter": str(letter.id)})
    before = marked()
    assert desk.client.post(f"/staff{path}", data={"letter": letter.id}).status_code == 403
    elsewhere = path.replace("kurs", "nirgends")
    assert desk.post(elsewhere, {"letter": letter.id}).status_code == 404
    assert marked() == before


def test_an_auditor_sees_the_list_and_has_no_button(
    auditor: Desk, people: list[Registration]
) -> None:
    letter = letter_to(people[0])
    page = section(auditor)
    assert "Ahlers, Amina" in page
    assert PDF in page
    assert 'name="letter"' not in page
    assert "/letters/" not in page
    assert auditor.get(PDF).status_code == 200
    assert auditor.post(PRINTED, {"letter": letter.id}).status_code == 403
    assert marked() == []


def test_an_editor_may_say_that_it_was_printed(editor: Desk, people: list[Registration]) -> None:
    letter = letter_to(people[0])
    assert str(letter.id) in shown(section(editor))
    assert editor.post(PRINTED, {"letter": letter.id}).status_code == 303
    assert marked() == [letter.id]


def on_the_first_page(desk: Desk) -> str:
    page = desk.get("/").text
    return page.partition('id="decide"')[2].partition("</section>")[0]


def in_the_morning_letter(app: Flask, desk: Desk) -> Callable[[], str]:
    zone = app.extensions["zusage_settings"].zone

    def read(days: list[int] = [0]) -> str:  # noqa: B006
        days[0] += 1
        seven = datetime.now(zone).replace(hour=8, minute=0) + timedelta(days=days[0])
        if not owe_digests(seven, zone):
            return ""
        letter = letters(kind="digest")[-1]
        app_links, town = app.extensions["zusage_links"], app.extensions["zusage_settings"]
        return render_letter(letter, town, app_links, seven).text

    return read


def test_the_first_page_and_the_morning_letter_say_the_same(
    app: Flask, desk: Desk, people: list[Registration]
) -> None:
    other = make_training(datetime.now(UTC), "anderer")
    make_confirmed(other, datetime.now(UTC))
    letter = in_the_morning_letter(app, desk)
    home, mail = on_the_first_page(desk), letter()
    assert "/staff/trainings/kurs#to-print" in home
    assert "2 Briefe sind zu drucken" in home
    assert "Training anderer" not in home
    todo = mail.partition("Das ist zu tun:")[2].partition("Seit ")[0]
    assert "Training kurs: 2 Briefe sind zu drucken" in todo
    assert "Training anderer" not in todo
    desk.post(PRINTED, {"letter": of([letter_to(one) for one in people])})
    assert on_the_first_page(desk) == ""
    assert "drucken" not in letter()


def test_the_list_can_be_read_in_arabic(desk: Desk, people: list[Registration]) -> None:
    answer: TestResponse = desk.client.get("/staff/trainings/kurs?lang=ar")
    assert "رسالتان للطباعة" in answer.text
    assert 'dir="rtl"' in answer.text
