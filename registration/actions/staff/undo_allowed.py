"""Whether something the team did may still be taken back: asked by pages and by the action."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ...domain.staff.undo import Standing, why_not_undone
from ...domain.states import ACTIVE, MessageState
from ...store.models import Registration, Training, Undoable
from ...store.signups import registrations
from ...store.staff import undoables
from ...store.staff.snapshots import Rows, dates_in, snapshot

_RESTLESS = frozenset({"sequence", "informed_at"})


def to_take_back(training: Training, now: datetime) -> list[Undoable]:
    """What was done to a training and may be taken back, the newest first; true only for now."""
    return _possible(undoables.of_training(training.id, now), now)


def to_take_back_of(person: Registration, now: datetime) -> list[Undoable]:
    """The same, of what concerns one person: her own place, or the whole training."""
    return _possible(undoables.of_person(person, now), now)


def _possible(found: Iterable[Undoable], now: datetime) -> list[Undoable]:
    return [one for one in found if why_not(one, snapshot(*concerned(one)), now) is None]


def concerned(kept: Undoable) -> list[int]:
    """The trainings that it changed: a move changes two."""
    people = [int(key) for key in kept.rows["registration"]]
    return sorted({kept.training_id, *(r.training_id for r in registrations.with_ids(people))})


def why_not(kept: Undoable, stands: Rows, now: datetime) -> str | None:
    """Why it can't be taken back, as a message id; None if it can.

    Exact only if the trainings that it concerns are locked.
    """
    # Whoever comes back would never be told of other dates.
    redated = kept.dates != dates_in(stands)
    touched = _changed_again(kept, stands) or _told_since(kept, stands) or redated
    standing = Standing(
        now=now,
        until=kept.until,
        undone=kept.undone_at is not None,
        letters=_own_letters(kept, stands),
        touched=touched,
        seat_gone=not touched and _seat_gone(kept, stands),
        came_anew=not touched and registrations.came_anew(_come_back(kept, stands)),
    )
    return why_not_undone(standing)


def _own_letters(kept: Undoable, stands: Rows) -> frozenset[MessageState]:
    own = [key for key, (was, _) in kept.rows["message"].items() if was is None]
    letters = [stands["message"][key] for key in own if key in stands["message"]]
    return frozenset(_how_far(letter) for letter in letters)


def _how_far(letter: dict[str, Any]) -> MessageState:
    """Its state; one that was printed has left like one that was sent."""
    return MessageState.SENT if letter["printed_at"] else MessageState(letter["state"])


def _changed_again(kept: Undoable, stands: Rows) -> bool:
    """Whether a row that the action changed does not stand any more as the action left it."""
    changed = any(
        _restless_apart(stands[table].get(key), left) != left
        for table, rows in kept.rows.items()
        if table != "message"
        for key, (_, left) in rows.items()
    )
    gone = [int(key) for key, (_, left) in kept.rows["trainer"].items() if left is None]
    return changed or undoables.trainers_stand(gone)


def _restless_apart(
    stands: dict[str, Any] | None, left: dict[str, Any] | None
) -> dict[str, Any] | None:
    """Of a row that stands what the action left, but for what rises, or goes with a letter."""
    if stands is None or left is None:
        return stands
    return {name: left[name] if name in _RESTLESS else stands[name] for name in left}


def _told_since(kept: Undoable, stands: Rows) -> bool:
    """Whether somebody has read what the action left, or come to it since.

    Any letter says how things stand when it is written, also one that was owed before.
    """
    of_all = any(kept.rows[table] for table in ("training", "session", "trainer"))
    came = of_all and any(int(key) > kept.last_person for key in stands["registration"])
    return came or any(
        _left_since(kept, letter)
        for letter in stands["message"].values()
        if of_all or str(letter["registration_id"]) in kept.rows["registration"]
    )


def _left_since(kept: Undoable, letter: dict[str, Any]) -> bool:
    far = _how_far(letter)
    if far is MessageState.SENDING:
        # One that a postman took while it was done was taken before.
        return str(letter["id"]) not in kept.rows["message"]
    moments = [letter[name] for name in ("sent_at", "printed_at") if letter[name]]
    since = any(datetime.fromisoformat(moment) >= kept.made_at for moment in moments)
    return far is MessageState.SENT and (since or letter["id"] > kept.last_letter)


def _seat_gone(kept: Undoable, stands: Rows) -> bool:
    people = _people_then(kept, stands)
    held = sum(_holds(one, kept.training_id) for one in people.values())
    training = dict(stands["training"][str(kept.training_id)])
    for was, _ in kept.rows["training"].values():
        training |= was or {}
    return held > max(training["capacity"], kept.held)


def _come_back(kept: Undoable, stands: Rows) -> list[int]:
    people = _people_then(kept, stands)
    came_back = {key: people[key] for key, (was, _) in kept.rows["registration"].items() if was}
    return [int(key) for key, one in came_back.items() if one["state"] in ACTIVE]


def _people_then(kept: Undoable, stands: Rows) -> dict[str, dict[str, Any]]:
    """All who would be there once it is taken back, as they would stand."""
    people = dict(stands["registration"])
    for key, (was, _) in kept.rows["registration"].items():
        people[key] = {**people[key], **(was or {"training_id": None})}
    return people


def _holds(person: dict[str, Any], training_id: int) -> bool:
    here = person["training_id"] == training_id and person["state"] in ACTIVE
    return here and person["queue_rank"] is None
