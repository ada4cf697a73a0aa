"""What an SMTP answer means: try again, give up, or the line is gone."""

import smtplib
from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Why a letter was not taken. The text names no address."""

    text: str
    final: bool
    line_lost: bool = False


def refusal_of(error: Exception) -> Refusal:
    """A 5xx for this letter is final; a 4xx or a lost line is tried again."""
    if isinstance(error, smtplib.SMTPServerDisconnected | OSError) and not isinstance(
        error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused
    ):
        return Refusal(f"no connection to the mail server ({type(error).__name__})", False, True)
    code = _code(error)
    if code == 421:
        return Refusal("the mail server closed the connection (421)", False, True)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        # The password is wrong, not the letter: staff mend it, and the letter goes.
        return Refusal(f"the mail server refused our sign-in ({code})", False, True)
    return Refusal(f"the mail server refused the letter ({code})", final=500 <= code < 600)


def _code(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min((code for code, _ in error.recipients.values()), default=450)
    if isinstance(error, smtplib.SMTPResponseException):
        return int(error.smtp_code)
    return 450
