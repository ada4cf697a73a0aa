"""How many letters a stranger may cause at one address. Never told to the stranger."""

from collections.abc import Sequence
from datetime import datetime, timedelta

PER_HOUR = 3
PER_DAY = 6
SAME_AGAIN_AFTER = timedelta(minutes=10)
BREAKER_PER_HOUR = 1000
BREAKER_PAUSE = timedelta(hours=1)


def breaker_opens(caused_last_hour: int) -> bool:
    """Whether strangers cause so many letters that someone must look before more go."""
    return caused_last_hour >= BREAKER_PER_HOUR


def earliest(now: datetime, all_times: Sequence[datetime], same: Sequence[datetime]) -> datetime:
    """The first moment, not before now, at which one more letter may go to an address.

    ``all_times`` are the moments of all such letters to the address, ``same`` those of
    the same kind and training; both may lie ahead, for letters that wait already.
    """
    times = sorted(all_times)
    moments = [now]
    if len(times) >= PER_HOUR:
        moments.append(times[-PER_HOUR] + timedelta(hours=1))
    if len(times) >= PER_DAY:
        moments.append(times[-PER_DAY] + timedelta(days=1))
    if same:
        moments.append(max(same) + SAME_AGAIN_AFTER)
    return max(moments)
