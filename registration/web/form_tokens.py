"""The signed token that stands in for a CSRF cookie: training, issued at, id, language."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from secrets import token_urlsafe

from flask_babel import gettext

from ..domain.privacy.retention import Period
from ..links import FORM, Links

YOUNGEST = timedelta(seconds=3)
# As long as it is noted that a form was sent: an older one could be sent anew.
OLDEST = Period.FORM.value


class Age(Enum):
    """What a form token's age says."""

    GOOD = auto()
    TOO_YOUNG = auto()
    TOO_OLD = auto()


@dataclass(frozen=True)
class FormToken:
    """One rendered form. ``about`` is a training's id, or 0 for a form about none."""

    about: int
    issued_at: int
    id: str
    language: str

    def age(self, now: datetime, youngest: timedelta) -> Age:
        """Whether the form may be sent now; programs fill in forms faster than people."""
        passed = timedelta(seconds=now.timestamp() - self.issued_at)
        if passed >= OLDEST:
            return Age.TOO_OLD
        return Age.GOOD if passed >= youngest else Age.TOO_YOUNG


def issue(links: Links, about: int, language: str, now: datetime) -> str:
    """A fresh token for a form."""
    return links.sign(FORM, [about, int(now.timestamp()), token_urlsafe(16), language])


def read(links: Links, token: str | None) -> FormToken | None:
    """The token if we signed it, for whatever form; None otherwise."""
    match links.read(FORM, token or ""):
        case [int(about), int(issued_at), str(token_id), str(language)]:
            return FormToken(about, issued_at, token_id, language)
    return None


def fresh(links: Links, token: str | None, about: int, now: datetime) -> FormToken | None:
    """The token of a form that has no minimum age, if it is ours and not too old."""
    form_token = read(links, token)
    if form_token is None or form_token.about != about:
        return None
    return form_token if form_token.age(now, timedelta()) is Age.GOOD else None


def unchecked() -> str:
    """What to say about a form whose token is not good; nothing typed is lost by it."""
    return gettext("The form could not be checked. Please send it once more.")
