"""A town in which each page has something to show, and the links that lead in."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import update

from registration.actions import attendance as act
from registration.actions import surveys
from registration.actions.attendance import Newcomer
from registration.actions.fundings import Wording, add_logo, save_funding
from registration.actions.letters.printing import mark_printed
from registration.actions.signups.by_staff import add_by_staff
from registration.actions.signups.ending import cancel_by_link, cancel_by_staff
from registration.actions.signups.sign_up import Applicant
from registration.actions.surveys import answer_survey, save_template
from registration.actions.trainings.planning import copy_training
from registration.domain.programme import QuestionKind, QuestionSpec
from registration.domain.states import TrainingState, WaitlistMode
from registration.links import CONFIRM, MY, SURVEY, TRAINER, Links
from registration.store.database import db
from registration.store.letters.to_print import to_print
from registration.store.models import Message, Registration, Trainer, Training
from registration.store.signups import registration_lists
from tests.documents.pictures import png
from tests.support.factories import make_confirmed, make_registration, make_training, session_spec

QUESTIONS = (
    QuestionSpec("experience", "Haben Sie Erfahrung?", QuestionKind.CHOICE, ("Ja", "Nein"), True),
    QuestionSpec("languages", "Welche Sprachen?", QuestionKind.SEVERAL, ("Deutsch", "Dari")),
    QuestionSpec("childcare", "Brauchen Sie Kinderbetreuung?", QuestionKind.CHECKBOX),
    QuestionSpec("story", "Erzählen Sie", QuestionKind.LONG_TEXT),
    QuestionSpec("since", "Seit wann?", QuestionKind.DATE),
)
ANSWERS = {"experience": "Ja", "languages": ["Dari"], "childcare": True, "since": "2020-02-29"}


BERLIN = ZoneInfo("Europe/Berlin")
WORDING = Wording("LEADER", "EU", "Gefördert von der EU.", "LAG-1", 5, None)


def fill(app: Flask, now: datetime) -> list[str]:
    """Put trainings, people and papers into an empty town; the paths that letters lead to."""
    links: Links = app.extensions["zusage_links"]
    funding = save_funding(None, WORDING, now, "test", BERLIN)
    add_logo(funding.id, "Flagge der EU", png(90, 60), "image/png", now, "test")
    question = {"key": "q_a", "label": "Wie?", "kind": "choice", "options": ["Gut", "Schlecht"]}
    save_template(None, surveys.Wording("Kurz", [question]), now, "test")
    opened, people = _opened(now, funding.key)
    running, over = _running(now), _over(now)
    copy_training(running.id, now, "test")
    cancel_by_staff(make_confirmed(make_training(now, "zurueck"), now), now, "test", "Irrtum")
    make_training(now, "entwurf").state = TrainingState.DRAFT
    add_by_staff(opened.id, Applicant("Ohne", "Adresse", ""), False, now, "test")
    mark_printed(opened.id, [one.id for one in to_print(now, opened.id)], now, "test")
    _post_has_gone(now)
    of_people = {
        MY: [*people, *_offered(now), over[1][0]],
        CONFIRM: [people[-1], people[1]],
        SURVEY: over[1][-2:],
    }
    return [
        *(_path(links, purpose, row) for purpose, rows in of_people.items() for row in rows),
        _path(links, SURVEY, over[1][-1]) + "/unsubscribe",
        *(f"/staff/outbox/{letter.id}" for letter in registration_lists.letters_of(people[1].id)),
        *(_path(links, TRAINER, t.trainers[0]) + "/" for t in (opened, running, over[0])),
    ]


def _post_has_gone(now: datetime) -> None:
    """The confirmations were sent and may be sent again."""
    sent = (
        update(Message)
        .where(Message.kind == "confirmation")
        .values(state="sent", sent_at=now - timedelta(minutes=1))
    )
    db.session.execute(sent)
    db.session.commit()


def _path(links: Links, purpose: str, row: Registration | Trainer) -> str:
    return f"/{purpose}/{links.token(purpose, row.key, row.link_version)}"


def _opened(now: datetime, funding: str) -> tuple[Training, list[Registration]]:
    """Open with a queue: somebody cancelled, two seats, one who waits, one unconfirmed."""
    training = make_training(now, "offen", capacity=2, questions=QUESTIONS, funding=funding)
    people = [make_confirmed(training, now, answers=ANSWERS) for _ in range(4)]
    cancel_by_link(people[0], now)
    return training, [*people, make_registration(training, now)]


def _offered(now: datetime) -> list[Registration]:
    training = make_training(now, "angebot", capacity=1, waitlist=WaitlistMode.OFFER)
    holder, offered = make_confirmed(training, now), make_confirmed(training, now)
    cancel_by_link(holder, now)
    add_by_staff(training.id, Applicant("Ohne", "Postfach", ""), False, now, "test")
    return [offered]


def _running(now: datetime) -> Training:
    """Began an hour ago and goes on in a week; somebody came unannounced."""
    dates = (session_spec(now - timedelta(hours=1)), session_spec(now + timedelta(days=7)))
    training = make_training(now, "heute", sessions=dates)
    make_confirmed(training, now - timedelta(days=3))
    somebody = Newcomer("k" * 20, "Ali", "Unangemeldet")
    act.add_walk_in(training.sessions[0], somebody, "test", now)
    return training


def _over(now: datetime) -> tuple[Training, list[Registration]]:
    """Over, with marks and answers; the last of its people has not answered."""
    before = now - timedelta(days=30)
    training = make_training(before, "vorbei", days=29)
    came = [make_confirmed(training, before) for _ in range(6)]
    for one in came:
        act.mark(training.sessions[0], one.id, True, "test", now)
    for one in came[:5]:
        answer_survey(one, {"overall": 5, "good": "Alles"}, now)
    return training, came
