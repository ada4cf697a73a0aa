"""Letters a second, from the outbox to an SMTP server."""

import time
from collections.abc import Iterator, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from registration.actions.signups.sign_up import sign_up
from registration.domain.states import MessageState
from registration.letters import render_letter
from registration.letters.mime import Envelope, as_email
from registration.links import Links
from registration.settings import Settings
from registration.store.database import db
from registration.store.models import Message, Registration, Training, TrainingSession
from registration.wakeup import wake_worker
from tests.bench.place import Place, now
from tests.bench.plan import Plan
from tests.bench.table import Row, compared
from tests.support import processes
from tests.support.factories import NOTICE, applicant, make_training
from tests.support.processes import until
from worker.postman import Postman
from worker.smtp import FinishedMessage, SmtpConnection, configure

TARGET = 0.8
TWO_TARGET = 1.5


def letters(place: Place, plan: Plan) -> Iterator[Row]:
    """One postman beside a loop that writes the same letters from memory."""
    settings = place.settings
    with place.app.app_context():
        ids = _owe(plan.letters)
        mail = configure(place.app, settings)
        links: Links = place.app.extensions["zusage_links"]
        messages = _in_memory(ids)
        ready = [_written(message, settings, links) for message in messages]
        ours, loops, bytes_only = [], [], []
        for _ in plan.turns:
            _queue_again(ids)
            ours.append(_rate(len(ids), lambda: _drain(settings, links, mail)))
            loops.append(_rate(len(ids), lambda: _loop(messages, settings, links, mail)))
            bytes_only.append(_rate(len(ids), lambda: _hand_over(ready, settings, mail)))
    same = list(zip(ours, loops, strict=True))
    prebuilt = list(zip(ours, bytes_only, strict=True))
    yield compared("letters, beside a loop", place.database, None, same, TARGET)
    yield compared("letters, beside prebuilt bytes", place.database, None, prebuilt, None)


def two_workers(place: Place, plan: Plan) -> Iterator[Row]:
    """Two worker processes beside one."""
    with place.app.app_context():
        ids = _owe(plan.letters)
    rates: dict[int, list[float]] = {}
    for workers in (1, 2):
        started = [place.start(processes.worker) for _ in range(workers)]
        until(lambda: all(one.said("worker.ready") for one in started), "the workers are there")  # noqa: B023
        rates[workers] = [_by_workers(place, ids) for _ in range(plan.rounds + 1)][1:]
        place.end_processes()
    pairs = list(zip(rates[2], rates[1], strict=True))
    yield compared("letters, two workers beside one", place.database, None, pairs, TWO_TARGET)


def _by_workers(place: Place, ids: Sequence[int]) -> float:
    before = len(place.arrivals())
    with place.app.app_context():
        _queue_again(ids)
        wake_worker()
    until(lambda: len(place.arrivals()) >= before + len(ids), "all letters came", 60)
    until(lambda: _all_sent(place, ids), "all letters are marked")
    times = sorted(place.arrivals()[before:])
    return (len(times) - 1) / max(times[-1] - times[0], 1e-6)


def _all_sent(place: Place, ids: Sequence[int]) -> bool:
    open_ones = select(func.count()).where(Message.id.in_(ids), Message.state != MessageState.SENT)
    with place.app.app_context():
        return db.session.scalar(open_ones) == 0


def _owe(count: int) -> list[int]:
    """Half of them ask to confirm an address, half confirm a seat and bring its date."""
    then = now()
    first = make_training(then, f"bestaetigen-{then.timestamp()}", capacity=count)
    second = make_training(
        then, f"sofort-{then.timestamp()}", capacity=count, email_confirmation=False
    )
    ids = [first.id, second.id]
    for number in range(count):
        person = applicant(organisation="Flüchtlingshilfe")
        sign_up(ids[number % 2], person, f"t{number}", NOTICE, then, confirm_hours=48)
    found = select(Message.id).where(Message.training_id.in_(ids)).order_by(Message.id)
    return list(db.session.scalars(found))


def _queue_again(ids: Sequence[int]) -> None:
    values = {"state": MessageState.QUEUED, "lease_until": None, "attempts": 0}
    db.session.execute(update(Message).where(Message.id.in_(ids)).values(values))
    db.session.commit()
    db.session.remove()


def _in_memory(ids: Sequence[int]) -> list[Message]:
    """Letters with all that they tell, cut off from the database."""
    whole = joinedload(Message.training)
    query = select(Message).where(Message.id.in_(ids)).order_by(Message.id)
    query = query.options(
        whole.joinedload(Training.all_sessions).joinedload(TrainingSession.training),
        whole.joinedload(Training.funding),
        joinedload(Message.session),
        joinedload(Message.staff),
        joinedload(Message.trainer),
        joinedload(Message.registration).joinedload(Registration.training),
    )
    found = list(db.session.scalars(query).unique())
    db.session.expunge_all()
    db.session.rollback()
    return found


def _written(message: Message, settings: Settings, links: Links) -> FinishedMessage:
    letter = render_letter(message, settings, links, now())
    envelope = Envelope(message.message_id, message.created_at)
    return FinishedMessage(as_email(letter, envelope, settings))


def _drain(settings: Settings, links: Links, mail: object) -> None:
    Postman(settings, links, mail).drain()
    db.session.remove()


def _loop(messages: Sequence[Message], settings: Settings, links: Links, mail: object) -> None:
    with SmtpConnection(mail, settings) as line:
        for message in messages:
            line.hand_over(_written(message, settings, links))


def _hand_over(ready: Sequence[FinishedMessage], settings: Settings, mail: object) -> None:
    with SmtpConnection(mail, settings) as line:
        for message in ready:
            line.hand_over(message)


def _rate(count: int, work: object) -> float:
    begin = time.perf_counter()
    work()  # type: ignore[operator]
    return count / (time.perf_counter() - begin)
