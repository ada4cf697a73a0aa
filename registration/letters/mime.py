"""Puts a letter into its envelope: one standards-conforming MIME message."""

from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime

from ..settings import Settings
from .render import Letter

FILE_NAMES = {"PUBLISH": "termin.ics", "CANCEL": "absage.ics"}


class _TightPolicy(EmailPolicy):
    """SMTP's policy, but no header begins with an empty line: some readers show the gap."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """Fold as usual, with the first word on the line of the name.

        A subject that is not ASCII is encoded whole: the usual way loses or doubles spaces
        where an encoded word meets another or a plain one (RFC 2047, 6.2).
        """
        if name == "Subject" and not value.isascii():
            whole = Header(value, "utf-8", header_name=name).encode(linesep=self.linesep)
            return f"{name}: {whole}{self.linesep}".encode("ascii")
        folded = super().fold_binary(name, value)
        return folded.replace(f"{name}:\r\n ".encode(), f"{name}: ".encode(), 1)


_POLICY = _TightPolicy(linesep=SMTP.linesep, cte_type=SMTP.cte_type)


@dataclass(frozen=True)
class Envelope:
    """What a letter needs besides its words."""

    message_id: str
    date: datetime


def as_email(letter: Letter, envelope: Envelope, settings: Settings) -> EmailMessage:
    """The MIME message of a letter: text, HTML of the same, and calendar parts."""
    email = EmailMessage(policy=_POLICY)
    sender = Address(settings.mail_sender_name, addr_spec=settings.mail_sender_address)
    email["From"] = sender
    email["To"] = Address(addr_spec=letter.recipient)
    email["Subject"] = letter.subject
    email["Date"] = format_datetime(envelope.date)
    email["Message-ID"] = f"<{envelope.message_id}@{sender.domain}>"
    email["Auto-Submitted"] = "auto-generated"
    email["X-Zusage-Letter"] = letter.kind.value
    if letter.reply_to:
        email["Reply-To"] = Address(addr_spec=letter.reply_to)
    if letter.unsubscribe:
        # One-click unsubscribe, RFC 8058.
        email["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    _fill(email, letter)
    # After the content, which takes all earlier Content headers with it.
    email["Content-Language"] = letter.language
    return email


def _fill(email: EmailMessage, letter: Letter) -> None:
    email.set_content(letter.text, cte="quoted-printable")
    email.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for part in letter.calendars:
        email.add_attachment(
            part.content,
            maintype="text",
            subtype="calendar",
            cte="base64",
            filename=FILE_NAMES[part.method],
            params={"method": part.method, "charset": "utf-8"},
        )
