"""What the links of an ended registration say to somebody who has registered again."""

from datetime import datetime

from flask.testing import FlaskClient

from registration.actions.signups.ending import cancel_by_link
from registration.links import CONFIRM
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import words_of
from tests.web.participants.own_links import path


def test_whoever_registered_anew_is_told_so_at_the_old_link(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now)
    person, other = (make_confirmed(training, now, f"{name}@borken.example") for name in "ab")
    for one in (person, other):
        cancel_by_link(one, now)
    make_confirmed(training, now, "a@borken.example")
    anew, again = "Sie haben sich inzwischen neu angemeldet.", "neu anmelden"
    for link in (path(client, person), path(client, person, CONFIRM)):
        page = words_of(client.get(link))
        assert (anew in page, again in page) == (True, False), link
    for link in (path(client, other), path(client, other, CONFIRM)):
        page = words_of(client.get(link))
        assert (anew in page, again in page) == (False, True), link
