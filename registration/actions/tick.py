"""What the clock does each minute: whatever is due and missing. Two clocks are harmless."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from ..store.database import db
from ..store.heartbeats import beat
from ..wakeup import nudge
from .ask_surveys import owe_surveys
from .digest import owe_digests
from .lapse import lapse_all
from .purge import purge
from .remind import owe_nudges, owe_reminders
from .trainer_letters import owe_lists

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class TickReport:
    """How much one tick did."""

    lapsed: int
    nudges: int
    reminders: int
    surveys: int
    lists: int
    digests: int
    purged: int


def tick(now: datetime, zone: ZoneInfo) -> TickReport:
    """Do all that is due at ``now``; a part that fails does not stop the others."""
    report = TickReport(
        lapsed=_part("lapse", lambda: lapse_all(now)),
        nudges=_part("nudges", lambda: owe_nudges(now)),
        reminders=_part("reminders", lambda: owe_reminders(now, zone)),
        surveys=_part("surveys", lambda: owe_surveys(now)),
        lists=_part("lists", lambda: owe_lists(now, zone)),
        digests=_part("digests", lambda: owe_digests(now, zone)),
        purged=_part("purge", lambda: purge(now, zone).rows),
    )
    beat("clock", now)
    db.session.commit()
    nudge()
    return report


def _part(name: str, work: Callable[[], int]) -> int:
    try:
        done = work()
        db.session.commit()
        return done
    except Exception as error:  # the next part must still run; the next tick tries again
        db.session.rollback()
        log.error("tick.failed", part=name, reason=type(error).__name__, exc_info=True)
        return 0
