"""What people have answered to a training's own questions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ...domain.signups.answers import is_given
from ..database import db
from ..models import Registration, Training


@dataclass(frozen=True)
class Asked:
    """A question as lists show it; ``removed`` if it is asked no longer."""

    key: str
    label: str
    removed: bool = False


def given_to(training_id: int) -> dict[str, list[Any]]:
    """All answers that say something, by the question's key, whoever gave them."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    rows = db.session.scalars(
        select(Registration.answers).where(Registration.training_id == training_id)
    )
    for answers in rows:
        for key, answer in answers.items():
            if is_given(answer):
                found[key].append(answer)
    return dict(found)


def asked(training: Training, answered: Iterable[str]) -> list[Asked]:
    """The questions of a training, then those that are no longer asked.

    ``answered`` are keys that have answers; one whose question is unknown stands by its key.
    """
    now = [Asked(one.key, one.label) for one in training.question_specs]
    gone = [Asked(one.key, one.label, removed=True) for one in training.removed_questions]
    known = {one.key for one in (*now, *gone)}
    lost = [Asked(key, key, removed=True) for key in sorted(set(answered) - known)]
    return [*now, *gone, *lost]
