"""The sign-up form: what is taken, what is refused, and that nothing typed is lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from registration.actions.signups.ending import cancel_by_link
from registration.domain.programme import QuestionKind, QuestionSpec
from registration.store.database import db
from registration.store.models import Message, Registration
from tests.support.factories import make_confirmed, make_registration, make_training
from tests.support.pages import PERSON, forms_of, open_form, words_of

FORM = "/trainings/kurs/register"


def send(client: FlaskClient, fields: dict[str, Any], path: str = FORM, **changes: Any) -> Any:
    # Open until a test closes it: what is done once it has gone out is not done before.
    return client.post(path, data=fields | PERSON | changes, buffered=False)


def kinds() -> list[str]:
    return list(db.session.scalars(db.select(Message.kind).order_by(Message.id)))


def people() -> list[Registration]:
    return list(db.session.scalars(db.select(Registration).order_by(Registration.id)))


def test_a_sign_up_is_kept_owes_one_letter_and_answers_with_what_happens_next(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    answer = send(client, open_form(client, FORM))
    assert answer.status_code == 303
    assert answer.location.endswith("#status")
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "amina@borken.example" in words_of(page)
    assert 'id="status" tabindex="-1"' in page.text
    assert [person.state for person in people()] == ["unconfirmed"]
    assert kinds() == ["confirm_address"]


def test_the_embedded_form_stays_in_the_frame(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    answer = send(client, open_form(client, "/embed" + FORM), "/embed" + FORM)
    assert answer.status_code == 303
    assert answer.location.startswith("/embed/trainings/kurs/registered/")
    assert client.get(answer.location).status_code == 200


def test_the_same_form_sent_twice_is_one_registration_and_the_same_answer(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    fields = open_form(client, FORM)
    first, second = send(client, fields), send(client, fields)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert len(people()) == 1
    assert kinds() == ["confirm_address"]


def test_the_same_form_with_another_address_is_a_second_person(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    fields = open_form(client, FORM)
    assert send(client, fields).status_code == 303
    assert send(client, fields, email="jonas@borken.example").status_code == 303
    assert [person.email for person in people()] == ["amina@borken.example", "jonas@borken.example"]


def test_a_double_click_on_the_last_seat_still_shows_the_same_answer(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now, capacity=1, waitlist_limit=0)
    fields = open_form(client, FORM)
    assert send(client, fields).location == send(client, fields).location


def test_all_faults_are_named_at_once_at_the_field_and_in_the_summary(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    fields = open_form(client, FORM)
    answer = client.post(FORM, data=fields | {"given_name": " ", "email": "amina"})
    assert answer.status_code == 422
    for name in ("given_name", "family_name", "email"):
        assert f'href="#{name}"' in answer.text
        assert f'id="{name}-fault"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 3
    assert "<title>Fehler:" in answer.text
    assert people() == []


def test_what_was_typed_stands_again_after_a_fault(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    typed = {"email": "falsch", "phone": "02861 939", "note": "Zeile 1\nZeile 2", "role": "staff"}
    answer = send(client, open_form(client, FORM), **typed)
    assert answer.status_code == 422
    again = forms_of(answer)[0].fields
    assert {name: again[name].strip() for name in typed} == typed
    assert again["given_name"] == "Amina"


@pytest.mark.parametrize(
    "wrong",
    [
        {"given_name": "Am\r\nina"},
        {"family_name": "Y\x00"},
        {"email": "amina@borken.example\r\nBcc: x@evil.example"},
        {"email": "a@borken.example, b@borken.example"},
        {"email": "a@borken.example;b@borken.example"},
        {"email": "amína@borken.example"},
        {"email": "amina@localhost"},
        {"given_name": "\u200b\u200d\ufeff"},
        {"given_name": "\u202eanimA"},
        {"family_name": "x" * 201},
        {"note": "x" * 2001},
        {"note": "a\x07b"},
        {"role": "mayor"},
        {"organisation": "A\tB"},
        {"website": "https://spam.example"},
    ],
    ids=str,
)
def test_wrong_input_is_refused_and_nothing_is_stored(
    client: FlaskClient, now: datetime, wrong: dict[str, str]
) -> None:
    make_training(now)
    assert send(client, open_form(client, FORM), **wrong).status_code == 422
    assert people() == []
    assert kinds() == []


@pytest.mark.parametrize(
    "right",
    [
        {"given_name": "=HYPERLINK(1)", "family_name": "+1-1"},
        {"given_name": "<script>alert(1)</script>"},
        {"family_name": "O’Connor-Müller 2"},
        {"given_name": "x" * 200},
        {"family_name": "الحسن"},
        {"note": "eins\r\nzwei\tdrei"},
        {"email": "AMINA+kurs@Borken.Example"},
    ],
    ids=str,
)
def test_unusual_but_honest_input_is_taken(
    client: FlaskClient, now: datetime, right: dict[str, str]
) -> None:
    make_training(now)
    assert send(client, open_form(client, FORM), **right).status_code == 303
    assert len(people()) == 1


def test_a_repeated_address_is_refused(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    fields = open_form(client, FORM) | PERSON
    data = [*((k, v) for k, v in fields.items()), ("email", "other@borken.example")]
    answer = client.post(
        FORM,
        data="&".join(f"{k}={v}" for k, v in data if v).replace("@", "%40"),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 422
    assert people() == []


def test_a_form_sent_too_quickly_keeps_its_token_and_goes_through_later(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    make_training(now)
    fields = open_form(client, FORM, ago=1)
    quick = send(client, fields)
    assert quick.status_code == 422
    again = forms_of(quick)[0].fields
    assert again["form_token"] == fields["form_token"]
    frozen.move_to(now + timedelta(seconds=2))
    assert send(client, again).status_code == 303


def test_exactly_three_seconds_are_enough(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    assert send(client, open_form(client, FORM, ago=3)).status_code == 303


def test_an_old_form_comes_back_with_its_values_and_a_fresh_token(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    make_training(now)
    fields = open_form(client, FORM, ago=25 * 3600)
    answer = send(client, fields)
    assert answer.status_code == 422
    again = forms_of(answer)[0].fields
    assert again["form_token"] != fields["form_token"]
    assert again["email"] == PERSON["email"]
    frozen.move_to(now + timedelta(seconds=5))
    assert send(client, again).status_code == 303


@pytest.mark.parametrize("how", ["tampered", "missing", "of another training"])
def test_a_token_that_is_not_ours_loses_nothing_that_was_typed(
    client: FlaskClient, now: datetime, how: str
) -> None:
    make_training(now)
    make_training(now, "anderer")
    fields = open_form(client, FORM)
    token = {
        "tampered": fields["form_token"][:-2] + "xx",
        "missing": "",
        "of another training": open_form(client, "/trainings/anderer/register")["form_token"],
    }[how]
    answer = send(client, fields, form_token=token)
    assert answer.status_code == 422
    assert forms_of(answer)[0].fields["family_name"] == "Yılmaz"
    assert people() == []


def test_a_known_address_gets_the_same_answer_as_a_new_one(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now)
    make_confirmed(training, now - timedelta(days=2), PERSON["email"])
    before = len(kinds())
    known = send(client, open_form(client, FORM))
    new = send(client, open_form(client, FORM), email="neu@borken.example")
    assert known.status_code == new.status_code == 303
    pages = [client.get(one.location) for one in (known, new)]
    assert words_of(pages[0]).replace(PERSON["email"], "X") == words_of(pages[1]).replace(
        "neu@borken.example", "X"
    )
    assert kinds()[before:] == ["already_registered", "confirm_address"]


def test_a_full_training_refuses_known_and_new_alike_but_writes_to_the_known(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now, capacity=2, waitlist_limit=0)
    fields = open_form(client, FORM)
    make_confirmed(training, now - timedelta(days=2), PERSON["email"])
    make_confirmed(training, now - timedelta(days=2))
    before = len(kinds())
    known = send(client, fields)
    new = send(client, fields, email="neu@borken.example")
    assert known.status_code == new.status_code == 409
    assert words_of(known) == words_of(new)
    assert kinds()[before:] == []
    known.close()  # the answer has gone out, as quickly as for anybody
    assert kinds()[before:] == ["already_registered"]
    assert client.get(FORM).status_code == 409


@pytest.mark.parametrize(
    ("opened_ago", "changes"),
    [(1, {}), (25 * 3600, {}), (60, {"website": "https://spam.example"})],
)
def test_a_program_in_front_of_a_full_training_causes_no_letter(
    client: FlaskClient, now: datetime, opened_ago: float, changes: dict[str, str]
) -> None:
    training = make_training(now, capacity=1, waitlist_limit=0)
    good, bad = open_form(client, FORM), open_form(client, FORM, ago=opened_ago)
    make_confirmed(training, now - timedelta(days=2), PERSON["email"])
    before = kinds()
    assert send(client, good, email="neu@borken.example").status_code == 409
    answer = send(client, bad, **changes)
    answer.close()
    assert answer.status_code == 409
    assert kinds() == before


def test_a_training_that_was_full_takes_people_again_once_a_seat_is_free(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now, capacity=1, waitlist_limit=0)
    fields = open_form(client, FORM)
    holder = make_confirmed(training, now - timedelta(days=2))
    assert [send(client, fields).status_code for _ in range(2)] == [409, 409]
    cancel_by_link(holder, now)
    assert send(client, fields).status_code == 303
    assert send(client, fields).status_code == 303
    assert send(client, fields, email="neu@borken.example").status_code == 409


def test_an_address_in_other_case_is_the_same_address(client: FlaskClient, now: datetime) -> None:
    training = make_training(now)
    make_confirmed(training, now - timedelta(days=2), "amina@borken.example")
    send(client, open_form(client, FORM), email="AMINA@BORKEN.example")
    assert len(people()) == 1


def test_a_second_sign_up_of_an_unconfirmed_address_repeats_the_first_letter_after_a_while(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now)
    make_registration(training, now - timedelta(hours=2), PERSON["email"])
    db.session.execute(db.update(Message).values(state="sent"))
    db.session.commit()
    send(client, open_form(client, FORM))
    assert kinds() == ["confirm_address", "confirm_address"]
    assert len(people()) == 1


def test_fifty_posts_for_one_victim_owe_one_letter_in_ten_minutes(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    answers = {send(client, open_form(client, FORM)).status_code for _ in range(50)}
    assert answers == {303}
    assert kinds() == ["confirm_address"]


def test_the_waiting_list_is_joined_and_said(client: FlaskClient, now: datetime) -> None:
    training = make_training(now, capacity=1)
    make_confirmed(training, now)
    page = client.get(FORM)
    assert "Auf die Warteliste setzen" in words_of(page)
    answer = send(client, open_form(client, FORM))
    assert "Warteliste" in words_of(client.get(answer.location))
    assert people()[-1].waits


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"registration_opens": timedelta(days=1)}, "noch nicht geöffnet"),
        ({"registration_closes": timedelta(hours=-1)}, "geschlossen"),
        ({"days": -1}, "vorbei"),
    ],
    ids=["announced", "closed", "over"],
)
def test_a_training_that_takes_nobody_says_why_and_where_to_turn(
    client: FlaskClient, now: datetime, changes: dict[str, Any], said: str
) -> None:
    values: dict[str, Any] = {
        k: now + v if isinstance(v, timedelta) else v for k, v in changes.items()
    }
    make_training(now, **values)
    page = client.get(FORM)
    assert page.status_code == 409
    assert said in words_of(page)
    assert "02861 939-0" in words_of(page)


def test_unknown_trainings_answer_404(client: FlaskClient) -> None:
    assert client.get("/trainings/keiner/register").status_code == 404
    assert client.post("/trainings/keiner/register").status_code == 404


def test_own_questions_are_asked_checked_and_kept(client: FlaskClient, now: datetime) -> None:
    questions = (
        QuestionSpec("experience", "Erfahrung?", QuestionKind.CHOICE, ("Ja", "Nein"), True),
        QuestionSpec("languages", "Sprachen?", QuestionKind.SEVERAL, ("Deutsch", "Arabisch")),
        QuestionSpec("childcare", "Kinderbetreuung?", QuestionKind.CHECKBOX),
        QuestionSpec("people", "Wie viele?", QuestionKind.NUMBER),
        QuestionSpec("since", "Seit wann?", QuestionKind.DATE),
        QuestionSpec("story", "Erzählen Sie", QuestionKind.LONG_TEXT),
    )
    make_training(now, questions=questions)
    fields = open_form(client, FORM)
    missing = send(client, fields)
    assert missing.status_code == 422
    assert 'href="#q_experience-0"' in missing.text
    wrong = send(client, fields, q_experience="Vielleicht", q_people="NaN", q_since="gestern")
    assert wrong.status_code == 422
    assert wrong.text.count("complaint") == 3
    answers: dict[str, Any] = {
        "q_experience": "Ja",
        "q_languages": ["Deutsch", "Arabisch"],
        "q_childcare": "y",
        "q_people": "3,5",
        "q_since": "21.01.2020",
        "q_story": "Eins\nZwei",
    }
    assert send(client, fields, **answers).status_code == 303
    assert people()[0].answers == {
        "experience": "Ja",
        "languages": ["Deutsch", "Arabisch"],
        "childcare": True,
        "people": "3,5",
        "since": "2020-01-21",
        "story": "Eins\nZwei",
    }


def test_the_form_shows_at_once_what_the_team_has_changed(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    assert "Training kurs" in words_of(client.get(FORM))
    make_training(now, title="Neuer Name", days=31)
    page = words_of(client.get(FORM))
    assert "Neuer Name" in page
    assert "4. Februar" in page
    make_training(now, title="Neuer Name", days=31, registration_closes=now - timedelta(hours=1))
    assert client.get(FORM).status_code == 409


def test_a_question_that_was_added_since_the_last_form_is_asked_and_kept(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    assert send(client, open_form(client, FORM)).status_code == 303
    old = open_form(client, FORM)
    question = QuestionSpec("diet", "Was essen Sie?", QuestionKind.TEXT, required=True)
    make_training(now, questions=(question,))
    unasked = send(client, old, email="zweite@borken.example")
    assert unasked.status_code == 422
    assert "Was essen Sie?" in words_of(unasked)
    answer = send(client, old, email="zweite@borken.example", q_diet="Alles")
    assert answer.status_code == 303
    assert [person.answers for person in people()] == [{}, {"diet": "Alles"}]


def test_a_question_that_was_dropped_since_the_last_form_is_not_missed(
    client: FlaskClient, now: datetime
) -> None:
    question = QuestionSpec("diet", "Was essen Sie?", QuestionKind.TEXT, required=True)
    make_training(now, questions=(question,))
    fields = open_form(client, FORM)
    assert send(client, fields).status_code == 422
    make_training(now)
    assert send(client, fields).status_code == 303
    assert [person.answers for person in people()] == [{}]


def test_the_summary_names_the_question_that_a_fault_belongs_to(
    client: FlaskClient, now: datetime
) -> None:
    question = QuestionSpec("diet", "Was essen Sie?", QuestionKind.TEXT, required=True)
    make_training(now, questions=(question,))
    page = send(client, open_form(client, FORM), phone="1" * 51)
    assert "Was essen Sie? – Beantworten Sie diese Frage." in words_of(page)
    assert "Telefon – Schreiben Sie höchstens 50 Zeichen." in words_of(page)


def test_the_version_of_the_privacy_notice_is_kept_with_its_wording(
    client: FlaskClient, now: datetime, count_rows: Any
) -> None:
    make_training(now)
    fields = open_form(client, FORM)
    send(client, fields)
    assert people()[0].privacy_notice == fields["privacy_notice"]
    assert count_rows("privacy_notice", f"version = '{fields['privacy_notice']}'") == 1


def test_an_unknown_version_of_the_privacy_notice_shows_the_form_again(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    answer = send(client, open_form(client, FORM), privacy_notice="never-shown!")
    assert answer.status_code == 422
    assert people() == []


def test_a_training_without_confirmation_of_addresses_gives_the_seat_at_once(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now, email_confirmation=False)
    answer = send(client, open_form(client, FORM))
    assert "Ihr Platz ist sicher" in words_of(client.get(answer.location))
    assert [person.state for person in people()] == ["confirmed"]
    assert kinds() == ["confirmation"]


def test_the_answer_page_of_another_training_is_unknown(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    make_training(now, "anderer")
    answer = send(client, open_form(client, FORM))
    assert client.get(answer.location.replace("kurs", "anderer")).status_code == 404


def test_form_pages_are_never_stored(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    answer = send(client, open_form(client, FORM))
    for path in (FORM, answer.location):
        page = client.get(path)
        assert page.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in page.headers
