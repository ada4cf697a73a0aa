"""Rules 2, 4 and 5: until when somebody may or must do something. All times in UTC."""

from datetime import datetime, timedelta

MAILED_LINK_FOR = timedelta(minutes=15)


def answer_by(now: datetime, hours: int, first_start: datetime | None) -> datetime:
    """When an unanswered confirmation or offer ends.

    ``hours`` from now, but at most half the time that is left to the first start,
    so that a seat which nobody takes still finds somebody.
    """
    full = timedelta(hours=hours)
    if first_start is None:
        return now + full
    left = max(first_start - now, timedelta())
    return now + min(full, left / 2)


def answer_stands(now: datetime, answer_by: datetime | None, registered: bool) -> bool:
    """Whether what a sent form was promised still holds.

    Once the time to confirm is over it holds for nobody, so that the form tells no stranger
    who typed an address whether its owner has confirmed.
    """
    return registered and (answer_by is None or now < answer_by)


def sign_in_until(leaves_at: datetime) -> datetime:
    """Until when a sign-in link is good, counted from when its letter leaves."""
    return leaves_at + MAILED_LINK_FOR


def nudge_at(signed_up: datetime, confirm_by: datetime) -> datetime:
    """When to ask once more for the address: after half of the time."""
    return signed_up + (confirm_by - signed_up) / 2


def cancels_until(cancel_until: datetime | None, first_start: datetime | None) -> datetime | None:
    """Until when people may cancel by link: as the training says, else until it starts."""
    return cancel_until or first_start


def may_cancel(now: datetime, cancel_until: datetime | None, first_start: datetime | None) -> bool:
    """Whether a participant may still give a seat back by link."""
    limit = cancels_until(cancel_until, first_start)
    return limit is None or now < limit
