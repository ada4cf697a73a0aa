"""Sign-ups a second over HTTP, for one hot training and for fifty."""

import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from registration.actions.privacy import audit
from registration.actions.trainings.programme import import_programme
from registration.domain.programme import Programme
from registration.links import Links
from registration.store.trainings import trainings as find
from registration.web import form_tokens
from registration.web.privacy import current_notice
from tests.bench.clients import Outcome, crowd, drive
from tests.bench.place import Place, baseline, now
from tests.bench.plan import Plan
from tests.bench.table import Row, compared
from tests.support import processes
from tests.support.factories import training_spec

TARGETS = {"sqlite": 0.5, "postgresql": 0.4}
FORM_TARGET = 0.7
SPREAD = 50

_numbers = itertools.count(1)


def sign_ups(place: Place, plan: Plan) -> Iterator[Row]:
    """Ours beside plain SQL, in turns."""
    ports = (place.serve(processes.web), place.serve(baseline))
    with crowd() as clients:
        for trainings, what in ((1, "sign-up, one training"), (SPREAD, "sign-up, fifty")):
            for count in plan.clients:
                rounds = [_round(place, plan, clients, ports, trainings, count) for _ in plan.turns]
                target = TARGETS[place.database]
                yield compared(what, place.database, count, rounds, target)
    place.end_processes()


def _round(
    place: Place, plan: Plan, clients: Executor, ports: Sequence[int], trainings: int, count: int
) -> tuple[float, float]:
    rates = []
    for port in ports:
        requests = filled_in(place, open_trainings(place, trainings), plan.most_requests)
        outcome = clients.submit(drive, port, requests, count, plan.seconds).result()
        rates.append(_only(303, outcome).rate)
    return rates[0], rates[1]


def _only(status: int, outcome: Outcome) -> Outcome:
    if set(outcome.statuses) != {status}:
        raise RuntimeError(f"not all answers are {status}: {outcome.statuses}")
    return outcome


def forms(place: Place, plan: Plan) -> Iterator[Row]:
    """The empty form beside the same template without a database."""
    ports = (place.serve(processes.web), place.serve(baseline))
    (slug,) = open_trainings(place, 1)
    requests = [_request("GET", place, f"/trainings/{slug}/register")] * plan.most_requests
    with crowd() as clients:
        for count in plan.clients:
            rounds = []
            for _ in plan.turns:
                ours, least = (
                    _only(200, clients.submit(drive, port, requests, count, plan.seconds).result())
                    for port in ports
                )
                rounds.append((ours.rate, least.rate))
            yield compared("form page", place.database, count, rounds, FORM_TARGET)
    place.end_processes()


def open_trainings(
    place: Place, count: int, capacity: int = 1_000_000, **changes: Any
) -> list[str]:
    """Fresh trainings, by default such as take everybody; their slugs."""
    slugs = [f"kurs-{next(_numbers)}" for _ in range(count)]
    specs = tuple(training_spec(now(), slug, capacity=capacity, **changes) for slug in slugs)
    with place.app.app_context():
        import_programme(Programme(trainings=specs), now(), audit.COMMAND_LINE)
    return slugs


def filled_in(place: Place, slugs: Sequence[str], count: int) -> list[bytes]:
    """Forms that were opened a minute ago, by people who each have an address, in turns."""
    links: Links = place.app.extensions["zusage_links"]
    opened = now() - timedelta(seconds=60)
    with place.app.test_request_context():
        ids = {slug: training.id for slug, training in find.with_slugs(slugs).items()}
        version = current_notice().version
        return [
            _request(
                "POST",
                place,
                f"/trainings/{slug}/register",
                _fields(form_tokens.issue(links, ids[slug], "de", opened), version),
            )
            for slug in itertools.islice(itertools.cycle(slugs), count)
        ]


def _fields(token: str, notice: str) -> dict[str, str]:
    return {
        "given_name": "Amina",
        "family_name": "Yılmaz",
        "email": f"person{next(_numbers)}@borken.example",
        "phone": "02861 9390",
        "organisation": "Flüchtlingshilfe Borken e.V.",
        "role": "volunteer",
        "note": "Ich komme mit dem Rad.",
        "privacy_notice": notice,
        "form_token": token,
        "website": "",
    }


def _request(method: str, place: Place, path: str, fields: dict[str, str] | None = None) -> bytes:
    body = urlencode(fields or {}).encode()
    head = [
        f"{method} {path} HTTP/1.1",
        f"Host: {place.settings.host}",
        "Accept-Language: de",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body
