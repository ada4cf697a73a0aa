"""What the team does for trainers: sheets, who was there, certificates, links."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from ...actions import attendance as act
from ...actions.letters.trainers import send_list
from ...actions.privacy import audit
from ...store import attendance as find
from ...store.models import Trainer, Training, TrainingSession
from ..context import utc_now
from ..language import DEFAULT
from ..shared import marking
from ..shared.downloads import PDF, as_file
from ..shared.papers import certificates_of, due_certificates, sheet_of
from .auth import EDITORS, READERS, actor, for_roles
from .blueprint import staff_pages
from .finding import training_or_404
from .flash import done


@dataclass(frozen=True)
class Desk:
    """A member of the team who marks attendance at a training."""

    training: Training
    layout: str = "layouts/staff.html"

    @property
    def actor(self) -> str:
        """How the log names the member."""
        return actor()

    def session(self, session_uid: str) -> TrainingSession:
        """One of the training's sessions; 404 for any other."""
        return session_of(self.training, session_uid)

    def url(self, page: str, **values: Any) -> str:
        """The address of a page of marking; from there back to the papers."""
        endpoint = "staff.papers" if page == "training_list" else f"staff.attendance_{page}"
        return url_for(endpoint, slug=self.training.slug, **values)


def session_of(training: Training, session_uid: str) -> TrainingSession:
    """A session that takes place; 404 for any other, and in a draft or a cancelled training."""
    session = {session.uid: session for session in training.sessions}.get(session_uid)
    if session is None or not training.allowed(utc_now()).mark:
        abort(404)
    return session


_PATH = "/trainings/<slug>/sessions/<session_uid>"


@staff_pages.get(f"{_PATH}/attendance", endpoint="attendance_attendance")
@for_roles(EDITORS)
def attendance(slug: str, session_uid: str) -> ResponseReturnValue:
    """The people of a session."""
    desk = Desk(training_or_404(slug))
    audit.log_view(desk.actor, "the attendance list", utc_now(), desk.training.id)
    return marking.show(desk, session_uid)


@staff_pages.post(f"{_PATH}/attendance/<person_uid>", endpoint="attendance_mark")
@for_roles(EDITORS)
def mark(slug: str, session_uid: str, person_uid: str) -> ResponseReturnValue:
    """One person was there, or was not."""
    return marking.mark(Desk(training_or_404(slug)), session_uid, person_uid)


@staff_pages.post(f"{_PATH}/all-present", endpoint="attendance_all_present")
@for_roles(EDITORS)
def all_present(slug: str, session_uid: str) -> ResponseReturnValue:
    """Everybody whom nobody has marked yet was there."""
    return marking.all_present(Desk(training_or_404(slug)), session_uid)


@staff_pages.post(f"{_PATH}/walk-ins", endpoint="attendance_add_walk_in")
@for_roles(EDITORS)
def add_walk_in(slug: str, session_uid: str) -> ResponseReturnValue:
    """Somebody came without a registration."""
    return marking.add_walk_in(Desk(training_or_404(slug)), session_uid)


@staff_pages.post(f"{_PATH}/walk-ins/<key>/remove", endpoint="attendance_remove_walk_in")
@for_roles(EDITORS)
def remove_walk_in(slug: str, session_uid: str, key: str) -> ResponseReturnValue:
    """A walk-in was a mistake."""
    return marking.remove_walk_in(Desk(training_or_404(slug)), session_uid, key)


@staff_pages.post(f"{_PATH}/complete", endpoint="attendance_complete")
@for_roles(EDITORS)
def complete(slug: str, session_uid: str) -> ResponseReturnValue:
    """The list is complete, or is not after all."""
    return marking.complete(Desk(training_or_404(slug)), session_uid)


@staff_pages.get(f"{_PATH}/sheet.pdf")
@for_roles(READERS)
def signature_sheet(slug: str, session_uid: str) -> Response:
    """The sheet as it stands now, in the language of the town: a funder reads it."""
    training = training_or_404(slug)
    session = session_of(training, session_uid)
    audit.log_view(actor(), "the signature sheet", utc_now(), training.id)
    with force_locale(DEFAULT):
        content = sheet_of(training, session, utc_now())
    return as_file(content, PDF, f"{slug}-unterschriften-{session.id}.pdf", inline=True)


@staff_pages.get("/trainings/<slug>/certificates.pdf")
@for_roles(READERS)
def certificates(slug: str) -> Response:
    """The certificates of all who were there often enough; 404 if there are none."""
    training = training_or_404(slug)
    people = due_certificates(training, utc_now())
    if not people:
        abort(404)
    audit.log_view(actor(), "the certificates", utc_now(), training.id)
    with force_locale(DEFAULT):
        content = certificates_of(training, people, utc_now())
    return as_file(content, PDF, f"{slug}-bescheinigungen.pdf", inline=True)


@staff_pages.post("/trainings/<slug>/trainers/<int:trainer_id>/send")
@for_roles(EDITORS)
def send_trainer_link(slug: str, trainer_id: int) -> ResponseReturnValue:
    """Owe the trainer a letter with the link; a double click within the minute owes one."""
    trainer = _trainer(training_or_404(slug), trainer_id)
    send_list(trainer, f"{actor()} {utc_now():%Y-%m-%dT%H:%M}", actor(), utc_now())
    return done("list-sent", ".papers", slug=slug)


@staff_pages.post("/trainings/<slug>/trainers/<int:trainer_id>/revoke")
@for_roles(EDITORS)
def revoke_trainer_link(slug: str, trainer_id: int) -> ResponseReturnValue:
    """All links that the trainer has open nothing any more; the next letter brings a new one."""
    act.rotate_link(_trainer(training_or_404(slug), trainer_id), actor(), utc_now())
    return done("list-revoked", ".papers", slug=slug)


def _trainer(training: Training, trainer_id: int) -> Trainer:
    trainer = find.trainer_by_id(trainer_id)
    if trainer is None or trainer.training_id != training.id:
        abort(404)
    return trainer
