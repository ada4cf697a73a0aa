"""What is added to a letter, or stops it, when it is written."""

from datetime import datetime

import pytest
from flask import Flask

from registration.letters import NotNeeded
from registration.store.database import db
from tests.support.factories import make_confirmed, make_training
from tests.support.newest import newest_letter


def test_an_own_sentence_stands_in_the_confirmation(app: Flask, now: datetime) -> None:
    training = make_training(now)
    training.own_sentences = {"confirmation": "Bringen Sie *Kuchen* mit."}
    db.session.commit()
    make_confirmed(training, now)
    assert "Bringen Sie *Kuchen* mit." in newest_letter(app, "confirmation", now).text


def test_a_letter_to_a_wrong_address_is_not_needed(app: Flask, now: datetime) -> None:
    person = make_confirmed(make_training(now), now)
    person.address_wrong = True
    db.session.commit()
    with pytest.raises(NotNeeded, match="the address is wrong"):
        newest_letter(app, "confirmation", now)
