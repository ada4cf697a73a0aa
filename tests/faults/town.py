"""A town of real processes whose parts may be killed, and what must hold in it afterwards."""

import http.client
import json
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import delete, func, inspect, select, text, update

from registration.domain.letters.kinds import Kind
from registration.domain.states import MessageState
from registration.links import Links
from registration.settings import Settings
from registration.store.database import db
from registration.store.letters import outbox
from registration.store.models import Message, Registration, Training, Trouble
from registration.store.signups.seats import seats_of
from registration.wakeup import wake_worker
from registration.web import form_tokens
from registration.web.privacy import current_notice
from tests.faults.servers import Valkey
from tests.support import processes
from tests.support.factories import make_registration, make_training
from tests.support.mail import MailServer
from tests.support.processes import Running, until

OPEN = ("queued", "retrying", "sending")


@dataclass
class Town:
    """One town on one database. ``app`` is the test's own look into that database."""

    app: Flask
    environment: dict[str, str]
    valkey: Valkey
    mail: MailServer
    folder: Path
    web: Running | None = None
    helpers: list[Running] = field(default_factory=list)
    first_message: int = 0

    @property
    def settings(self) -> Settings:
        """The settings of all its processes."""
        found: Settings = self.app.extensions["zusage_settings"]
        return found

    @property
    def port(self) -> int:
        """Where its web process listens."""
        return int(self.environment["PORT"])

    def start(self, main: Callable[..., None], **environment: str) -> Running:
        """Start a worker or a clock that ends with the test."""
        log = self.folder / f"{main.__name__}-{uuid.uuid4().hex[:8]}.log"
        running = processes.start(main, self.environment | environment, log)
        self.helpers.append(running)
        return running

    def start_web(self, main: Callable[..., None] = processes.web, **environment: str) -> None:
        """Start the web process and wait until it answers."""
        self.web = processes.start(main, self.environment | environment, self.folder / "web.log")
        until(self._serves, "the web process answers")

    def kill_web(self) -> None:
        """End the web process and its workers at once."""
        if self.web is not None:
            self.web.kill()
            self.web = None

    def _serves(self) -> bool:
        try:
            return self.get("/healthz") == 200
        except OSError:
            return False

    def get(self, path: str) -> int:
        """The status of a page."""
        return self._ask(path)[0]

    def get_json(self, path: str) -> tuple[int, dict[str, Any]]:
        """The status of a page for machines, and what it says."""
        status, content = self._ask(path)
        return status, json.loads(content)

    def _ask(self, path: str) -> tuple[int, bytes]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as line:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read()

    def calm_down(self) -> None:
        """End what the test started, and bring back what it took away."""
        while self.helpers:
            self.helpers.pop().kill()
        self.valkey.start()
        self.valkey.connection().flushall()
        self.mail.start()
        self.mail.mailbox.behave()
        if self.web is None or not self.web.alive:
            self.start_web()

    def end(self) -> None:
        """End everything."""
        while self.helpers:
            self.helpers.pop().kill()
        self.kill_web()
        self.mail.stop()
        self.valkey.stop()

    def training(self, capacity: int = 1000, **changes: Any) -> str:
        """A new training; its slug."""
        slug = f"kurs-{uuid.uuid4().hex[:8]}"
        with self.app.app_context():
            make_training(_now(), slug, capacity=capacity, **changes)
        return slug

    def owe_letters(self, count: int) -> list[str]:
        """That many people signed up, each of whom is owed a letter; their addresses."""
        slug = self.training()
        emails = [f"{slug}-{number}@borken.example" for number in range(count)]
        with self.app.app_context():
            training = db.session.scalars(select(Training).where(Training.slug == slug)).one()
            first = make_registration(training, _now(), emails[0])
            # Rows like the first one's: signing up hundreds would take longer than the fault.
            others = [_like(first, email=email, email_key=email) for email in emails[1:]]
            db.session.add_all(others)
            db.session.flush()
            for other in others:
                outbox.owe_to(other, Kind.CONFIRM_ADDRESS, _now(), "first")
            db.session.commit()
        return emails

    def owe_reminders(self, count: int) -> None:
        """People with a seat in a training tomorrow who are to be reminded now."""
        slug, then = f"kurs-{uuid.uuid4().hex[:8]}", _now() - timedelta(days=20)
        with self.app.app_context():
            # No trainers: from 15:00 on they would be owed their lists as well.
            plan = {"capacity": count, "email_confirmation": False, "trainers": ()}
            training = make_training(then, slug, days=20.8, reminder_days=(2,), **plan)
            for number in range(count):
                make_registration(training, then, f"{slug}-{number}@borken.example")
            # Their confirmations went long ago.
            db.session.execute(
                update(Message)
                .where(Message.training_id == training.id)
                .values(state=MessageState.SENT, sent_at=then)
            )
            db.session.commit()
        self.begin()

    def owe_unwritable_letter(self) -> int:
        """A letter about a session that does not exist, which no template can write; its id."""
        with self.app.app_context():
            person = db.session.get_one(Registration, self.messages()[0].registration_id)
            late = {"facts": {"was": {"0": None}}, "due_at": _now()}
            assert outbox.owe_to(person, Kind.CHANGE, _now(), "unwritable", **late)
            db.session.commit()
        return self.messages()[-1].id

    def sign_up(self, slug: str, count: int) -> list[str]:
        """That many people fill in the form and are thanked; their addresses."""
        start = len(self.registered(slug))
        emails = [f"{start + number}@{slug}.example" for number in range(count)]
        answers = [self.send(slug, self.form(slug, email)) for email in emails]
        assert answers == [303] * count
        return emails

    def registered(self, slug: str) -> list[str]:
        """The addresses of all registrations of a training, sorted."""
        with self.app.app_context():
            query = select(Registration.email).join(Training).where(Training.slug == slug)
            return sorted(email or "" for email in db.session.scalars(query))

    def held(self, slug: str) -> int:
        """How many seats of a training are given out."""
        with self.app.app_context():
            found = db.session.scalars(select(Training).where(Training.slug == slug)).one()
            return seats_of(found).held

    def command(self, *words: str) -> str:
        """What a command of the service prints."""
        return self.app.test_cli_runner().invoke(args=words).output

    def form(self, slug: str, email: str) -> dict[str, str]:
        """A form that was opened ten seconds ago and is filled in now."""
        links: Links = self.app.extensions["zusage_links"]
        with self.app.test_request_context():
            training = db.session.scalars(select(Training.id).where(Training.slug == slug)).one()
            opened = _now() - timedelta(seconds=10)
            return {
                "given_name": "Amina",
                "family_name": "Yılmaz",
                "email": email,
                "privacy_notice": current_notice().version,
                "form_token": form_tokens.issue(links, training, "de", opened),
            }

    def send(self, slug: str, form: dict[str, str]) -> int:
        """Send a form; the status. Raises OSError or HTTPException if there is no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            path = f"/trainings/{slug}/register"
            connection.request("POST", path, urlencode(form), headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def messages(self) -> Sequence[Message]:
        """All letters that this test owes, as they stand now."""
        with self.app.app_context():
            query = select(Message).where(Message.id > self.first_message).order_by(Message.id)
            return db.session.scalars(query).all()

    def message(self, message_id: int) -> Message:
        """One letter as it stands now."""
        return next(message for message in self.messages() if message.id == message_id)

    def states(self) -> Counter[str]:
        """How many of this test's letters are in which state."""
        query = select(Message.state, func.count()).where(Message.id > self.first_message)
        with self.app.app_context():
            return Counter(dict(db.session.execute(query.group_by(Message.state)).all()))

    def all_sent(self) -> bool:
        """Whether nothing is owed any more."""
        return set(self.states()) <= {"sent"}

    def deliver(self, seconds: float = processes.PATIENCE_SECONDS) -> None:
        """Wake the worker and wait until every letter is sent."""
        self.wake()
        until(self.all_sent, "all letters are sent", seconds)

    def wake(self) -> None:
        """Ask for a drain, as the clock does each minute."""
        with self.app.app_context():
            wake_worker()

    def pass_time(self, **values: Any) -> None:
        """As if the pauses and leases of all open letters had passed.

        Nobody may be sending now: a lease that is taken away is taken over.
        """
        past = _now() - timedelta(seconds=1)
        with self.app.app_context():
            db.session.execute(
                update(Message)
                .where(Message.id > self.first_message)
                .where(Message.state.in_(OPEN))
                .values({"due_at": past, "lease_until": None} | values)
            )
            db.session.execute(update(Trouble).values(retry_at=past))
            db.session.commit()

    def arrived(self) -> Counter[str]:
        """How often each letter of this test arrived, by Message-ID."""
        return Counter(str(letter["Message-ID"]) for letter in self.letters())

    def letters(self) -> list[EmailMessage]:
        """All letters that arrived in this test."""
        with self.mail.mailbox.lock:
            return list(self.mail.mailbox.letters)

    def begin(self) -> None:
        """Forget what earlier tests owed and sent."""
        with self.app.app_context():
            db.session.execute(
                update(Message).where(Message.state.in_(OPEN)).values(state=MessageState.WITHDRAWN)
            )
            db.session.execute(delete(Trouble))
            db.session.commit()
            self.first_message = db.session.scalar(text("SELECT max(id) FROM message")) or 0
        with self.mail.mailbox.lock:
            self.mail.mailbox.letters.clear()


def _like(row: Registration, **changes: Any) -> Registration:
    its_own = ("id", "uid", "key")
    columns = [column.key for column in inspect(Registration).columns if column.key not in its_own]
    return Registration(**({name: getattr(row, name) for name in columns} | changes))


def _now() -> datetime:
    return datetime.now(UTC)
