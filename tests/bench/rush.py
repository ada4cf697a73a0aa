"""Everybody wants the last seat: sign-ups against a full training, offered at a fixed pace."""

from collections.abc import Iterator
from statistics import quantiles

from registration.domain.states import WaitlistMode
from tests.bench.clients import crowd, drive
from tests.bench.place import Place
from tests.bench.plan import Plan
from tests.bench.sign_up import filled_in, open_trainings
from tests.bench.table import Row
from tests.support import processes

OFFERED = 1000
P99_SECONDS = 2
CONNECTIONS = 64
_PEOPLE = 2000


def rush(place: Place, plan: Plan) -> Iterator[Row]:
    """Each must be told at once and in truth that the training is full."""
    port = place.serve(processes.web)
    slugs = open_trainings(place, 1, capacity=1, waitlist=WaitlistMode.OFF)
    with crowd() as clients:
        clients.submit(drive, port, filled_in(place, slugs, 1), 1, 5).result()
        people = filled_in(place, slugs, _PEOPLE)
        requests = people * (int(OFFERED * plan.full_seconds) // _PEOPLE + 1)
        requests = requests[: int(OFFERED * plan.full_seconds)]
        seconds = 2 * plan.full_seconds
        outcome = clients.submit(drive, port, requests, CONNECTIONS, seconds, OFFERED).result()
    place.end_processes()
    p99 = quantiles(outcome.waits, n=100)[-1]
    honest = set(outcome.statuses) == {409}
    yield Row(
        f"full training, {OFFERED:,}/s offered",
        place.database,
        CONNECTIONS,
        f"{outcome.rate:,.0f}/s, p99 {p99:.2f} s",
        "",
        "all honest" if honest else str(dict(outcome.statuses)),
        f"p99 < {P99_SECONDS} s",
        honest and p99 < P99_SECONDS,
    )
