"""Rule 7: how a training's new dates relate to the old ones, and who must be told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    """Match new sessions to old ones: unchanged ones, then same start, then in order of time.

    What is left over of the old is dropped, of the new added.
    """
    wanted = sorted(new, key=lambda s: s.starts)
    left = dict(sorted(old.items(), key=lambda item: item[1].starts))
    kept = _match(left, wanted, lambda was, slot: was == slot)
    moved = _match(left, wanted, lambda was, slot: was.starts == slot.starts)
    moved |= _match(left, wanted, lambda _was, _slot: True)
    return Plan(kept=kept, moved=moved, dropped=tuple(left), added=tuple(wanted))


def _match(
    left: dict[int, Slot], wanted: list[Slot], fits: Callable[[Slot, Slot], bool]
) -> dict[int, Slot]:
    """Pair each old session with the first new one that fits; both lists lose the pairs."""
    pairs: dict[int, Slot] = {}
    for session, was in list(left.items()):
        number = next((n for n, slot in enumerate(wanted) if fits(was, slot)), None)
        if number is not None:
            pairs[session] = wanted.pop(number)
            del left[session]
    return pairs
