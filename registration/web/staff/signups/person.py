"""One registration: what is kept, its letters and its history; add, mend, confirm, cancel."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ....actions.privacy import audit
from ....actions.refusal import SecondEditor
from ....actions.signups.by_staff import (
    AddressInUse,
    NoRoom,
    NotOpen,
    add_by_staff,
    edit_registration,
    mark_address,
    requeue,
)
from ....actions.signups.by_staff import details_of as kept_of
from ....actions.signups.confirming import confirm_address
from ....actions.signups.ending import cancel_by_staff, foresee_cancelling
from ....actions.staff.undo_allowed import to_take_back_of
from ....domain.signups.answers import is_given
from ....domain.text import reason_in
from ....domain.trainings.allowed import NotAllowed
from ....store.letters.to_print import left_unsent, to_print_of
from ....store.models import Message, Registration, Training
from ....store.signups import registration_lists
from ....store.signups.answers import Asked, asked
from ....store.signups.seats import place_in_queue, seats_of
from ...context import utc_now
from ...forms.faults import faults_of
from ...forms.merging import Question, merge, opened
from ...forms.person import PersonForm, add_form, answers_in, details_of, person_of, values_of
from ...numbers import id_in
from ...shared.trainings import shown
from ..affected_people import shown_names
from ..auth import EDITORS, READERS, actor, for_roles
from ..blueprint import staff_pages
from ..finding import person_or_404, training_or_404
from ..flash import done
from ..words import no_room, not_open


@staff_pages.get("/registrations/<int:registration_id>")
@for_roles(READERS)
def person(registration_id: int) -> ResponseReturnValue:
    """Everything about one registration. Looking at it is noted."""
    return _page(person_or_404(registration_id))


def _page(
    person: Registration,
    form: PersonForm | None = None,
    at: Mapping[str, str] | None = None,
    questions: Sequence[Question] = (),
) -> str:
    """The page of one registration, with what is wrong with a form on it."""
    audit.log_person_view(person, actor(), "a registration", utc_now())
    form = form or PersonForm(data=opened(values_of(person)))
    letters = registration_lists.letters_of(person.id)
    return render_template(
        "staff/signups/person.html",
        person=person,
        training=person.training,
        allowed=person.allowed(utc_now()),
        place=place_in_queue(person),
        undoables=to_take_back_of(person, utc_now()),
        letters=letters,
        to_print=to_print_of(person.id, utc_now()),
        held_until=_held_until(letters),
        events=registration_lists.history_of(person.id),
        form=form,
        answers=_answers(person),
        questions=questions,
        faults=list(faults_of(form)),
        at=at or {},
        typed=request.form,
    )


def _held_until(letters: Sequence[Message]) -> dict[int, datetime]:
    """By letter: until when it is not printed because it may be taken back."""
    waits = {one.id: one.held_until(utc_now()) for one in letters if one.on_paper}
    return {letter_id: until for letter_id, until in waits.items() if until is not None}


def _answers(person: Registration) -> list[tuple[Asked, object]]:
    given = {key: answer for key, answer in person.answers.items() if is_given(answer)}
    questions = asked(person.training, given)
    return [(question, given[question.key]) for question in questions if question.key in given]


@staff_pages.get("/trainings/<slug>/add")
@for_roles(EDITORS)
def add(slug: str) -> ResponseReturnValue:
    """The form for somebody who called; with what is kept of one who had cancelled."""
    training = training_or_404(slug)
    again = id_in(request.args.get("again", ""))
    data = None
    if again is not None:
        before = person_or_404(again)
        audit.log_person_view(before, actor(), "a registration", utc_now())
        data = values_of(before) | answers_in(before, training) | {"shared": False}
    return _add_page(training, add_form(training)(data=data))


@staff_pages.post("/trainings/<slug>/add")
@for_roles(EDITORS)
def add_post(slug: str) -> ResponseReturnValue:
    """Add somebody at once: a seat if one is free and nobody waits, else the queue."""
    training = training_or_404(slug)
    form = add_form(training)(request.form)
    if not form.validate():
        return _add_page(training, form), 422
    applicant = person_of(form, training, training.language)
    shared = bool(form.shared.data)
    try:
        new = add_by_staff(training.id, applicant, shared, utc_now(), actor())
    except AddressInUse:
        form.address_in_use()
        return _add_page(training, form), 422
    except NoRoom:
        return _add_page(training, form, no_room()), 409
    except NotOpen:
        return _add_page(training, form, not_open()), 409
    return done("added", ".person", registration_id=new.id)


def _add_page(training: Training, form: PersonForm, fault: str = "") -> str:
    return render_template(
        "staff/signups/add.html",
        training=training,
        entry=shown(training, seats_of(training)),
        form=form,
        faults=list(faults_of(form)),
        fault=fault,
    )


@staff_pages.post("/registrations/<int:registration_id>/edit")
@for_roles(EDITORS)
def edit_person(registration_id: int) -> ResponseReturnValue:
    """Mend names, contact, note."""
    return _edit(registration_id)


def _edit(registration_id: int) -> ResponseReturnValue:
    person = person_or_404(registration_id)
    form = PersonForm(request.form)
    questions = merge(form, values_of(person), request.form)
    if questions:
        return _page(person, form, questions=questions), 409
    if not form.validate():
        return _page(person, form), 422
    reached = person.reachable
    try:
        details = details_of(form, person)
        edit_registration(person, details, kept_of(person), utc_now(), actor())
    except SecondEditor:  # somebody was faster by a moment: put both together once more
        return _edit(registration_id)
    except AddressInUse:
        form.address_in_use()
        return _page(person_or_404(registration_id), form), 422
    return _done_with(person, reached, "saved")


def _done_with(person: Registration, reached: bool, code: str) -> ResponseReturnValue:
    """Say that something is done, and of whoever is reachable by now what was never sent."""
    unsent = [] if reached else left_unsent(utc_now(), person)
    if unsent:
        return done(f"{code}-unsent", ".person", len(unsent), registration_id=person.id)
    return done(code, ".person", registration_id=person.id)


@staff_pages.post("/registrations/<int:registration_id>/address")
@for_roles(EDITORS)
def address(registration_id: int) -> ResponseReturnValue:
    """Mark an address as wrong, or take the mark away."""
    wrong = request.form.get("wrong") == "1"
    person = person_or_404(registration_id)
    reached = person.reachable
    mark_address(person, wrong, utc_now(), actor())
    return _done_with(person, reached, "wrong-address" if wrong else "right-address")


@staff_pages.post("/registrations/<int:registration_id>/confirm")
@for_roles(EDITORS)
def confirm(registration_id: int) -> ResponseReturnValue:
    """Confirm an address by hand, for somebody whose letter was lost."""
    confirm_address(person_or_404(registration_id), utc_now(), actor())
    return done("confirmed", ".person", registration_id=registration_id)


@staff_pages.post("/registrations/<int:registration_id>/queue")
@for_roles(EDITORS)
def move_in_queue(registration_id: int) -> ResponseReturnValue:
    """Give somebody another place in the queue; the reason stands in the history."""
    person = person_or_404(registration_id)
    position = id_in(request.form.get("position", ""))
    reason = reason_in(request.form.get("queue_reason", ""))
    faults = {}
    if not position:
        faults["position"] = gettext("Enter the new place in the queue as a number, such as 1.")
    if reason is None:
        words = gettext("Say in one line why the place changes. It stands in the history.")
        faults["queue_reason"] = words
    if not position or reason is None:
        return _page(person, at=faults), 422
    requeue(person, position, reason, utc_now(), actor())
    return done("requeued", ".person", registration_id=registration_id)


@staff_pages.get("/registrations/<int:registration_id>/cancel")
@for_roles(EDITORS)
def cancel(registration_id: int) -> ResponseReturnValue:
    """Ask for the reason and say what will follow, before anything happens."""
    person = person_or_404(registration_id)
    if not person.allowed(utc_now()).cancel_by_staff:
        raise NotAllowed
    return _cancel_page(person, {})


@staff_pages.post("/registrations/<int:registration_id>/cancel")
@for_roles(EDITORS)
def cancel_post(registration_id: int) -> ResponseReturnValue:
    """Cancel with a reason that the person will read."""
    person = person_or_404(registration_id)
    reason = reason_in(request.form.get("reason", ""))
    if reason is None:
        fault = gettext("Give a reason in one line. The person will read it.")
        return _cancel_page(person, {"reason": fault}), 422
    cancel_by_staff(person, utc_now(), actor(), reason)
    return done("cancelled", ".person", registration_id=registration_id)


def _cancel_page(person: Registration, faults: Mapping[str, str]) -> str:
    audit.log_person_view(person, actor(), "a registration", utc_now())
    follows = foresee_cancelling(person.training, [person], utc_now())
    return render_template(
        "staff/signups/cancel.html",
        person=person,
        follows=follows,
        named=shown_names(person.training, follows, noted=person),
        at=faults,
        reason=request.form.get("reason", ""),
    )
