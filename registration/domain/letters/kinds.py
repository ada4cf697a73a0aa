"""The kinds of letters: one table, one row a kind. Whatever depends on a kind is asked here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, StrEnum, auto

from ..states import ACTIVE, ANYBODY, OFFER, PROVED, QUEUE, SEAT, UNPROVED, RegistrationState
from ..text import msgid

HELD_BACK_FOR = timedelta(minutes=5)
"""How long a letter that the team causes waits, so that it can be taken back (rule 11)."""


class Receiver(StrEnum):
    """Whom a kind of letter is written to, and so where its address comes from."""

    PERSON = "person"
    TRAINER = "trainer"
    STAFF = "staff"
    ADDRESS = "address as typed"
    """The address that the letter itself holds, never a newer one."""


class Until(StrEnum):
    """What makes a letter that waits useless, besides a state in which it does not go."""

    NOTHING = "nothing"
    CALLED_OFF = "the training is cancelled"
    SESSION_DROPPED = "the training is cancelled or the session dropped"
    SESSION_BEGINS = "the session was dropped or has begun"
    SURVEY_CLOSES = "the survey is answered or closed"
    TRAINING_ENDS = "the training is over"


class Calendar(StrEnum):
    """What a letter does to the calendar of somebody with a certain seat."""

    NOTHING = "none"
    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"
    MOVE = "CANCEL, PUBLISH"


class Budget(StrEnum):
    """Whose limit a letter uses up that a stranger can cause."""

    NONE = "none"
    ADDRESS = "address"
    SIGN_IN = "sign-in"


class Nameless(Enum):
    """Whether a letter holds nothing that its sender typed, not even the name."""

    NEVER = auto()
    UNASKED = auto()
    """Where the training does without asking the address to confirm itself."""
    ALWAYS = auto()


class Sentence(StrEnum):
    """The sentences of its own that a training may have; one for several kinds of letters."""

    NONE = ""
    CONFIRMATION = "confirmation"
    REMINDER = "reminder"
    SURVEY = "survey"


@dataclass(frozen=True, kw_only=True)
class Row:
    """All that is known about one kind of letter."""

    receiver: Receiver
    states: frozenset[RegistrationState]
    """It goes only while the registration it is about, if any, is in one of these."""
    until: Until
    calendar: Calendar
    budget: Budget
    word: str
    """What it is about, for the team: a message id."""
    not_again: str = ""
    """Why the team may not send it once more: a message id. Empty if they may."""
    sentence: Sentence = Sentence.NONE
    nameless: Nameless = Nameless.NEVER
    all_dates: bool = False
    """It tells a holder everything and so stands in for a reminder (rule 6)."""
    online_link: bool = False
    """It tells whoever has a seat where the training is online; no other kind does."""
    unsubscribable: bool = False
    on_paper: bool = False
    """Somebody whom no e-mail reaches gets it printed: it says what became of her claim."""
    held_back: bool = False
    """The team causes it: it waits for HELD_BACK_FOR (rule 11)."""

    @property
    def outlives_the_seat(self) -> bool:
        """Whether it still makes sense once the registration has ended."""
        return self.states == ANYBODY

    @property
    def seat_only(self) -> bool:
        """Whether it goes to nobody but people with a certain seat."""
        return self.states == SEAT


class Kind(StrEnum):
    """The kinds of letters; each has a template of the same name."""

    row: Row

    def __new__(cls, value: str, *row: Row) -> "Kind":
        """A kind is its name; its row comes with it. None goes without."""
        kind = str.__new__(cls, value)
        kind._value_ = value
        (kind.row,) = row
        return kind

    # fmt: off
    CONFIRM_ADDRESS = "confirm_address", Row(
        receiver=Receiver.PERSON, states=UNPROVED, until=Until.NOTHING,
        calendar=Calendar.NOTHING, budget=Budget.ADDRESS, nameless=Nameless.ALWAYS,
        word=msgid("confirm the address"))
    CONFIRM_ADDRESS_NUDGE = "confirm_address_nudge", Row(
        receiver=Receiver.PERSON, states=UNPROVED, until=Until.NOTHING,
        calendar=Calendar.NOTHING, budget=Budget.NONE, nameless=Nameless.ALWAYS,
        word=msgid("confirm the address, once more"))
    CONFIRMATION = "confirmation", Row(
        receiver=Receiver.PERSON, states=SEAT, until=Until.TRAINING_ENDS,
        calendar=Calendar.PUBLISH, budget=Budget.ADDRESS, nameless=Nameless.UNASKED,
        sentence=Sentence.CONFIRMATION, all_dates=True, online_link=True, on_paper=True,
        word=msgid("seat certain"))
    WAITLISTED = "waitlisted", Row(
        receiver=Receiver.PERSON, states=QUEUE, until=Until.TRAINING_ENDS,
        calendar=Calendar.NOTHING, budget=Budget.ADDRESS, nameless=Nameless.UNASKED, on_paper=True,
        word=msgid("on the waiting list"))
    OFFER = "offer", Row(
        receiver=Receiver.PERSON, states=OFFER, until=Until.NOTHING,
        calendar=Calendar.NOTHING, budget=Budget.NONE, on_paper=True, word=msgid("seat offered"))
    OFFER_LAPSED = "offer_lapsed", Row(
        receiver=Receiver.PERSON, states=ANYBODY, until=Until.CALLED_OFF,
        calendar=Calendar.NOTHING, budget=Budget.NONE, on_paper=True, word=msgid("offer lapsed"))
    PROMOTED = "promoted", Row(
        receiver=Receiver.PERSON, states=SEAT, until=Until.TRAINING_ENDS,
        calendar=Calendar.PUBLISH, budget=Budget.NONE, sentence=Sentence.CONFIRMATION,
        all_dates=True, online_link=True, on_paper=True, word=msgid("moved up"))
    ALREADY_REGISTERED = "already_registered", Row(
        receiver=Receiver.PERSON, states=PROVED, until=Until.TRAINING_ENDS,
        calendar=Calendar.NOTHING, budget=Budget.ADDRESS, online_link=True,
        word=msgid("registered already"))
    REMINDER = "reminder", Row(
        receiver=Receiver.PERSON, states=SEAT, until=Until.SESSION_BEGINS,
        calendar=Calendar.NOTHING, budget=Budget.NONE, sentence=Sentence.REMINDER,
        online_link=True, word=msgid("reminder"))
    CHANGE = "change", Row(
        receiver=Receiver.PERSON, states=ACTIVE, until=Until.NOTHING,
        calendar=Calendar.PUBLISH, budget=Budget.NONE, all_dates=True, online_link=True,
        held_back=True, on_paper=True, word=msgid("new date or place"))
    CANCELLATION = "cancellation", Row(
        receiver=Receiver.PERSON, states=ANYBODY, until=Until.NOTHING,
        calendar=Calendar.CANCEL, budget=Budget.NONE, held_back=True, on_paper=True,
        word=msgid("training cancelled"))
    CANCELLED_BY_YOU = "cancelled_by_you", Row(
        receiver=Receiver.PERSON, states=ANYBODY, until=Until.NOTHING,
        calendar=Calendar.CANCEL, budget=Budget.NONE, on_paper=True,
        word=msgid("cancelled by the person"))
    CANCELLED_BY_STAFF = "cancelled_by_staff", Row(
        receiver=Receiver.PERSON, states=ANYBODY, until=Until.NOTHING,
        calendar=Calendar.CANCEL, budget=Budget.NONE, held_back=True, on_paper=True,
        word=msgid("cancelled by the team"))
    ADDRESS_CHANGED = "address_changed", Row(
        receiver=Receiver.ADDRESS, states=ANYBODY, until=Until.NOTHING,
        calendar=Calendar.NOTHING, budget=Budget.NONE, word=msgid("new e-mail address"))
    MOVED = "moved", Row(
        receiver=Receiver.PERSON, states=PROVED, until=Until.TRAINING_ENDS,
        calendar=Calendar.MOVE, budget=Budget.NONE, sentence=Sentence.CONFIRMATION,
        all_dates=True, online_link=True, held_back=True, on_paper=True,
        word=msgid("moved to another training"))
    SURVEY = "survey", Row(
        receiver=Receiver.PERSON, states=SEAT, until=Until.SURVEY_CLOSES,
        calendar=Calendar.NOTHING, budget=Budget.NONE, sentence=Sentence.SURVEY,
        unsubscribable=True, word=msgid("survey"))
    SURVEY_REPEAT = "survey_repeat", Row(
        receiver=Receiver.PERSON, states=SEAT, until=Until.SURVEY_CLOSES,
        calendar=Calendar.NOTHING, budget=Budget.NONE, sentence=Sentence.SURVEY,
        unsubscribable=True, word=msgid("survey, once more"),
        not_again=msgid("it says that nobody will be asked again"))
    LINK_AGAIN = "link_again", Row(
        receiver=Receiver.ADDRESS, states=ANYBODY, until=Until.NOTHING,
        calendar=Calendar.NOTHING, budget=Budget.ADDRESS, word=msgid("links again"))
    SIGN_IN = "sign_in", Row(
        receiver=Receiver.STAFF, states=ANYBODY, until=Until.NOTHING,
        calendar=Calendar.NOTHING, budget=Budget.SIGN_IN, word=msgid("sign-in link"),
        not_again=msgid("a sign-in link is for its receiver only"))
    ALARM = "alarm", Row(
        receiver=Receiver.STAFF, states=ANYBODY, until=Until.NOTHING,
        calendar=Calendar.NOTHING, budget=Budget.NONE, word=msgid("alarm"),
        not_again=msgid("it was about that day only"))
    ATTENDEE_LIST = "attendee_list", Row(
        receiver=Receiver.TRAINER, states=ANYBODY, until=Until.SESSION_DROPPED,
        calendar=Calendar.NOTHING, budget=Budget.ADDRESS, online_link=True,
        word=msgid("list for the trainer"))
    TRAINER_BOOKED = "trainer_booked", Row(
        receiver=Receiver.TRAINER, states=ANYBODY, until=Until.TRAINING_ENDS,
        calendar=Calendar.PUBLISH, budget=Budget.NONE, online_link=True, held_back=True,
        word=msgid("trainer booked"))
    TRAINER_CHANGE = "trainer_change", Row(
        receiver=Receiver.TRAINER, states=ANYBODY, until=Until.NOTHING,
        calendar=Calendar.PUBLISH, budget=Budget.NONE, online_link=True, held_back=True,
        word=msgid("new date or place, to the trainer"))
    TRAINER_CANCELLATION = "trainer_cancellation", Row(
        receiver=Receiver.ADDRESS, states=ANYBODY, until=Until.NOTHING,
        calendar=Calendar.CANCEL, budget=Budget.NONE, held_back=True,
        word=msgid("cancelled, to the trainer"))
    CUSTOM = "custom", Row(
        receiver=Receiver.PERSON, states=ANYBODY, until=Until.NOTHING,
        calendar=Calendar.NOTHING, budget=Budget.NONE, held_back=True,
        word=msgid("own letter of the team"))
    DIGEST = "digest", Row(
        receiver=Receiver.STAFF, states=ANYBODY, until=Until.NOTHING,
        calendar=Calendar.NOTHING, budget=Budget.NONE, word=msgid("morning overview"),
        not_again=msgid("it was about that day only"))
    # fmt: on


UNREADABLE = msgid("only a newer version of this service can read it")


class UnknownKind(str):
    """A kind of letter that only a newer version can write: here nothing becomes of it."""

    __slots__ = ()
    row = Row(
        receiver=Receiver.ADDRESS,
        states=frozenset(),
        until=Until.NOTHING,
        calendar=Calendar.NOTHING,
        budget=Budget.NONE,
        word="",
        not_again=UNREADABLE,
    )


def kinds_where(fits: Callable[[Row], bool]) -> frozenset[Kind]:
    """The kinds whose row fits."""
    return frozenset(kind for kind in Kind if fits(kind.row))


ABOUT_THE_SEAT = kinds_where(lambda row: not row.outlives_the_seat)
"""Letters that say nothing any more once the seat, or the place in the queue, is gone."""


def first_letter(state: RegistrationState) -> Kind:
    """The letter that answers a sign-up, or an address that was confirmed."""
    if state is RegistrationState.UNCONFIRMED:
        return Kind.CONFIRM_ADDRESS
    return Kind.WAITLISTED if state is RegistrationState.WAITLISTED else Kind.CONFIRMATION
