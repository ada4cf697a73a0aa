"""One letter of each kind, owed as it is owed in a town: by the real use cases."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from registration.actions.letters.alarm import alarm
from registration.actions.letters.circulars import write_circular
from registration.actions.letters.lost_link import link_again
from registration.actions.letters.trainers import send_list
from registration.actions.privacy import audit
from registration.actions.signups.by_staff import move_registration
from registration.actions.signups.confirming import (
    change_details,
    confirm_address,
    confirm_new_address,
)
from registration.actions.signups.ending import cancel_by_link, cancel_by_staff
from registration.actions.signups.sign_up import sign_up
from registration.actions.staff import auth
from registration.actions.tick import tick
from registration.actions.trainings.programme import import_programme, spec_of
from registration.actions.trainings.publishing import cancel_training
from registration.domain.letters.kinds import Kind
from registration.domain.programme import Programme, TrainerSpec
from registration.domain.signups.fields import Person as Details
from registration.domain.states import WaitlistMode
from registration.settings import Settings
from registration.store.database import db
from registration.store.models import Message, Registration, Staff, Training
from tests.support.factories import (
    NOTICE,
    applicant,
    make_registration,
    make_training,
    session_spec,
    training_spec,
)

GIVEN_NAME, FAMILY_NAME = (
    "*Amina* <script>alert(1)</script>",
    "[hier](http://evil.example) _Yılmaz_",
)
TYPED_NAME = f"{GIVEN_NAME} {FAMILY_NAME}"
TITLE = "Nähe & *Distanz* (Teil 1)"
REASON = "Krank <b>sehr</b> & *leider*"
ADDRESS = "amina@borken.example"


@dataclass
class Story:
    """What leads to a letter, for a person of one language."""

    language: str
    now: datetime
    settings: Settings

    def training(self, days: float = 30, **changes: Any) -> Training:
        """A training of one seat."""
        values: dict[str, Any] = {"title": TITLE, "capacity": 1, "waitlist": WaitlistMode.AUTO}
        return make_training(self.now, days=days, **(values | changes))

    def signed_up(self, training: Training) -> Registration:
        """The person has filled in the form and not confirmed yet."""
        return make_registration(
            training,
            self.now,
            ADDRESS,
            given_name=GIVEN_NAME,
            family_name=FAMILY_NAME,
            language=self.language,
        )

    def confirmed(self, training: Training) -> Registration:
        """The person has confirmed, and has a seat or waits."""
        person = self.signed_up(training)
        confirm_address(person, self.now, audit.PARTICIPANT)
        return person

    def staff(self) -> Staff:
        """A member of staff who reads that language."""
        member, _ = auth.add_staff(ADDRESS, None, self.now)
        member.language = self.language
        db.session.commit()
        return member

    def somebody_else(self, training: Training) -> Registration:
        """Somebody with the only seat."""
        person = make_registration(training, self.now)
        confirm_address(person, self.now, audit.PARTICIPANT)
        return person

    def promoted(self, waitlist: WaitlistMode) -> Registration:
        """The seat has become free for the person who waited."""
        training = self.training(waitlist=waitlist)
        first = self.somebody_else(training)
        person = self.confirmed(training)
        cancel_by_link(first, self.now)
        return person

    def later(self, **span: float) -> None:
        """Let time pass, with a clock that ticks at the end."""
        self.now += timedelta(**span)
        tick(self.now, self.settings.zone)


def _waitlisted(story: Story) -> None:
    training = story.training()
    story.somebody_else(training)
    story.confirmed(training)


def _nudge(story: Story) -> None:
    story.signed_up(story.training())
    story.later(hours=25)


def _offer_lapsed(story: Story) -> None:
    story.promoted(WaitlistMode.OFFER)
    story.later(days=3)


def _already_registered(story: Story) -> None:
    training = story.training()
    story.confirmed(training)
    again = applicant(ADDRESS, language=story.language)
    sign_up(training.id, again, "again", NOTICE, story.now, confirm_hours=48)


def _reminder(story: Story) -> None:
    story.confirmed(story.training())
    story.later(days=29, hours=20)


def _change(story: Story) -> None:
    story.confirmed(story.training())
    moved = session_spec(story.now + timedelta(days=31), place="Bücherei *Nord*")
    spec = training_spec(story.now, title=TITLE, capacity=1, sessions=(moved,))
    import_programme(Programme(trainings=(spec,)), story.now, audit.COMMAND_LINE)


def _cancellation(story: Story) -> None:
    training = story.training()
    story.confirmed(training)
    cancel_training(training.id, REASON, story.now, audit.COMMAND_LINE)


def _survey(story: Story) -> None:
    story.confirmed(story.training(days=1))
    story.later(days=1, hours=5)


def _survey_repeat(story: Story) -> None:
    _survey(story)
    story.later(days=8)


def _link_again(story: Story) -> None:
    story.confirmed(story.training())
    link_again(ADDRESS, "request", story.language, story.now)


def _sign_in(story: Story) -> None:
    story.staff()
    auth.ask_for_link(ADDRESS, "request", story.language, story.now)


def _address_changed(story: Story) -> None:
    person = story.confirmed(story.training())
    details = Details(GIVEN_NAME, FAMILY_NAME, "amina.neu@borken.example")
    change_details(person, details, "request", story.now)
    confirm_new_address(person, story.now)


def _moved(story: Story) -> None:
    person = story.confirmed(story.training())
    target = make_training(story.now, "ziel", title=TITLE)
    move_registration(person, target.id, story.now, audit.COMMAND_LINE)


def _alarm(story: Story) -> None:
    story.staff()
    alarm("breaker", story.now)
    db.session.commit()


def _digest(story: Story) -> None:
    story.staff()
    story.confirmed(story.training())
    story.later(hours=21)


def _attendee_list(story: Story) -> None:
    training = story.training(trainers=(TrainerSpec("Volkshochschule", ADDRESS),))
    story.confirmed(training)
    send_list(training.trainers[0], "request", audit.COMMAND_LINE, story.now)
    _in_her_language(story, Kind.ATTENDEE_LIST)


def _in_her_language(story: Story, kind: Kind) -> None:
    # Nobody asks a trainer for a language yet; the letters are there in each all the same.
    db.session.execute(update(Message).where(Message.kind == kind).values(language=story.language))
    db.session.commit()


def _trainer_booked(story: Story) -> None:
    spec = training_spec(story.now, title=TITLE, trainers=(TrainerSpec(TYPED_NAME, ADDRESS),))
    import_programme(Programme(trainings=(spec,)), story.now, audit.COMMAND_LINE)
    _in_her_language(story, Kind.TRAINER_BOOKED)


def _trainer_change(story: Story) -> None:
    training = story.training(trainers=(TrainerSpec(TYPED_NAME, ADDRESS),))
    moved = session_spec(story.now + timedelta(days=31), place="Bücherei *Nord*")
    spec = replace(spec_of(training), sessions=(moved,))
    import_programme(Programme(trainings=(spec,)), story.now, audit.COMMAND_LINE)
    _in_her_language(story, Kind.TRAINER_CHANGE)


def _trainer_cancellation(story: Story) -> None:
    training = story.training(trainers=(TrainerSpec(TYPED_NAME, ADDRESS),))
    cancel_training(training.id, REASON, story.now, audit.COMMAND_LINE)
    _in_her_language(story, Kind.TRAINER_CANCELLATION)


def _custom(story: Story) -> None:
    training = story.training()
    person = story.confirmed(training)
    words = (
        "Anderer Raum: {Schulung}",
        "Guten Tag {Vorname} {Nachname},\n\n**neu** für {Schulung}: {Ort}",
    )
    write_circular(training.id, [person], words, story.staff(), story.now)


STORIES: dict[Kind, Callable[[Story], Any]] = {
    Kind.CONFIRM_ADDRESS: lambda story: story.signed_up(story.training()),
    Kind.CONFIRM_ADDRESS_NUDGE: _nudge,
    Kind.CONFIRMATION: lambda story: story.confirmed(story.training()),
    Kind.WAITLISTED: _waitlisted,
    Kind.OFFER: lambda story: story.promoted(WaitlistMode.OFFER),
    Kind.OFFER_LAPSED: _offer_lapsed,
    Kind.PROMOTED: lambda story: story.promoted(WaitlistMode.AUTO),
    Kind.ALREADY_REGISTERED: _already_registered,
    Kind.REMINDER: _reminder,
    Kind.CHANGE: _change,
    Kind.CANCELLATION: _cancellation,
    Kind.CANCELLED_BY_YOU: lambda story: cancel_by_link(
        story.confirmed(story.training()), story.now
    ),
    Kind.CANCELLED_BY_STAFF: lambda story: cancel_by_staff(
        story.confirmed(story.training()), story.now, audit.COMMAND_LINE, REASON
    ),
    Kind.SURVEY: _survey,
    Kind.SURVEY_REPEAT: _survey_repeat,
    Kind.LINK_AGAIN: _link_again,
    Kind.SIGN_IN: _sign_in,
    Kind.ADDRESS_CHANGED: _address_changed,
    Kind.MOVED: _moved,
    Kind.ALARM: _alarm,
    Kind.ATTENDEE_LIST: _attendee_list,
    Kind.TRAINER_BOOKED: _trainer_booked,
    Kind.TRAINER_CHANGE: _trainer_change,
    Kind.TRAINER_CANCELLATION: _trainer_cancellation,
    Kind.CUSTOM: _custom,
    Kind.DIGEST: _digest,
}


def owed(kind: Kind, language: str, now: datetime, settings: Settings) -> tuple[Message, datetime]:
    """A letter of a kind that the person is owed, and the moment at which it goes."""
    story = Story(language, now, replace(settings))
    STORIES[kind](story)
    found = db.session.scalars(
        select(Message).where(Message.kind == kind, Message.language == language)
    ).one()
    return found, story.now
