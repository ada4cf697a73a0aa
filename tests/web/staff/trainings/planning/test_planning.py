"""The form of a training: previews, faults at their fields, two tabs, nothing by accident."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from registration.domain.programme import Contact
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training
from tests.support.training_form import DAY, row, soon, values


def page_of(desk: Desk, path: str, **form: str) -> tuple[int, str]:
    """Status and page of a sent form."""
    answer = desk.post(path, values(**form))
    return answer.status_code, unescape(answer.get_data(as_text=True))


def test_the_preview_says_what_follows_and_saves_nothing(desk: Desk, count_rows: Any) -> None:
    status, page = page_of(desk, "/new", do="check")
    assert status == 200
    assert "Niemand bekommt einen Brief." in page
    assert "man kann sich sofort anmelden" in page
    assert count_rows("training") == 0


def test_publish_puts_it_into_the_programme(desk: Desk, client: Any) -> None:
    answer = desk.post("/new", values(do="publish"))
    assert answer.location.startswith("/staff/trainings/asylrecht-kompakt?done=published")
    assert "Asylrecht kompakt" in client.get("/").get_data(as_text=True)


def test_a_draft_is_seen_by_nobody_outside(desk: Desk, client: Any) -> None:
    desk.post("/new", values(do="draft"))
    assert client.get("/trainings/asylrecht-kompakt").status_code == 404


def test_a_second_click_makes_no_second_training(desk: Desk, count_rows: Any) -> None:
    form = values(do="publish", slug="asylrecht-kompakt")
    first, second = (desk.post("/new", form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert count_rows("training") == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": ""}, "title", "Geben Sie den Titel ein."),
        ({"capacity": "0"}, "capacity", "Geben Sie eine ganze Zahl von 1 bis 100000 ein."),
        ({"capacity": "viele"}, "capacity", "Geben Sie eine ganze Zahl von 1 bis 100000 ein."),
        ({"contact_email": "nobody"}, "contact_email", "Geben Sie die E-Mail-Adresse so ein"),
        ({"slug": "Groß & klein"}, "slug", "Verwenden Sie nur a-z, 0-9 und -"),
        (row(0, day="2020-01-01"), "sessions-0-day", "Dieser Termin liegt in der Vergangenheit."),
        (row(0, day="morgen"), "sessions-0-day", "Geben Sie das Datum so ein"),
        (row(0, day="2200-01-01"), "sessions-0-day", "zwischen 2000 und 2199"),
        (row(0, ends="09:00"), "sessions-0-ends", "Das Ende muss nach dem Beginn liegen."),
        (row(0, place=""), "sessions-0-place", "Geben Sie den Ort ein"),
        (
            row(0, online_url="javascript:alert(1)"),
            "sessions-0-online_url",
            "Geben Sie eine Internetadresse so ein",
        ),
        (row(1, starts="11:00", ends="15:00"), "sessions-1-starts", "bevor der vorige zu Ende"),
        (
            row(1, starts="13:00", ends="15:00") | row(2, starts="14:00", ends="16:00"),
            "sessions-2-starts",
            "bevor der vorige zu Ende",
        ),
        (
            row(0, day="2027-03-28", starts="02:30", ends="05:00"),
            "sessions-0-starts",
            "gibt es nicht",
        ),
        (
            {"registration_closes": f"{DAY + timedelta(days=1)}T10:00"},
            "registration_closes",
            "nicht nach dem Beginn des ersten Termins",
        ),
        ({"reminder_days": "7, bald"}, "reminder_days", "Geben Sie höchstens 10 Tage"),
        ({"decide_by": f"{DAY}T08:00"}, "minimum", "wie viele Personen"),
        ({"funding": "unbekannt"}, "funding", "Wählen Sie eine der Förderungen."),
        (
            {
                "questions-0-label": "Wie?",
                "questions-0-kind": "choice",
                "questions-0-options": "Ja",
            },
            "questions-0-options",
            "mindestens zwei verschiedene Antworten",
        ),
        ({"title": "Kurs\x00"}, "title", "Verwenden Sie"),
        ({"title": "Kurs \u202e"}, "title", "Verwenden Sie"),
    ],
)
def test_each_fault_is_named_at_its_field_and_nothing_is_stored(
    desk: Desk, count_rows: Any, changes: dict[str, str], field: str, words: str
) -> None:
    status, page = page_of(desk, "/new", do="publish", **changes)
    assert status == 422
    named = set(re.findall(r'<li><a href="#([^"]+)"', page))
    assert named in ({field}, {f"{field}-0"})
    assert words in page
    assert count_rows("training") == 0


def test_html_in_a_description_is_shown_as_text(desk: Desk, client: Any) -> None:
    desk.post("/new", values(do="publish", description="<script>alert(1)</script> **fett**"))
    page = client.get("/trainings/asylrecht-kompakt").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "<strong>fett</strong>" in page


def test_a_web_address_in_use_is_named(desk: Desk, app: Flask) -> None:
    make_training(datetime.now(UTC), "kurs")
    status, page = page_of(desk, "/new", do="draft", slug="kurs")
    assert status == 422
    assert "Unter dieser Internetadresse steht schon eine Schulung." in page


def test_the_preview_of_a_moved_date_counts_the_letters(desk: Desk, count_rows: Any) -> None:
    training = make_training(soon(), "kurs")
    for _ in range(2):
        make_confirmed(training, soon())
    form = desk.opened("/trainings/kurs/edit") | {"sessions-0-place": "Rathaus, Raum 2"}
    page = " ".join(
        unescape(desk.post("/trainings/kurs/edit", form | {"do": "check"}).text).split()
    )
    assert "2 Personen bekommen einen Brief: <strong>neuer Termin oder Ort" in page
    assert re.search(r"<del>.*<bdi>Rathaus Borken, .*</del> → <ins>.*<bdi>Rathaus, Raum 2, ", page)
    assert count_rows("message", "kind = 'change'") == 0
    answer = desk.post("/trainings/kurs/edit", form | {"do": "save"})
    assert "done=told&n=3" in answer.location  # and the trainer
    assert count_rows("message", "kind = 'change'") == 2


def test_a_change_is_taken_back_from_the_page_that_follows_and_only_once(
    desk: Desk, count_rows: Any
) -> None:
    training = make_training(soon(), "kurs")
    make_confirmed(training, soon())
    form = desk.opened("/trainings/kurs/edit") | {"sessions-0-place": "Anderswo"}
    desk.post("/trainings/kurs/edit", form | {"do": "save"})
    page = unescape(desk.get("/trainings/kurs").text)
    found = re.search(r'action="/staff(/undo/\d+)"', page)
    assert found
    assert "Anderswo" in page
    assert desk.post(found[1], {}).status_code == 303
    after = unescape(desk.get("/trainings/kurs").text)
    assert "Anderswo" not in after
    assert "/undo/" not in after
    assert count_rows("message", "kind = 'change' AND state = 'withdrawn'") == 1
    again = desk.post(found[1], {})
    assert again.status_code == 409
    assert "schon rückgängig gemacht" in unescape(again.text)
    assert desk.post("/undo/999999", {}).status_code == 404


def test_adding_a_date_keeps_what_is_typed_and_offers_the_same_place(desk: Desk) -> None:
    status, page = page_of(desk, "/new", do="add-sessions")
    assert status == 200
    assert 'id="sessions-1-day"' in page
    assert page.count('value="Rathaus"') == 2
    assert 'value="Asylrecht kompakt"' in page


def test_a_removed_date_is_gone_from_the_form(desk: Desk) -> None:
    _, page = page_of(desk, "/new", do="remove-sessions-1", **row(1, place="Bücherei"))
    assert "Bücherei" not in page


def test_a_copy_opens_as_a_draft_without_dates(desk: Desk) -> None:
    make_training(soon(), "kurs")
    answer = desk.post("/trainings/kurs/copy")
    page = desk.client.get(answer.location).get_data(as_text=True)
    assert "ein Entwurf ohne Termine" in page
    assert 'id="sessions-0-day"' in page


def test_the_only_date_of_a_published_training_is_kept_with_a_word_at_its_field(
    desk: Desk, count_rows: Any
) -> None:
    make_training(soon(), "kurs")
    form = desk.opened("/trainings/kurs/edit")
    bare = {name: value for name, value in form.items() if not name.startswith("sessions-0-")}
    for do in ("check", "save"):
        answer = desk.post("/trainings/kurs/edit", {**bare, "do": do})
        assert answer.status_code == 422
        assert "mindestens einen Termin" in answer.text, answer.text[
            answer.text.find('<ul class="summary') :
        ][:700]
    assert count_rows("session", "dropped_at IS NULL") == 1


def test_a_new_training_begins_with_the_contact_of_the_newest_or_with_who_makes_it(
    desk: Desk,
) -> None:
    def contact() -> list[Any]:
        opened = desk.opened("/new", "title")
        return [opened[f"contact_{name}"][0] for name in ("name", "email", "phone")]

    assert contact() == ["Stadt Borken", "leitung@borken.example", ""]
    now = datetime.now(UTC)
    make_training(now, "alt", contact=Contact("Amt", "amt@borken.example", "1"))
    make_training(now, "neu", contact=Contact("Haus", "haus@borken.example", "2"))
    assert contact() == ["Haus", "haus@borken.example", "2"]
