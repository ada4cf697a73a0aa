"""The states that things go through, as stored and as shown outside."""

from enum import StrEnum


def is_known(value: str) -> bool:
    """Whether a stored value is one of ours, not a text that only a newer version can read."""
    return isinstance(value, StrEnum)


class RegistrationState(StrEnum):
    """Where one person's claim on one training stands."""

    UNCONFIRMED = "unconfirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    EXPIRED = "expired"

    @property
    def active(self) -> bool:
        """Whether the registration still holds a seat or a place in the queue."""
        return self in ACTIVE

    @property
    def has_certain_seat(self) -> bool:
        """Whether nothing more has to be done for the seat."""
        return self in SEAT


class UnknownState(str):
    """The state of a registration that only a newer version can read: it claims nothing."""

    __slots__ = ()
    active = False
    has_certain_seat = False


ANYBODY = frozenset(RegistrationState)
SEAT = frozenset({RegistrationState.CONFIRMED})
OFFER = frozenset({RegistrationState.OFFERED})
QUEUE = frozenset({RegistrationState.WAITLISTED})
UNPROVED = frozenset({RegistrationState.UNCONFIRMED})
PROVED = SEAT | OFFER | QUEUE
ACTIVE = UNPROVED | PROVED
MUST_ANSWER = UNPROVED | OFFER
"""They end by themselves if the person says nothing until ``answer_by``."""


class MessageState(StrEnum):
    """Where one owed letter stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    RETRYING = "retrying"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


PENDING = frozenset({MessageState.QUEUED, MessageState.RETRYING})
NOT_DONE = PENDING | {MessageState.SENDING}
NEEDS_CARE = NOT_DONE | {MessageState.FAILED}
"""It has not gone, and nobody has said that it need not."""


class TrainingState(StrEnum):
    """What staff decided about a training; never goes back."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


SHOWN = frozenset({TrainingState.PUBLISHED, TrainingState.CANCELLED})
"""Everybody may see it. What only a newer version can read may be a kind of draft."""


class WaitlistMode(StrEnum):
    """What happens to a freed seat, and whether anybody may wait."""

    AUTO = "auto"
    OFFER = "offer"
    OFF = "off"


class Phase(StrEnum):
    """What a published training looks like now; computed, never stored."""

    ANNOUNCED = "announced"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    CANCELLED = "cancelled"


class Role(StrEnum):
    """What a member of staff may do."""

    EDITOR = "editor"
    MANAGER = "manager"
    AUDITOR = "auditor"
