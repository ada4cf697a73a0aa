"""How a training's new dates and trainers relate to the old ones."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..programme.values import SessionSpec, TrainerSpec
from ..text import address_key


@dataclass(frozen=True)
class Plan:
    """What to do with each session: keep, move, drop or add. ``old`` are those that stand."""

    old: Mapping[int, SessionSpec] = field(default_factory=dict)
    kept: Mapping[int, SessionSpec] = field(default_factory=dict)
    moved: Mapping[int, SessionSpec] = field(default_factory=dict)
    dropped: Sequence[int] = ()
    added: Sequence[SessionSpec] = ()

    @property
    def tells(self) -> bool:
        """Whether any date or place differs."""
        return bool(self.moved or self.dropped or self.added)

    def concerns(self, now: datetime) -> bool:
        """Whether people must hear of it: of dates that are over anyway nobody must."""
        return bool(self.touches(now) or self.adds(now))

    def touches(self, now: datetime) -> dict[int, SessionSpec]:
        """The moved and dropped sessions as they stand, without those that are over."""
        return {
            session: self.old[session]
            for session in (*self.moved, *self.dropped)
            if max(slot.ends for slot in (self.old[session], self.moved.get(session)) if slot) > now
        }

    def adds(self, now: datetime) -> list[SessionSpec]:
        """The new sessions, without those that are over."""
        return [slot for slot in self.added if slot.ends > now]

    def causes(self, now: datetime) -> list[tuple[SessionSpec | None, SessionSpec | None]]:
        """What people hear of: each session as it was and as it will be, by time."""
        pairs = [(was, self.after(session)) for session, was in self.touches(now).items()]
        added: list[tuple[SessionSpec | None, SessionSpec | None]] = [
            (None, slot) for slot in self.adds(now)
        ]
        return sorted([*pairs, *added], key=_starts)

    def after(self, session: int) -> SessionSpec | None:
        """A session as it will be; None if it is dropped, now or long ago."""
        return self.moved.get(session) or self.kept.get(session)

    def lies_ahead(self, now: datetime) -> bool:
        """Whether a date that is still to come stands there, before or after."""
        slots = (*self.old.values(), *self.moved.values(), *self.added)
        return any(slot.ends > now for slot in slots)


def _starts(pair: tuple[SessionSpec | None, SessionSpec | None]) -> datetime:
    return next(slot.starts for slot in pair if slot)


def plan_sessions(old: Mapping[int, SessionSpec], new: Iterable[SessionSpec]) -> Plan:
    """Match new sessions to old ones: unchanged ones, then same start, then in order of time.

    What is left over of the old is dropped, of the new added.
    """
    old = dict(old)
    wanted = sorted(new, key=lambda s: s.starts)
    left = dict(sorted(old.items(), key=lambda item: item[1].starts))
    kept = _match(left, wanted, lambda was, slot: was == slot)
    moved = _match(left, wanted, lambda was, slot: was.starts == slot.starts)
    moved |= _match(left, wanted, lambda _was, _slot: True)
    return Plan(old=old, kept=kept, moved=moved, dropped=tuple(left), added=tuple(wanted))


def _match(
    left: dict[int, SessionSpec],
    wanted: list[SessionSpec],
    fits: Callable[[SessionSpec, SessionSpec], bool],
) -> dict[int, SessionSpec]:
    """Pair each old session with the first new one that fits; both lists lose the pairs."""
    pairs: dict[int, SessionSpec] = {}
    for session, was in list(left.items()):
        number = next((n for n, slot in enumerate(wanted) if fits(was, slot)), None)
        if number is not None:
            pairs[session] = wanted.pop(number)
            del left[session]
    return pairs


@dataclass(frozen=True)
class TrainerPlan:
    """Which trainers stay, come and go; ``old`` are those that stand."""

    old: Mapping[int, TrainerSpec] = field(default_factory=dict)
    kept: Mapping[int, TrainerSpec] = field(default_factory=dict)
    added: Sequence[TrainerSpec] = ()

    @property
    def removed(self) -> tuple[int, ...]:
        """Those who hold the training no more."""
        return tuple(trainer for trainer in self.old if trainer not in self.kept)

    @property
    def changes(self) -> bool:
        """Whether anything differs."""
        return bool(self.added) or self.kept != self.old


def plan_trainers(old: Mapping[int, TrainerSpec], new: Iterable[TrainerSpec]) -> TrainerPlan:
    """Match by name and address, then by address alone: several may share one.

    A trainer who stays keeps her links. Somebody at another address is somebody else,
    whom no old link may serve.
    """
    wanted = list(dict.fromkeys(new))
    left = dict(old)
    kept: dict[int, TrainerSpec] = {}
    for fits in (_same_trainer, _same_address):
        for number, was in list(left.items()):
            found = next((one for one in wanted if fits(was, one)), None)
            if found is not None:
                wanted.remove(found)
                kept[number] = found
                del left[number]
    return TrainerPlan(old=dict(old), kept=kept, added=tuple(wanted))


def _same_trainer(was: TrainerSpec, new: TrainerSpec) -> bool:
    return was.name == new.name and _same_address(was, new)


def _same_address(was: TrainerSpec, new: TrainerSpec) -> bool:
    return address_key(was.email) == address_key(new.email)
