"""The demo's people and what happened to them: every phase, every kind of letter."""

import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update

from registration.actions import attendance
from registration.actions.attendance import Newcomer
from registration.actions.letters import delivery
from registration.actions.letters.circulars import write_circular
from registration.actions.letters.digest import owe_digests
from registration.actions.letters.lost_link import link_again
from registration.actions.privacy import audit
from registration.actions.signups.by_staff import move_registration
from registration.actions.signups.confirming import (
    change_details,
    confirm_address,
    confirm_new_address,
)
from registration.actions.signups.ending import cancel_by_link, cancel_by_staff
from registration.actions.signups.sign_up import Applicant, Notice, sign_up
from registration.actions.staff import auth
from registration.actions.surveys import answer_survey
from registration.actions.tick import tick
from registration.actions.trainings.programme import import_programme
from registration.actions.trainings.publishing import cancel_training
from registration.domain.programme import Programme, SessionSpec, TrainingSpec, read_programme
from registration.domain.signups.fields import Person as Details
from registration.domain.states import MessageState, RegistrationState, WaitlistMode
from registration.settings import Settings
from registration.store.database import db
from registration.store.models import Message, Registration
from registration.store.signups import registrations
from registration.store.trainings import trainings as find
from registration.web.privacy import current_notice

LEADER = "leitung@borken.example"
SAMPLE = Path("docs/sample/programme.toml")
PEOPLE = [
    ("Amina", "Yılmaz"), ("Jonas", "Terhörst"), ("Fatima", "Al-Sayed"), ("Olha", "Kovalenko"),
    ("Heinrich", "Schulze Berge"), ("Maryam", "Rahimi"), ("Ngozi", "Okafor"), ("Petra", "Wessels"),
    ("Tarek", "Haddad"), ("Elif", "Demir"), ("Lena", "Brüning"), ("Samuel", "Tesfay"),
]  # fmt: skip
OVER = (1, 2, 3, 10, 11, 8, 9)
ANSWERS: list[dict[str, Any]] = [
    {"overall": 5, "useful": 5, "trainer": 5, "good": "Die Fallbeispiele aus der Region."},
    {"overall": 4, "useful": 5, "trainer": 4, "better": "Mehr Zeit für Fragen."},
    {"overall": 4, "useful": 3, "trainer": 5},
    {"overall": 5, "useful": 4, "trainer": 5, "good": "Verständlich, auch ohne Vorwissen."},
    {"overall": 2, "useful": 4, "trainer": 3, "better": "Die Folien vorab."},
]


def address(number: int) -> str:
    """The made-up address of a person of the demo."""
    name = PEOPLE[number][0].lower()
    return f"{name}@borken.example"


@dataclass
class Town:
    """Fills the sample programme with life, in the order in which it would happen."""

    now: datetime
    settings: Settings

    @property
    def zone(self) -> ZoneInfo:
        """The town's time zone."""
        return self.settings.zone

    def settle(self) -> str:
        """Do it all; the token with which staff sign in."""
        auth.add_staff(LEADER, None, self._ago(days=20))
        import_programme(self._programme(), self._ago(days=20), audit.COMMAND_LINE)
        self._booked_long_ago("sprachpaten-grundkurs", "selbstfuersorge-abend")
        self._over_a_week_ago()
        self._just_over()
        self._tomorrow()
        self._full()
        self._offers()
        self._open()
        self._changed()
        self._cancelled()
        self._team_at_work()
        self._new_address()
        self._mail_server_was_away()
        tick(self.now, self.zone)
        self._ask_for_links()
        # The link works for a day, so it is made last.
        return auth.add_staff(LEADER, None, self.now)[1]

    def _ago(self, **span: float) -> datetime:
        return self.now - timedelta(**span)

    def _programme(self) -> Programme:
        data = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
        found = read_programme(data, str)
        network, language, law, care, women = found.trainings
        return Programme(
            found.fundings,
            (
                self._moved(network, days=60),
                replace(self._moved(language, days=25), capacity=3),
                self._moved(law, days=40),
                replace(self._moved(care, days=1), reminder_days=(2, 1)),
                replace(
                    self._moved(women, days=80), registration_opens=self.now + timedelta(days=9)
                ),
                self._copy(network, "netzwerkarbeit-herbst", hours=-3),
                replace(self._copy(law, "asylrecht-herbst", days=-9), capacity=8),
                self._copy(care, "selbstfuersorge-abend", days=30),
            ),
        )

    def _moved(self, training: TrainingSpec, **span: float) -> TrainingSpec:
        """The training with its first session so far from now, at its usual hour."""
        first = min(session.starts for session in training.sessions)
        target = (self.now + timedelta(**span)).astimezone(self.zone).date()
        days = target - first.astimezone(self.zone).date()
        return self._shifted(training, days)

    def _copy(self, training: TrainingSpec, slug: str, **span: float) -> TrainingSpec:
        """A second run of a training, its last session ending so far from now."""
        last = max(session.ends for session in training.sessions)
        shifted = self._shifted(training, self.now + timedelta(**span) - last)
        return replace(shifted, slug=slug, email_confirmation=False, waitlist=WaitlistMode.AUTO)

    def _shifted(self, training: TrainingSpec, by: timedelta) -> TrainingSpec:
        return replace(
            training,
            registration_opens=self._ago(days=20),
            registration_closes=None,
            cancel_until=None,
            sessions=tuple(self._shifted_session(session, by) for session in training.sessions),
        )

    def _shifted_session(self, session: SessionSpec, by: timedelta) -> SessionSpec:
        """Move by local time, so that a whole number of days keeps the hour."""
        starts = session.starts.astimezone(self.zone).replace(tzinfo=None) + by
        local = starts.replace(tzinfo=self.zone).astimezone(UTC).replace(microsecond=0)
        return replace(session, starts=local, ends=local + (session.ends - session.starts))

    def _sign_up(self, slug: str, number: int, now: datetime, token: str = "") -> Registration:
        training = find.by_slug(slug)
        assert training is not None
        given, family = PEOPLE[number]
        applicant = Applicant(
            given,
            family,
            address(number),
            organisation="Flüchtlingshilfe Borken" if number % 3 else "",
            role=("volunteer", "staff", "other")[number % 3],
            answers={"languages": "Deutsch, Arabisch", "experience": "Ja"} if number % 2 else {},
        )
        notice: Notice = current_notice()
        sign_up(training.id, applicant, token or f"demo-{slug}-{number}", notice, now, 48)
        found = registrations.active_with_address(training.id, address(number))
        assert found is not None
        return found

    def _confirmed(self, slug: str, number: int, now: datetime) -> Registration:
        person = self._sign_up(slug, number, now)
        confirm_address(person, now + timedelta(minutes=5), audit.PARTICIPANT)
        return person

    def _over_a_week_ago(self) -> None:
        """Five of seven have answered the survey: its results are shown."""
        people = [self._sign_up("asylrecht-herbst", n, self._ago(days=15)) for n in OVER]
        tick(self._ago(days=9, hours=5), self.zone)
        tick(self._ago(days=8, hours=22), self.zone)
        for person, answers in zip(people, ANSWERS, strict=False):
            answer_survey(person, answers, self._ago(days=8))

    def _just_over(self) -> None:
        """The trainer got the list the day before, and has said who was there."""
        people = [self._sign_up("netzwerkarbeit-herbst", n, self._ago(days=15)) for n in (4, 5, 6)]
        session = people[0].training.sessions[0]
        tick(session.starts - timedelta(minutes=30), self.zone)
        trainer = attendance.actor_of(people[0].training.trainers[0])
        for person in people[:2]:
            attendance.mark(session, person.id, True, trainer, session.starts)
        walk_in = Newcomer("demo-walk-in-0001", "Yosef", "Gebremariam", "Café International")
        attendance.add_walk_in(session, walk_in, trainer, session.starts)
        attendance.complete_list(session, True, trainer, session.ends)

    def _tomorrow(self) -> None:
        for number in (0, 1, 7):
            self._confirmed("selbstfuersorge-ehrenamt", number, self._ago(days=6))

    def _full(self) -> None:
        people = [self._sign_up("asylrecht-kompakt", n, self._ago(days=5)) for n in range(6)]
        cancel_by_link(people[0], self._ago(days=1))
        cancel_by_staff(
            people[1],
            self._ago(hours=20),
            audit.COMMAND_LINE,
            "Sie hatten uns telefonisch abgesagt.",
        )
        self._sign_up("asylrecht-kompakt", 2, self._ago(hours=2), token="demo-again")

    def _offers(self) -> None:
        people = [self._confirmed("sprachpaten-grundkurs", n, self._ago(days=6)) for n in range(7)]
        cancel_by_link(people[0], self._ago(days=4))
        tick(self._ago(days=1, hours=12), self.zone)

    def _open(self) -> None:
        for number in (1, 3, 5, 8, 10):
            self._confirmed("netzwerkarbeit-interkulturell", number, self._ago(days=3))
        self._sign_up("netzwerkarbeit-interkulturell", 11, self._ago(hours=30))

    def _changed(self) -> None:
        """The language course moves to another room."""
        found = self._programme()
        moved = found.trainings[1]
        first, *rest = moved.sessions
        session = replace(first, place="Stadtbücherei Borken, Gruppenraum 2")
        changed = replace(moved, sessions=(session, *rest))
        import_programme(
            Programme(found.fundings, (changed,)), self._ago(hours=1), audit.COMMAND_LINE
        )

    def _cancelled(self) -> None:
        for number in (9, 11):
            self._sign_up("selbstfuersorge-abend", number, self._ago(days=2))
        training = find.by_slug("selbstfuersorge-abend")
        assert training is not None
        reason = "Die Referentin ist erkrankt."
        cancel_training(training.id, reason, self._ago(minutes=30), audit.COMMAND_LINE)

    def _team_at_work(self) -> None:
        """Somebody moves to another training, some are written to, the morning letter comes."""
        staff, _ = auth.add_staff(LEADER, None, self._ago(days=1))
        open_one = find.by_slug("netzwerkarbeit-interkulturell")
        target = find.by_slug("women-empowerment-english")
        assert open_one is not None
        assert target is not None
        people = registrations.of_training(open_one.id, [RegistrationState.CONFIRMED])
        words = ("Parken bei „{Schulung}“", "Guten Tag {Vorname},\n\nParken Sie am **Bahnhof**.")
        write_circular(open_one.id, people, words, staff, self._ago(minutes=10))
        move_registration(people[-1], target.id, self._ago(minutes=8), audit.actor_of(staff))
        morning = self.now.astimezone(self.zone).replace(hour=8, minute=0)
        if morning > self.now:
            morning -= timedelta(days=1)
        owe_digests(morning, self.zone)
        db.session.commit()

    def _booked_long_ago(self, *slugs: str) -> None:
        """Only trainers who have read that they are booked hear of what changes."""
        trainings = [training.id for training in find.with_slugs(slugs).values()]
        values = {"state": MessageState.SENT, "sent_at": self._ago(days=20)}
        db.session.execute(
            update(Message).where(Message.training_id.in_(trainings)).values(**values)
        )
        db.session.commit()

    def _new_address(self) -> None:
        """Somebody has another e-mail address by now; the old one hears of it."""
        person = self._confirmed("netzwerkarbeit-interkulturell", 4, self._ago(days=3))
        details = Details(person.given_name, person.family_name, "heinrich.neu@borken.example")
        change_details(person, details, "demo-address", self._ago(minutes=20))
        confirm_new_address(person, self._ago(minutes=15))

    def _mail_server_was_away(self) -> None:
        """The team was told that no letter went, and mended it."""
        reason, words = "the mail server refused our sign-in (535)", "Authentication failed"
        delivery.refused(reason, words, True, self._ago(hours=3), False)
        delivery.served(self._ago(hours=2), mine=True)

    def _ask_for_links(self) -> None:
        link_again(address(2), "demo-links", "de", self.now)
        auth.ask_for_link(LEADER, "demo-sign-in", "de", self.now)
