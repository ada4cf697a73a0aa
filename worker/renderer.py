"""Where a claimed Message becomes a finished letter, before anybody talks to a mail server."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from registration.actions.letters import delivery
from registration.actions.staff import auth
from registration.domain.letters.kinds import Kind
from registration.domain.text import msgid
from registration.letters import NotNeeded, render_letter
from registration.letters.mime import Envelope, as_email
from registration.links import Links
from registration.settings import Settings
from registration.store.database import roll_back
from registration.store.letters.claims import Claim
from registration.store.models import Message

from .retry import with_retry
from .smtp import FinishedMessage

log = structlog.get_logger(__name__)


class UnreadableLetter(Exception):
    """Only a newer version knows how things stand that the letter is about."""


@dataclass(frozen=True)
class RenderedLetter:
    """A claimed letter, rendered; nothing of it needs the database any more."""

    id: int
    kind: str
    attempts: int
    tried_since: datetime
    message: FinishedMessage


@dataclass(frozen=True)
class Renderer:
    """Renders letters. One that can't be rendered stops no other."""

    settings: Settings
    links: Links
    clock: Callable[[], datetime]

    def render(self, claim: Claim, message: Message) -> RenderedLetter | None:
        """The letter of a message; None if it was marked instead."""
        # Read now: a fault may take the session's rows away.
        known = (message.id, message.kind, message.attempts, message.tried_since)
        try:
            return RenderedLetter(*known, with_retry(lambda: self._email(message)))
        except NotNeeded as reason:
            text = str(reason)
            with_retry(lambda: delivery.mark_useless(claim, known[0], text))
        except Exception as error:
            self._fault(claim, *known, error)
        return None

    def _email(self, message: Message) -> FinishedMessage:
        if not message.is_readable:
            raise UnreadableLetter  # it is tried again, by then perhaps by a newer worker
        # One moment for both: the letter says until when its link is good.
        now = self.clock()
        if message.kind == Kind.SIGN_IN and message.staff_id is not None:
            token = self.links.sign_in_token(message.message_id)
            if not auth.issue_mailed_link(message.staff_id, token, now):
                raise NotNeeded(msgid("the link was used already"))
        letter = render_letter(message, self.settings, self.links, now)
        envelope = Envelope(message.message_id, message.created_at)
        return FinishedMessage(as_email(letter, envelope, self.settings))

    def _fault(
        self, claim: Claim, id: int, kind: str, attempts: int, since: datetime, error: Exception
    ) -> None:
        """A letter that can't be written is tried again, then shown."""
        roll_back()
        reason = f"the letter could not be written ({type(error).__name__})"
        log.error("letter.unwritable", message=id, kind=kind, exc_info=True)
        with_retry(
            lambda: delivery.mark_refused(claim, id, attempts, since, reason, False, self.clock())
        )
