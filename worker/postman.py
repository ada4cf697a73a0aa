"""Carries due letters: claim, write, let go of the database, talk SMTP, mark each at once."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from registration.actions import post
from registration.domain.letters import FIRST_PAUSE
from registration.links import Links
from registration.settings import Settings
from registration.store import postbox
from registration.store.database import let_go
from registration.store.postbox import Claim

from .bell import Bell
from .desk import Desk, Written
from .insist import insist
from .mail import TIMEOUT_SECONDS, Line
from .outcomes import Refusal, refusal_of, refusal_to_open

BATCH = 20
LONGEST_DRAIN = timedelta(seconds=120)
# Whoever has less of the lease left than a slow server may take lets the letter be.
LEASE_MARGIN = timedelta(seconds=5 * TIMEOUT_SECONDS)

log = structlog.get_logger(__name__)


class Unreachable(Exception):
    """No connection to the mail server can be opened now; the cause says why."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _nobody() -> None:
    """There is no other worker."""


class Postman:
    """Goes her rounds, and keeps one connection open while there are letters.

    ``bell`` ends a round after the letter at hand; ``call_help`` is called once a round
    if there is more than one batch, so that an idle worker may join.
    """

    def __init__(
        self,
        settings: Settings,
        links: Links,
        mail: Any,
        clock: Callable[[], datetime] = _utc_now,
        bell: Bell | None = None,
        call_help: Callable[[], object] = _nobody,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._settings = settings
        self._desk = Desk(settings, links, clock)
        self._mail = mail
        self._clock = clock
        self._bell = bell or Bell()
        self._call_help = call_help
        self._timeout = timeout
        self._line: Line | None = None
        self._next_at: datetime | None = None

    def drain(self) -> bool:
        """Send until nothing is due, or for 120 s; whether something may be left."""
        try:
            return self._go_round()
        except Unreachable:
            return False
        finally:
            self._hang_up()

    def _go_round(self) -> bool:
        stop_at = self._clock() + LONGEST_DRAIN
        alone = True
        while self._clock() < stop_at and not self._bell.rung:
            claim = insist(lambda: post.claim_letters(self._clock(), self._batch()))
            if not claim.ids:
                return False
            if alone and len(claim.ids) == BATCH:
                self._call_help()
                alone = False
            self._carry(claim)
        return True

    def _batch(self) -> int:
        """How many letters to claim: with MAIL_RATE no more than half a minute's worth."""
        rate = self._settings.mail_rate
        return min(BATCH, max(1, rate // 2)) if rate else BATCH

    def _carry(self, claim: Claim) -> None:
        messages = insist(lambda: postbox.load(claim.ids))
        written = [self._desk.write(claim, message) for message in messages]
        letters = deque(letter for letter in written if letter is not None)
        let_go()
        try:
            while letters and self._may_go_on(claim):
                self._deliver(claim, letters.popleft())
        except Unreachable:
            self._give_back(claim, letters, FIRST_PAUSE)
            raise
        self._give_back(claim, letters, timedelta())

    def _may_go_on(self, claim: Claim) -> bool:
        """Keep MAIL_RATE, then see whether there is time for one more letter."""
        self._keep_rate()
        return not self._bell.rung and self._clock() <= claim.until - LEASE_MARGIN

    def _keep_rate(self) -> None:
        """Never more than MAIL_RATE letters a minute from this process."""
        if not self._settings.mail_rate:
            return
        gap = 60 / self._settings.mail_rate
        if self._next_at is not None:
            # A clock that was set back must not make a pause of hours.
            self._bell.wait(min(gap, (self._next_at - self._clock()).total_seconds()))
        self._next_at = self._clock() + timedelta(seconds=gap)

    def _give_back(self, claim: Claim, letters: deque[Written], pause: timedelta) -> None:
        ids = [letter.id for letter in letters]
        insist(lambda: post.release_letters(claim, ids, self._clock() + pause))

    def _deliver(self, claim: Claim, letter: Written) -> None:
        """Hand one letter over and mark it. Raises Unreachable if there is no server."""
        try:
            self._hand_over(letter)
        except Unreachable as fault:
            self._refused(claim, letter, refusal_to_open(fault.__cause__))
            raise
        except Exception as error:
            self._refused(claim, letter, refusal_of(error))
            return
        insist(lambda: post.mark_sent(claim, letter.id, self._clock()))
        log.info("letter.sent", message=letter.id, kind=letter.kind, attempt=letter.attempts)

    def _hand_over(self, letter: Written) -> None:
        line = self._open_line()
        try:
            line.hand_over(letter.posting)
        except OSError as error:
            if not refusal_of(error).line_lost or not line.was_idle:
                raise
            self._hang_up()
            self._open_line().hand_over(letter.posting)

    def _refused(self, claim: Claim, letter: Written, refusal: Refusal) -> None:
        state = insist(
            lambda: post.mark_refused(
                claim,
                letter.id,
                letter.attempts,
                letter.owed_at,
                refusal.text,
                refusal.final,
                self._clock(),
            )
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
            line = Line(self._mail, self._settings, self._timeout)
            try:
                line.__enter__()
            except Exception as error:
                raise Unreachable from error
            self._line = line
        return self._line

    def _reset(self) -> None:
        """Clear a refused letter from the line, or drop the line."""
        try:
            if self._line is not None:
                self._line.reset()
        except OSError:
            self._hang_up()

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.hang_up()
