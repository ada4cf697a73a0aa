"""From the commit of a sign-up to its letter at the mail server, with a worker that idles."""

import time
from collections.abc import Iterator
from statistics import median, quantiles

from sqlalchemy import event

from registration.actions.signups.sign_up import sign_up
from registration.store.database import db
from tests.bench.place import Place, now
from tests.bench.plan import Plan
from tests.bench.table import Row, within
from tests.support import processes
from tests.support.factories import NOTICE, applicant, make_training
from tests.support.processes import until

MEDIAN_MS = 50
P99_MS = 1500


def latency(place: Place, plan: Plan) -> Iterator[Row]:
    """One sign-up at a time; the next once the letter has come."""
    worker = place.start(processes.worker)
    until(lambda: worker.said("worker.ready"), "the worker is there")
    commits: list[float] = []
    with place.app.app_context():
        training = make_training(now(), capacity=plan.samples + 1).id
        event.listen(db.session, "after_commit", lambda _: commits.append(time.time()))
        waits = [_wait(place, training, number, commits) for number in range(plan.samples + 1)]
    place.end_processes()
    waits = waits[1:]  # the first one meets a worker that has only just come
    p99 = quantiles(waits, n=100)[-1]
    yield within("commit to SMTP, median", place.database, median(waits), MEDIAN_MS)
    yield within("commit to SMTP, p99", place.database, p99, P99_MS)


def _wait(place: Place, training_id: int, number: int, commits: list[float]) -> float:
    before = len(place.arrivals())
    sign_up(training_id, applicant(), f"idle-{number}", NOTICE, now(), confirm_hours=48)
    committed = commits[-1]
    until(lambda: len(place.arrivals()) > before, "the letter came")
    return (place.arrivals()[-1] - committed) * 1000
