"""What the clock does each minute: whatever is due and missing. Two clocks are harmless."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ..store.database import db
from ..store.heartbeats import beat
from ..wakeup import wake_worker
from .letters.digest import owe_digests
from .letters.reminders import owe_nudges, owe_reminders
from .letters.trainers import owe_lists
from .privacy.purge import purge
from .signups.ending import lapse_all
from .surveys import owe_surveys
from .tick_parts import run_part


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

    def part(name: str, work: Callable[[], int]) -> int:
        return run_part(name, work, now)

    report = TickReport(
        lapsed=part("lapse", lambda: lapse_all(now)),
        nudges=part("nudges", lambda: owe_nudges(now)),
        reminders=part("reminders", lambda: owe_reminders(now, zone)),
        surveys=part("surveys", lambda: owe_surveys(now)),
        lists=part("lists", lambda: owe_lists(now, zone)),
        digests=part("digests", lambda: owe_digests(now, zone)),
        purged=part("purge", lambda: purge(now, zone).rows),
    )
    beat("clock", now)
    db.session.commit()
    wake_worker()
    return report
