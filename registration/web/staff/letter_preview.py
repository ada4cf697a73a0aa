"""A letter as its receiver would read it, with links that open nothing."""

from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from ...domain.letters.kinds import UNREADABLE, Kind
from ...letters import Letter, NotNeeded, render_letter
from ...links import Links
from ...store.models import Message
from ..context import utc_now
from ..guards import settings

DEAD = "preview"


@dataclass(frozen=True)
class DeadLinks(Links):
    """Links that look like the real ones and open nothing."""

    words: str = field(default=DEAD)

    def sign(self, purpose: str, payload: Any) -> str:
        """No token at all."""
        return self.words


def dead_links() -> Links:
    """For previews: whoever presses a link there changes nothing."""
    real: Links = current_app.extensions["zusage_links"]
    return DeadLinks(real.public_url, real.secret_keys)


def preview(message: Message) -> tuple[Letter | None, str]:
    """A letter as it would go now; or none, and why it would not."""
    if message.kind == Kind.SIGN_IN:
        return None, Kind.SIGN_IN.row.not_again
    if not message.is_readable:
        return None, UNREADABLE
    try:
        return render_letter(message, settings(), dead_links(), utc_now()), ""
    except NotNeeded as reason:
        return None, str(reason)
