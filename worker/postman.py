"""Carries due letters: claim, write, let go of the database, talk SMTP, mark each at once."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import structlog

from registration.actions.letters import delivery
from registration.actions.letters.delivery import Turn
from registration.links import Links
from registration.settings import Settings
from registration.store.database import let_go
from registration.store.letters import claims
from registration.store.letters.claims import Claim

from .outcomes import About, Refusal, refusal_of, refusal_to_open
from .renderer import Desk, Written
from .retry import insist
from .shutdown import Bell
from .smtp import TIMEOUT_SECONDS, Line

BATCH = 20
LONGEST_DRAIN = timedelta(seconds=120)
# Whoever has less of the lease left than a slow server may take lets the letter be.
LEASE_MARGIN = timedelta(seconds=5 * TIMEOUT_SECONDS)
SAY_EVERY = timedelta(seconds=30)

log = structlog.get_logger(__name__)


class Unreachable(Exception):
    """No connection to the mail server can be opened now; the cause says why."""


class StandStill(Exception):
    """The mail server refuses all letters."""

    def __init__(self, until: datetime) -> None:
        super().__init__("until the next try")
        self.until = until


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
        self._tries_for_all = False
        self._said_at: datetime | None = None

    def drain(self) -> bool:
        """Send until nothing is due, or for 120 s; whether something may be left."""
        try:
            return self._go_round()
        except StandStill:
            return False
        finally:
            self._hang_up()

    def _go_round(self) -> bool:
        stop_at = self._clock() + LONGEST_DRAIN
        alone = True
        while self._clock() < stop_at and not self._bell.rung and self._has_turn():
            claim = insist(lambda: delivery.claim_letters(self._clock(), self._batch()))
            if not claim.ids:
                return False
            if alone and len(claim.ids) == BATCH:
                self._call_help()
                alone = False
            self._carry(claim)
        return True

    def _has_turn(self) -> bool:
        """Ask whether the mail server refuses all letters, and who tries for all."""
        if self._tries_for_all:
            return True
        turn = insist(lambda: delivery.turn(self._clock()))
        self._tries_for_all = turn is Turn.ALONE
        return turn is not Turn.WAIT

    def _batch(self) -> int:
        """How many letters to claim: with MAIL_RATE no more than half a minute's worth."""
        rate = self._settings.mail_rate
        return min(BATCH, max(1, rate // 2)) if rate else BATCH

    def _carry(self, claim: Claim) -> None:
        messages = insist(lambda: claims.load(claim.ids))
        written = [self._desk.write(claim, message) for message in messages]
        letters = deque(letter for letter in written if letter is not None)
        let_go()
        try:
            while letters and self._may_go_on(claim):
                self._deliver(claim, letters.popleft())
        except StandStill as still:
            self._give_back(claim, letters, still.until)
            raise
        self._give_back(claim, letters, self._clock())

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

    def _give_back(self, claim: Claim, letters: deque[Written], due_at: datetime) -> None:
        ids = [letter.id for letter in letters]
        insist(lambda: delivery.release_letters(claim, ids, due_at))

    def _deliver(self, claim: Claim, letter: Written) -> None:
        """Hand one letter over and mark it. Raises StandStill if the server takes none."""
        try:
            self._hand_over(letter)
        except Unreachable as fault:
            self._stand_still(claim, letter, refusal_to_open(fault.__cause__))
        except Exception as error:
            refusal = refusal_of(error)
            if refusal.about is About.SERVER:
                self._stand_still(claim, letter, refusal)
            self._refused(claim, letter, refusal)
            return
        insist(lambda: delivery.mark_sent(claim, letter.id, self._clock()))
        self._served()
        log.info("letter.sent", message=letter.id, kind=letter.kind, attempt=letter.attempts)

    def _served(self) -> None:
        """Say once a minute that letters go, and at once if others wait to hear it."""
        now = self._clock()
        said_lately = self._said_at is not None and now - self._said_at < SAY_EVERY
        if said_lately and not self._tries_for_all:
            return
        insist(lambda: delivery.served(now, self._tries_for_all))
        self._said_at, self._tries_for_all = now, False

    def _stand_still(self, claim: Claim, letter: Written, refusal: Refusal) -> NoReturn:
        """Keep this letter and all others until the server is asked again."""
        now, mine = self._clock(), self._tries_for_all
        known = (claim, letter.id, letter.attempts)
        self._tries_for_all = False
        self._hang_up()
        until = insist(
            lambda: delivery.refused(refusal.text, refusal.words, refusal.lasting, now, mine)
        )
        seen = refusal.letter_seen
        alone = seen and insist(
            lambda: delivery.is_refused_alone(letter.attempts, letter.owed_at, now)
        )
        if alone:
            insist(lambda: delivery.mark_refused(*known, letter.owed_at, refusal.text, True, now))
        else:
            # If it was seen another one is tried first the next time: it may be this one's fault.
            due_at = until + timedelta(seconds=seen)
            insist(lambda: delivery.put_off(*known, due_at, refusal.text, counts=seen))
        log.warning("mail.refused", message=letter.id, reason=refusal.text, until=until.isoformat())
        raise StandStill(until)

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
            lambda: delivery.mark_refused(
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
