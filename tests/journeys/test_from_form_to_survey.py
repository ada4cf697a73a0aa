"""The main story: sign up in the CMS page, confirm, wait, cancel, move up, be reminded, answer."""

from datetime import UTC, datetime, timedelta

import time_machine
from playwright.sync_api import BrowserContext, Page

from registration.store.database import db
from registration.store.models import Submission, SurveyAnswer
from tests.support.browser import frame_of
from tests.support.factories import make_training
from tests.support.mail import calendars_of, links_in, text_of
from tests.support.town import RunningTown

AMINA, JONAS = "amina@borken.example", "jonas@borken.example"


def sign_up_in_the_frame(page: Page, town: RunningTown, name: str, email: str) -> str:
    """Fill in the form inside the CMS page; the text of the answer."""
    page.goto(f"{town.cms}/")
    frame = frame_of(page)
    frame.get_by_role("link", name="Training kurs").click()
    frame = frame_of(page, "/embed/trainings/kurs")
    frame.get_by_role("link", name="Anmelden").or_(
        frame.get_by_role("link", name="Auf die Warteliste")
    ).click()
    frame = frame_of(page, "/register")
    page.wait_for_timeout(3_000)  # people need longer; the form refuses programs
    frame.get_by_label("Vorname").fill(name)
    frame.get_by_label("Nachname").fill("Beispiel")
    frame.get_by_label("E-Mail-Adresse").fill(email)
    frame.get_by_role("button").click()
    frame = frame_of(page, "/registered/")
    assert frame.locator("#status").evaluate("e => e === document.activeElement")
    return frame.locator("main").inner_text()


def press(page: Page, link: str, button: str) -> str:
    """Open a link of a letter and press its button; what the page says then."""
    page.goto(link)
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()
    return page.locator("#status").inner_text()


def test_a_seat_from_the_form_in_the_frame_to_the_survey(
    town: RunningTown, phone: BrowserContext
) -> None:
    start = datetime.now(UTC)
    with town.app.app_context():
        make_training(start, capacity=1, days=20, reminder_days=(7,))
    page = phone.new_page()

    answer = sign_up_in_the_frame(page, town, "Amina", AMINA)
    assert AMINA in answer
    town.work()
    first = town.mailbox.to(AMINA)[0]
    assert "Amina" not in text_of(first)
    assert "Ihr Platz ist sicher" in press(
        page, links_in(first, "confirm")[0], "Anmeldung bestätigen"
    )
    town.work()
    assert town.mailbox.kinds(AMINA) == ["confirm_address", "confirmation"]
    assert "METHOD:PUBLISH" in calendars_of(town.mailbox.to(AMINA)[1])[0]

    assert "Warteliste" in sign_up_in_the_frame(page, town, "Jonas", JONAS)
    town.work()
    link = links_in(town.mailbox.to(JONAS)[0], "confirm")[0]
    assert "Nummer 1 auf der Warteliste" in press(page, link, "Anmeldung bestätigen")
    town.work()

    page.goto(links_in(town.mailbox.to(AMINA)[1], "my")[0])
    page.get_by_role("button", name="Verbindlich absagen").click()
    assert "Setzen Sie das Häkchen" in page.locator("#faults").inner_text()
    page.get_by_label("Ja, ich gebe meinen Platz zurück.").check()
    page.get_by_role("button", name="Verbindlich absagen").click()
    assert "abgesagt" in page.locator("#status").inner_text()
    town.work()
    assert town.mailbox.kinds(AMINA)[-1] == "cancelled_by_you"
    assert "METHOD:CANCEL" in calendars_of(town.mailbox.to(AMINA)[-1])[0]
    assert town.mailbox.kinds(JONAS) == ["confirm_address", "waitlisted", "promoted"]
    assert phone.cookies() == []

    with time_machine.travel(start + timedelta(days=14)):
        town.minute()
        town.minute()
        assert town.mailbox.kinds(JONAS)[3:] == ["reminder"]
    with time_machine.travel(start + timedelta(days=20, hours=5)):
        town.minute()
        town.minute()
        assert town.mailbox.kinds(JONAS)[4:] == ["survey"]
        page.goto(links_in(town.mailbox.to(JONAS)[-1], "survey")[0])
        page.get_by_label("5 – sehr gut").first.check()
        page.get_by_label("Was war gut?").fill("Die Beispiele.")
        page.get_by_role("button", name="Antworten senden").click()
        assert "Vielen Dank" in page.locator("#status").inner_text()
    with town.app.app_context():
        answers = db.session.scalars(db.select(SurveyAnswer.answers)).all()
        assert answers == [{"overall": 5, "good": "Die Beispiele."}]
        assert db.session.scalars(db.select(Submission.id)).all() == []  # erased after a day
