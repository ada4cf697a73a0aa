"""Limits that file and form share, and the fewest people."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from registration.addresses import address_in
from registration.domain.programme import ProgrammeFaults, TrainingSpec, read_programme
from registration.domain.programme import limits as most
from registration.domain.programme.values import Programme, QuestionKind, QuestionSpec, TrainerSpec
from registration.domain.programme.write import as_toml_tables
from registration.store.database import db
from registration.store.models import Training, TrainingSession
from registration.store.trainings import trainings as find
from tests.support.desk import Desk
from tests.support.factories import make_training, session_spec, training_spec
from tests.support.training_form import DAY, EARLIER, row, values


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"minimum": "5"}, "decide_by", "bis wann das entschieden wird"),
        ({"minimum": "21", "decide_by": f"{EARLIER}T08:00"}, "minimum", "als es Plätze gibt"),
        ({"decide_by": f"{EARLIER}T08:00"}, "minimum", "wie viele Personen"),
        (
            {"minimum": "20", "decide_by": f"{DAY}T09:31"},
            "decide_by",
            "nicht nach dem Beginn des ersten Termins",
        ),
    ],
)
def test_the_fewest_people_have_a_date_and_a_seat_each(
    desk: Desk, count_rows: Any, changes: dict[str, str], field: str, words: str
) -> None:
    answer = desk.post("/new", values(do="draft", **changes))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert words in answer.text
    assert count_rows("training") == 0


def test_as_many_as_there_are_seats_may_be_the_fewest(desk: Desk) -> None:
    form = values(do="draft", minimum="20", decide_by=f"{DAY}T09:30")
    assert desk.post("/new", form).status_code == 303


def full(form: str, count: int, **row_values: str) -> dict[str, str]:
    """So many rows of a list."""
    return {
        f"{form}-{n}-{name}": value.replace("#", str(n))
        for n in range(count)
        for name, value in row_values.items()
    }


def dates(count: int) -> dict[str, str]:
    """So many dates, one a day."""
    days = [(DAY + timedelta(days=n)).isoformat() for n in range(count)]
    return {k: v for n, day in enumerate(days) for k, v in row(n, day=day).items()}


FULL = {
    "sessions": (most.MOST_SESSIONS, {}),
    "trainers": (most.MOST_TRAINERS, {"name": "T #", "email": "t#@b.example"}),
    "questions": (most.MOST_QUESTIONS, {"label": "Frage #", "kind": "text"}),
    "survey_questions": (most.MOST_SURVEY_QUESTIONS, {"label": "Frage #", "kind": "rating"}),
}


def rows_of(name: str, more: int) -> dict[str, str]:
    """A list that is full, or has some more."""
    count, one = FULL[name]
    return full(name, count + more, **one) if one else dates(count + more)


@pytest.mark.parametrize("name", FULL)
def test_one_row_too_many_is_a_fault_at_that_row(desk: Desk, count_rows: Any, name: str) -> None:
    count, _ = FULL[name]
    answer = desk.post("/new", values(do="draft", survey="own") | rows_of(name, 1))
    assert answer.status_code == 422
    assert f'href="#{name}-{count}-' in answer.text
    assert f"Höchstens {count} sind möglich" in answer.text
    assert count_rows("training") == 0


def test_all_lists_full_are_taken_and_open_and_save_again(desk: Desk) -> None:
    lists = {k: v for name in FULL for k, v in rows_of(name, 0).items()}
    assert desk.post("/new", values(do="draft", survey="own") | lists).status_code == 303
    path = "/trainings/asylrecht-kompakt/edit"
    assert desk.edit(path, {"title": "Neu", "do": "save"}).status_code == 303
    made = find.by_slug("asylrecht-kompakt")
    assert made is not None
    lists_of = (made.sessions, made.trainers, made.questions, made.survey_questions)
    assert [len(one) for one in lists_of] == [count for count, _ in FULL.values()]


def test_a_training_with_more_dates_than_allowed_opens_all_the_same(app: Flask, desk: Desk) -> None:
    training = make_training(datetime.now(UTC), "kurs")
    start = training.sessions[0].starts
    for n in range(1, most.MOST_SESSIONS + 1):
        day = start + timedelta(days=n)
        new = TrainingSession(
            training_id=training.id, starts=day, ends=day + timedelta(hours=1), place="Rathaus"
        )
        db.session.add(new)
    db.session.commit()
    page = desk.get("/trainings/kurs/edit")
    assert page.status_code == 200
    assert f'id="sessions-{most.MOST_SESSIONS}-day"' in page.text
    assert desk.edit("/trainings/kurs/edit", {"do": "save"}).status_code == 422
    found = db.session.get_one(Training, training.id)
    assert len(found.sessions) == most.MOST_SESSIONS + 1


def test_answers_to_choose_from_are_bounded(desk: Desk, count_rows: Any) -> None:
    for lines, words in (
        ([str(n) for n in range(most.MOST_OPTIONS + 1)], "Höchstens 50 sind möglich"),
        (["a", "b" * (most.LONGEST_LINE + 1)], "höchstens 300 Zeichen"),
    ):
        question = {"label": "Was?", "kind": "choice", "options": "\n".join(lines)}
        answer = desk.post("/new", values(do="draft") | full("questions", 1, **question))
        assert answer.status_code == 422
        assert 'href="#questions-0-options"' in answer.text
        assert words in answer.text
    fine = [str(n) for n in range(most.MOST_OPTIONS - 1)] + ["b" * most.LONGEST_LINE]
    question = {"label": "Was?", "kind": "choice", "options": "\n".join(fine)}
    answer = desk.post("/new", values(do="draft") | full("questions", 1, **question))
    assert answer.status_code == 303
    assert count_rows("training") == 1


@pytest.mark.parametrize(
    ("days", "good"),
    [
        (", ".join(str(n) for n in range(1, 11)), True),
        (", ".join(str(n) for n in range(1, 12)), False),
        ("60", True),
        ("61", False),
        ("0", False),
        ("7,,1", False),
        ("١", False),
    ],
)
def test_days_of_reminders_are_bounded(desk: Desk, days: str, good: bool) -> None:
    answer = desk.post("/new", values(do="draft", reminder_days=days))
    assert answer.status_code == (303 if good else 422)


def by_file(spec: TrainingSpec) -> TrainingSpec:
    """A training as a file would say it, read again."""
    tables = as_toml_tables(Programme(trainings=(spec,)), UTC)
    return read_programme(tables, address_in).trainings[0]


def with_(spec: TrainingSpec, name: str, rows: Any) -> TrainingSpec:
    """The training with another list."""
    changes: dict[str, Any] = {name: rows}
    return replace(spec, **changes)


def test_the_file_has_the_same_limits(now: datetime) -> None:
    spec = training_spec(now)
    question = QuestionSpec("q", "Q", QuestionKind.TEXT)
    choice = replace(question, kind=QuestionKind.CHOICE)
    lists: list[tuple[str, int, Any]] = [
        ("sessions", most.MOST_SESSIONS, lambda n: session_spec(now + timedelta(days=30 + n))),
        ("trainers", most.MOST_TRAINERS, lambda n: TrainerSpec(f"T {n}", f"t{n}@b.example")),
        ("questions", most.MOST_QUESTIONS, lambda n: replace(question, key=f"q{n}")),
        ("reminder_days", most.MOST_REMINDERS, lambda n: n + 1),
    ]
    for name, count, make in lists:
        rows: Any = tuple(make(n) for n in range(count + 1))
        fine = with_(spec, name, rows[:count])
        assert by_file(fine) == fine
        with pytest.raises(ProgrammeFaults, match=f"at most {count}|to {count} entries"):
            by_file(with_(spec, name, rows))
    options = tuple(str(n) for n in range(most.MOST_OPTIONS + 1))
    fine = replace(spec, questions=(replace(choice, options=options[:-1]),))
    assert by_file(fine) == fine
    with pytest.raises(ProgrammeFaults, match="to 50 entries"):
        by_file(replace(spec, questions=(replace(choice, options=options),)))
