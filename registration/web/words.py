"""Short words for states, as lists show them."""

from flask_babel import gettext, ngettext, pgettext

from .. import formats
from ..domain.fields import Field, Kind
from ..domain.letters import kinds
from ..domain.signups.fields import FIELDS
from ..domain.signups.seats import Seats, Verdict, verdict
from ..domain.states import MessageState, Phase, RegistrationState, is_known
from ..store.models import Registration, Training
from .guards import settings


def seat_word(training: Training, seats: Seats, looks: Phase) -> str:
    """What a list says about a training's seats."""
    if not is_known(training.state):
        return str(training.state)
    if looks is Phase.OPEN:
        return ngettext("%(num)d seat free", "%(num)d seats free", seats.free)
    if looks is Phase.FULL and verdict(seats) is Verdict.WAIT:
        if not seats.waiting:
            return gettext("Waiting list open")
        return gettext("Waiting list: %(count)d", count=seats.waiting)
    if looks is Phase.ANNOUNCED and training.registration_opens:
        date = formats.day_and_month(training.registration_opens, settings().zone)
        return gettext("from %(date)s", date=date)
    return {
        Phase.FULL: gettext("fully booked"),
        Phase.CLOSED: gettext("registration closed"),
        Phase.OVER: pgettext("training", "over"),
        Phase.CANCELLED: pgettext("training", "cancelled"),
    }.get(looks, "")


def standing_word(person: Registration) -> str:
    """How a registration stands, in a word or two; nobody has a seat at what is called off."""
    if person.state.active and person.training.calendar.called_off:
        return gettext("training cancelled")
    words: dict[str, str] = {
        RegistrationState.UNCONFIRMED: gettext("address not confirmed"),
        RegistrationState.WAITLISTED: gettext("on the waiting list"),
        RegistrationState.OFFERED: gettext("seat offered"),
        RegistrationState.CONFIRMED: gettext("seat certain"),
        RegistrationState.CANCELLED: pgettext("registration", "cancelled"),
        RegistrationState.DECLINED: gettext("seat declined"),
        RegistrationState.EXPIRED: gettext("expired"),
    }
    return words.get(person.state, str(person.state))


def role_word(role: str) -> str:
    """What somebody does, as the form offers it."""
    return chosen_word(FIELDS["role"], role)


def chosen_word(field: Field, value: str) -> str:
    """The words of a chosen answer; none if none was chosen."""
    return str(gettext(field.choices[value])) if value in field.choices else ""


def head_word(name: str) -> str:
    """What stands above a field of the sign-up form in lists and files."""
    return str(gettext(FIELDS[name].word))


def said_word(person: Registration, name: str) -> str:
    """What somebody said in a field of the sign-up form, as people read it."""
    field, value = FIELDS[name], str(getattr(person, name) or "")
    if field.kind is Kind.CHOICE:
        return chosen_word(field, value)
    return ", ".join(value.splitlines()) if field.kind is Kind.ADDRESS else value


def kind_word(kind: str) -> str:
    """What a letter is about, in a word or two."""
    return str(gettext(kinds.Kind(kind).row.word)) if kind in {*kinds.Kind} else str(kind)


def letter_state_word(state: str) -> str:
    """The state of a letter in a word or two."""
    words: dict[str, str] = {
        MessageState.QUEUED: gettext("waits to be sent"),
        MessageState.SENDING: gettext("is being sent"),
        MessageState.SENT: gettext("sent"),
        MessageState.RETRYING: gettext("will be tried again"),
        MessageState.FAILED: gettext("failed"),
        MessageState.WITHDRAWN: gettext("withdrawn"),
    }
    return words.get(state, str(state))
