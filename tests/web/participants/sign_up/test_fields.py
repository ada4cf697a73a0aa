"""What is typed: taken or refused at its field, and never lost."""

from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.factories import make_training
from tests.support.pages import PERSON, forms_of, open_form
from tests.web.participants.sign_up.sending import FORM, kinds, people, send


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


@pytest.mark.parametrize(
    ("field", "longest"),
    [("given_name", 200), ("family_name", 200), ("organisation", 200), ("note", 2000)],
)
def test_a_field_holds_as_much_as_it_promises_and_no_character_more(
    client: FlaskClient, now: datetime, field: str, longest: int
) -> None:
    make_training(now)
    fields = open_form(client, FORM)
    long = send(client, fields, **{field: "x" * (longest + 1)})
    assert long.status_code == 422
    assert f'id="{field}-fault"' in long.text
    assert send(client, fields, **{field: "x" * longest}).status_code == 303
    (person,) = people()
    assert getattr(person, field) == "x" * longest
