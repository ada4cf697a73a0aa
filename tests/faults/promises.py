"""What must hold in a town after every fault."""

from collections.abc import Sequence

from sqlalchemy import func, select

from registration.store.database import db
from registration.store.models import Message, Registration, Training
from registration.store.signups.seats import seats_of
from tests.faults.town import Town
from tests.support.mail import text_of


def assert_nothing_is_lost(town: Town, acknowledged: Sequence[str] = (), repeats: int = 0) -> None:
    """No sign-up lost, no seat twice, every letter delivered, repeats few and alike."""
    assert_seats_are_kept(town, acknowledged)
    arrived = town.arrived()
    assert set(arrived) == {f"<{m.message_id}@borken.example>" for m in town.messages()}
    assert arrived.total() - len(arrived) <= repeats
    _assert_copies_are_alike(town)


def assert_seats_are_kept(town: Town, acknowledged: Sequence[str]) -> None:
    """Each who was thanked is registered; no seat is given out twice, nobody has two."""
    twice = (
        select(Registration.training_id)
        .group_by(Registration.training_id, Registration.email_key)
        .having(func.count() > 1)
    )
    with town.app.app_context():
        assert set(acknowledged) <= set(db.session.scalars(select(Registration.email)))
        assert db.session.scalars(twice).all() == []
        for training in db.session.scalars(select(Training)):
            assert seats_of(training).held <= training.capacity


def assert_everyone_is_owed_a_letter(town: Town, acknowledged: Sequence[str]) -> None:
    """Each who was thanked is registered, and each who is registered is owed a letter."""
    query = (
        select(Registration.email, func.count(Message.id))
        .outerjoin(Message, Message.registration_id == Registration.id)
        .group_by(Registration.id)
    )
    with town.app.app_context():
        owed = dict(db.session.execute(query).all())
    assert set(acknowledged) <= set(owed)
    assert 0 not in owed.values()


def _assert_copies_are_alike(town: Town) -> None:
    """A letter that came twice has the same words and links."""
    texts: dict[str, str] = {}
    for letter in town.letters():
        words = text_of(letter)
        assert texts.setdefault(str(letter["Message-ID"]), words) == words
