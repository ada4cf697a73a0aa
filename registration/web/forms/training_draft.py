"""From a sent training form to a draft: what is checked across fields, what stays as it is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext

from ...actions.trainings.planning import Draft, extras_of
from ...actions.trainings.programme import spec_of
from ...domain.programme import Contact, Extras, SessionSpec, TrainingSpec
from ...domain.programme.dates import (
    DateRule,
    Deadlines,
    MinimumRule,
    deadline_faults,
    minimum_faults,
    overlapping,
)
from ...domain.signups.answers import Misfit, clashes
from ...store.models import Training
from ...store.signups.answers import given_to
from .kept_dates import dates_to_keep
from .plain_fields import MOMENTS, said_in
from .rows import SessionRow, keyed
from .training import SENTENCES, TrainingForm
from .training_values import form_values

CONTACT = ("name", "email", "phone")


def check(form: TrainingForm, training: Training | None, now: datetime) -> bool:
    """Whether the form can be saved. Dates that stand already may be over."""
    if training is not None:
        _compare(form, training)
    good = form.validate()
    if training is not None:
        _keep_moments(form, training)
    specs = [row.spec for row in form.sessions.written if row.spec is not None]
    known = {s.slot for s in training.sessions} if training else set()
    faults = [
        *_past(form, known, now),
        *_overlaps(form, specs),
        *_deadlines(form, specs),
        *_minimum(form, specs),
        *(dates_to_keep(form, training, specs, now) if training else ()),
    ]
    for field, text in faults:
        field.errors = [*field.errors, text]
    odd = training is not None and _odd_questions(form, training)
    lists = (form.sessions, form.trainers, form.questions, form.survey_questions)
    too_long = [rows for rows in lists if rows.refuse_too_many()]
    return good and not faults and not too_long and not odd


def _compare(form: TrainingForm, training: Training) -> None:
    stored = {row["ref"]: row for row in form_values(training)["sessions"]}
    slots = {str(session.id): session.slot for session in training.sessions}
    for row in form.sessions.written:
        if row.ref.data in slots:
            row.compare_with(stored[row.ref.data], slots[row.ref.data])


def _keep_moments(form: TrainingForm, training: Training) -> None:
    """A moment that nobody touched stays to the second."""
    for name in form.untouched & set(MOMENTS):
        form[name].value = getattr(training, name)


def _odd_questions(form: TrainingForm, training: Training) -> bool:
    """Say at each changed question that given answers do not fit it; whether there are such."""
    rows = dict(_questions(form, training))
    specs = [row.spec(key) for key, row in rows.items() if not row.errors]
    found = clashes(specs, given_to(training.id))
    words = {
        Misfit.KIND: gettext(
            "People have answered this question. Remove it, and ask anew in another one."
        ),
        Misfit.OPTIONS: gettext("People have chosen an answer that is missing now. Keep it."),
    }
    for clash in found:
        field = rows[clash.key][clash.what.value]
        field.errors = [*field.errors, words[clash.what]]
    return bool(found)


def _questions(form: TrainingForm, training: Training | None) -> list[tuple[str, Any]]:
    stored = [question["key"] for question in training.questions] if training else []
    return keyed(form.questions.written, stored)


def out_of_sight(draft: Draft, training: Training) -> list[tuple[str, int]]:
    """Questions that would no longer be asked, with the number of their answers."""
    kept, answers = {question.key for question in draft.spec.questions}, given_to(training.id)
    gone = [question for question in training.question_specs if question.key not in kept]
    return [(one.label, len(answers[one.key])) for one in gone if one.key in answers]


def _past(form: TrainingForm, known: set[SessionSpec], now: datetime) -> Iterator[tuple[Any, str]]:
    for row in form.sessions.written:
        if row.spec and row.spec.starts <= now and row.spec not in known:
            yield row.day, gettext("This date lies in the past. Enter one that is still to come.")


def _overlaps(form: TrainingForm, specs: Sequence[SessionSpec]) -> Iterator[tuple[Any, str]]:
    late = list(overlapping(specs))
    row: SessionRow
    for row in form.sessions.written:
        if row.spec and any(row.spec is one for one in late):
            yield row.starts, gettext("This date begins before the one before it has ended.")


def _deadlines(form: TrainingForm, specs: Sequence[SessionSpec]) -> Iterator[tuple[Any, str]]:
    given = Deadlines(
        form.registration_opens.value, form.registration_closes.value, form.cancel_until.value
    )
    words = {
        DateRule.CLOSES_AFTER_OPENING: gettext("This must be later than the opening."),
        DateRule.NOT_AFTER_START: gettext("This must not be later than the first date begins."),
        DateRule.OPENS_BEFORE_START: gettext("This must be earlier than the first date begins."),
    }
    for name, rule in deadline_faults(given, specs):
        yield form[name], words[rule]


def _minimum(form: TrainingForm, specs: Sequence[SessionSpec]) -> Iterator[tuple[Any, str]]:
    words = {
        MinimumRule.NEEDS_A_DATE: gettext("Say also by when this is decided."),
        MinimumRule.NEEDS_A_NUMBER: gettext("Say also how many people the training needs."),
        MinimumRule.NOT_OVER_CAPACITY: gettext("This must not be more than there are seats."),
        MinimumRule.NOT_AFTER_START: gettext("This must not be later than the first date begins."),
    }
    if form.minimum.errors or form.decide_by.errors or form.capacity.errors:
        return
    given = (form.minimum.value, form.decide_by.value, form.capacity.value or 0)
    for name, rule in minimum_faults(*given, specs):
        yield form[name], words[rule]


def draft_of(form: TrainingForm, training: Training | None = None) -> Draft:
    """What a checked form says. What nobody touched is as it stands, to the letter."""
    said = Draft(_spec(form, training), _extras(form))
    if training is None:
        return said
    stands = Draft(spec_of(training), extras_of(training))
    same = set(form.untouched)
    if not {"survey", "survey_questions"} <= same:
        same -= {"survey", "survey_questions"}
    return Draft(
        replace(_with(said.spec, stands.spec, same), contact=_contact(said, stands, same)),
        replace(
            _with(said.extras, stands.extras, same), own_sentences=_sentences(said, stands, same)
        ),
    )


def _with(said: Any, stands: Any, same: set[str]) -> Any:
    kept = [field.name for field in fields(said) if field.name in same]
    return replace(said, **{name: getattr(stands, name) for name in kept})


def _contact(said: Draft, stands: Draft, same: set[str]) -> Contact:
    parts = [stands if f"contact_{name}" in same else said for name in CONTACT]
    values = zip(parts, CONTACT, strict=True)
    return Contact(*(getattr(draft.spec.contact, name) for draft, name in values))


def _sentences(said: Draft, stands: Draft, same: set[str]) -> dict[str, str]:
    touched = {name for name in SENTENCES if f"sentence_{name}" not in same}
    new = {n: text for n, text in said.extras.own_sentences.items() if n in touched}
    return {n: t for n, t in stands.extras.own_sentences.items() if n not in touched} | new


def _spec(form: TrainingForm, training: Training | None) -> TrainingSpec:
    days = {int(day) for day in (form.reminder_days.data or "").replace(" ", "").split(",") if day}
    return TrainingSpec(
        slug=form.slug.data or "",
        **said_in(form, TrainingSpec),
        contact=Contact(
            form.contact_name.data or "",
            form.contact_email.data or "",
            form.contact_phone.data or "",
        ),
        sessions=tuple(row.spec for row in form.sessions.written if row.spec is not None),
        language=form.language.data,
        reminder_days=tuple(sorted(days, reverse=True)),
        survey="none" if form.survey.data == "none" else "standard",
        funding=form.funding.data or None,
        trainers=tuple(row.spec for row in form.trainers.written),
        questions=tuple(row.spec(key) for key, row in _questions(form, training)),
    )


def _extras(form: TrainingForm) -> Extras:
    sentences = {name: form[f"sentence_{name}"].data or "" for name in SENTENCES}
    own: Iterable[Any] = form.survey_questions.written if form.survey.data == "own" else ()
    return Extras(
        **said_in(form, Extras),
        own_sentences={name: text for name, text in sentences.items() if text},
        survey_questions=[row.table(key) for key, row in keyed(own)],
    )
