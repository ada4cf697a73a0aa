"""Carries due letters: claim, render, let go of the database, talk SMTP, mark each at once."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import structlog

from registration.actions import post, staff_door
from registration.domain.letters import FIRST_PAUSE, Kind
from registration.letters import NotNeeded, render_letter
from registration.letters.mime import Envelope, as_email
from registration.links import Links
from registration.settings import Settings
from registration.store import postbox
from registration.store.database import db
from registration.store.models import Message

from .mail import TIMEOUT_SECONDS, Line
from .outcomes import refusal_of

BATCH = 20
LONGEST_DRAIN = timedelta(seconds=120)
# Whoever has less of the lease left than one hand-over may take lets the letter be.
LEASE_MARGIN = timedelta(seconds=2 * TIMEOUT_SECONDS + 10)

log = structlog.get_logger(__name__)


class Unreachable(Exception):
    """No connection to the mail server can be opened now."""


@dataclass(frozen=True)
class Written:
    """A claimed letter, written; nothing of it needs the database any more."""

    id: int
    kind: str
    attempts: int
    owed_at: datetime
    email: EmailMessage


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Postman:
    """One worker's round: keeps one connection open while there are letters."""

    def __init__(
        self,
        settings: Settings,
        links: Links,
        mail: Any,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._settings = settings
        self._links = links
        self._mail = mail
        self._clock = clock
        self._line: Line | None = None
        self._last_sent = 0.0

    def drain(self) -> bool:
        """Send until nothing is due, or for 120 s; whether something may be left."""
        stop_at = self._clock() + LONGEST_DRAIN
        try:
            while self._clock() < stop_at:
                ids = post.claim_letters(self._clock(), BATCH)
                if not ids:
                    return False
                self._carry(ids)
        except Unreachable:
            return False
        finally:
            self._hang_up()
        return True

    def _carry(self, ids: list[int]) -> None:
        lease_until = self._clock() + postbox.LEASE
        letters = [
            letter for message in postbox.load(ids) if (letter := self._write(message)) is not None
        ]
        db.session.remove()
        while letters and self._clock() <= lease_until - LEASE_MARGIN:
            letter = letters.pop(0)
            try:
                self._deliver(letter)
            except Unreachable:
                post.release_letters([left.id for left in letters], self._clock() + FIRST_PAUSE)
                raise
        post.release_letters([left.id for left in letters], self._clock())

    def _write(self, message: Message) -> Written | None:
        """The letter of a message; None if it was marked instead."""
        try:
            if message.kind == Kind.SIGN_IN and message.staff_id is not None:
                token = self._links.sign_in_token(message.message_id)
                staff_door.issue_mailed_link(message.staff_id, token, self._clock())
            letter = render_letter(message, self._settings, self._links, self._clock())
            envelope = Envelope(message.message_id, message.created_at)
            email = as_email(letter, envelope, self._settings)
        except NotNeeded as reason:
            post.mark_useless(message.id, str(reason))
            return None
        except Exception as error:
            self._fault(message, error)
            return None
        return Written(message.id, message.kind, message.attempts, message.created_at, email)

    def _fault(self, message: Message, error: Exception) -> None:
        """A letter that can't be written stops only itself; it is tried again, then shown."""
        db.session.rollback()
        reason = f"the letter could not be written ({type(error).__name__})"
        log.error("letter.unwritable", message=message.id, kind=message.kind, exc_info=True)
        post.mark_refused(
            message.id, message.attempts, message.created_at, reason, False, self._clock()
        )

    def _deliver(self, letter: Written) -> None:
        """Hand one letter over and mark it. Raises Unreachable if there is no server."""
        self._keep_rate()
        try:
            line = self._open_line()
        except Exception as error:
            self._refused(letter, error)
            raise Unreachable from error
        try:
            line.hand_over(letter.email)
        except Exception as error:
            self._refused(letter, error)
            return
        post.mark_sent(letter.id, self._clock())
        log.info("letter.sent", message=letter.id, kind=letter.kind, attempt=letter.attempts)

    def _refused(self, letter: Written, error: Exception) -> None:
        refusal = refusal_of(error)
        state = post.mark_refused(
            letter.id, letter.attempts, letter.owed_at, refusal.text, refusal.final, self._clock()
        )
        log.warning(
            "letter.refused", message=letter.id, kind=letter.kind, reason=refusal.text, state=state
        )
        if refusal.line_lost:
            self._hang_up()
        else:
            self._reset()

    def _open_line(self) -> Line:
        if self._line is None:
            line = Line(self._mail, self._settings)
            line.__enter__()
            self._line = line
        return self._line

    def _reset(self) -> None:
        """Clear a refused letter from the line, or drop the line."""
        try:
            if self._line is not None and self._line.host is not None:
                self._line.host.rset()
        except OSError:
            self._hang_up()

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is None or line.host is None:
            return
        try:
            line.host.quit()
        except OSError:
            line.host.close()

    def _keep_rate(self) -> None:
        """Never more than MAIL_RATE letters a minute from this process."""
        if not self._settings.mail_rate:
            return
        pause = self._last_sent + 60 / self._settings.mail_rate - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self._last_sent = time.monotonic()
