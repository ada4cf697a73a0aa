"""Rule 7: how a training's new dates relate to the old ones, and who must be told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Slot:
    """When and where one session is."""

    starts: datetime
    ends: datetime
    place: str
    address: str = ""
    online_url: str = ""


@dataclass(frozen=True)
class Plan:
    """What to do with each session: keep, move, drop or add."""

    kept: Mapping[int, Slot] = field(default_factory=dict)
    moved: Mapping[int, Slot] = field(default_factory=dict)
    dropped: Sequence[int] = ()
    added: Sequence[Slot] = ()

    @property
    def tells(self) -> bool:
        """Whether people must hear of it."""
        return bool(self.moved or self.dropped or self.added)


def plan_sessions(old: Mapping[int, Slot], new: Iterable[Slot]) -> Plan:
    """Match new sessions to old ones: same start first, then in order of time.

    What is left over of the old is dropped, of the new added.
    """
    wanted = sorted(new, key=lambda s: s.starts)
    left = dict(sorted(old.items(), key=lambda item: item[1].starts))
    pairs = _same_start(left, wanted)
    for slot in [w for w in wanted if w not in pairs.values()]:
        if left:
            pairs[_pop_first(left)] = slot
    return Plan(
        kept={i: s for i, s in pairs.items() if old[i] == s},
        moved={i: s for i, s in pairs.items() if old[i] != s},
        dropped=tuple(left),
        added=tuple(s for s in wanted if s not in pairs.values()),
    )


def _same_start(left: dict[int, Slot], wanted: Iterable[Slot]) -> dict[int, Slot]:
    pairs: dict[int, Slot] = {}
    for slot in wanted:
        match = next((i for i, s in left.items() if s.starts == slot.starts), None)
        if match is not None:
            pairs[match] = slot
            del left[match]
    return pairs


def _pop_first(left: dict[int, Slot]) -> int:
    first = next(iter(left))
    del left[first]
    return first
