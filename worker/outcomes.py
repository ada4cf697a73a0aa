"""What an SMTP answer means: try again, give up, or the line is gone."""

import smtplib
import ssl
from dataclasses import dataclass

_CLOSING = 421
# "You must sign in first" and its kin: the town's settings are wrong, not the letter.
_SIGN_IN_REFUSED = frozenset({530, 534, 535, 538})


@dataclass(frozen=True)
class Refusal:
    """Why a letter was not taken. The text names no address."""

    text: str
    final: bool
    line_lost: bool = False


def refusal_of(error: Exception) -> Refusal:
    """A 5xx for this letter is final; a 4xx or a lost line is tried again."""
    code = _code(error)
    if code is None:
        return _without_answer(error)
    if code == _CLOSING:
        return Refusal("the mail server closed the connection (421)", False, line_lost=True)
    if code in _SIGN_IN_REFUSED:
        return Refusal(f"the mail server refused our sign-in ({code})", False, line_lost=True)
    return Refusal(f"the mail server refused the letter ({code})", final=500 <= code < 600)


def refusal_to_open(error: BaseException | None) -> Refusal:
    """Why no line could be opened. Never final: the letter had no part in it."""
    code = _code(error)
    if code is not None:
        return Refusal(f"the mail server does not let us in ({code})", False, line_lost=True)
    if isinstance(error, ssl.SSLError):
        return Refusal(f"no trusted line to the mail server ({_name(error)})", False, True)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Refusal("the mail server offers no TLS or no sign-in as set", False, True)
    return Refusal(f"no connection to the mail server ({_name(error)})", False, line_lost=True)


def _without_answer(error: Exception) -> Refusal:
    if isinstance(error, OSError):
        return Refusal(f"lost the connection to the mail server ({_name(error)})", False, True)
    return Refusal(f"the letter could not be handed over ({_name(error)})", False)


def _code(error: BaseException | None) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min((code for code, _ in error.recipients.values()), default=450)
    if isinstance(error, smtplib.SMTPResponseException):
        return int(error.smtp_code)
    return None


def _name(error: BaseException | None) -> str:
    return type(error).__name__
