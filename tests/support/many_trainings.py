"""What these tests share."""

from datetime import datetime

from registration.actions.trainings.programme import import_programme
from registration.domain.programme import Programme
from tests.support.factories import training_spec


def fill(now: datetime, first: int, last: int) -> None:
    """A programme of many trainings."""
    specs = tuple(training_spec(now, f"kurs-{n}", days=10 + n) for n in range(first, last))
    import_programme(Programme(trainings=specs), now, "test")
