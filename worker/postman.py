"""Sends due letters: claim, render, close the session, talk SMTP, mark each at once."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import structlog

from registration.actions.letters import delivery
from registration.actions.letters.delivery import Turn
from registration.links import Links
from registration.settings import Settings
from registration.store.database import close_session
from registration.store.letters import claims
from registration.store.letters.claims import Claim

from .outcomes import About, Refusal, refusal_of, refusal_to_open
from .renderer import RenderedLetter, Renderer
from .retry import with_retry
from .shutdown import Shutdown
from .smtp import TIMEOUT_SECONDS, SmtpConnection

BATCH = 20
LONGEST_DRAIN = timedelta(seconds=120)
# Whoever has less of the lease left than a slow server may take lets the letter be.
LEASE_MARGIN = timedelta(seconds=5 * TIMEOUT_SECONDS)
SAY_EVERY = timedelta(seconds=30)

log = structlog.get_logger(__name__)


class Unreachable(Exception):
    """No connection to the mail server can be opened now; the cause says why."""


class ServerRefusesAll(Exception):
    """The mail server refuses all letters."""

    def __init__(self, until: datetime) -> None:
        super().__init__("until the next try")
        self.until = until


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _nobody() -> None:
    """There is no other worker."""


class Postman:
    """Drains the outbox over one connection, which stays open while there are letters.

    ``shutdown`` ends a drain after the letter at hand; ``wake_another`` is called once a drain
    if there is more than one batch, so that an idle worker may join.
    """

    def __init__(
        self,
        settings: Settings,
        links: Links,
        mail: Any,
        clock: Callable[[], datetime] = _utc_now,
        shutdown: Shutdown | None = None,
        wake_another: Callable[[], object] = _nobody,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._settings = settings
        self._renderer = Renderer(settings, links, clock)
        self._mail = mail
        self._clock = clock
        self._shutdown = shutdown or Shutdown()
        self._wake_another = wake_another
        self._timeout = timeout
        self._connection: SmtpConnection | None = None
        self._next_at: datetime | None = None
        self._tries_for_all = False
        self._said_at: datetime | None = None

    def drain(self) -> bool:
        """Send until nothing is due, or for 120 s; whether something may be left."""
        try:
            return self._send_due()
        except ServerRefusesAll:
            return False
        finally:
            self._disconnect()

    def _send_due(self) -> bool:
        stop_at = self._clock() + LONGEST_DRAIN
        alone = True
        while self._clock() < stop_at and not self._shutdown.requested and self._may_send():
            claim = with_retry(lambda: delivery.claim_letters(self._clock(), self._batch()))
            if not claim.ids:
                return False
            if alone and len(claim.ids) == BATCH:
                self._wake_another()
                alone = False
            self._send_batch(claim)
        return True

    def _may_send(self) -> bool:
        """Ask whether the mail server refuses all letters, and who tries for all."""
        if self._tries_for_all:
            return True
        turn = with_retry(lambda: delivery.turn(self._clock()))
        self._tries_for_all = turn is Turn.ALONE
        return turn is not Turn.WAIT

    def _batch(self) -> int:
        """How many letters to claim: with MAIL_RATE no more than half a minute's worth."""
        rate = self._settings.mail_rate
        return min(BATCH, max(1, rate // 2)) if rate else BATCH

    def _send_batch(self, claim: Claim) -> None:
        messages = with_retry(lambda: claims.load(claim.ids))
        rendered = [self._renderer.render(claim, message) for message in messages]
        letters = deque(letter for letter in rendered if letter is not None)
        close_session()
        try:
            while letters and self._may_go_on(claim):
                self._deliver(claim, letters.popleft())
        except ServerRefusesAll as refusal:
            self._release(claim, letters, refusal.until)
            raise
        self._release(claim, letters, self._clock())

    def _may_go_on(self, claim: Claim) -> bool:
        """Keep MAIL_RATE, then see whether there is time for one more letter."""
        self._keep_rate()
        return not self._shutdown.requested and self._clock() <= claim.until - LEASE_MARGIN

    def _keep_rate(self) -> None:
        """Never more than MAIL_RATE letters a minute from this process."""
        if not self._settings.mail_rate:
            return
        gap = 60 / self._settings.mail_rate
        if self._next_at is not None:
            # A clock that was set back must not make a pause of hours.
            self._shutdown.wait(min(gap, (self._next_at - self._clock()).total_seconds()))
        self._next_at = self._clock() + timedelta(seconds=gap)

    def _release(self, claim: Claim, letters: deque[RenderedLetter], due_at: datetime) -> None:
        ids = [letter.id for letter in letters]
        with_retry(lambda: delivery.release_letters(claim, ids, due_at))

    def _deliver(self, claim: Claim, letter: RenderedLetter) -> None:
        """Hand one letter over and mark it. Raises ServerRefusesAll if the server takes none."""
        try:
            self._hand_over(letter)
        except Unreachable as fault:
            self._pause_all(claim, letter, refusal_to_open(fault.__cause__))
        except Exception as error:
            refusal = refusal_of(error)
            if refusal.about is About.SERVER:
                self._pause_all(claim, letter, refusal)
            self._refused(claim, letter, refusal)
            return
        with_retry(lambda: delivery.mark_sent(claim, letter.id, self._clock()))
        self._served()
        log.info("letter.sent", message=letter.id, kind=letter.kind, attempt=letter.attempts)

    def _served(self) -> None:
        """Say once a minute that letters go, and at once if others wait to hear it."""
        now = self._clock()
        said_lately = self._said_at is not None and now - self._said_at < SAY_EVERY
        if said_lately and not self._tries_for_all:
            return
        with_retry(lambda: delivery.served(now, self._tries_for_all))
        self._said_at, self._tries_for_all = now, False

    def _pause_all(self, claim: Claim, letter: RenderedLetter, refusal: Refusal) -> NoReturn:
        """Keep this letter and all others until the server is asked again."""
        now, mine = self._clock(), self._tries_for_all
        known = (claim, letter.id, letter.attempts)
        self._tries_for_all = False
        self._disconnect()
        until = with_retry(
            lambda: delivery.refused(refusal.text, refusal.words, refusal.lasting, now, mine)
        )
        seen = refusal.letter_seen
        alone = seen and with_retry(
            lambda: delivery.is_refused_alone(letter.attempts, letter.tried_since, now)
        )
        if alone:
            with_retry(
                lambda: delivery.mark_refused(*known, letter.tried_since, refusal.text, True, now)
            )
        else:
            # If it was seen another one is tried first the next time: it may be this one's fault.
            due_at = until + timedelta(seconds=seen)
            with_retry(lambda: delivery.put_off(*known, due_at, refusal.text, counts=seen))
        log.warning("mail.refused", message=letter.id, reason=refusal.text, until=until.isoformat())
        raise ServerRefusesAll(until)

    def _hand_over(self, letter: RenderedLetter) -> None:
        connection = self._connected()
        try:
            connection.hand_over(letter.message)
        except OSError as error:
            if not refusal_of(error).connection_lost or not connection.was_idle:
                raise
            self._disconnect()
            self._connected().hand_over(letter.message)

    def _refused(self, claim: Claim, letter: RenderedLetter, refusal: Refusal) -> None:
        state = with_retry(
            lambda: delivery.mark_refused(
                claim,
                letter.id,
                letter.attempts,
                letter.tried_since,
                refusal.text,
                refusal.final,
                self._clock(),
            )
        )
        log.warning(
            "letter.refused", message=letter.id, kind=letter.kind, reason=refusal.text, state=state
        )
        if refusal.connection_lost:
            self._disconnect()
        else:
            self._reset()

    def _connected(self) -> SmtpConnection:
        if self._connection is None:
            connection = SmtpConnection(self._mail, self._settings, self._timeout)
            try:
                connection.__enter__()
            except Exception as error:
                raise Unreachable from error
            self._connection = connection
        return self._connection

    def _reset(self) -> None:
        """Clear a refused letter from the connection, or drop the connection."""
        try:
            if self._connection is not None:
                self._connection.reset()
        except OSError:
            self._disconnect()

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.quit()
